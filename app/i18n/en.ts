import { activity, compliance } from "./en/activity.ts";
import { frame } from "./en/frame.ts";
import { home } from "./en/home.ts";
import { members } from "./en/members.ts";
import { programme } from "./en/programme.ts";
import { reason } from "./en/reason.ts";

/** Every English text of the admin, by screen; `nl.ts` has the same keys. */
export const en = { ...frame, home, programme, members, activity, compliance, reason } as const;

type Texts<Node> = { [Key in keyof Node]: Node[Key] extends string ? string : Texts<Node[Key]> };

/** The shape that every other language fills. */
export type Resources = Texts<typeof en>;
