import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AppContext } from "#app/context.ts";
import type { OrderState } from "#app/contracts/order-state.ts";
import type { ProgrammeInput } from "#app/contracts/programme.ts";
import type { ShopFacts } from "#app/contracts/shop.ts";
import type { Database } from "#app/persistence/database.ts";
import { expirePoints } from "#app/services/expire-points.ts";
import { installShop } from "#app/services/install-shop.ts";
import { lapseReservations } from "#app/services/lapse-reservations.ts";
import { publishProgrammeVersion } from "#app/services/publish-programme-version.ts";
import { shopFacts } from "#app/services/read-programmes.ts";
import { releaseReservation } from "#app/services/release-reservation.ts";
import { reserveReward } from "#app/services/reserve-reward.ts";
import { verificationReport, verifyShop } from "#app/services/verify-shop.ts";
import { workOrders } from "#app/services/work-orders.ts";
import type { Customer, Shop } from "#tests/shop/state.ts";
import { aProcess, aVisitedShop, type ReachableShopify, startShopify } from "#tests/shopify/installed-shop.ts";
import { aLine, anOrder, aRefund, lineGid, refunded } from "#tests/support/an-order.ts";
import { testDatabase } from "#tests/support/database.ts";
import "#tests/support/ledger-matchers.ts";

const HOUR = 3_600_000;
let database: Database;
let shopify: ReachableShopify;
let app: AppContext;
let opened: Shop;
let shop: ShopFacts;
let ann: Customer;
let orders = 0;
let clicks = 0;

beforeAll(async () => {
  database = await testDatabase({ max: 12 });
  shopify = await startShopify();
});
beforeEach(async () => {
  opened = await aVisitedShop(database, shopify);
  app = aProcess(database, shopify);
  shop = shopFacts((await installShop(app, opened.domain)).shop) as ShopFacts;
  shopify.clock.advance(60_000);
  ann = shopify.simulated.addCustomer(opened.domain, { email: "ann@example.com" });
});
afterAll(() => shopify.close());

/** An order of now by Ann; goods of €100.00 unless said otherwise. */
function anOrderNow(changes: Partial<OrderState> = {}): OrderState {
  orders += 1;
  const now = Math.floor(shopify.clock.now().getTime() / 1000) * 1000;
  const gid = `gid://shopify/Order/${orders}`;
  const line = { ...aLine("A", { priceMinor: 10_000 }), gid: lineGid(`${orders}`) };
  return anOrder({
    gid,
    name: `#${orders}`,
    customerGid: ann.gid,
    placedAt: now,
    version: now,
    paidAt: now,
    lines: [line],
    ...changes,
  });
}

/** An order whose discount line carries these references. */
function redeeming(refs: string[], discountMinor = 500 * refs.length, changes: Partial<OrderState> = {}): OrderState {
  return anOrderNow({
    lines: [{ ...aLine("A", { priceMinor: 10_000, discountMinor }), gid: lineGid(`${orders + 1}`) }],
    redemptions: [{ refs, discountMinor, toleranceMinor: 0 }],
    ...changes,
  });
}

const later = (state: OrderState, seconds: number, changes: Partial<OrderState> = {}): OrderState => ({
  ...state,
  version: state.version + seconds * 1000,
  ...changes,
});
const work = (...states: OrderState[]) => workOrders(app, shop, states);
const click = (reward = "five", name = newClick()) =>
  reserveReward(app, shop, { customerGid: ann.gid, reward, click: name });

function newClick(): string {
  clicks += 1;
  return `click-number-${clicks}`;
}

async function reserved(reward = "five"): Promise<string> {
  const answer = await click(reward);
  if (!answer.ok) throw new Error(`refused: ${answer.code}`);
  return answer.ref;
}

async function balance() {
  const found = await database.pool.query<Record<"pending" | "available" | "reserved" | "debt", string>>(
    `select pending, available, reserved, debt from balance join member on member.shop_id = balance.shop_id and member.id = member_id
     where balance.shop_id = $1 and customer_gid = $2`,
    [shop.id, ann.gid],
  );
  const row = found.rows[0];
  if (!row) throw new Error("Ann is no member");
  return {
    pending: Number(row.pending),
    available: Number(row.available),
    reserved: Number(row.reserved),
    debt: Number(row.debt),
  };
}

async function redemptions() {
  const found = await database.pool.query<{
    order: string;
    ref: string;
    kind: string;
    points: string;
    returned: string;
  }>(
    `select order_gid as order, ref, kind, points, points_returned as returned from redemption where shop_id = $1 order by created_at, order_gid`,
    [shop.id],
  );
  return found.rows.map((row) => ({ ...row, points: Number(row.points), returned: Number(row.returned) }));
}

async function statusOf(ref: string): Promise<string | undefined> {
  const found = await database.pool.query("select status from reservation where shop_id = $1 and ref = $2", [
    shop.id,
    ref,
  ]);
  return found.rows[0]?.status;
}

async function publish(settings: ProgrammeInput): Promise<void> {
  const outcome = await publishProgrammeVersion(app, shop, { settings, basedOn: 1, publishedBy: "Kim" });
  expect(outcome).toMatchObject({ outcome: "published" });
  shopify.clock.advance(1000);
}

async function expectToAddUp(): Promise<void> {
  const verification = await verifyShop(app, shop);
  expect(verification.differences.count, verificationReport([verification])).toBe(0);
}

describe("a click", () => {
  it("holds the points, and the same click again answers the same", async () => {
    await work(anOrderNow());
    const [first, again] = [await click("five", "one-click"), await click("five", "one-click")];
    expect(again).toMatchObject({ ok: true, ref: first.ok && first.ref });
    expect(await balance()).toHaveBalance({ available: 0, reserved: 100 });
    await expectToAddUp();
  });

  it("is refused in words where there is no reward, no points or nobody", async () => {
    await work(anOrderNow({ lines: [aLine("A", { priceMinor: 9_999 })] }));
    expect(await click()).toMatchObject({ ok: false, code: "not_enough_points" });
    expect(await click("forged")).toMatchObject({ ok: false, code: "unknown_reward" });
    const stranger = { customerGid: "gid://shopify/Customer/404", reward: "five", click: "aaaaaaaa" };
    expect(await reserveReward(app, shop, stranger)).toMatchObject({ ok: false, code: "not_enough_points" });
    expect(await balance()).toHaveBalance({ available: 99 });
  });

  it("lets the points go again when Shopify cannot be told", async () => {
    await work(anOrderNow());
    shopify.outage("SetMetafields");
    const answer = await click();
    shopify.outage(null);
    expect(answer).toMatchObject({ ok: false, code: "not_ready" });
    expect(await balance()).toHaveBalance({ available: 100 });
    await expectToAddUp();
  });
});

describe("fifty clicks at once", () => {
  it("hold no more than the balance, each point once", async () => {
    await work(...Array.from({ length: 7 }, () => anOrderNow()));
    const answers = await Promise.all(Array.from({ length: 50 }, () => click()));
    const refs = answers.flatMap((answer) => (answer.ok ? [answer.ref] : []));
    expect(new Set(refs).size).toBe(7);
    expect(
      answers.filter((answer) => !answer.ok).every((answer) => !answer.ok && answer.code === "not_enough_points"),
    ).toBe(true);
    expect(await balance()).toHaveBalance({ available: 0, reserved: 700 });
    await expectToAddUp();
  });

  it("of one and the same click hold one reward", async () => {
    await work(...Array.from({ length: 3 }, () => anOrderNow()));
    const answers = await Promise.all(Array.from({ length: 20 }, () => click("five", "double-click")));
    expect(new Set(answers.map((answer) => answer.ok && answer.ref)).size).toBe(1);
    expect(await balance()).toHaveBalance({ available: 200, reserved: 100 });
  });

  it("and releases, orders and sweeps between them leave nothing held and nothing lost", async () => {
    await work(...Array.from({ length: 10 }, () => anOrderNow()));
    const held = await Promise.all(Array.from({ length: 10 }, () => reserved()));
    const release = (ref: string) => releaseReservation(app, shop, { customerGid: ann.gid, ref });
    shopify.clock.advance(25 * HOUR);
    await Promise.all([
      ...held.slice(0, 5).map(release),
      ...held.slice(3, 7).map((ref) => work(redeeming([ref]))),
      lapseReservations(app, shop),
      expirePoints(app, shop),
      ...Array.from({ length: 10 }, () => click()),
    ]);
    await expectToAddUp();
    const { available, reserved: stillHeld, debt } = await balance();
    // 1000 earned at first, 4 × 95 by the new orders, four rewards used by them.
    expect(available + stillHeld - debt).toBe(1000 + 380 - 400);
  });
});

describe("an order that used a reward", () => {
  it("settles it, earns on what was paid, and leaves nothing to release", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    await work(redeeming([ref]));
    expect(await balance()).toHaveBalance({ available: 95 });
    expect(await statusOf(ref)).toBe("settled");
    expect(await releaseReservation(app, shop, { customerGid: ann.gid, ref })).toMatchObject({ code: "already_used" });
    expect(await redemptions()).toMatchObject([{ ref, kind: "settled", points: 100 }]);
    await expectToAddUp();
  });

  it("pays for what was really taken off, and gets the rest back", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    await work(redeeming([ref], 333, { lines: [aLine("A", { priceMinor: 333, discountMinor: 333 })] }));
    // €3.33 of €5.00 for 100 points is 66.6 points: 66.
    expect(await balance()).toHaveBalance({ available: 34 });
    await expectToAddUp();
  });

  it("that is not paid yet holds it beyond its time, and gives it back when it is cancelled", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    const unpaid = redeeming([ref], 500, { isPaid: false, paidAt: null });
    await work(unpaid);
    shopify.clock.advance(25 * HOUR);
    expect(await lapseReservations(app, shop)).toBe(0);
    expect(await balance()).toHaveBalance({ reserved: 100 });
    await work(later(unpaid, 60, { cancelledAt: unpaid.version + 60_000 }));
    expect(await balance()).toHaveBalance({ available: 100 });
    expect(await statusOf(ref)).toBe("released");
    await expectToAddUp();
  });

  it("keeps them redeemed on a partial refund, and returns all of them with the last of the goods", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    const goods = [
      aLine("A", { priceMinor: 5000, discountMinor: 250 }),
      aLine("B", { priceMinor: 5000, discountMinor: 250 }),
    ];
    const order = redeeming([ref], 500, { lines: goods });
    const half = refunded(order, { ...aRefund(1, { A: 1 }), createdAt: order.version + 1000 });
    const whole = refunded(half, { ...aRefund(2, { B: 1 }), createdAt: order.version + 2000 });
    await work(order);
    await work(half);
    expect(await balance()).toHaveBalance({ available: 47 });
    await work(whole);
    expect(await balance()).toHaveBalance({ available: 100 });
    expect(await redemptions()).toMatchObject([{ points: 100, returned: 100 }]);
    await work(later(whole, 60, { cancelledAt: whole.version + 60_000 }));
    expect(await balance()).toHaveBalance({ available: 100 });
    await expectToAddUp();
  });

  it("returns a share for each refund where the merchant wishes, in whatever order refunds are heard of", async () => {
    await publish({ redeemedOnPartialRefund: "pro_rata" });
    const goods = ["A", "B", "C"].map((letter) => aLine(letter, { priceMinor: 3000, discountMinor: 0 }));
    for (const turns of [
      [0, 1],
      [1, 0],
    ]) {
      await work(anOrderNow());
      const before = (await balance()).available;
      const ref = await reserved();
      const order = redeeming([ref], 500, { lines: goods });
      const refunds = [1, 2].map((number, index) => ({
        ...aRefund(number, { [["A", "B"][index] ?? ""]: 1 }),
        gid: `${order.gid.replace("Order", "Refund")}${number}`,
        createdAt: order.version + number * 1000,
      }));
      await work(order);
      for (const turn of turns) {
        const refund = refunds[turn];
        if (refund)
          await work(refunded({ ...order, version: order.version + 10_000 * (1 + turns.indexOf(turn)) }, refund));
      }
      // Ordered €90, kept €30: 66 of the 100 points are back, and 30 are earned.
      expect((await balance()).available - before).toBe(-100 + 66 + 30);
      await expectToAddUp();
    }
  });
});

describe("two orders on one reservation", () => {
  it("are found: the second is an overspend, a debt, and shown", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    const [first, second] = [
      redeeming([ref]),
      redeeming([ref], 500, { lines: [aLine("A", { priceMinor: 500, discountMinor: 500 })] }),
    ];
    await Promise.all([work(first), work(second)]);
    expect((await redemptions()).map(({ kind, points }) => [kind, points]).sort()).toEqual([
      ["overspend", 100],
      ["settled", 100],
    ]);
    // 100 held were used; 95 earned by the first; the other 100 were not there.
    expect(await balance()).toHaveBalance({ debt: 5 });
    await expectToAddUp();
  });

  it("come even when one of them is cancelled, whichever", async () => {
    for (const which of [0, 1]) {
      await work(anOrderNow());
      const before = (await balance()).available;
      const ref = await reserved();
      const both = [redeeming([ref]), redeeming([ref])];
      for (const order of both) await work(order);
      const gone = both[which] as OrderState;
      await work(later(gone, 60, { cancelledAt: gone.version + 60_000 }));
      expect((await balance()).available - before).toBe(-100 + 95);
      await expectToAddUp();
    }
  });

  it("are tagged where the merchant wishes", async () => {
    shopify.simulated.grantScopes(opened.domain, ["write_orders"]);
    await publish({ onOverspend: "tag" });
    await work(anOrderNow());
    const ref = await reserved();
    const both = [redeeming([ref]), redeeming([ref])];
    for (const order of both) await work(order);
    const owed = await database.pool.query("select subject from outbox where shop_id = $1 and kind = 'order'", [
      shop.id,
    ]);
    expect(owed.rows).toEqual([{ subject: both[1]?.gid }]);
  });
});

describe("a reservation whose time is up", () => {
  it("lapses; an order that used it all the same is an overspend", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    shopify.clock.advance(24 * HOUR);
    expect(await lapseReservations(app, shop)).toBe(1);
    expect(await balance()).toHaveBalance({ available: 100 });
    await work(redeeming([ref]));
    expect(await balance()).toHaveBalance({ available: 95 });
    expect(await redemptions()).toMatchObject([{ kind: "overspend", points: 100 }]);
    await expectToAddUp();
  });

  it("gives back points that have expired meanwhile, and they lapse in the same sweep", async () => {
    await publish({ expiry: { from: "award", days: 1 }, reservationHours: 48 });
    await work(anOrderNow(), anOrderNow());
    await reserved();
    shopify.clock.advance(25 * HOUR);
    await expirePoints(app, shop);
    expect(await balance()).toHaveBalance({ reserved: 100 });
    shopify.clock.advance(24 * HOUR);
    await lapseReservations(app, shop);
    await expirePoints(app, shop);
    expect(await balance()).toHaveBalance({});
    await expectToAddUp();
  });

  it("released in the very moment of a sweep lapses once more at that moment", async () => {
    await publish({ expiry: { from: "award", days: 1 }, reservationHours: 48 });
    await work(anOrderNow(), anOrderNow());
    const ref = await reserved();
    shopify.clock.advance(25 * HOUR);
    await expirePoints(app, shop);
    await releaseReservation(app, shop, { customerGid: ann.gid, ref });
    await expirePoints(app, shop);
    expect(await balance()).toHaveBalance({});
    await expectToAddUp();
  });
});

describe("another customer's reference", () => {
  it("cannot be given back by a stranger, and is not told apart from none", async () => {
    await work(anOrderNow());
    const ref = await reserved();
    const bob = shopify.simulated.addCustomer(opened.domain, { email: "bob@example.com" });
    await work(anOrderNow({ customerGid: bob.gid, email: "bob@example.com" }));
    const stolen = await releaseReservation(app, shop, { customerGid: bob.gid, ref });
    const none = await releaseReservation(app, shop, { customerGid: bob.gid, ref: "00000000" });
    expect(stolen).toEqual(none);
    expect(await balance()).toHaveBalance({ reserved: 100 });
  });

  it("that nobody made is ignored on an order", async () => {
    await work(redeeming(["ZZZZZZZZ"]));
    expect(await redemptions()).toEqual([]);
    expect(await balance()).toHaveBalance({ available: 95 });
  });
});
