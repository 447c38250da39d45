// A stand-in for Shopify's App Bridge, which loads from Shopify's network only. It does what the app and its libraries use: session
// tokens, scopes, navigation, toasts, the save bar, modals, title bar and menu. The simulated admin around the frame is at the other end.
(() => {
  const script = document.currentScript;
  const address = new URLSearchParams(location.search);
  const kept = (name) => address.get(name) || sessionStorage.getItem(`app-bridge:${name}`) || "";
  const config = {
    apiKey: script?.dataset.apiKey || document.querySelector("meta[name=shopify-api-key]")?.content || "",
    shop: kept("shop"),
    host: kept("host"),
    locale: kept("locale") || "en",
  };
  for (const name of ["shop", "host", "locale"])
    if (config[name]) sessionStorage.setItem(`app-bridge:${name}`, config[name]);

  // --- the line to the admin around us -----------------------------------------------------------------------------------------
  const waiting = new Map();
  let nextCall = 1;
  const tell = (type, detail = {}) => window.parent.postMessage({ appBridge: type, ...detail }, "*");
  const ask = (type, detail = {}) =>
    new Promise((resolve, reject) => {
      const call = nextCall++;
      waiting.set(call, { resolve, reject });
      tell(type, { ...detail, call });
    });
  const hears = {};
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data?.admin) return;
    if (event.data.admin === "answer") {
      const { call, value, error } = event.data;
      if (error) waiting.get(call)?.reject(new Error(error));
      else waiting.get(call)?.resolve(value);
      waiting.delete(call);
    } else hears[event.data.admin]?.(event.data);
  });

  // --- session tokens ------------------------------------------------------------------------------------------------------------
  let token = null;
  const idToken = async () => {
    if (token && token.until > Date.now()) return token.text;
    const text = await ask("idToken");
    // Shopify's live for a minute; a new one is asked for in time.
    token = { text, until: Date.now() + 45_000 };
    return text;
  };

  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has("authorization"))
      return plainFetch(request);
    const again = request.clone();
    const signed = async (each) => {
      const headers = new Headers(each.headers);
      headers.set("authorization", `Bearer ${await idToken()}`);
      headers.set("x-requested-with", "XMLHttpRequest");
      headers.set("accept-language", config.locale);
      return plainFetch(new Request(each, { headers }));
    };
    let response = await signed(request);
    if (response.status === 401 && response.headers.get("x-shopify-retry-invalid-session-request")) {
      token = null;
      response = await signed(again);
    }
    const elsewhere = response.headers.get("x-shopify-api-request-failure-reauthorize-url");
    if (elsewhere) tell("leave", { url: new URL(elsewhere, location.href).href });
    return response;
  };

  // The page that the app sends a document request without a token to: come back with one.
  const reload = address.get("shopify-reload");
  if (reload) {
    idToken().then((text) => {
      const url = new URL(reload, location.href);
      url.searchParams.set("id_token", text);
      if (url.origin === location.origin) location.replace(url.href);
    });
  }

  // --- navigation ----------------------------------------------------------------------------------------------------------------
  const ours = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];
  const report = () => {
    const url = new URL(location.href);
    for (const name of ours) url.searchParams.delete(name);
    tell("moved", { path: url.pathname + url.search, title: document.title });
  };
  for (const name of ["pushState", "replaceState"]) {
    const before = history[name].bind(history);
    history[name] = (...args) => {
      before(...args);
      report();
    };
  }
  window.addEventListener("popstate", report);
  hears.navigate = ({ path }) => {
    const link =
      [...document.querySelectorAll("ui-nav-menu a")].find((each) => each.getAttribute("href") === path) ??
      document.createElement("a");
    const isLoose = !link.isConnected;
    if (isLoose) {
      link.setAttribute("href", path);
      document.body.append(link);
    }
    link.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
    if (isLoose) link.remove();
  };
  /** Whether an address leads out of the frame: to the shop's admin or its storefront. */
  const leads = (href) => {
    if (/^shopify:(\/\/)?\/?admin/i.test(href)) return href;
    const url = new URL(href, location.href);
    return url.hostname === "admin.shopify.com" || url.hostname === config.shop ? url.href : null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const url = link && leads(link.getAttribute("href"));
    if (!url) return;
    event.preventDefault();
    tell("leave", { url, newTab: link.target === "_blank" });
  });
  const plainOpen = window.open.bind(window);
  window.open = (url, target, features) => {
    const out = url ? leads(String(url)) : null;
    if (!out) return plainOpen(url, target, features);
    tell("leave", { url: out, newTab: target === "_blank" });
    return null;
  };

  // --- elements that the admin shows outside of the frame ------------------------------------------------------------------------
  const buttonsOf = (element) =>
    [...element.querySelectorAll("button, a")].map((button, place) => ({
      place,
      label: button.textContent.trim(),
      isPrimary: button.getAttribute("variant") === "primary",
      isDisabled: button.hasAttribute("disabled"),
      isLoading: button.hasAttribute("loading") && button.getAttribute("loading") !== "false",
      href: button.getAttribute("href"),
    }));
  const watch = (element, changed) => {
    const observer = new MutationObserver(changed);
    observer.observe(element, { childList: true, subtree: true, characterData: true, attributes: true });
    return observer;
  };

  class NavMenu extends HTMLElement {
    connectedCallback() {
      this.hidden = true;
      this.say = () =>
        tell("menu", {
          items: [...this.querySelectorAll("a")].map((a) => ({
            path: a.getAttribute("href"),
            label: a.textContent.trim(),
            isHome: a.rel === "home",
          })),
        });
      this.observer = watch(this, this.say);
      this.say();
    }
    disconnectedCallback() {
      this.observer?.disconnect();
    }
  }

  class TitleBar extends HTMLElement {
    connectedCallback() {
      this.hidden = true;
      if (this.closest("ui-modal")) return;
      this.say = () => tell("title", { title: this.getAttribute("title") ?? "", buttons: buttonsOf(this) });
      this.observer = watch(this, this.say);
      current.title = this;
      this.say();
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      if (current.title === this) tell("title", { title: "", buttons: [] });
    }
  }

  class SaveBar extends HTMLElement {
    connectedCallback() {
      this.hidden = true;
      this.observer = watch(this, () => this.showing && this.say());
    }
    disconnectedCallback() {
      this.observer?.disconnect();
      this.hide();
    }
    get showing() {
      return current.saveBar === this;
    }
    say() {
      tell("saveBar", { isOpen: true, buttons: buttonsOf(this) });
    }
    async show() {
      if (this.showing) return;
      current.saveBar = this;
      this.say();
      this.dispatchEvent(new CustomEvent("show"));
    }
    async hide() {
      if (!this.showing) return;
      current.saveBar = null;
      tell("saveBar", { isOpen: false, buttons: [] });
      this.dispatchEvent(new CustomEvent("hide"));
    }
    async toggle() {
      return this.showing ? this.hide() : this.show();
    }
  }

  class Modal extends HTMLElement {
    connectedCallback() {
      if (this.dialog) return;
      this.style.display = "none";
      this.dialog = document.createElement("dialog");
      this.dialog.style.cssText =
        "border:0;border-radius:12px;padding:0;min-width:min(32rem,90vw);font:inherit;box-shadow:0 12px 48px rgb(0 0 0/30%)";
      this.heading = document.createElement("header");
      this.heading.style.cssText = "padding:1rem;font-weight:650;background:#f3f3f3";
      this.content = document.createElement("div");
      this.footer = document.createElement("footer");
      this.footer.style.cssText = "display:flex;gap:.5rem;justify-content:flex-end;padding:1rem";
      this.dialog.append(this.heading, this.content, this.footer);
      document.body.append(this.dialog);
      this.dialog.addEventListener("close", () => this.dispatchEvent(new CustomEvent("hide")));
    }
    disconnectedCallback() {
      this.dialog?.remove();
      this.dialog = null;
    }
    async show() {
      const bar = this.querySelector("ui-title-bar");
      this.heading.textContent = bar?.getAttribute("title") ?? "";
      this.footer.replaceChildren(
        ...[...(bar?.querySelectorAll("button") ?? [])].map((button) => {
          const copy = document.createElement("button");
          copy.textContent = button.textContent;
          copy.disabled = button.disabled;
          copy.addEventListener("click", () => button.click());
          return copy;
        }),
      );
      if (!this.dialog.open) this.dialog.showModal();
      this.dispatchEvent(new CustomEvent("show"));
    }
    async hide() {
      if (this.dialog?.open) this.dialog.close();
    }
    async toggle() {
      return this.dialog?.open ? this.hide() : this.show();
    }
  }

  const current = { title: null, saveBar: null, form: null };
  customElements.define("ui-nav-menu", NavMenu);
  customElements.define("s-app-nav", class extends NavMenu {});
  customElements.define("ui-title-bar", TitleBar);
  customElements.define("ui-save-bar", SaveBar);
  customElements.define("ui-modal", Modal);
  hears.press = ({ bar, place }) => {
    if (bar === "saveBar" && current.form) return place === 0 ? current.form.requestSubmit() : current.form.reset();
    const element = bar === "saveBar" ? current.saveBar : current.title;
    element?.querySelectorAll("button, a")[place]?.click();
  };

  // A form with `data-save-bar` shows the bar as soon as something in it was changed.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-save-bar]");
    if (!form || current.form === form) return;
    current.form = form;
    tell("saveBar", {
      isOpen: true,
      buttons: [
        { place: 0, label: "Save", isPrimary: true },
        { place: 1, label: "Discard" },
      ],
    });
  });
  for (const name of ["submit", "reset"])
    document.addEventListener(name, (event) => {
      if (event.target !== current.form) return;
      current.form = null;
      tell("saveBar", { isOpen: false, buttons: [] });
    });

  // --- the global ----------------------------------------------------------------------------------------------------------------
  let nextToast = 1;
  const byId = (id) => document.getElementById(id);
  window.shopify = {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { embedded: true, mobile: false, pos: false },
    idToken,
    loading: (isLoading) => tell("loading", { isLoading: isLoading !== false }),
    user: async () => ({ accountAccess: "Full access" }),
    toast: {
      show(message, options = {}) {
        const id = String(nextToast++);
        tell("toast", {
          id,
          message: String(message),
          isError: options.isError === true,
          duration: options.duration ?? 5000,
        });
        return id;
      },
      hide: (id) => tell("toastGone", { id }),
    },
    modal: { show: (id) => byId(id)?.show(), hide: (id) => byId(id)?.hide(), toggle: (id) => byId(id)?.toggle() },
    saveBar: {
      show: (id) => byId(id)?.show(),
      hide: (id) => byId(id)?.hide(),
      toggle: (id) => byId(id)?.toggle(),
      leaveConfirmation: async () => {},
    },
    resourcePicker: async () => undefined,
    reviews: {
      request: async () => ({ success: false, code: "not-allowed", message: "A simulated shop writes no reviews." }),
    },
    scopes: {
      query: () => ask("scopes"),
      request: (scopes) => ask("requestScopes", { scopes }),
      revoke: (scopes) => ask("revokeScopes", { scopes }),
    },
    support: { registerHandler: () => {} },
    webVitals: { onReport: () => {} },
  };
  if (window.top !== window) {
    tell("hello");
    report();
  }
})();
