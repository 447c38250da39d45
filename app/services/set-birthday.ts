import type { AppContext } from "../context.ts";
import type { ShopFacts } from "../contracts/shop.ts";
import { isBirthday } from "../domain/customers/birthday.ts";
import { membersByCustomer } from "../persistence/members.ts";
import { lockShopWork } from "../persistence/positions.ts";
import { applyCustomerFacts } from "./apply-customer-facts.ts";
import { dayIn, wakeDelivery } from "./book.ts";
import { readProgrammes } from "./read-programmes.ts";

export type SetBirthdayOutcome =
  | { outcome: "set" }
  | { outcome: "not_a_member" }
  /** No day of the calendar, in the future, or longer ago than people live. */
  | { outcome: "not_a_birthday" }
  /** The programme asks for no birthdays, so none is kept. */
  | { outcome: "not_collected" };

/** A member tells their birthday, "1990-02-28", or corrects it. Changing it never brings two presents within a year. */
export async function setBirthday(
  app: Pick<AppContext, "database" | "clock">,
  shop: ShopFacts,
  { customerGid, birthday }: { customerGid: string; birthday: string },
): Promise<SetBirthdayOutcome> {
  const now = app.clock.now();
  if (!isBirthday(birthday, dayIn(shop.timezone)(now.getTime()))) return { outcome: "not_a_birthday" };
  return app.database.transaction(async (transaction) => {
    const programmes = await readProgrammes(transaction, shop);
    if (!programmes.at(-1)?.programme.collects.birthday) return { outcome: "not_collected" };
    await lockShopWork(transaction, shop.id);
    const member = (await membersByCustomer(transaction, shop.id, [customerGid])).get(customerGid);
    if (member?.status !== "member") return { outcome: "not_a_member" };
    const facts = [{ fact: "birthday" as const, value: birthday }];
    await applyCustomerFacts(transaction, { shop, now, programmes }, [
      { customerGid, toldAt: now.getTime(), facts, whole: [] },
    ]);
    await wakeDelivery(transaction, shop.id);
    return { outcome: "set" };
  });
}
