// The checkout around its extensions: sends changes to the shop, draws totals anew and hands each extension what it may know.
const checkout = document.body.dataset.checkout;
const frames = () => [...document.querySelectorAll("iframe[data-extension]")];

async function change(detail) {
  const response = await fetch(`${checkout}/change`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(detail),
  });
  const result = await response.json();
  if (result.type === "success") await refresh();
  return result;
}

async function refresh() {
  const state = await (await fetch(`${checkout}/state`)).json();
  document.getElementById("summary").innerHTML = state.summary;
  const delivery = document.getElementById("delivery");
  if (delivery) delivery.innerHTML = state.delivery;
  const expected = document.getElementById("expected-total");
  if (expected) expected.value = state.totalMinor;
  for (const frame of frames())
    frame.contentWindow.postMessage({ state: state.extensions[frame.dataset.extension] }, "*");
}

const fail = (message) => ({ type: "error", message });
const answers = {
  applyMetafieldChange: (detail) => change(detail),
  applyAttributeChange: (detail) => change(detail),
  applyDiscountCodeChange: (detail) => change(detail),
  applyNoteChange: (detail) => change(detail),
  applyCartLinesChange: async () => fail("The simulated checkout changes no lines."),
  applyGiftCardChange: async () => fail("The simulated checkout takes no gift cards."),
  sessionToken: async () => (await (await fetch(`${checkout}/session-token`)).json()).token,
};

addEventListener("message", async (event) => {
  const frame = frames().find((each) => each.contentWindow === event.source);
  if (!frame) return;
  const { call, name, detail, height, failed } = event.data;
  if (height !== undefined) frame.style.height = `${Math.ceil(height)}px`;
  if (failed) {
    frame.dataset.failed = failed;
    console.error(`The extension ${frame.dataset.extension} failed: ${failed}`);
  }
  if (call)
    event.source.postMessage(
      { answer: call, value: await answers[name](detail).catch((error) => fail(String(error))) },
      "*",
    );
});

document.addEventListener("change", (event) => {
  const kind = event.target.dataset?.change;
  if (kind === "email") void change({ type: "email", email: event.target.value });
  if (kind === "shipping") void change({ type: "shipping", handle: event.target.value });
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-code]")) {
    event.preventDefault();
    const code = new FormData(event.target).get("code").trim();
    if (code) void change({ type: "addDiscountCode", code });
  } else event.target.querySelector("[data-pay]")?.setAttribute("disabled", "");
});

document.addEventListener("click", (event) => {
  const code = event.target.dataset?.removeCode;
  if (code) void change({ type: "removeDiscountCode", code });
});
