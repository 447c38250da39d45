/**
 * What a buyer leaves with an order, brought into one spelling each, so that two spellings of one thing are one. These texts name people and
 * are never kept: only keyed hashes of them are.
 */

/** Kinds of traces, each with what was found of it. */
export interface Traces {
  email: string[];
  phone: string[];
  address: string[];
  card: string[];
  ip: string[];
}

export type TraceKind = keyof Traces;
export const TRACE_KINDS: readonly TraceKind[] = ["email", "phone", "address", "card", "ip"];

export interface Address {
  address1: string | null;
  address2: string | null;
  zip: string | null;
  countryCode: string | null;
}

export interface Card {
  company: string | null;
  /** Mostly masked: only its last four digits are read. */
  number: string | null;
  bin: string | null;
  expiry: string | null;
}

/** Providers that deliver `ann+anything@` to `ann@`, and which of them pass over dots; several names of one provider are one. */
const PROVIDERS: { domains: string[]; ignoresDots: boolean; separator: string }[] = [
  { domains: ["gmail.com", "googlemail.com"], ignoresDots: true, separator: "+" },
  { domains: ["outlook.com"], ignoresDots: false, separator: "+" },
  { domains: ["hotmail.com"], ignoresDots: false, separator: "+" },
  { domains: ["hotmail.nl"], ignoresDots: false, separator: "+" },
  { domains: ["live.com"], ignoresDots: false, separator: "+" },
  { domains: ["live.nl"], ignoresDots: false, separator: "+" },
  { domains: ["icloud.com", "me.com", "mac.com"], ignoresDots: false, separator: "+" },
  { domains: ["proton.me", "protonmail.com", "pm.me"], ignoresDots: true, separator: "+" },
  { domains: ["fastmail.com"], ignoresDots: false, separator: "+" },
  { domains: ["yahoo.com"], ignoresDots: false, separator: "-" },
];

/** The mailbox that an address leads to, as far as its provider is known. */
export function emailTrace(email: string | null | undefined): string | null {
  const [, local = "", domain = ""] = /^([^@\s]+)@([^@\s]+)$/.exec(email?.trim().toLowerCase() ?? "") ?? [];
  if (local === "") return null;
  const provider = PROVIDERS.find(({ domains }) => domains.includes(domain));
  if (!provider) return `${local}@${domain}`;
  const untagged = local.split(provider.separator, 1)[0] || local;
  return `${provider.ignoresDots ? untagged.replaceAll(".", "") : untagged}@${provider.domains[0]}`;
}

/** The last nine digits: with country code, with a zero before it, and with neither, a number is the same. */
export function phoneTrace(phone: string | null | undefined): string | null {
  const digits = (phone ?? "").replace(/\D/g, "");
  return digits.length < 8 ? null : digits.slice(-9);
}

/** Country, postal code and street with number; null without a street and a postal code, which many share. */
export function addressTrace(address: Address | null | undefined): string | null {
  if (!address) return null;
  const zip = plain(address.zip);
  const street = plain(address.address1).replace(/(straat|strasse|street)/g, "str");
  if (zip === "" || street === "") return null;
  return [plain(address.countryCode), zip, street, plain(address.address2)].join("|");
}

/** Letters and digits alone, without accents and capitals. */
function plain(text: string | null | undefined): string {
  return (text ?? "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/[^a-z0-9]/g, "");
}

/** A card by its brand, last four digits and what else tells cards of one brand apart; null where only the four digits are known. */
export function cardTrace(card: Card | null | undefined): string | null {
  const lastFour = /(\d{4})\s*$/.exec(card?.number ?? "")?.[1];
  if (!card || lastFour === undefined || (!card.bin && !card.expiry)) return null;
  return [plain(card.company), plain(card.bin), lastFour, card.expiry ?? ""].join("|");
}

/** An address of version 4 as it is; of version 6 the first 64 bits, which one connection has to itself. */
export function ipTrace(ip: string | null | undefined): string | null {
  const text = ip?.trim().toLowerCase() ?? "";
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text;
  if (!/^[0-9a-f:]+$/.test(text) || !text.includes(":")) return null;
  const [head = "", tail] = text.split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  while (tail !== undefined && groups.length + rest.length < 8) groups.push("0");
  return [...groups, ...rest]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
