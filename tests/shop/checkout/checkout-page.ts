import { type Html, html } from "../admin-page/html.ts";
import { imageOf } from "../cart/cart-json.ts";
import { displayMoney } from "../cart/decimal.ts";
import type { PricedCart } from "../cart/price-cart.ts";
import type { Order, Shop } from "../state.ts";
import type { UiExtension } from "./ui-extension.ts";
import { WORDS } from "./words.ts";

export interface CheckoutView {
  shop: Shop;
  priced: PricedCart;
  extensions: readonly UiExtension[];
  notice: string | null;
}

/** The checkout: contact, shipping, payment and what it comes to. Only an extension's frame knows script of the app. */
export function checkoutPage(view: CheckoutView): Html {
  const { priced, extensions, notice } = view;
  const { cart } = priced;
  const words = WORDS[cart.locale];
  const path = `/checkouts/cn/${cart.token}`;
  return page(
    view,
    words.checkout,
    html`<div class="checkout">
      <form class="checkout__form" method="post" action="${path}/pay" id="pay-form">
        <p class="notice" role="alert" id="notice" ${notice === null && html`hidden`}>${notice}</p>
        <section>
          <h2>${words.contact}</h2>
          ${
            cart.isAuthenticated
              ? html`<p>${words.signedIn} <strong>${cart.email}</strong></p>`
              : html`<label>${words.email} <input type="email" name="email" value="${cart.email}" autocomplete="email" data-change="email"></label>
                <p><a href="/account/login?return_url=${encodeURIComponent(path)}">${words.signIn}</a></p>`
          }
        </section>
        ${priced.delivery && html`<section><h2>${words.delivery}</h2><div id="delivery">${deliveryOptions(priced)}</div></section>`}
        ${extensions.map((extension) => extensionFrame(path, extension))}
        <section>
          <h2>${words.payment}</h2>
          <p class="hint">${words.simulated}</p>
          <input type="hidden" name="total" value="${priced.totalMinor}" id="expected-total">
          <button class="pay" data-pay>${words.pay}</button>
        </section>
      </form>
      <aside class="summary" aria-label="${words.summary}"><div id="summary">${summary(priced, true)}</div></aside>
    </div>`,
  );
}

export function thankYouPage(view: CheckoutView, order: Order): Html {
  const words = WORDS[view.priced.cart.locale];
  return page(
    view,
    words.thanks,
    html`<div class="checkout">
      <div class="checkout__form">
        <section><h1>${words.thanks}</h1><p>${words.confirmed} ${words.order} <strong data-order-name>${order.name}</strong>.</p></section>
        ${view.extensions.map((extension) => extensionFrame(`/checkouts/cn/${view.priced.cart.token}`, extension))}
        <section><a class="pay pay--link" href="/">${words.goOn}</a></section>
      </div>
      <aside class="summary" aria-label="${words.summary}"><div id="summary">${summary(view.priced, false)}</div></aside>
    </div>`,
  );
}

function page({ shop, priced }: CheckoutView, title: string, content: Html): Html {
  const { cart } = priced;
  return html`<!doctype html>
<html lang="${cart.locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · ${shop.name}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/checkouts/assets/checkout.css">
    <script src="/checkouts/assets/checkout.js" defer></script>
  </head>
  <body data-checkout="/checkouts/cn/${cart.token}">
    <header class="head"><a href="/">${shop.name}</a> <a class="head__back" href="/cart">${WORDS[cart.locale].back}</a></header>
    ${content}
  </body>
</html>`;
}

function extensionFrame(path: string, extension: UiExtension): Html {
  const address = `${path}/extension/${extension.handle}?target=${extension.target}`;
  return html`<section class="extension"><iframe class="extension__frame" sandbox="allow-scripts allow-popups" data-extension="${extension.handle}"
    data-target="${extension.target}" title="${extension.handle}" src="${address}"></iframe></section>`;
}

/** The ways of sending, with what the chosen one costs after discounts. */
export function deliveryOptions(priced: PricedCart): Html {
  const { delivery, cart } = priced;
  const words = WORDS[cart.locale];
  if (!delivery) return html``;
  const money = (minor: number) => displayMoney(minor, cart.currency, cart.locale);
  const price = (minor: number) => (minor === 0 ? words.free : money(minor));
  return html`${delivery.options.map((option) => {
    const isSelected = option.handle === delivery.selected.handle;
    const reduced = isSelected && delivery.discountMinor > 0;
    return html`<label class="option">
      <input type="radio" name="shipping" value="${option.handle}" data-change="shipping" ${isSelected && html`checked`}>
      <span>${option.title}</span>
      <span>${reduced && html`<s>${money(option.costMinor)}</s> `}${price(reduced ? delivery.totalMinor : option.costMinor)}</span>
    </label>`;
  })}`;
}

/** Goods, discounts and totals; drawn anew after each change. Codes can be changed until the order is paid. */
export function summary(priced: PricedCart, isOpen: boolean): Html {
  const { cart, delivery } = priced;
  const words = WORDS[cart.locale];
  const money = (minor: number) => displayMoney(minor, cart.currency, cart.locale);
  return html`<ul class="goods">
      ${priced.goods.map(
        (each) => html`<li>
          <img src="${imageOf(each.product.handle)}" alt="" width="56" height="56">
          <span>${each.quantity} × ${each.product.title}${each.variant.title !== "Default Title" && html` <small>${each.variant.title}</small>`}</span>
          <span>${money(each.subtotalMinor)}</span>
        </li>`,
      )}
    </ul>
    ${isOpen && codes(priced)}
    <dl class="sums">
      <div><dt>${words.subtotal}</dt><dd>${money(priced.originalMinor)}</dd></div>
      ${priced.applications.map(
        (each) =>
          html`<div class="sums__discount" data-discount><dt>${each.title}</dt><dd>−${money(each.totalMinor)}</dd></div>`,
      )}
      ${delivery && html`<div><dt>${words.delivery}</dt><dd>${delivery.selected.costMinor === 0 ? words.free : money(delivery.selected.costMinor)}</dd></div>`}
      <div class="sums__total"><dt>${words.total}</dt><dd data-total>${money(priced.totalMinor)}</dd></div>
    </dl>`;
}

function codes({ cart, applications }: PricedCart): Html {
  const words = WORDS[cart.locale];
  return html`<form class="code" data-code>
      <input name="code" placeholder="${words.code}" aria-label="${words.code}"><button>${words.apply}</button>
    </form>
    ${cart.codes.map((code) => {
      const works = applications.some((each) => each.code?.toUpperCase() === code.toUpperCase());
      return html`<p class="code__line">${code} ${!works && html`<small>${words.notValid}</small>`} <button type="button" data-remove-code="${code}">${words.remove}</button></p>`;
    })}`;
}
