import type { AudienceSettings } from "../../contracts/audience.ts";
import type { EarningRuleSettings } from "../../contracts/earning-rules.ts";
import {
  type EventLimitSettings,
  type EventRuleCode,
  type EventRuleSettings,
  eventRuleId,
  isEventRule,
  type ProfileField,
  typedCode,
} from "../../contracts/event-rules.ts";
import type { Text } from "../../contracts/wallet.ts";
import { eventSentence, segmentTitle } from "../earning/events/event-words.ts";
import type { CompileIn } from "./compile-in.ts";
import { instantOfLocal } from "./local-time.ts";

/** A rule by which members earn for what they do beside buying. */
export interface EventRule {
  /** What its limits are counted by. */
  id: string;
  code: EventRuleCode;
  /** The event that it answers to. */
  name: string;
  /** Of a custom event, what members read. */
  title: Text | null;
  /** "Writing a review gets 25 points." */
  sentence: Text;
  audience: AudienceSettings | null;
  waitingDays: number;
  limits: EventLimits;
  budget: EventBudget;
  gives: EventPoints;
}

/** How often a rule counts for one member; null for ever so often. */
export interface EventLimits {
  /** Whether it counts once a subject: a product, a network, a code. */
  isOncePerSubject: boolean;
  perMember: number | null;
  perDay: number | null;
  perMonth: number | null;
}

/** What a rule gives to all members together; null for no end. */
export interface EventBudget {
  times: number | null;
  points: number | null;
}

/** What one event is worth. */
export type EventPoints =
  | { code: "newsletter" | "sms" | "visit"; points: number }
  | { code: "birthday"; points: number; toldDaysBefore: number }
  | { code: "profile"; points: number; fields: ProfileField[] }
  | { code: "segment"; points: number; segment: string; againAfterDays: number }
  | { code: "review"; points: number; photoBonus: number }
  | { code: "social"; points: number; action: "follow" | "share"; networks: string[] | null }
  /** `from` inclusive, `to` exclusive, both instants or null. */
  | { code: "code"; points: number; codes: string[]; from: number | null; to: number | null }
  | { code: "event"; points: number }
  | { code: "event_number"; number: string; eachThousandths: number; points: number; atLeast: number; atMost: number };

export function compileEvents(rules: readonly EarningRuleSettings[], shop: CompileIn): EventRule[] {
  return rules.filter(isEventRule).map((rule) => ({
    id: eventRuleId(rule),
    code: rule.code,
    name: eventNameOf(rule),
    title: rule.code === "event" ? (rule.title ?? null) : rule.code === "segment" ? segmentTitle(rule) : null,
    sentence: eventSentence(rule),
    audience: rule.audience ?? null,
    waitingDays: rule.waitingDays ?? 0,
    limits: limitsOf(rule),
    budget: budgetOf(rule),
    gives: pointsOf(rule, shop),
  }));
}

/** The event that a rule answers to. */
function eventNameOf(rule: EventRuleSettings): string {
  return rule.code === "event" ? rule.name : rule.code === "segment" ? segmentEvent(rule.segment) : rule.code;
}

/** The name of the event that somebody came into a segment. Nobody else can tell of it: names of theirs have no colon. */
export function segmentEvent(segment: string): string {
  return `segment:${segment}`;
}

const ONCE: ReadonlySet<EventRuleCode> = new Set(["newsletter", "sms", "profile"]);
const ONCE_PER_SUBJECT: ReadonlySet<EventRuleCode> = new Set(["review", "social", "code"]);

function limitsOf(rule: EventRuleSettings): EventLimits {
  const given: EventLimitSettings | undefined = "limits" in rule ? rule.limits : undefined;
  return {
    isOncePerSubject: ONCE_PER_SUBJECT.has(rule.code),
    perMember: ONCE.has(rule.code) ? 1 : (given?.perMember ?? null),
    perDay: rule.code === "visit" ? 1 : (given?.perDay ?? null),
    perMonth: given?.perMonth ?? null,
  };
}

function budgetOf(rule: EventRuleSettings): EventBudget {
  const given = "limits" in rule ? rule.limits : undefined;
  return { times: given?.total ?? null, points: given?.budget ?? null };
}

function pointsOf(rule: EventRuleSettings, { timezone }: CompileIn): EventPoints {
  const instant = (local: string | undefined) => (local === undefined ? null : instantOfLocal(local, timezone));
  switch (rule.code) {
    case "newsletter":
    case "sms":
    case "visit":
      return { code: rule.code, points: rule.points };
    case "birthday":
      return { code: rule.code, points: rule.points, toldDaysBefore: rule.toldDaysBefore };
    case "profile":
      return { code: rule.code, points: rule.points, fields: rule.fields };
    case "segment": {
      const { code, points, segment, againAfterDays } = rule;
      return { code, points, segment, againAfterDays };
    }
    case "review":
      return { code: rule.code, points: rule.points, photoBonus: rule.photoBonus ?? 0 };
    case "social": {
      const networks = rule.networks?.map((network) => network.toLowerCase()) ?? null;
      return { code: rule.code, points: rule.points, action: rule.action, networks };
    }
    case "code": {
      const codes = rule.codes.map(typedCode);
      return { code: rule.code, points: rule.points, codes, from: instant(rule.from), to: instant(rule.to) };
    }
    case "event":
      if (!rule.byNumber) return { code: rule.code, points: rule.points ?? 0 };
      return {
        code: "event_number",
        number: rule.byNumber.number,
        eachThousandths: Math.round(rule.byNumber.each * 1000),
        points: rule.byNumber.points,
        atLeast: rule.byNumber.atLeast ?? 1,
        atMost: rule.byNumber.atMost,
      };
  }
}
