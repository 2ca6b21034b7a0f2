// Draws the map of the world at build time: an outline for each country that is large enough to see, a dot for each
// other. From Natural Earth by way of world-atlas, in the Equal Earth projection, keyed by ISO 3166's two letters.

import { createRequire } from "node:module";
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const codes = require("i18n-iso-countries/codes.json");
const coarse = require("world-atlas/countries-110m.json");
const fine = require("world-atlas/countries-50m.json");

export const WIDTH = 960;
export const HEIGHT = 440;

const MODULE = "virtual:world";
const BY_NUMBER = new Map(codes.map(([letters, , number]) => [number, letters]));

/** What the atlas draws by itself and ISO 3166 counts as part of a country, or gives letters but no number. */
const BY_NAME = {
  Kosovo: "XK",
  "N. Cyprus": "CY",
  Somaliland: "SO",
  "Indian Ocean Ter.": "CX",
};

/** Territories with letters of their own that the atlas draws as part of another country, or not at all. */
const DOTS = {
  BQ: [-68.3, 12.2],
  BV: [3.4, -54.4],
  CC: [96.8, -12.2],
  GF: [-53.1, 4],
  GI: [-5.4, 36.1],
  GP: [-61.5, 16.2],
  MQ: [-61, 14.7],
  RE: [55.5, -21.1],
  SJ: [16, 78.5],
  TK: [-171.8, -9.2],
  TV: [179.2, -8.5],
  UM: [166.6, 19.3],
  YT: [45.2, -12.8],
};

/** It has no residents, and a third of the height. */
const LEFT_OUT = "AQ";

const shapesOf = (atlas) =>
  feature(atlas, atlas.objects.countries).features.flatMap((shape) => {
    const code = BY_NUMBER.get(shape.id) ?? BY_NAME[shape.properties.name];
    return code && code !== LEFT_OUT ? [{ code, shape }] : [];
  });

export function drawWorld() {
  const large = shapesOf(coarse);
  const projection = geoEqualEarth().fitExtent(
    [
      [4, 4],
      [WIDTH - 4, HEIGHT - 4],
    ],
    { type: "FeatureCollection", features: large.map(({ shape }) => shape) },
  );
  const path = geoPath(projection).digits(1);
  const outlines = {};
  for (const { code, shape } of large) outlines[code] = (outlines[code] ?? "") + path(shape);
  const dots = {};
  const put = (code, place) => {
    dots[code] = projection(place).map(Math.round);
  };
  for (const { code, shape } of shapesOf(fine)) {
    if (!(code in outlines) && !(code in dots)) put(code, geoCentroid(shape));
  }
  for (const [code, place] of Object.entries(DOTS)) put(code, place);
  return { width: WIDTH, height: HEIGHT, outlines, dots };
}

export const world = () => ({
  name: "world",
  resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
  load: (id) =>
    id === `\0${MODULE}` ? `export default ${JSON.stringify(drawWorld())}` : undefined,
});
