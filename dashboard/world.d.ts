export interface World {
  width: number;
  height: number;
  /** SVG paths by ISO 3166's two letters. */
  outlines: Record<string, string>;
  /** Where countries lie that are too small for an outline. */
  dots: Record<string, [number, number]>;
}

export const WIDTH: number;
export const HEIGHT: number;
export function drawWorld(): World;
