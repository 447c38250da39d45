import { OrderRefused } from "#tests/shop/order-requests.ts";
import type { Expected } from "./expected.ts";
import { type Failure, words } from "./look/failure.ts";
import { lookAtMember } from "./look/member.ts";
import { lookAtOrder } from "./look/order.ts";
import { lookAtShop } from "./look/shop.ts";
import { moveClock, runJob } from "./move-clock.ts";
import { allAtRest, ledgerAtRest } from "./rest.ts";
import type { Action, Scenario, Step } from "./scenario.ts";
import { openStage, publish, type Stage } from "./stage.ts";
import { playProduct } from "./steps/catalogue.ts";
import { playClaim, playSave } from "./steps/claims.ts";
import { playCustomer, playForget, playMerge } from "./steps/customers.ts";
import { playDecide } from "./steps/decide.ts";
import { playEvent } from "./steps/events.ts";
import { playActivate } from "./steps/offers.ts";
import { playCancel, playEdit, playFulfil, playOrder, playPay, playRefund } from "./steps/orders.ts";
import { playVisit } from "./steps/referrals.ts";
import { playAdjust, playRedeem, playUnredeem } from "./steps/rewards.ts";
import type { System } from "./system.ts";
import { JOBS } from "./verbs.ts";

/** What was not as the file says, step by step. */
export interface StepFailure extends Failure {
  step: number;
}

/** Plays a file to its end, or to the first step that cannot be played. */
export async function playScenario(system: System, scenario: Scenario): Promise<StepFailure[]> {
  const failures: StepFailure[] = [];
  let step = 0;
  let stage: Stage | null = null;
  try {
    stage = await openStage(system, scenario);
    for (const each of scenario.steps) {
      step = each.number;
      const found = await playStep(stage, each, looksAtLast(scenario.steps[step]));
      failures.push(...found.map((failure) => ({ step, ...failure })));
    }
    step = scenario.steps.length;
    await allAtRest(stage);
  } catch (error) {
    const played = scenario.steps[step - 1]?.actions.find(({ verb }) => verb !== "expect")?.verb ?? "the step";
    const expected = step === 0 ? "the shop to be set up" : `${played} to be played`;
    failures.push({ step, expected, got: words(error instanceof Error ? error.message : String(error)) });
  }
  // What is still held back must not wake up while another file plays.
  if (stage) system.simulated.release(stage.shop.domain);
  await system.simulated.settled();
  return failures;
}

function looksAtLast(step: Step | undefined): boolean {
  const first = step?.actions[0];
  return first?.verb === "expect" && first.expected.some(({ about }) => about === "last");
}

async function playStep(stage: Stage, step: Step, isLastLookedAt: boolean): Promise<Failure[]> {
  if (step.at !== null || step.afterMs !== null) {
    stage.nominal = Math.max(stage.nominal, step.at ?? stage.nominal) + (step.afterMs ?? 0);
    await moveClock(stage, stage.nominal);
    stage.last = "ok";
  }
  const failures: Failure[] = [];
  for (const action of step.actions) {
    if (action.verb === "expect") {
      await allAtRest(stage);
      for (const expected of action.expected) failures.push(...(await compare(stage, expected)));
      continue;
    }
    try {
      stage.last = await play(stage, action, step.number);
    } catch (error) {
      // What Shopify itself refuses never reaches the app; whoever expects that says so by `last`.
      if (!(error instanceof OrderRefused) || !isLastLookedAt) throw error;
      stage.last = "refused_by_shopify";
    }
    if (stage.lateMs !== null) stage.lateArrivals.push(stage.system.clock.now().getTime() + stage.lateMs);
    await ledgerAtRest(stage);
  }
  return failures;
}

async function compare(stage: Stage, expected: Expected): Promise<Failure[]> {
  switch (expected.about) {
    case "member":
      return lookAtMember(stage, expected.who, expected.figures);
    case "order":
      return lookAtOrder(stage, expected.order, expected.figures);
    case "shop":
      return lookAtShop(stage, expected.figures);
    case "last":
      return stage.last === expected.outcome
        ? []
        : [{ expected: `last ${words(expected.outcome)}`, got: words(stage.last) }];
  }
}

/** Plays one verb; answers "ok" or the code of the app's refusal. */
async function play(stage: Stage, action: Exclude<Action, { verb: "expect" }>, step: number): Promise<string> {
  switch (action.verb) {
    case "redeem":
      return playRedeem(stage, action.value);
    case "unredeem":
      return playUnredeem(stage, action.value);
    case "claim":
      return playClaim(stage, action.value);
    case "save":
      return playSave(stage, action.value);
    case "activate":
      return playActivate(stage, action.value);
    case "event":
      return playEvent(stage, action.value, step);
    case "adjust":
      return playAdjust(stage, action.value, step);
    case "customer":
      return playArrival(stage, action.value);
    case "decide":
      return playDecide(stage, action.value);
    case "publish":
      return publishNow(stage, action.settings);
    default:
      await playAtShop(stage, action);
      return "ok";
  }
}

/** Somebody becomes a customer, or is another one; who came by a member's link follows it signed in. */
async function playArrival(stage: Stage, customer: Extract<Action, { verb: "customer" }>["value"]): Promise<string> {
  playCustomer(stage, customer);
  return customer.referredBy === undefined ? "ok" : playVisit(stage, customer.id, customer.referredBy);
}

type ShopAction = Exclude<
  Action,
  {
    verb:
      | "expect"
      | "publish"
      | "redeem"
      | "unredeem"
      | "claim"
      | "save"
      | "activate"
      | "adjust"
      | "event"
      | "customer"
      | "decide";
  }
>;

async function playAtShop(stage: Stage, action: ShopAction): Promise<void> {
  switch (action.verb) {
    case "product":
      return playProduct(stage, action.value);
    case "merge":
      return playMerge(stage, action.value);
    case "forget":
      return playForget(stage, action.value);
    case "run":
      return runJob(stage, JOBS[action.value]);
    case "deliver":
      return deliver(stage, action.value);
    default:
      stage.lastOrderAt = stage.system.clock.now().getTime();
      return playOnOrder(stage, action);
  }
}

async function playOnOrder(
  stage: Stage,
  action: Extract<ShopAction, { verb: "order" | "pay" | "fulfil" | "cancel" | "edit" | "refund" }>,
): Promise<void> {
  switch (action.verb) {
    case "order":
      return playOrder(stage, action.value);
    case "pay":
      return playPay(stage, action.value);
    case "fulfil":
      return playFulfil(stage, action.value);
    case "cancel":
      return playCancel(stage, action.value);
    case "edit":
      return playEdit(stage, action.value);
    case "refund":
      return playRefund(stage, action.value);
  }
}

/** Orders of the same second came before the change: payloads carry whole seconds, so the clock has to tell the two apart. */
async function publishNow(stage: Stage, settings: Record<string, unknown>): Promise<string> {
  if (stage.system.clock.now().getTime() - stage.lastOrderAt < 1000) stage.system.clock.nudge(1000);
  return publish(stage, settings);
}

function deliver(stage: Stage, mode: Extract<Action, { verb: "deliver" }>["value"]): void {
  const { simulated } = stage.system;
  stage.lateMs = typeof mode === "object" ? mode.late : null;
  simulated.deliver(stage.shop.domain, typeof mode === "object" ? { lateMs: mode.late } : mode);
}
