import type { NewCustomer } from "#tests/shop/customers.ts";
import { ledgerAtRest } from "../rest.ts";
import type { Stage } from "../stage.ts";
import type { Values } from "../verbs.ts";

/** Makes a customer, or changes the one who has the id already. Gender and interests stand in metafields, `custom.gender` and `custom.interests`. */
export function playCustomer(stage: Stage, { id, ...given }: Values["customer"]): void {
  const { simulated } = stage.system;
  const { address, referredBy, ...facts } = given;
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as NewCustomer;
  const wish = { ...known, ...(address === undefined ? {} : { address: addressOf(address) }) };
  const gid = stage.customers.get(id);
  if (gid !== undefined) simulated.updateCustomer(stage.shop.domain, gid, wish);
  else stage.customers.set(id, simulated.addCustomer(stage.shop.domain, wish).gid);
}

/** "Kerkstraat 1, 1017 GA, Amsterdam". */
function addressOf(text: string): NonNullable<NewCustomer["address"]> {
  const [address1 = "", zip = "", city = ""] = text.split(",").map((part) => part.trim());
  return { address1, zip, city };
}

export function playMerge(stage: Stage, { from, into }: Values["merge"]): void {
  stage.system.simulated.mergeCustomers(stage.shop.domain, {
    from: customerOf(stage, from),
    into: customerOf(stage, into),
  });
}

/** The merchant asks Shopify to erase the customer. Who they were with us is remembered here, for what the file expects afterwards. */
export async function playForget(stage: Stage, { customer }: Values["forget"]): Promise<void> {
  await ledgerAtRest(stage);
  const gid = customerOf(stage, customer);
  const { rows } = await stage.system.app.database.pool.query<{ id: string }>(
    "select id from member where shop_id = $1 and customer_gid = $2",
    [stage.facts.id, gid],
  );
  if (rows[0]) stage.forgotten.set(customer, rows[0].id);
  stage.system.simulated.eraseCustomer(stage.shop.domain, gid);
}

/** A customer's global id by the name that the file gave. */
export function customerOf(stage: Stage, id: string): string {
  const gid = stage.customers.get(id);
  if (gid === undefined) throw new Error(`no customer is called "${id}"`);
  return gid;
}
