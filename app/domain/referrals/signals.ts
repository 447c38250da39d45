import type { Text } from "../../contracts/wallet.ts";
import type { Traces } from "./traces.ts";

/** What may speak against a referral, with how much: none alone but the first is enough to refuse by the bounds that are set at first. */
export const SIGNALS = {
  same_email: {
    weight: 100,
    words: {
      en: "Both use the same mailbox, spelled differently.",
      nl: "Beiden gebruiken dezelfde mailbox, anders gespeld.",
    },
  },
  same_phone: {
    weight: 60,
    words: { en: "Both gave the same phone number.", nl: "Beiden gaven hetzelfde telefoonnummer op." },
  },
  same_card: {
    weight: 60,
    words: { en: "Both paid with the same card.", nl: "Beiden betaalden met dezelfde kaart." },
  },
  same_address: {
    weight: 40,
    words: {
      en: "Both have goods sent to the same address: one household, perhaps one person.",
      nl: "Beiden laten op hetzelfde adres bezorgen: één huishouden, misschien één persoon.",
    },
  },
  same_ip: {
    weight: 25,
    words: {
      en: "Both ordered over the same internet connection.",
      nl: "Beiden bestelden via dezelfde internetverbinding.",
    },
  },
  friends_share_phone: {
    weight: 60,
    words: {
      en: "Another friend of this member gave the same phone number.",
      nl: "Een andere vriend van dit lid gaf hetzelfde telefoonnummer op.",
    },
  },
  friends_share_card: {
    weight: 60,
    words: {
      en: "Another friend of this member paid with the same card.",
      nl: "Een andere vriend van dit lid betaalde met dezelfde kaart.",
    },
  },
  friends_share_address: {
    weight: 40,
    words: {
      en: "Another friend of this member has the same address.",
      nl: "Een andere vriend van dit lid heeft hetzelfde adres.",
    },
  },
  friends_share_email: {
    weight: 60,
    words: {
      en: "Another friend of this member uses the same mailbox, spelled differently.",
      nl: "Een andere vriend van dit lid gebruikt dezelfde mailbox, anders gespeld.",
    },
  },
  friends_share_ip: {
    weight: 15,
    words: {
      en: "Another friend of this member ordered over the same internet connection.",
      nl: "Een andere vriend van dit lid bestelde via dezelfde internetverbinding.",
    },
  },
  disposable_email: {
    weight: 50,
    words: {
      en: "The friend uses a throwaway e-mail address.",
      nl: "De vriend gebruikt een wegwerp-e-mailadres.",
    },
  },
  many_an_hour: {
    weight: 40,
    words: {
      en: "This member brought in unusually many friends within an hour.",
      nl: "Dit lid bracht binnen een uur ongewoon veel vrienden aan.",
    },
  },
  many_a_day: {
    weight: 40,
    words: {
      en: "This member brought in unusually many friends within a day.",
      nl: "Dit lid bracht binnen een dag ongewoon veel vrienden aan.",
    },
  },
  unchecked: {
    weight: 40,
    words: {
      en: "Shopify did not let us look at the two: nothing could be compared.",
      nl: "Shopify liet de twee niet inzien: er viel niets te vergelijken.",
    },
  },
} satisfies Record<string, { weight: number; words: Text }>;

export type SignalCode = keyof typeof SIGNALS;

export interface Signal {
  code: SignalCode;
  weight: number;
}

export interface Comparison {
  /** Keyed hashes, as those of the others. */
  friend: Traces;
  advocate: Traces;
  /** Of other friends of the same member. */
  otherFriends: readonly Traces[];
  isDisposable: boolean;
  /** Friends of the same member, this one too, who ordered in the hour and the day up to this order. */
  withinHour: number;
  withinDay: number;
}

const SHARED_WITH_ADVOCATE = {
  email: "same_email",
  phone: "same_phone",
  card: "same_card",
  address: "same_address",
  ip: "same_ip",
} as const;
const SHARED_WITH_FRIENDS = {
  email: "friends_share_email",
  phone: "friends_share_phone",
  card: "friends_share_card",
  address: "friends_share_address",
  ip: "friends_share_ip",
} as const;

/** What speaks against a referral. */
export function signalsOf(
  { friend, advocate, otherFriends, isDisposable, withinHour, withinDay }: Comparison,
  { perHour, perDay }: { perHour: number; perDay: number },
): Signal[] {
  const codes: SignalCode[] = [];
  for (const kind of ["email", "phone", "card", "address", "ip"] as const) {
    if (shares(friend[kind], advocate[kind])) codes.push(SHARED_WITH_ADVOCATE[kind]);
    if (otherFriends.some((other) => shares(friend[kind], other[kind]))) codes.push(SHARED_WITH_FRIENDS[kind]);
  }
  if (isDisposable) codes.push("disposable_email");
  if (withinHour > perHour) codes.push("many_an_hour");
  if (withinDay > perDay) codes.push("many_a_day");
  return codes.map((code) => ({ code, weight: SIGNALS[code].weight }));
}

export function scoreOf(signals: readonly { weight: number }[]): number {
  return signals.reduce((sum, { weight }) => sum + weight, 0);
}

function shares(one: readonly string[], other: readonly string[]): boolean {
  return one.some((each) => other.includes(each));
}
