// @umami/node, one of each call; prints what it was answered.
import { Umami } from "@umami/node";

const { host, website } = JSON.parse(process.argv[2]);
const umami = new Umami({ websiteId: website, hostUrl: host });
const hostname = "shop.example";
const answers = [
  await umami.track({ url: "/docs?utm_source=news", hostname, title: "Docs", language: "en-GB" }),
  await umami.track("signup", { plan: "free" }),
  await umami.track("upgrade", { url: "/plans", hostname, data: { plan: "pro" } }),
  await umami.track({ name: "purchase", url: "/checkout", hostname, data: { revenue: 39.95, currency: "EUR" } }),
  await umami.identify({ plan: "pro" }),
];
console.log(JSON.stringify(await Promise.all(answers.map((answer) => answer.json()))));
