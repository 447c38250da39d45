// Rewards that need no cart, what to save for, and offers to activate. Loaded by their own blocks alone, so that no other page carries it.
(() => {
  if (window.zegelClaims) return;
  window.zegelClaims = true;

  const ask = async (path, body) => {
    const headers = { "content-type": "application/json", accept: "application/json" };
    const response = await fetch(
      `/apps/zegel/${path}`,
      body && { method: "POST", headers, body: JSON.stringify(body) },
    );
    return response.json();
  };

  /** The same for a second try of one click: the server then gives the first answer again. */
  const clickId = (button) => {
    button.dataset.click ||= Date.now().toString(36) + Math.random().toString(36).slice(2, 12);
    return button.dataset.click;
  };

  /** Says it to a screen reader from a place that no refresh replaces; the same as the other blocks'. */
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

  /** The block as the server prints it now. */
  const redraw = async (place) => {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const old = document.querySelector(`[data-zegel="${place.dataset.zegel}"]`);
    const fresh = page.querySelector(`[data-zegel="${place.dataset.zegel}"]`);
    if (!old || !fresh) return;
    const hadFocus = old.contains(document.activeElement);
    const next = document.importNode(fresh, true);
    old.replaceWith(next);
    const button = hadFocus && next.querySelector("button");
    if (button) button.focus();
  };

  const work = async (place, button) => {
    const { zegelClaim, zegelUnclaim, zegelSave, zegelShow, zegelActivate } = button.dataset;
    const { language, failed, applied, removed, activated } = place.dataset;
    if (zegelShow) {
      // Codes and instructions are for their member's eyes alone, so they stand in no page and are asked for.
      const { claims = [] } = await ask("claims");
      const { code, instructions, note } = claims.find((each) => each.ref === zegelShow) || {};
      const shown = document.createElement("output");
      shown.className = "zegel__choice";
      shown.textContent = [code, instructions?.[language], note].filter(Boolean).join(" · ");
      return button.replaceWith(shown);
    }
    const answer = zegelClaim
      ? await ask("claim", { reward: zegelClaim, click: clickId(button) })
      : zegelUnclaim
        ? await ask("unclaim", { ref: zegelUnclaim })
        : zegelActivate
          ? await ask("activate", { ref: zegelActivate })
          : await ask("save", { reward: zegelSave || null });
    if (!answer.ok) throw answer.message[language] || failed;
    await redraw(place);
    announce(zegelClaim ? applied : zegelUnclaim ? removed : zegelActivate ? activated : "");
    // To the shop's pixels, as the other blocks do.
    const done = zegelClaim ? "reward_claimed" : zegelActivate ? "offer_activated" : zegelSave && "saving_started";
    if (done) window.Shopify?.analytics?.publish?.(`zegel_${done}`, { reward: zegelClaim || zegelSave || null });
    // What Shopify issues is there some seconds later.
    if (zegelClaim) setTimeout(() => redraw(place).catch(() => {}), 5000);
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target instanceof Element && target.closest("[data-zegel-claims] button");
    const place = button?.closest("[data-zegel-claims]");
    if (!place || place.getAttribute("aria-busy") === "true") return;
    place.setAttribute("aria-busy", "true");
    button.disabled = true;
    const error = place.querySelector("[data-zegel-error]");
    error.textContent = "";
    try {
      await work(place, button);
    } catch (reason) {
      error.textContent = typeof reason === "string" ? reason : place.dataset.failed;
    } finally {
      place.removeAttribute("aria-busy");
      button.disabled = false;
    }
  });
})();
