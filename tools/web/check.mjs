// Looks at pages in headless Chromium. Reads a job as JSON from standard input, writes what it found as JSON:
//   {modules, chromium, checks: [look|keyboard|print], pages: [{name, url, pdf}]}  ->  [{page, check, state, text}]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as probes from "./probes.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(job.modules, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// The text width of an A4 page with the margins of the style sheet.
const PRINTED = Math.floor((155 / 25.4) * 96);
// width, height, scale; 1280 x 800 zoomed to 200 % are 640 x 400
const SIZES = { "1280 px": [1280, 800, 1], "320 px": [320, 800, 1], "200 %": [640, 400, 2], paper: [PRINTED, 800, 1] };
const WINDOWS = ["1280 px", "320 px", "200 %"];
const COLOURS = ["color-contrast", "link-in-text-block"];
// the values of WCAG 2.1, 1.4.12
const SPACING = `*:not(svg, svg *) { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p, li, dd { margin-bottom: 2em !important }`;
// axe cannot judge text on a gradient; the tests of the style sheet judge the shade at a table's edge
const PLAIN = ".table-scroll { background: var(--ground) !important }";
const LARGE = "html { font-size: 200% !important }";
const LAYOUTS = [
  ...WINDOWS.map((size) => [size, "", ""]),
  ["1280 px", SPACING, ", wide spacing"],
  ["320 px", SPACING, ", wide spacing"],
  ["200 %", SPACING, ", wide spacing"],
  ["1280 px", LARGE, ", large text"],
];

const found = [];
const browser = await chromium.launch({ executablePath: job.chromium, args: ["--no-sandbox", "--disable-gpu"] });

async function open(page, size = "1280 px") {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const tab = await context.newPage();
  await resize(tab, size);
  await tab.goto(page.url, { waitUntil: "load" });
  await tab.evaluate(() => document.fonts.ready);
  return tab;
}

// What a person's zoom does: fewer pixels of the style sheet, each drawn larger.
async function resize(tab, size) {
  const [width, height, deviceScaleFactor] = SIZES[size];
  const session = await tab.context().newCDPSession(tab);
  await session.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor, mobile: false });
}

function tell(page, check, state, texts) {
  for (const text of new Set(texts)) found.push({ page: page.name, check, state, text });
}

async function runAxe(tab, dark) {
  const wanted = dark ? { runOnly: COLOURS } : { rules: { "target-size": { enabled: true } } };
  // what a page does well is not told here, and to name its elements would be a third of the time
  const options = { ...wanted, resultTypes: ["violations", "incomplete"], selectors: false };
  const result = await tab.evaluate((given) => axe.run(document, given), options);
  const lines = (rules, what) => rules.map((rule) => `${what}${rule.id} (${rule.nodes.length}): ${rule.nodes[0].html.slice(0, 160)}`);
  // texts in drawings are judged by the probe; an arrow alone, which axe takes for no text, has the colour of its line
  const judged = (node) => /^<t(ext|span)\b/.test(node.html) || node.any[0]?.data?.messageKey === "nonBmp";
  const undecided = result.incomplete
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => rule.id !== "color-contrast" || !judged(node)) }))
    .filter((rule) => rule.nodes.length);
  return [...lines(result.violations, ""), ...lines(undecided, "undecided: ")];
}

// In the dark only colours differ, so only the rules on colours are run again.
async function look(page) {
  const tab = await open(page);
  await tab.evaluate(axe);
  for (const size of WINDOWS) {
    await resize(tab, size);
    await withStyle(tab, PLAIN, async () => {
      for (const scheme of ["light", "dark"]) {
        await tab.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        const found = [...(await runAxe(tab, scheme === "dark")), ...(await tab.evaluate(probes.drawings))];
        tell(page, "axe", `${size}, ${scheme}`, found);
      }
    });
  }
  await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  for (const [size, style, state] of LAYOUTS) {
    await resize(tab, size);
    await withStyle(tab, style, async () => {
      tell(page, "layout", `${size}${state}`, [...(await tab.evaluate(probes.wideness)), ...(await tab.evaluate(probes.crowding))]);
    });
  }
  await tab.context().close();
}

async function withStyle(tab, content, body) {
  const style = await tab.addStyleTag({ content: content || "/**/" });
  await body();
  await style.evaluate((element) => element.remove());
}

// Press a key until every stop was visited; `from` is the stop that has the focus, -1 before the first.
async function walk(tab, key, from = -1) {
  const problems = [];
  const count = await tab.evaluate(probes.mark);
  if (count === 0) return ["nothing can be reached"];
  const stops = [...Array(count).keys()];
  for (const expected of key === "Tab" ? stops.slice(from + 1) : stops.slice(0, from).reverse()) {
    await tab.keyboard.press(key);
    const { stop, problems: wrong } = await tab.evaluate(probes.focus);
    problems.push(...wrong);
    if (stop !== expected) return [...problems, `${key} came to stop ${stop} instead of ${expected}`];
  }
  return problems;
}

async function useSkipLink(tab) {
  await tab.keyboard.press("Tab");
  const first = await tab.evaluate(() => document.activeElement.matches("a.skip[href^='#']"));
  if (!first) return ["the first stop is no link past the head of the page"];
  await tab.keyboard.press("Enter");
  const there = await tab.evaluate(() => document.activeElement === document.querySelector("main"));
  return there ? [] : ["the link past the head of the page does not lead to the main part"];
}

async function useFolds(tab) {
  const problems = [];
  for (const summary of await tab.locator("summary:visible").all()) {
    const isOpen = () => summary.evaluate((element) => element.parentElement.open);
    const name = await summary.evaluate((element) => element.outerHTML.slice(0, 120));
    const before = await isOpen();
    await summary.focus();
    for (const [key, expected] of [["Enter", !before], ["Space", before]]) {
      await tab.keyboard.press(key);
      if ((await isOpen()) !== expected) problems.push(`${key} does not fold: ${name}`);
    }
  }
  return problems;
}

async function scrollTables(tab) {
  const problems = await tab.evaluate(probes.scrollers);
  const box = await tab.evaluateHandle(() => [...document.querySelectorAll("[tabindex='0']")].find((e) => e.scrollWidth > e.clientWidth + 40 && e.checkVisibility()) ?? null);
  const element = box.asElement();
  if (element) {
    await element.focus();
    for (let i = 0; i < 3; i++) await tab.keyboard.press("ArrowRight");
    const moved = await tab.waitForFunction((e) => e.scrollLeft > 0, element, { timeout: 2000 }).catch(() => null);
    if (!moved) problems.push("the arrow keys do not move a wide table");
  }
  return problems;
}

async function useKeyboard(page) {
  let tab = await open(page);
  tell(page, "keyboard", "1280 px", await walk(tab, "Tab"));
  await tab.context().close();
  tab = await open(page, "320 px");
  tell(page, "keyboard", "320 px", [...(await useSkipLink(tab)), ...(await useFolds(tab)), ...(await scrollTables(tab))]);
  await tab.goto("about:blank");  // or the part of the page that the skip link led to stays the place to start from
  await tab.goto(page.url, { waitUntil: "load" });
  await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  tell(page, "keyboard", "320 px, all unfolded", await walk(tab, "Tab"));
  const last = (await tab.evaluate(probes.mark)) - 1;
  tell(page, "keyboard", "320 px, backwards", await walk(tab, "Shift+Tab", last));
  await tab.context().close();
}

async function print(page) {
  const tab = await open(page, "paper");
  await tab.emulateMedia({ media: "print" });
  tell(page, "print", "A4", await tab.evaluate(probes.wideness));
  const parts = await tab.evaluate(probes.printed);
  tell(page, "print", "A4", parts.screen.map((part) => `belongs to the screen: ${part}`));
  // paper is white, whatever the reader's screen is
  await tab.emulateMedia({ media: "print", colorScheme: "dark" });
  tell(page, "print", "A4, dark", await tab.evaluate(probes.paleness));
  await tab.emulateMedia({ media: "print", colorScheme: "light" });
  tell(page, "print", "A4", await tab.evaluate(probes.paleness));
  await tab.pdf({ path: page.pdf, preferCSSPageSize: true, printBackground: false });
  found.push({ page: page.name, check: "printed", state: "A4", parts });
  await tab.context().close();
}

const CHECKS = { look, keyboard: useKeyboard, print };
const tasks = job.pages.flatMap((page) => job.checks.map((check) => () => CHECKS[check](page)));
const worker = async () => {
  for (let task = tasks.shift(); task; task = tasks.shift()) await task();
};
try {
  await Promise.all([worker(), worker()]);
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(found));
