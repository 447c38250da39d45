import type { LineNote, LineProblem } from "../../contracts/member-import.ts";
import type { Text } from "../../contracts/wallet.ts";

/** Why a line was left out, and what to change in the file. */
export function problemWords(problem: LineProblem): Text {
  return PROBLEMS[problem];
}

export function noteWords(note: LineNote): Text {
  return NOTES[note];
}

const PROBLEMS: Record<LineProblem, Text> = {
  columns: {
    en: "The line has more or fewer cells than the first line: look for a stray quote or separator.",
    nl: "De regel heeft meer of minder cellen dan de eerste regel: zoek een los aanhalingsteken of scheidingsteken.",
  },
  nobody: {
    en: "Neither an e-mail address nor a customer id: fill in one of them.",
    nl: "Geen e-mailadres en geen klantnummer: vul een van beide in.",
  },
  email: { en: "This is no e-mail address.", nl: "Dit is geen e-mailadres." },
  customer: {
    en: "This is no customer id of Shopify: write its number.",
    nl: "Dit is geen klantnummer van Shopify: vul het nummer in.",
  },
  points_missing: { en: "There are no points: write 0 for none.", nl: "Er staan geen punten: schrijf 0 voor geen." },
  points_number: {
    en: "Write points as a whole number without separators, such as 1250.",
    nl: "Schrijf punten als een heel getal zonder scheidingstekens, zoals 1250.",
  },
  points_negative: { en: "A balance cannot be below zero.", nl: "Een saldo kan niet onder nul zijn." },
  points_too_many: {
    en: "A balance is at most 1,000,000,000 points.",
    nl: "Een saldo is hoogstens 1.000.000.000 punten.",
  },
  excluded: {
    en: "The other system had excluded this customer; nothing was taken over.",
    nl: "Het andere systeem had deze klant uitgesloten; er is niets overgenomen.",
  },
  same_as_before: {
    en: "An earlier line is about the same customer; that one counts.",
    nl: "Een eerdere regel gaat over dezelfde klant; die telt.",
  },
  spent_meanwhile: {
    en: "The file has fewer points than were imported before, and they have been spent here meanwhile; nothing was changed.",
    nl: "Het bestand heeft minder punten dan eerder zijn ingelezen, en die zijn hier intussen uitgegeven; er is niets veranderd.",
  },
  erased: {
    en: "This customer asked to be forgotten; nothing was taken over.",
    nl: "Deze klant wilde vergeten worden; er is niets overgenomen.",
  },
};

const NOTES: Record<LineNote, Text> = {
  birthday: {
    en: "The birthday could not be read and was left out: write it as 1990-02-28.",
    nl: "De verjaardag was niet leesbaar en is weggelaten: schrijf die als 1990-02-28.",
  },
  joined_at: {
    en: "The date of joining could not be read and was left out: write it as 2024-05-31.",
    nl: "De datum van aanmelding was niet leesbaar en is weggelaten: schrijf die als 2024-05-31.",
  },
};
