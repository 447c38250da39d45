import type { Resources } from "./en.ts";
import { activity, compliance } from "./nl/activity.ts";
import { frame } from "./nl/frame.ts";
import { home } from "./nl/home.ts";
import { members } from "./nl/members.ts";
import { programme } from "./nl/programme.ts";
import { reason } from "./nl/reason.ts";

/** Every Dutch text of the admin, by screen, with the keys of `en.ts`. */
export const nl: Resources = { ...frame, home, programme, members, activity, compliance, reason };
