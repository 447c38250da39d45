import type { StoredEvent } from "../contracts/events.ts";
import type { EventNews } from "./apply-events.ts";

/** What an event of the inbox means. */
export function eventNewsOf(stored: StoredEvent): EventNews {
  const { source, id, name, customerGid, email, occurredAt, isUndone, ...about } = stored;
  const identity = { source, id, at: occurredAt };
  if (isUndone) return { ...identity, kind: "undone" };
  const who = customerGid !== null ? { customerGid } : email !== null ? { email } : null;
  if (name === null || who === null) throw new Error("the event names nobody, or does not say what happened");
  return { ...identity, kind: "happened", who, what: { name, isOurs: false, occurredAt, ...about } };
}
