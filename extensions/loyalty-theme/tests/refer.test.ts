import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { card, type Page, render } from "./render-block.ts";

const referral = {
  code: "7K3M9QX2PD",
  path: "/apps/zegel/r/7K3M9QX2PD",
  link: "https://shop.myshopify.com/apps/zegel/r/7K3M9QX2PD",
  title: { en: "Bring in a friend", nl: "Breng een vriend aan" },
  terms: { en: "You get 200 points.", nl: "Je krijgt 200 punten." },
  share: { en: "With my link you get <50> points:", nl: "Met mijn link krijg je <50> punten:" },
  invited: 3,
  ordered: 2,
  awarded: 1,
  progress: { en: "Friends who came by your link: 3.", nl: "Vrienden die via je link kwamen: 3." },
};

function draw(page: Page): string | undefined {
  document.body.innerHTML = render(page);
  return document.body.textContent?.replace(/\s+/g, " ").trim();
}

describe("S20: bringing in friends", () => {
  test("shows a member the link, what it brings and what came of it", () => {
    const text = draw({ block: "refer", card: { ...card, referral } });
    expect(text).toContain("You get 200 points.");
    expect(text).toContain("https://shop.example/apps/zegel/r/7K3M9QX2PD");
    expect(text).toContain("Friends who came by your link: 3.");
    expect(draw({ block: "refer", card: { ...card, referral }, locale: "nl" })).toContain("Je krijgt 200 punten.");
  });

  test("gives the words to send along as text, never as HTML", () => {
    draw({ block: "refer", card: { ...card, referral } });
    const button = document.querySelector<HTMLElement>("[data-zegel-copy]");
    expect(button?.dataset.zegelCopy).toBe(
      "With my link you get <50> points: https://shop.example/apps/zegel/r/7K3M9QX2PD",
    );
  });

  test("tells a friend what waits for the first order", () => {
    const welcome = { en: "€5.00 off", nl: "€ 5,00 korting" };
    expect(draw({ block: "refer", card: { ...card, welcome } })).toBe("For your first order: €5.00 off");
  });

  test("shows nothing to guests, and to members who may bring in nobody", () => {
    expect(draw({ block: "refer" })).toBe("");
    expect(draw({ block: "refer", card })).toBe("");
  });
});

describe("a visit by a link", () => {
  let asked: { path: string; body: unknown }[];
  let refer: unknown;

  beforeEach(() => {
    asked = [];
    refer = { ok: true, card };
    vi.resetModules();
    vi.stubGlobal("zegel", undefined);
    vi.stubGlobal("CSS", { escape: (text: string) => text });
    vi.stubGlobal("Shopify", { routes: { root: "/nl/" }, actions: { updateCart: async () => ({}) } });
    vi.stubGlobal("fetch", (path: string, options?: { body?: string }) => {
      if (!options?.body) return Promise.resolve(new Response(document.body.innerHTML));
      asked.push({ path, body: JSON.parse(options.body) });
      return Promise.resolve(Response.json(path.includes("refer") ? refer : {}));
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    history.replaceState(null, "", "/");
    document.body.innerHTML = "";
  });

  async function open(page: Page, address = "/"): Promise<void> {
    history.replaceState(null, "", address);
    document.body.innerHTML = render(page);
    await vi.importActual("../assets/zegel.js");
    await new Promise((resolve) => setTimeout(resolve, 30));
  }

  test("is written into the cart, with its second, of a guest too", async () => {
    await open({ block: "balance" }, "/?zegel_ref=7K3M9QX2PD");
    expect(asked).toEqual([
      {
        path: "/nl/cart/update.js",
        body: { attributes: { _zegel_ref: expect.stringMatching(/^7K3M9QX2PD\.[0-9a-z]+$/) } },
      },
    ]);
  });

  test("is noted for the account once its owner is signed in, and not again", async () => {
    await open({ block: "balance", card, visit: "7K3M9QX2PD.t8xgxs" });
    expect(asked.map(({ path }) => path)).toEqual(["/apps/zegel/refer", "/nl/cart/update.js"]);
    expect(asked[0]?.body).toEqual({ visit: "7K3M9QX2PD.t8xgxs" });
    expect(asked[1]?.body).toEqual({ attributes: { _zegel_ref: "7K3M9QX2PD.t8xgxs.1" } });
    asked = [];
    vi.stubGlobal("zegel", undefined);
    vi.resetModules();
    await open({ block: "balance", card, visit: "7K3M9QX2PD.t8xgxs.1" });
    expect(asked).toEqual([]);
  });

  test("is tried again on the next page when the app could not answer", async () => {
    refer = { ok: false, code: "not_ready", message: { en: "", nl: "" } };
    await open({ block: "balance", card, visit: "7K3M9QX2PD.t8xgxs" });
    expect(asked.map(({ path }) => path)).toEqual(["/apps/zegel/refer"]);
  });

  test("asks for nothing on any other page", async () => {
    await open({ block: "balance", card });
    expect(asked).toEqual([]);
  });
});
