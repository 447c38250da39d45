import { typedCode } from "../../../contracts/event-rules.ts";
import type { EventPoints, EventRule } from "../../programme/compile-events.ts";
import type { EventWorth, MemberEvent, NothingReason } from "./event.ts";

/** What an event is worth by a rule, before any limit is looked at. */
export function worthOf({ name, gives }: Pick<EventRule, "name" | "gives">, event: MemberEvent): EventWorth {
  if (event.name.toLowerCase() !== name.toLowerCase()) return nothing("another_event");
  switch (gives.code) {
    case "newsletter":
    case "sms":
    case "visit":
    case "event":
      return worth(gives.points);
    case "birthday":
      if (!event.isOurs) return nothing("not_told_by_us");
      return (event.toldDaysBefore ?? 0) < gives.toldDaysBefore ? nothing("told_too_late") : worth(gives.points);
    case "segment":
      return event.isOurs ? worth(gives.points) : nothing("not_told_by_us");
    case "profile":
      return worthOfProfile(gives, event);
    case "review":
      // Of no product it is of the shop itself, which is reviewed once as well.
      return worth(gives.points + (event.hasPhoto ? gives.photoBonus : 0), event.product ?? "");
    case "social":
      return worthOfSocial(gives, event);
    case "code":
      return worthOfCode(gives, event);
    case "event_number":
      return worthOfNumber(gives, event);
  }
}

type Gives<Code extends EventPoints["code"]> = Extract<EventPoints, { code: Code }>;

function worthOfProfile({ points, fields }: Gives<"profile">, event: MemberEvent): EventWorth {
  if (!event.isOurs) return nothing("not_told_by_us");
  return fields.every((field) => event.fields?.includes(field)) ? worth(points) : nothing("incomplete");
}

function worthOfSocial({ points, action, networks }: Gives<"social">, event: MemberEvent): EventWorth {
  const network = event.network?.toLowerCase();
  if (!network) return nothing("no_network");
  if ((event.action ?? "follow") !== action) return nothing("another_event");
  return networks === null || networks.includes(network) ? worth(points, network) : nothing("another_network");
}

function worthOfCode({ points, codes, from, to }: Gives<"code">, event: MemberEvent): EventWorth {
  const code = typedCode(event.code ?? "");
  if (!codes.includes(code)) return nothing("unknown_code");
  if (from !== null && event.occurredAt < from) return nothing("code_not_yet");
  return to !== null && event.occurredAt >= to ? nothing("code_no_more") : worth(points, code);
}

/** Numbers count to the thousandth; `points` for every whole `each`, so many at most. */
function worthOfNumber(gives: Gives<"event_number">, event: MemberEvent): EventWorth {
  const number = event.numbers?.[gives.number];
  if (number === undefined) return nothing("no_number");
  const wholes = Math.floor(Math.round(number * 1000) / gives.eachThousandths);
  const points = wholes >= gives.atMost / gives.points ? gives.atMost : wholes * gives.points;
  return points < gives.atLeast ? nothing("too_little") : worth(points);
}

function worth(points: number, subject = ""): EventWorth {
  return { outcome: "worth", points, subject };
}

function nothing(reason: NothingReason): EventWorth {
  return { outcome: "nothing", reason };
}
