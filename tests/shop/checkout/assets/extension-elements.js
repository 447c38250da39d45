// Stand-ins for Shopify's web components, which load from Shopify's network only: the same names and attributes, a look of their own.
const gap = {
  none: "0",
  "small-500": "2px",
  "small-400": "4px",
  "small-300": "6px",
  "small-200": "8px",
  "small-100": "10px",
  small: "10px",
  base: "14px",
  large: "18px",
  "large-100": "18px",
  "large-200": "22px",
};

function define(name, html, more = {}) {
  customElements.define(
    name,
    class extends HTMLElement {
      static observedAttributes = [
        "disabled",
        "loading",
        "label",
        "href",
        "gap",
        "direction",
        "heading",
        "checked",
        "src",
        "alt",
        "value",
        "max",
        "tone",
      ];
      connectedCallback() {
        if (this.shadowRoot) return;
        this.attachShadow({ mode: "open", delegatesFocus: true }).innerHTML = html;
        more.ready?.(this, this.shadowRoot);
        more.show?.(this, this.shadowRoot);
      }
      attributeChangedCallback() {
        if (this.shadowRoot) more.show?.(this, this.shadowRoot);
      }
    },
  );
  for (const property of more.properties ?? [])
    Object.defineProperty(customElements.get(name).prototype, property, {
      get() {
        return this.hasAttribute(property) && this.getAttribute(property) !== "false";
      },
      set(value) {
        this.toggleAttribute(property, Boolean(value));
      },
    });
}
const isOn = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== "false";

const slot = "<slot></slot>";
const block = (style) => `<style>:host{display:block;${style}}</style>${slot}`;
define(
  "s-text",
  `<style>:host{display:inline}:host([type=strong]){font-weight:650}:host([type=small]){font-size:.875em}:host([color=subdued]){color:#707070}:host([tone=success]){color:#1d7a4c}:host([tone=critical]){color:#a83232}</style>${slot}`,
);
define(
  "s-paragraph",
  `${block("margin:0")}<style>:host([color=subdued]){color:#707070}:host([type=small]){font-size:.875em}</style>`,
);
define("s-heading", block("font-weight:650;font-size:1.05em"));
define("s-divider", "<style>:host{display:block;border-top:1px solid #dedede}</style>");
define(
  "s-badge",
  `<style>:host{display:inline-block;padding:1px 8px;border-radius:9px;background:#ececec;font-size:.85em}:host([tone=success]){background:#d8f0e3;color:#125c37}</style>${slot}`,
);
define(
  "s-spinner",
  "<style>:host{display:inline-block;width:1em;height:1em;border:2px solid #c8c8c8;border-top-color:#333;border-radius:50%;animation:turn 1s linear infinite}@keyframes turn{to{transform:rotate(1turn)}}</style>",
);
define("s-skeleton-paragraph", "<style>:host{display:block;height:1em;border-radius:4px;background:#e6e6e6}</style>");
define("s-icon", "<style>:host{display:inline-block}</style>•");
define(
  "s-box",
  block("") +
    "<style>:host([padding=base]){padding:14px}:host([border]){border:1px solid #dedede;border-radius:8px}:host([background=subdued]){background:#f6f6f6}</style>",
);
define(
  "s-section",
  `<style>:host{display:block}b{display:block;margin-bottom:8px}b:empty{display:none}</style><b></b>${slot}`,
  {
    show: (element, root) => (root.querySelector("b").textContent = element.getAttribute("heading") ?? ""),
  },
);
define("s-stack", `<style>div{display:flex;flex-direction:column}</style><div>${slot}</div>`, {
  show(element, root) {
    const box = root.querySelector("div");
    const isRow = element.getAttribute("direction") === "inline";
    box.style.flexDirection = isRow ? "row" : "column";
    box.style.flexWrap = isRow ? "wrap" : "nowrap";
    box.style.gap = gap[element.getAttribute("gap") ?? "none"] ?? "14px";
    box.style.alignItems =
      { center: "center", end: "flex-end", start: "flex-start" }[
        element.getAttribute("alignitems") ?? element.getAttribute("alignItems") ?? ""
      ] ?? (isRow ? "center" : "stretch");
    box.style.justifyContent = element.getAttribute("justifycontent") ?? element.getAttribute("justifyContent") ?? "";
  },
});
define("s-grid", `<style>div{display:grid;align-items:center}</style><div>${slot}</div>`, {
  show(element, root) {
    const box = root.querySelector("div");
    box.style.gridTemplateColumns =
      element.getAttribute("gridtemplatecolumns") ?? element.getAttribute("gridTemplateColumns") ?? "1fr auto";
    box.style.gap = gap[element.getAttribute("gap") ?? "base"] ?? "14px";
  },
});
define("s-grid-item", block(""));
define(
  "s-banner",
  `<style>:host{display:block;padding:12px 14px;border-radius:8px;background:#eef3fb;border:1px solid #c9d8f0}:host([tone=success]){background:#e8f6ee;border-color:#bfe3cf}:host([tone=critical]){background:#fbeaea;border-color:#efc4c4}:host([tone=warning]){background:#fdf3e0;border-color:#f0dcae}b{display:block}b:empty{display:none}</style><b></b>${slot}`,
  {
    show: (element, root) => (root.querySelector("b").textContent = element.getAttribute("heading") ?? ""),
  },
);
define(
  "s-button",
  `<style>:host{display:inline-block}button{font:inherit;font-weight:600;padding:9px 16px;border:1px solid #1773b0;border-radius:7px;background:#1773b0;color:#fff;cursor:pointer}:host([variant=secondary]) button{background:#fff;color:#1773b0;border-color:#c8c8c8}:host([variant=auto]) button{}button:disabled{opacity:.55;cursor:default}:host([inlinesize=fill]),:host([inlinesize=fill]) button,:host([inlineSize=fill]) button{width:100%}</style><button type="button">${slot}</button>`,
  {
    properties: ["disabled", "loading"],
    show: (element, root) =>
      (root.querySelector("button").disabled = isOn(element, "disabled") || isOn(element, "loading")),
  },
);
define(
  "s-press-button",
  `<style>button{font:inherit;padding:9px 16px;border:1px solid #c8c8c8;border-radius:7px;background:#fff;cursor:pointer}</style><button type="button">${slot}</button>`,
  {
    properties: ["disabled", "loading", "pressed"],
    show: (element, root) =>
      (root.querySelector("button").disabled = isOn(element, "disabled") || isOn(element, "loading")),
  },
);
define(
  "s-clickable",
  `<style>button{font:inherit;text-align:inherit;border:0;padding:0;background:none;cursor:pointer;width:100%}</style><button type="button">${slot}</button>`,
  {
    properties: ["disabled"],
    show: (element, root) => (root.querySelector("button").disabled = isOn(element, "disabled")),
  },
);
define("s-link", `<style>a{color:#1773b0;cursor:pointer}</style><a>${slot}</a>`, {
  show(element, root) {
    const href = element.getAttribute("href");
    const link = root.querySelector("a");
    if (href) link.href = href;
    link.target = "_blank";
    link.rel = "noopener";
  },
});
define("s-image", "<style>img{max-width:100%;display:block}</style><img>", {
  show(element, root) {
    root.querySelector("img").src = element.getAttribute("src") ?? "";
    root.querySelector("img").alt = element.getAttribute("alt") ?? "";
  },
});
define("s-progress", "<progress></progress>", {
  show(element, root) {
    root.querySelector("progress").value = Number(element.getAttribute("value") ?? 0);
    root.querySelector("progress").max = Number(element.getAttribute("max") ?? 1);
  },
});
define(
  "s-checkbox",
  "<style>label{display:flex;gap:8px;align-items:center;cursor:pointer}</style><label><input type=checkbox><span></span></label>",
  {
    ready(element, root) {
      root.querySelector("input").addEventListener("change", (event) => {
        element.toggleAttribute("checked", event.target.checked);
        element.dispatchEvent(new Event("change", { bubbles: true }));
      });
    },
    properties: ["checked", "disabled"],
    show(element, root) {
      root.querySelector("input").checked = isOn(element, "checked");
      root.querySelector("input").disabled = isOn(element, "disabled");
      root.querySelector("span").textContent = element.getAttribute("label") ?? "";
    },
  },
);
for (const [name, display] of [
  ["s-ordered-list", "block"],
  ["s-unordered-list", "block"],
  ["s-list-item", "list-item"],
  ["s-details", "block"],
  ["s-summary", "block"],
  ["s-query-container", "block"],
  ["s-scroll-box", "block"],
])
  define(name, `<style>:host{display:${display};margin-left:${display === "list-item" ? "1.2em" : 0}}</style>${slot}`);
