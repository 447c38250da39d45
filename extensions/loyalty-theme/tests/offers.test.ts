import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Card, CardOffer } from "../../../app/contracts/card.ts";
import "../assets/zegel-claims.js";
import { card, type Page, render } from "./render-block.ts";

const soap: CardOffer = {
  ref: "7KQ2M9XA",
  title: { en: "20% off Soap <b>", nl: "20% korting op Zeep" },
  why: { en: "You bought this 4 times.", nl: "Dit kocht je 4 keer." },
  state: "offered",
  product: "mug",
};
const mug: CardOffer = { ...soap, ref: "8KQ2M9XA", title: { en: "20% off A mug", nl: "20% korting op Een mok" } };
const box = (list: CardOffer[], left: number): Card => ({
  ...card,
  offers: {
    endsAt: "2026-01-12T00:00:00.000Z",
    until: { en: "Through 11 January 2026", nl: "Tot en met 11 januari 2026" },
    left,
    choose: { en: `Choose ${left} more.`, nl: `Kies er nog ${left}.` },
    list,
  },
});

let asked: { path: string; body: unknown }[];
let answer: unknown;
let page: Page;
beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", (path: string, options?: { body?: string }) => {
    if (!path.startsWith("/")) return Promise.resolve(new Response(render(page)));
    asked.push({ path, body: JSON.parse(options?.body ?? "null") });
    return Promise.resolve(Response.json(answer));
  });
});
afterEach(() => vi.unstubAllGlobals());

function open(shown: Card | undefined, locale = "en"): HTMLElement {
  page = { block: "offers", locale, ...(shown ? { card: shown } : {}) };
  document.body.innerHTML = render(page);
  return document.body;
}
const click = async () => {
  document.querySelector<HTMLButtonElement>("[data-zegel-activate]")?.click();
  await new Promise((resolve) => setTimeout(resolve, 20));
};

describe("S62, S65: this week's personal offers", () => {
  test("are listed with their reason, and can be activated one by one", () => {
    const body = open(box([soap, mug], 1));
    expect(body.textContent).toContain("Through 11 January 2026. Choose 1 more.");
    expect(body.textContent).toContain("You bought this 4 times.");
    expect(body.querySelectorAll("[data-zegel-activate]")).toHaveLength(2);
    expect(body.querySelector("b")).toBeNull();
  });

  test("speak Dutch; those beyond the number have no button, and active ones say that nothing more is to be done", () => {
    const body = open(box([{ ...soap, state: "active" }, mug, { ...mug, state: "used" }], 0), "nl");
    expect(body.textContent).toContain("gaat er in de winkelwagen vanzelf af");
    expect(body.textContent).toContain("Gebruikt");
    expect(body.querySelector("button")).toBeNull();
  });

  test("are nobody's who is not signed in, and nothing is shown without any", () => {
    expect(open(undefined).textContent?.trim()).toBe("");
    expect(open(box([], 2)).textContent?.trim()).toBe("");
  });

  test("one click activates, and shows what the server prints then", async () => {
    open(box([soap], 1));
    const after = box([{ ...soap, state: "active" }], 0);
    page = { block: "offers", card: after };
    answer = { ok: true, card: after };
    const publish = vi.fn();
    vi.stubGlobal("Shopify", { analytics: { publish } });
    await click();
    expect(publish).toHaveBeenCalledWith("zegel_offer_activated", { reward: null });
    expect(asked).toEqual([{ path: "/apps/zegel/activate", body: { ref: soap.ref } }]);
    expect(document.querySelector("button")).toBeNull();
    expect(document.getElementById("zegel-status")?.textContent).toContain("Your offer is active");
  });

  test("a refusal is said in the language of the page", async () => {
    open(box([soap], 1), "nl");
    answer = { ok: false, code: "offers_chosen", message: { en: "All chosen.", nl: "Alles is gekozen." } };
    await click();
    expect(document.querySelector("[data-zegel-error]")?.textContent).toBe("Alles is gekozen.");
  });
});
