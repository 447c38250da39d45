import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Card } from "../../../app/contracts/card.ts";
import "../assets/zegel-claims.js";
import { card, type Page, programme, render } from "./render-block.ts";

const title = { en: "A mug <i>", nl: "Een mok" };
const claimed = {
  ref: "7KQ2M9XA",
  reward: "mug",
  points: 100,
  title,
  text: { en: "The shop prepares it.", nl: "De winkel maakt het klaar." },
  status: "claimed" as const,
  canGiveBack: true,
  hasMore: false,
};
const mug = {
  id: "mug",
  cost: 100,
  title,
  price: { en: "100 points", nl: "100 punten" },
  affordable: true,
  missing: 0,
  hint: { en: "Hand made.", nl: "Handgemaakt." },
};
const tour = { ...mug, id: "tour", cost: 500, affordable: false, missing: 350 };
const saving = {
  reward: "tour",
  title: { en: "Tour", nl: "Rondleiding" },
  cost: 500,
  missing: 350,
  percent: 30,
  isReached: false,
  text: { en: "150 of 500 points: 350 more points to go.", nl: "150 van 500 punten: nog 350 punten." },
  expectedOn: null,
};
const full: Card = { ...card, claimable: [mug, tour], claims: [claimed], saving };

let asked: { path: string; body: unknown }[];
let answers: Record<string, unknown>;
let page: Page;
beforeEach(() => {
  asked = [];
  answers = {};
  vi.stubGlobal("fetch", (path: string, options?: { body?: string }) => {
    if (!path.startsWith("/")) return Promise.resolve(new Response(render(page)));
    asked.push({ path, body: JSON.parse(options?.body ?? "null") });
    return Promise.resolve(Response.json(answers[path]));
  });
  vi.stubGlobal("CSS", { escape: (text: string) => text });
});
afterEach(() => {
  vi.unstubAllGlobals();
  document.documentElement.innerHTML = "<head></head><body></body>";
});

function open(next: Page): HTMLElement {
  page = next;
  document.body.innerHTML = render(next);
  return document.body;
}
const click = async (selector: string) => {
  document.querySelector<HTMLButtonElement>(selector)?.click();
  await new Promise((resolve) => setTimeout(resolve, 20));
};
const buttons = (body: HTMLElement, name: string) =>
  [...body.querySelectorAll(`[data-zegel-${name}]`)].map((each) => each.getAttribute(`data-zegel-${name}`));

describe("S11, S17: the block of what points buy beside a discount", () => {
  test("shows a bar that fills, what was claimed, what can be had and what can be saved for", () => {
    const body = open({ block: "claims", card: { ...full, saving: { ...saving, reward: "other" } } });
    expect(body.querySelector("progress")?.value).toBe(30);
    expect(body.textContent).toContain("350 more points to go");
    expect(buttons(body, "claim")).toEqual(["mug"]);
    expect(buttons(body, "save")).toEqual(["", "tour"]);
    expect(buttons(body, "unclaim")).toEqual([claimed.ref]);
    expect(body.querySelector("i")).toBeNull();
  });

  test("speaks Dutch, and offers nothing to save for that is saved for already", () => {
    const body = open({ block: "claims", card: full, locale: "nl" });
    expect(body.textContent).toContain("Een mok");
    expect(body.textContent).toContain("nog 350 punten");
    expect(buttons(body, "save")).toEqual([""]);
  });

  test("shows a guest what there is, and is silent where there is nothing", () => {
    const { affordable, missing, ...shown } = mug;
    const body = open({ block: "claims", programme: { ...programme, claimable: [shown] } });
    expect(body.textContent).toContain("100 points");
    expect(body.querySelector("a")?.getAttribute("href")).toBe("/account/login");
    expect(body.querySelector("button")).toBeNull();
    expect(open({ block: "claims", card }).textContent?.trim()).toBe("");
  });
});

describe("one click", () => {
  test("claims, and shows what the server prints then", async () => {
    open({ block: "claims", card: { ...full, claims: [] } });
    answers["/apps/zegel/claim"] = { ok: true, ref: claimed.ref, card: full };
    page = { block: "claims", card: full };
    await click("[data-zegel-claim]");
    expect(asked).toEqual([
      { path: "/apps/zegel/claim", body: { reward: "mug", click: expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/) } },
    ]);
    expect(document.querySelector("[data-zegel-unclaim]")).not.toBeNull();
    expect(document.getElementById("zegel-status")?.textContent).toBe("It is yours. You find it in this list.");
  });

  test("gives back, saves for something, and for nothing any more", async () => {
    open({ block: "claims", card: full });
    for (const path of ["unclaim", "save"]) answers[`/apps/zegel/${path}`] = { ok: true, card: full };
    await click("[data-zegel-unclaim]");
    await click('[data-zegel-save=""]');
    expect(asked.map(({ body }) => body)).toEqual([{ ref: claimed.ref }, { reward: null }]);
  });

  test("says why it cannot, in the language of the page", async () => {
    open({ block: "claims", card: full, locale: "nl" });
    answers["/apps/zegel/claim"] = { ok: false, code: "sold_out", message: { en: "Gone.", nl: "Op." } };
    await click("[data-zegel-claim]");
    expect(document.querySelector("[data-zegel-error]")?.textContent).toBe("Op.");
  });

  test("shows a gift card's code, which stands in no page, as text", async () => {
    const done = { ...claimed, status: "fulfilled" as const, canGiveBack: false, hasMore: true };
    open({ block: "claims", card: { ...full, claims: [done] } });
    answers["/apps/zegel/claims"] = {
      ok: true,
      claims: [{ ...done, code: "7KQ2<b>M9XA", instructions: null, note: "Enjoy" }],
      donated: [],
    };
    await click("[data-zegel-show]");
    expect(document.querySelector("output")?.textContent).toBe("7KQ2<b>M9XA · Enjoy");
    expect(document.querySelector("b")).toBeNull();
  });
});
