// Pictures of a report for people to look at: light and dark, on a desk and on a phone.
// node pictures.mjs FOLDER CHROMIUM OUT
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , folder, executablePath, out] = process.argv;
const html = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const article = html.filter((name) => name.includes("art_")).sort((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size)[0];
const pages = {
  index: "index.html", articles: "articles/1.html", article, events: "events/1.html", quotes: "quotes.html",
  speakers: "speakers.html", actors: "actors/1.html", timelines: "timelines.html",
  pair: html.find((name) => /[A-Z]{3}-[A-Z]{3}/.test(name)), network: "network.html", map: "map.html",
  quarantine: "quarantine/1.html",
};

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
for (const [scheme, device, width] of [["light", "desk", 1280], ["dark", "desk", 1280], ["light", "phone", 390], ["dark", "phone", 390]]) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  for (const [name, path] of Object.entries(pages).filter(([, path]) => path)) {
    const started = performance.now();
    await page.goto(pathToFileURL(join(folder, path)).href);
    if (name === "quotes") await page.waitForSelector("#results li");
    console.log(`${name} ${scheme} ${device}: ${Math.round(performance.now() - started)} ms`);
    await page.screenshot({ path: join(out, `${name}-${scheme}-${device}.png`) });
  }
  await context.close();
}
await browser.close();
