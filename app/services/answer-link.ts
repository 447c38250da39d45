import { REFERRAL_ATTRIBUTE } from "../contracts/referrals.ts";
import { readVisit, spellingsOf, writeVisit } from "../domain/referrals/link.ts";
import { membersByCode } from "../persistence/referral-codes.ts";
import type { ShopperOutcome } from "./shopper-visit.ts";

/**
 * What a member's link shows for a moment: a page that puts the link's code into the cart and leads on to the shop. It needs no theme and sets
 * no cookie: the code is an attribute of Shopify's own cart, which is there for the purchase itself and is gone with it. Without scripts a
 * button does the same. A link that leads to nobody leads to the shop all the same.
 */
export async function answerLink(shopper: ShopperOutcome, request: Request, given: string): Promise<Response> {
  if (shopper.outcome === "forged") return new Response("", { status: 400 });
  const visit = shopper.outcome === "known" ? await visitOfLink(shopper, given) : null;
  const isSignedIn = shopper.outcome === "known" && shopper.visit.customerGid !== null;
  const isDutch = /^\s*nl\b/i.test(request.headers.get("accept-language") ?? "");
  return new Response(pageOf(visit, isSignedIn, isDutch), {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "x-robots-tag": "noindex" },
  });
}

async function visitOfLink(shopper: Extract<ShopperOutcome, { outcome: "known" }>, given: string) {
  const { app, shop } = shopper.visit;
  const code = readVisit(given)?.code;
  if (code === undefined) return null;
  const members = await membersByCode(app.database.pool, shop.id, spellingsOf(code));
  const known = spellingsOf(code).find((each) => members.has(each));
  return known === undefined ? null : writeVisit(known, app.clock.now().getTime());
}

/** `visit` is made of letters, digits, `-`, `_` and a dot: it means nothing else in HTML or in a script. */
function pageOf(visit: string | null, isSignedIn: boolean, isDutch: boolean): string {
  const words = isDutch
    ? { language: "nl", title: "Een ogenblik…", button: "Verder naar de winkel" }
    : { language: "en", title: "One moment…", button: "On to the shop" };
  const input = visit === null ? "" : `<input type="hidden" name="attributes[${REFERRAL_ATTRIBUTE}]" value="${visit}">`;
  const head = `<!doctype html><html lang="${words.language}"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="viewport" content="width=device-width"><title>${words.title}</title></head>`;
  const form = `<noscript><form method="post" action="/cart">${input}<button>${words.button}</button></form></noscript>`;
  return `${head}<body>${form}<script>${scriptOf(visit, isSignedIn)}</script></body></html>`;
}

function scriptOf(visit: string | null, isSignedIn: boolean): string {
  const leave = `location.replace("/")`;
  if (visit === null) return leave;
  const post = `const post=(path,body)=>fetch(path,{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify(body)})`;
  const attribute = `post("/cart/update.js",{attributes:{${REFERRAL_ATTRIBUTE}:"${visit}"}})`;
  // Who is signed in has it noted for their account too, before the shop is shown.
  const note = isSignedIn ? `.then(()=>post("/apps/zegel/refer",{visit:"${visit}"}))` : "";
  return `${post};${attribute}${note}.finally(()=>${leave});`;
}
