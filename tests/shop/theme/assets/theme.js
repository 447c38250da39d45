// The little theme's behaviour: a cart drawer that follows the cart, and Shopify's standard actions and events for apps.
const SECTIONS = ["header", "cart-drawer", "main-cart"];
const root = window.Shopify.routes.root;

async function ask(path, body) {
  const response = await fetch(root + path, {
    method: body ? "POST" : "GET",
    headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.description || answer.message || String(response.status));
  return answer;
}

/** Draws every section anew that shows the cart. What the shopper has open stays open. */
async function refresh() {
  const names = SECTIONS.filter((name) => document.getElementById(`shopify-section-${name}`));
  const response = await fetch(`${location.pathname}?sections=${names.join(",")}`, {
    headers: { accept: "application/json" },
  });
  const sections = await response.json();
  const wasOpen = document.getElementById("drawer")?.open;
  for (const [name, html] of Object.entries(sections)) {
    const place = document.getElementById(`shopify-section-${name}`);
    if (!place || !html) continue;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    place.replaceWith(fresh.content.firstElementChild);
  }
  if (wasOpen) document.getElementById("drawer").showModal();
}

let running = Promise.resolve();
/** One refresh at a time, and one more after it when something changed meanwhile. */
function refreshSoon() {
  running = running.then(refresh, refresh);
  return running;
}

function openCart() {
  const drawer = document.getElementById("drawer");
  if (drawer && !drawer.open) drawer.showModal();
}

/** Changes the cart, draws it anew and tells apps, by Shopify's standard event, when that is done. */
function changeCart(path, body) {
  const work = (async () => {
    const answer = await ask(path, body);
    await refreshSoon();
    return { cart: answer };
  })();
  announce("shopify:cart:lines-update", work);
  return work;
}

function announce(name, promise) {
  const event = new CustomEvent(name, { bubbles: true });
  Object.defineProperty(event, "promise", { value: promise });
  document.dispatchEvent(event);
}

window.Shopify.actions = {
  async getCart() {
    return { cart: await ask("cart.js") };
  },
  async updateCart(change = {}) {
    const body = {};
    if (change.note !== undefined) body.note = change.note;
    if (change.discountCodes) body.discount = change.discountCodes.join(",");
    const work = (async () => {
      for (const line of change.lines ?? []) {
        if (line.id) await ask("cart/change.js", { id: line.id, quantity: line.quantity });
        else
          await ask("cart/add.js", { id: String(line.merchandiseId).split("/").at(-1), quantity: line.quantity ?? 1 });
      }
      const cart = await ask("cart/update.js", body);
      await refreshSoon();
      return { cart };
    })();
    announce("shopify:cart:lines-update", work);
    return work;
  },
  async openCart() {
    openCart();
  },
};

// Apps that wrote to the cart by themselves say so by these events; the theme follows once their promise has come true.
for (const name of ["attributes-update", "discount-update", "note-update"])
  document.addEventListener(`shopify:cart:${name}`, async (event) => {
    await event.promise?.catch(() => {});
    await refreshSoon();
  });

document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-open-cart]")) {
    event.preventDefault();
    openCart();
  }
  if (target?.closest("[data-close-cart]") || target?.id === "drawer") document.getElementById("drawer")?.close();
  const change = target?.closest("[data-change]");
  if (change) {
    change.disabled = true;
    await changeCart("cart/change.js", { id: change.dataset.change, quantity: Number(change.dataset.quantity) });
  }
});

document.addEventListener("change", (event) => {
  const price = event.target.dataset?.price;
  if (price) document.querySelector("[data-product-price]").textContent = price;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-product-form]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("[name=add]");
  const error = form.querySelector(".form-error");
  button.disabled = true;
  error.hidden = true;
  try {
    const fields = new FormData(form);
    await changeCart("cart/add.js", {
      items: [{ id: fields.get("id"), quantity: Number(fields.get("quantity") || 1) }],
    });
    openCart();
  } catch (failure) {
    error.textContent = failure.message;
    error.hidden = false;
  } finally {
    button.disabled = false;
  }
});
