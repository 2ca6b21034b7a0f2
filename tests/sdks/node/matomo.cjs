// matomo-tracker: one hit, then several in bulk. Prints what the server answered to the bulk.
const MatomoTracker = require("matomo-tracker");

const { url, site, first } = JSON.parse(process.argv[2]);
const matomo = new MatomoTracker(site, `${url}/matomo.php`);
matomo.on("error", (error) => {
  console.error(error);
  process.exitCode = 1;
});
const visitor = { _id: "0123456789abcdef", ua: "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0" };
matomo.track({ ...visitor, url: "https://shop.example/first", action_name: first });
matomo.trackBulk(
  [
    { ...visitor, url: "https://shop.example/second", action_name: "Second" },
    { ...visitor, e_c: "Video", e_a: "play", e_n: "Intro", e_v: 3 },
    { ...visitor, link: "https://elsewhere.example/" },
    { ...visitor, idgoal: 0, ec_id: first, revenue: 12.5, currency: "EUR" },
  ],
  (answer) => console.log(answer),
);
