// The reward picker and the "earn points" line. What is shown comes from the server; this asks for changes and shows what came of them.
(() => {
  if (window.zegel) return;
  window.zegel = true;

  const post = async (path, body) => {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  };

  /** Where the storefront's own addresses begin, such as "/nl/". */
  const root = () => {
    const { routes = {} } = window.Shopify || {};
    return routes.root || "/";
  };

  const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  /** The same for a second try of one click: the server then gives the first answer again. */
  const clickId = (button) => {
    if (!button.dataset.click) button.dataset.click = Date.now().toString(36) + Math.random().toString(36).slice(2, 12);
    return button.dataset.click;
  };

  /** Tells the shop's pixels, such as that of Google Analytics, where the theme has them: what was done, never who did it. */
  const tell = (name, facts) => {
    const { analytics = {} } = window.Shopify || {};
    if (analytics.publish) analytics.publish(name, facts);
  };

  /** Says it to a screen reader from a place that no refresh replaces. */
  const announce = (text) => {
    let place = document.getElementById("zegel-status");
    if (!place) {
      place = document.createElement("p");
      place.id = "zegel-status";
      place.className = "zegel__hidden";
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.textContent = text;
  };

  const show = (picker, text) => {
    const place = picker.querySelector("[data-zegel-error]");
    if (place) place.textContent = text;
  };

  /** The theme draws the cart anew where it knows Shopify's standard actions; elsewhere the page is loaded again. */
  const redrawCart = async () => {
    const { actions = {} } = window.Shopify || {};
    if (!actions.updateCart) return location.reload();
    try {
      await actions.updateCart({});
    } catch (_) {
      return location.reload();
    }
    await redrawOwn();
  };

  /** Our own blocks, also those outside the cart, as the server prints them now. */
  const redrawOwn = async () => {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const template = document.querySelector("template[data-zegel-drawer]");
    const freshTemplate = page.querySelector("template[data-zegel-drawer]");
    if (template && freshTemplate) template.replaceWith(document.importNode(freshTemplate, true));
    for (const old of document.querySelectorAll("[data-zegel]")) {
      const name = old.dataset.zegel;
      const from = name === "drawer" && freshTemplate ? freshTemplate.content : page;
      const fresh = from.querySelector(`[data-zegel="${CSS.escape(name)}"]`);
      if (!fresh) continue;
      const hadFocus = old.contains(document.activeElement);
      const next = document.importNode(fresh, true);
      old.replaceWith(next);
      const button = hadFocus && next.querySelector("button");
      if (button) button.focus();
    }
    fillDrawer();
  };

  const fillDrawer = () => {
    const template = document.querySelector("template[data-zegel-drawer]");
    if (!template) return;
    const drawer = document.querySelector(template.dataset.zegelDrawer);
    if (drawer && !drawer.querySelector("[data-zegel]")) drawer.append(document.importNode(template.content, true));
  };

  const drawn = () => {
    fillDrawer();
    giveBest();
  };

  const choiceOf = (slider) => JSON.parse(slider.dataset.zegelChoices)[slider.value];

  /** How many points the slider beside the button says; nothing where there is none. */
  const chosen = (button) => {
    const slider = button.parentElement.querySelector("[data-zegel-choices]");
    return slider ? { points: choiceOf(slider).points } : {};
  };

  document.addEventListener("input", (event) => {
    const slider = closest(event, "[data-zegel-choices]");
    if (!slider) return;
    const { text } = choiceOf(slider);
    slider.setAttribute("aria-valuetext", text);
    slider.nextElementSibling.textContent = text;
  });

  const work = async (picker, button) => {
    const {
      zegelReserve: reward,
      zegelRelease: ref,
      zegelBest: total,
      zegelWish,
      currency,
      add,
      auto,
    } = button.dataset;
    let wish = zegelWish;
    if (reward || ref || total) {
      const click = ref ? "" : clickId(button);
      const answer = ref
        ? await post("/apps/zegel/release", { ref })
        : reward
          ? await post("/apps/zegel/reserve", { reward, click, ...chosen(button) })
          : await post("/apps/zegel/best", { total, currency, click });
      // Nobody asked for the best reward, so nobody is told that there is none.
      if (!answer.ok) return total || show(picker, answer.message[picker.dataset.language] || picker.dataset.failed);
      wish = answer.wish;
    }
    if (add) await post(`${root()}cart/add.js`, { items: [{ id: add, quantity: 1 }] });
    const attributes = { _zegel: wish };
    // Who takes out what came by itself means it, for as long as this cart lives.
    if (ref && auto) attributes._zegel_auto = "no";
    await post(`${root()}cart/update.js`, { attributes });
    await redrawCart();
    announce(ref ? picker.dataset.removed : picker.dataset.applied);
    tell(ref ? "zegel_reward_removed" : "zegel_reward_used", { reward: reward || null });
  };

  const run = async (button) => {
    const picker = button.closest("[data-zegel]");
    if (!picker || picker.getAttribute("aria-busy") === "true") return;
    picker.setAttribute("aria-busy", "true");
    button.disabled = true;
    show(picker, "");
    try {
      await work(picker, button);
    } catch (_) {
      show(picker, picker.dataset.failed);
    } finally {
      picker.removeAttribute("aria-busy");
      button.disabled = false;
    }
  };

  document.addEventListener("click", (event) => {
    const button = closest(event, "[data-zegel-reserve],[data-zegel-release],[data-zegel-wish]");
    if (button) run(button);
  });

  /** Asks once for each total: a cart for which nothing was found is not asked about again. */
  let asked;
  const giveBest = () => {
    const place = document.querySelector("[data-zegel-best]");
    if (!place || place.dataset.zegelBest === asked) return;
    asked = place.dataset.zegelBest;
    run(place);
  };

  /** Themes differ in how they change the variant, but all of them set the product form's "id". */
  document.addEventListener("change", (event) => {
    const form = closest(event, 'form[action*="/cart/add"]');
    const line = document.querySelector("[data-zegel-earn]");
    const table = document.querySelector("[data-zegel-earn-by-variant]");
    if (!form || !line || !table) return;
    // Read once the theme's own listeners have run.
    setTimeout(() => {
      const text = JSON.parse(table.textContent)[new FormData(form).get("id")];
      if (text && text !== line.textContent) line.textContent = text;
    });
  });

  document.addEventListener("click", async (event) => {
    const button = closest(event, "[data-zegel-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.zegelCopy);
    announce(button.closest("[data-zegel]").dataset.copied);
  });

  const writeVisit = (visit) => post(`${root()}cart/update.js`, { attributes: { _zegel_ref: visit } });

  /** Whoever came by a member's link has it in the cart, which Shopify keeps anyway: nothing else is stored. */
  const noteVisit = async () => {
    const code = new URLSearchParams(location.search).get("zegel_ref");
    const shown = document.querySelector("[data-zegel-visit]");
    const visit = code ? `${code}.${Math.floor(Date.now() / 1000).toString(36)}` : shown?.dataset.zegelVisit;
    if (code) await writeVisit(visit);
    // Once signed in it is noted for their account too, on whatever device they order; a third part says that it was.
    if (!visit || !shown || visit.split(".").length > 2) return;
    const answer = await post("/apps/zegel/refer", { visit });
    if (answer.ok || answer.code !== "not_ready") await writeVisit(`${visit}${visit.includes(".") ? "" : "."}.1`);
    if (answer.ok) await redrawCart();
  };
  noteVisit().catch(() => {});

  for (const name of ["lines-update", "attributes-update", "discount-update"]) {
    document.addEventListener(`shopify:cart:${name}`, (event) => Promise.resolve(event.promise).then(drawn, drawn));
  }
  drawn();
})();
