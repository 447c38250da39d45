// Runs one UI extension in a frame of its own, as Shopify runs it in a worker: it sees the `shopify` global and nothing of the
// checkout. Words with the checkout go through messages.
(() => {
  const given = JSON.parse(document.getElementById("state").textContent);
  // Shopify's command line writes this into the bundle when it is deployed.
  window.APP_URL = given.appUrl;
  const waiting = new Map();
  let nextCall = 1;
  const ask = (name, detail) =>
    new Promise((resolve) => {
      const call = nextCall++;
      waiting.set(call, resolve);
      parent.postMessage({ extension: given.handle, call, name, detail }, "*");
    });

  // Signals: plain ones until the extension brings its own class, as `@shopify/ui-extensions/preact` does.
  const signals = [];
  let RealSignal = null;
  function signal(value) {
    const listeners = new Set();
    let real = RealSignal ? new RealSignal(value) : null;
    let current = value;
    const wrapper = {
      get value() {
        return real ? real.value : current;
      },
      get current() {
        return current;
      },
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      destroy: async () => listeners.clear(),
    };
    signals.push({
      adopt() {
        real = new RealSignal(current);
      },
    });
    wrapper.set = (next) => {
      if (JSON.stringify(next) === JSON.stringify(current)) return;
      current = next;
      if (real) real.value = next;
      for (const listener of listeners) listener(next);
    };
    return wrapper;
  }
  const signalsOf = (values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, signal(value)]));
  const UNDEFINED = {
    cost: ["totalShippingAmount", "totalTaxAmount"],
    buyerIdentity: ["customer", "email", "phone", "purchasingCompany"],
    localization: ["market"],
    signals: ["note"],
  };
  const complete = (group, values) => ({
    ...Object.fromEntries((UNDEFINED[group] ?? []).map((name) => [name, undefined])),
    ...values,
  });
  const groups = {
    signals: signalsOf(complete("signals", given.state.signals)),
    cost: signalsOf(complete("cost", given.state.cost)),
    buyerIdentity: signalsOf(complete("buyerIdentity", given.state.buyerIdentity)),
    localization: signalsOf(complete("localization", given.state.localization)),
  };

  const language = () => groups.localization.extensionLanguage.current.isoCode;
  const lookUp = (words, key) => key.split(".").reduce((found, part) => found?.[part], words);
  function translate(key, options = {}) {
    let text = lookUp(given.words[language()], key) ?? lookUp(given.words[given.defaultLanguage], key);
    if (text && typeof text === "object")
      text = text[new Intl.PluralRules(language()).select(options.count)] ?? text.other;
    if (typeof text !== "string") return key;
    const parts = text
      .split(/\{\{\s*(\w+)\s*\}\}/)
      .map((part, place) => (place % 2 === 0 ? part : (options[part] ?? "")));
    return parts.some((part) => part && typeof part === "object")
      ? parts.filter((part) => part !== "")
      : parts.join("");
  }

  const calls = (...names) => Object.fromEntries(names.map((name) => [name, (detail) => ask(name, detail)]));
  window.shopify = {
    ...groups.signals,
    cost: groups.cost,
    buyerIdentity: groups.buyerIdentity,
    localization: groups.localization,
    shop: given.state.shop,
    extension: {
      ...given.state.extension,
      capabilities: signal(given.state.extension.capabilities),
      rendered: signal(true),
      scriptUrl: given.bundle,
    },
    extensionPoint: given.state.extension.target,
    version: given.state.extension.apiVersion,
    analytics: { publish: async () => true, visitor: async () => ({ type: "success" }) },
    buyerJourney: {
      intercept: async () => () => {},
      completed: signal("orderConfirmation" in given.state.signals),
      steps: signal([]),
      activeStep: signal(undefined),
    },
    i18n: {
      translate,
      formatNumber: (number, options) => new Intl.NumberFormat(language(), options).format(number),
      formatCurrency: (number, options = {}) =>
        new Intl.NumberFormat(language(), { style: "currency", currency: given.state.currency, ...options }).format(
          number,
        ),
      formatDate: (date, options) => new Intl.DateTimeFormat(language(), options).format(date),
    },
    sessionToken: { get: () => ask("sessionToken") },
    storage: { read: async () => null, write: async () => {}, delete: async () => {} },
    query: async () => ({ data: undefined, errors: [{ message: "The simulated shop has no Storefront API." }] }),
    setSignals(Signal) {
      RealSignal = Signal;
      for (const each of signals) each.adopt();
    },
    ...calls(
      "applyMetafieldChange",
      "applyAttributeChange",
      "applyDiscountCodeChange",
      "applyNoteChange",
      "applyCartLinesChange",
      "applyGiftCardChange",
    ),
  };
  if (!given.state.extension.capabilities.includes("network_access"))
    window.fetch = async () => {
      throw new TypeError("The extension has no network_access.");
    };

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const { answer, state, value } = event.data ?? {};
    if (answer) {
      waiting.get(answer)?.(value);
      waiting.delete(answer);
    }
    if (state)
      for (const [group, values] of Object.entries(groups))
        for (const [name, each] of Object.entries(values)) each.set(state[group]?.[name]);
  });

  // The frame is as high as what stands in it.
  new ResizeObserver(() =>
    parent.postMessage({ extension: given.handle, height: document.documentElement.offsetHeight }, "*"),
  ).observe(document.documentElement);
  addEventListener("error", (event) => parent.postMessage({ extension: given.handle, failed: event.message }, "*"));
  addEventListener("unhandledrejection", (event) =>
    parent.postMessage({ extension: given.handle, failed: String(event.reason) }, "*"),
  );

  /** Loads the bundle: an ES module with a default export, or a script that leaves its function on `globalThis`. */
  window.startExtension = async () => {
    const module = await import(new URL(given.bundle, location.href).href);
    const start = module.default ?? globalThis.extension?.default ?? globalThis.extension;
    if (typeof start === "function") await start(window.shopify);
    document.documentElement.dataset.started = "true";
  };
})();
