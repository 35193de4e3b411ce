// The demo's pages in a real browser, CHROMIUM; PAGE_A and PAGE_B are the two nodes' pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const { CHROMIUM, PAGE_A, PAGE_B } = process.env;
const WAIT = { timeout: 90_000 };
let browser;
let a;
let b;

before(async () => {
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  [a, b] = await Promise.all([openPage(PAGE_A, "Ada"), openPage(PAGE_B, "Barbara")]);
});

after(() => browser?.close());

async function openPage(url, name) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(30_000);
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin)) foreign.push(request.url());
  });
  page.on("pageerror", (error) => foreign.push(String(error)));
  page.foreign = foreign;
  await page.goto(`${url}?name=${name}`);
  await page.locator("#redis", { hasText: "linked" }).waitFor();
  return page;
}

async function say(page, text) {
  await page.fill("#text", text);
  await page.press("#text", "Enter");
}

const texts = (page) => page.locator("#messages .text").allTextContents();
const offsets = (page) => page.locator("#messages .offset").allTextContents();

async function until(what, condition) {
  const end = Date.now() + 45_000;
  while (!(await condition())) {
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test("each page shows its node, and everyone on both", WAIT, async () => {
  assert.equal(await a.textContent("#node"), "A");
  assert.equal(await b.textContent("#node"), "B");
  for (const page of [a, b]) {
    for (const name of ["Ada", "Barbara"]) {
      await page.locator("#nodes li", { hasText: name }).waitFor();
    }
    await page.locator("#transport", { hasText: "websocket" }).waitFor();
    assert.equal(await page.textContent("#session"), "new session");
  }
});

test("what is said on node A appears on node B, with its offset", WAIT, async () => {
  await say(a, "hello from A");
  for (const page of [a, b]) {
    const row = page.locator("#messages .message", { hasText: "hello from A" });
    await row.locator(".offset", { hasText: /^\d+-\d+$/ }).waitFor();
    assert.equal(await row.getAttribute("data-node"), "A");
  }
});

test("markup stays text", WAIT, async () => {
  await say(b, "<b id=evil>bold</b>");
  await a.locator("#messages .text", { hasText: "<b id=evil>bold</b>" }).waitFor();
  assert.equal(await a.locator("#evil").count(), 0);
});

test("while node A is cut off what is said there waits in sight; nothing is lost", WAIT, async () => {
  const earlier = (await texts(a)).length;
  await a.click("#cut");
  await a.locator("#redis", { hasText: "cut off" }).waitFor();
  for (let i = 0; i < 5; i++) {
    await say(a, `a${i}`);
    await say(b, `b${i}`);
  }
  await until("b's own", async () => (await texts(b)).includes("b4"));
  assert.deepEqual(await a.locator("#pending .text").allTextContents(), ["a0", "a1", "a2", "a3", "a4"]);
  assert.ok(!(await texts(b)).some((text) => text.startsWith("a")));

  for (const page of [a, b]) {
    await until("all ten", async () => (await texts(page)).length === earlier + 10);
    await until("their offsets", async () => (await offsets(page)).every((o) => /^\d+-\d+$/.test(o)));
  }
  assert.equal(await a.locator("#pending .message").count(), 0);
  assert.deepEqual(await texts(a), await texts(b));
  assert.deepEqual(await offsets(a), await offsets(b));
  const inOrder = (await texts(a)).slice(earlier);
  assert.deepEqual(inOrder.filter((text) => text[0] === "a"), ["a0", "a1", "a2", "a3", "a4"]);
  assert.deepEqual(inOrder.filter((text) => text[0] === "b"), ["b0", "b1", "b2", "b3", "b4"]);
  await a.locator("#redis", { hasText: "linked" }).waitFor();
});

test("the pages asked no other address for anything, and threw no error", () => {
  assert.deepEqual([...a.foreign, ...b.foreign], []);
});
