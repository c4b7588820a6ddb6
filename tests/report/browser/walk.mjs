// Walks a report in headless Chromium as a reader would, and prints what it found as one JSON object.
// node walk.mjs FOLDER CHROMIUM QUERY: opens pages from the folder itself, without a server.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , folder, executablePath, query] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const at = (name, rest = "") => pathToFileURL(join(folder, name)).href + rest;
const found = { messages: [], requests: [], violations: [], hacked: [], overflowing: [], opened: 0 };

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function context(colorScheme, width) {
  const made = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: false });
  made.on("page", (page) => {
    page.on("console", (message) => found.messages.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => found.messages.push(`${page.url()}: ${error.message}`));
    page.on("dialog", (dialog) => { found.hacked.push(`${page.url()}: a dialog`); dialog.dismiss(); });
    page.on("request", (request) => { if (!request.url().startsWith("file:")) found.requests.push(request.url()); });
  });
  return made;
}

async function open(page, address) {
  await page.goto(address);
  found.opened += 1;
  if (await page.evaluate(() => window.hacked)) found.hacked.push(address);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (over > 0) found.overflowing.push(`${address}: ${over} px`);
}

async function check(page) {
  // The page's own policy keeps foreign scripts out; playwright's evaluate is not subject to it.
  await page.evaluate(`${axe};0`);
  const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values }, preload: false }), LEVELS);
  for (const { id, nodes } of violations) {
    found.violations.push(`${page.url()}: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
  }
}

const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const kinds = new Map(names.map((name) => [name.replace(/[0-9].*|[A-Z]{3}-.*|act_.*/, ""), name]));
const articles = names.filter((name) => name.startsWith("articles/") && name.includes("art_"));

// One page of each kind, in both colour schemes, on a desk and on a phone; every article once.
for (const [scheme, width] of [["light", 1280], ["dark", 360]]) {
  const pages = await context(scheme, width);
  const page = await pages.newPage();
  for (const name of new Set([...kinds.values(), ...articles.slice(0, 3)])) {
    await open(page, at(name));
    await check(page);
  }
  for (const name of articles) await open(page, at(name));
  await pages.close();
}

const desk = await context("light", 1280);
const page = await desk.newPage();

// Search: by typing, with the keyboard alone; then a click on the result must land on the quote's words.
await open(page, at("quotes.html"));
await page.waitForSelector("#results li");
found.allQuotes = await page.textContent("#status");
await page.focus("#words");
await page.keyboard.type(query);
await page.waitForFunction((all) => document.getElementById("status").textContent !== all, found.allQuotes);
found.status = await page.textContent("#status");
found.results = await page.$$eval("#results li", (items) => items.map((item) => item.querySelector(".said").textContent));
await check(page);
await page.click("#results li a");
await page.waitForSelector(".text :target");
found.landed = await page.evaluate(() => {
  const words = document.querySelector(".text :target");
  const box = words.getBoundingClientRect();
  const bare = words.cloneNode(true);
  bare.querySelectorAll(".handle").forEach((handle) => handle.remove());
  return { text: bare.textContent, isInView: box.top >= 0 && box.bottom <= innerHeight };
});
// From the words to the row, and from the row back to the words.
const handle = page.locator(".text :target > .handle");
await handle.focus();
await page.keyboard.press("Enter");
await page.waitForSelector(".found :target");
found.row = await page.textContent(".found :target .said");
await page.click(".found :target .back");
await page.waitForSelector(".text :target");
found.isBack = true;

// A shared link to a search, and one that means harm.
await open(page, at("index.html"));
await open(page, at("quotes.html", `#q=${encodeURIComponent(query)}`));
await page.waitForSelector("#results li");
found.linked = await page.textContent("#status");
await open(page, at("index.html"));
await open(page, at("quotes.html", "#q=izmir%20SKODA%20cafe"));
await page.waitForSelector("#results li");
found.accents = await page.$$eval("#results .said", (items) => items.map((item) => item.textContent));
await open(page, at("quotes.html", `?#q=${encodeURIComponent("<img src=x onerror=window.hacked=1>")}`));
await page.waitForFunction(() => /quote/.test(document.getElementById("status").textContent));
if (await page.evaluate(() => window.hacked)) found.hacked.push("the search's address");

// The first tab stop leads past the navigation.
await open(page, at("index.html"));
await page.keyboard.press("Tab");
found.firstStop = await page.evaluate(() => document.activeElement.getAttribute("href"));

// Last, since the browser complains of it: markup that got into the page after all would still not run.
const said = [...found.messages];
await open(page, at("index.html"));
found.isPolicyKept = await page.evaluate(async () => {
  document.body.insertAdjacentHTML("beforeend", '<img src="static/none.svg" onerror="window.inline = 1">');
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  return !window.inline;
});
found.messages = said;
await browser.close();
process.stdout.write(JSON.stringify(found));
