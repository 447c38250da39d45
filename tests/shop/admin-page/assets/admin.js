// The admin around the app's frame: answers App Bridge's stand-in and shows outside of the frame what the app asks for.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-sure]") : null;
  if (button && !confirm(button.dataset.sure)) event.preventDefault();
});

const frame = document.getElementById("app-frame");
if (frame) {
  const { appPath, shop, appOrigin } = frame.dataset;
  const say = (admin, detail = {}) => frame.contentWindow.postMessage({ admin, ...detail }, "*");
  const byId = (id) => document.getElementById(id);
  let path = location.pathname.slice(appPath.length) || "/";

  const showButtons = (place, bar, buttons) =>
    place.replaceChildren(
      ...buttons.map((each) => {
        const button = document.createElement("button");
        button.textContent = each.label;
        button.className = each.isPrimary ? "primary" : "";
        button.disabled = each.isDisabled || each.isLoading;
        button.addEventListener("click", () => say("press", { bar, place: each.place }));
        return button;
      }),
    );

  const showMenu = (items) =>
    byId("app-menu").replaceChildren(
      ...items
        .filter((each) => !each.isHome)
        .map((each) => {
          const link = document.createElement("a");
          link.href = appPath + each.path;
          link.textContent = each.label;
          if (path.split("?")[0].startsWith(each.path)) link.setAttribute("aria-current", "page");
          link.addEventListener("click", (event) => {
            event.preventDefault();
            say("navigate", { path: each.path });
          });
          return link;
        }),
    );
  let menu = [];

  const answers = {
    async idToken() {
      const response = await fetch("/admin/session-token");
      if (!response.ok) throw new Error("no token");
      return (await response.json()).token;
    },
    scopes: () => scopes("/admin/scopes"),
    async requestScopes({ scopes: wanted }) {
      const { granted, optional } = await scopes("/admin/scopes");
      const missing = wanted.filter((scope) => !granted.includes(scope));
      // What is no optional scope needs no question: Shopify refuses it below.
      const isAllowed = missing.some((scope) => !optional.includes(scope)) || (await askMerchant(missing));
      const detail = await scopes("/admin/scopes", isAllowed ? { grant: missing } : undefined);
      return { result: isAllowed ? "granted-all" : "declined-all", detail };
    },
    revokeScopes: async ({ scopes: given }) => ({ detail: await scopes("/admin/scopes", { revoke: given }) }),
  };

  const scopes = async (address, change) => {
    const response = await fetch(
      address,
      change && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(change) },
    );
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };

  /** The question in which a merchant grants what an app asks for, or does not. */
  const askMerchant = (missing) => {
    if (missing.length === 0) return true;
    const dialog = byId("grant");
    byId("grant-scopes").replaceChildren(
      ...missing.map((scope) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("code"), { textContent: scope }));
        return item;
      }),
    );
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "allow"), { once: true });
    });
  };

  const shown = {
    hello() {
      showButtons(byId("app-buttons"), "title", []);
      byId("save-bar").hidden = true;
    },
    menu({ items }) {
      menu = items;
      showMenu(items);
    },
    moved(message) {
      path = message.path;
      history.replaceState(null, "", appPath + (path === "/" ? "" : path));
      showMenu(menu);
    },
    title({ title, buttons }) {
      byId("app-title").textContent = title || frame.title;
      showButtons(byId("app-buttons"), "title", buttons);
    },
    saveBar({ isOpen, buttons }) {
      byId("save-bar").hidden = !isOpen;
      // The main button stands last, as in Shopify's bar.
      showButtons(
        byId("save-buttons"),
        "saveBar",
        [...buttons].sort((a, b) => Number(a.isPrimary) - Number(b.isPrimary)),
      );
    },
    toast({ id, message, isError, duration }) {
      const toast = document.createElement("div");
      toast.className = isError ? "toast toast--error" : "toast";
      toast.dataset.toast = id;
      toast.textContent = message;
      byId("toasts").append(toast);
      setTimeout(() => toast.remove(), duration);
    },
    toastGone({ id }) {
      document.querySelector(`[data-toast="${CSS.escape(id)}"]`)?.remove();
    },
    loading({ isLoading }) {
      document.querySelector(".loading-bar")?.remove();
      if (!isLoading) return;
      const bar = document.createElement("div");
      bar.className = "loading-bar";
      document.body.append(bar);
    },
    leave({ url, newTab }) {
      const here = localAddress(url);
      if (newTab) window.open(here, "_blank");
      else location.assign(here);
    },
  };

  /** Where an address of Shopify's admin or of the shop stands in this simulation. */
  const localAddress = (url) => {
    if (/^shopify:/i.test(url)) return `/admin/${url.replace(/^shopify:(\/\/)?\/?admin\/?/i, "")}`;
    const parsed = new URL(url);
    if (parsed.hostname === "admin.shopify.com")
      return `/admin${parsed.pathname.replace(/^\/store\/[^/]+/, "")}${parsed.search}`;
    if (parsed.hostname === shop) return parsed.pathname + parsed.search;
    return url;
  };

  window.addEventListener("message", async (event) => {
    const message = event.data;
    if (event.source !== frame.contentWindow || event.origin !== appOrigin || !message?.appBridge) return;
    if (message.call === undefined) {
      shown[message.appBridge]?.(message);
      return;
    }
    const answer = await Promise.resolve(answers[message.appBridge]?.(message)).then(
      (value) => ({ value }),
      (error) => ({ error: error.message }),
    );
    say("answer", { call: message.call, ...answer });
  });
}
