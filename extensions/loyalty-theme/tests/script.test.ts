import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "../assets/zegel.js";
import { card, held, type Page, render } from "./render-block.ts";

type Asked = { path: string; body: unknown };
let asked: Asked[];
let answers: Record<string, unknown>;
let page: Page;

function server(path: string, options?: { body?: string }) {
  if (!path.startsWith("/")) return Promise.resolve(new Response(render(page)));
  asked.push({ path, body: JSON.parse(options?.body ?? "null") });
  const answer = answers[path];
  return answer === undefined
    ? Promise.reject(new TypeError("Failed to fetch"))
    : Promise.resolve(Response.json(answer));
}

beforeEach(() => {
  asked = [];
  answers = { "/cart/update.js": { attributes: {} } };
  vi.stubGlobal("fetch", server);
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  vi.stubGlobal("Shopify", { routes: { root: "/" }, actions: { updateCart: async () => ({}) } });
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.documentElement.innerHTML = "<head></head><body></body>";
});

/** The script listens to the document for as long as a page lives; one window serves all tests. */
function open(next: Page): void {
  page = next;
  document.body.innerHTML = render(next);
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const click = async (selector: string) => {
  document.querySelector<HTMLButtonElement>(selector)?.click();
  await settled();
};
const error = () => document.querySelector("[data-zegel-error]")?.textContent;

test("one click reserves, writes the wish into the cart and shows what the server prints then", async () => {
  open({ block: "rewards", card });
  answers["/apps/zegel/reserve"] = { ok: true, ref: held.ref, wish: held.ref, card };
  page = { block: "rewards", card: { ...card, reservations: [held] }, wish: held.ref };
  await click("[data-zegel-reserve]");
  expect(asked.map(({ path }) => path)).toEqual(["/apps/zegel/reserve", "/cart/update.js"]);
  expect(asked[0]?.body).toEqual({ reward: "five", click: expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/) });
  expect(asked[1]?.body).toEqual({ attributes: { _zegel: held.ref } });
  expect(document.querySelector("[data-zegel-release]")).not.toBeNull();
  expect(document.getElementById("zegel-status")?.textContent).toBe("Your reward is in the cart.");
});

test("removing gives the points back and empties the wish", async () => {
  open({ block: "rewards", card: { ...card, reservations: [held] }, wish: held.ref });
  answers["/apps/zegel/release"] = { ok: true, wish: "", card };
  await click("[data-zegel-release]");
  expect(asked.map(({ body }) => body)).toEqual([{ ref: held.ref }, { attributes: { _zegel: "" } }]);
});

test("a reward held for another cart is brought here without asking the app", async () => {
  open({ block: "rewards", card: { ...card, reservations: [held] } });
  await click("[data-zegel-wish]");
  expect(asked).toEqual([{ path: "/cart/update.js", body: { attributes: { _zegel: held.ref } } }]);
});

test("S73: tools such as Google Analytics hear of a reward that is used or taken out, and of nothing about the shopper", async () => {
  const heard: unknown[] = [];
  const analytics = { publish: (...told: unknown[]) => heard.push(told) };
  vi.stubGlobal("Shopify", { routes: { root: "/" }, actions: { updateCart: async () => ({}) }, analytics });
  open({ block: "rewards", card });
  answers["/apps/zegel/reserve"] = { ok: true, ref: held.ref, wish: held.ref, card };
  await click("[data-zegel-reserve]");
  open({ block: "rewards", card: { ...card, reservations: [held] }, wish: held.ref });
  answers["/apps/zegel/release"] = { ok: true, wish: "", card };
  await click("[data-zegel-release]");
  expect(heard).toEqual([
    ["zegel_reward_used", { reward: "five" }],
    ["zegel_reward_removed", { reward: null }],
  ]);
});

test("a refusal is shown in the shopper's language and leaves the cart alone", async () => {
  open({ block: "rewards", card, locale: "nl" });
  const message = { en: "You need more points.", nl: "Je hebt meer punten nodig. <b>" };
  answers["/apps/zegel/reserve"] = { ok: false, code: "not_enough_points", message };
  await click("[data-zegel-reserve]");
  expect(error()).toBe(message.nl);
  expect(asked).toHaveLength(1);
  expect(document.querySelector<HTMLButtonElement>("[data-zegel-reserve]")?.disabled).toBe(false);
});

test("when nobody answers, a sentence says so, and the second try is the same click", async () => {
  open({ block: "rewards", card });
  await click("[data-zegel-reserve]");
  expect(error()).toBe("That did not work. Your points are kept; please try again.");
  await click("[data-zegel-reserve]");
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
});

test("a double click is one click", async () => {
  open({ block: "rewards", card });
  answers["/apps/zegel/reserve"] = { ok: true, ref: held.ref, wish: held.ref, card };
  document.querySelector<HTMLButtonElement>("[data-zegel-reserve]")?.click();
  await click("[data-zegel-reserve]");
  expect(asked.filter(({ path }) => path === "/apps/zegel/reserve")).toHaveLength(1);
});

test("choosing another variant tells what that one earns", async () => {
  open({ block: "earn", prices: [2599, 5000] });
  const form = document.createElement("form");
  form.setAttribute("action", "/cart/add");
  form.innerHTML = '<select name="id"><option value="101">A</option><option value="102">B</option></select>';
  document.body.append(form);
  const select = form.querySelector("select")!;
  select.value = "102";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  expect(document.querySelector("[data-zegel-earn]")?.textContent).toBe("Earn 50 points with this product");
});

test("a drawer that takes no app blocks gets the picker, once", async () => {
  const drawer = document.createElement("div");
  drawer.id = "cart-drawer";
  open({ block: "drawer", card });
  document.body.append(drawer);
  const update = () => document.dispatchEvent(new CustomEvent("shopify:cart:lines-update"));
  update();
  await settled();
  update();
  await settled();
  expect(drawer.querySelectorAll("[data-zegel='drawer']")).toHaveLength(1);
});

const theCard = (more: object) => ({ ...card, rewards: [{ ...card.rewards[0]!, ...more }] });

test("S36: the slider says what it stands at, and the click takes so many points", async () => {
  const text = (points: number) => ({ en: `${points} points`, nl: `${points} punten` });
  const choices = [100, 200].map((points) => ({ points, text: text(points) }));
  open({ block: "rewards", card: theCard({ choices }) });
  const slider = document.querySelector<HTMLInputElement>("[data-zegel-choices]")!;
  slider.value = "0";
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  expect(slider.nextElementSibling?.textContent).toBe("100 points");
  expect(slider.getAttribute("aria-valuetext")).toBe("100 points");
  await click("[data-zegel-reserve]");
  expect(asked[0]?.body).toMatchObject({ reward: "five", points: 100 });
});

test("S14: a free product goes into the cart once its points are held", async () => {
  open({ block: "rewards", card: theCard({ add: { variant: "9" } }) });
  answers["/apps/zegel/reserve"] = { ok: true, ref: held.ref, wish: held.ref, card };
  answers["/cart/add.js"] = { items: [] };
  await click("[data-zegel-reserve]");
  expect(asked.map(({ path }) => path)).toEqual(["/apps/zegel/reserve", "/cart/add.js", "/cart/update.js"]);
  expect(asked[1]?.body).toEqual({ items: [{ id: "9", quantity: 1 }] });
});

test("S66: the best reward comes by itself, once for a total, and stays out once it was taken out", async () => {
  const auto = { ...card, auto: true as const };
  open({ block: "rewards", card: auto, items: [7] });
  answers["/apps/zegel/best"] = { ok: true, ref: held.ref, wish: held.ref, card };
  answers["/apps/zegel/release"] = { ok: true, wish: "", card };
  page = { block: "rewards", card: { ...auto, reservations: [held] }, items: [7], wish: held.ref };
  document.dispatchEvent(new Event("shopify:cart:lines-update"));
  await settled();
  expect(asked[0]?.body).toEqual({ total: "25.99", currency: "EUR", click: expect.any(String) });
  expect(asked[1]?.body).toEqual({ attributes: { _zegel: held.ref } });
  await click("[data-zegel-release]");
  expect(asked.at(-1)?.body).toEqual({ attributes: { _zegel: "", _zegel_auto: "no" } });
  open({ block: "rewards", card: auto, items: [7] });
  document.dispatchEvent(new Event("shopify:cart:lines-update"));
  await settled();
  expect(asked).toHaveLength(4);
});
