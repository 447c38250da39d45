import type { z } from "zod";
import type { Stage } from "../stage.ts";
import { customerOf } from "./customers.ts";

/** As a theme's script asks: through the storefront, which signs the request for the customer who is signed in. Without a body it is a GET. */
export async function askProxy<Answer extends z.ZodType>(
  stage: Stage,
  by: string,
  path: string,
  answer: Answer,
  body?: object,
): Promise<z.output<Answer>> {
  const { simulated } = stage.system;
  const { proxy } = simulated.configuration;
  const customer = simulated.customer(stage.shop.domain, customerOf(stage, by));
  const url = `https://${stage.shop.domain}/${proxy?.prefix}/${proxy?.subpath}/${path}`;
  const request = new Request(
    url,
    body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  const response = await simulated.forwardToApp(stage.shop, customer, request);
  const text = await response.text();
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    throw new Error(`the app proxy answered ${response.status}: ${text.slice(0, 200)}`);
  }
}
