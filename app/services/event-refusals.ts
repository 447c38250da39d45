import type { EventAnswer, EventRefusalCode } from "../contracts/events.ts";
import type { Text } from "../contracts/wallet.ts";

/** What callers of the API read, who are people too: what happened, what was kept, what to do. */
const MESSAGES: Record<EventRefusalCode, Text> = {
  no_key: {
    en: "This key is not known or was revoked. Nothing was stored. Send a key of this shop as: Authorization: Bearer zegel_…",
    nl: "Deze sleutel is onbekend of ingetrokken. Er is niets bewaard. Stuur een sleutel van deze winkel als: Authorization: Bearer zegel_…",
  },
  not_json: {
    en: "The body is not JSON. Nothing was stored. Send one event as an object, with content-type: application/json.",
    nl: "De inhoud is geen JSON. Er is niets bewaard. Stuur één event als object, met content-type: application/json.",
  },
  too_large: {
    en: "The body is too large for one event. Nothing was stored. Leave out texts and pictures.",
    nl: "De inhoud is te groot voor één event. Er is niets bewaard. Laat teksten en foto's weg.",
  },
  invalid: {
    en: "The event cannot be read. Nothing was stored. Correct the field that path names and send it again.",
    nl: "Het event is niet te lezen. Er is niets bewaard. Verbeter het veld dat path noemt en stuur het opnieuw.",
  },
  too_many_requests: {
    en: "Too many events at once. This one was not stored; those before it were. Wait for the seconds that Retry-After says and send it again.",
    nl: "Te veel events tegelijk. Dit event is niet bewaard; die ervoor wel. Wacht de seconden die Retry-After noemt en stuur het opnieuw.",
  },
  from_the_future: {
    en: "The event would happen in the future. Nothing was stored. Check your clock and its time zone, and send it again.",
    nl: "Het event zou in de toekomst gebeuren. Er is niets bewaard. Controleer je klok en tijdzone en stuur het opnieuw.",
  },
  not_installed: {
    en: "Zegel is not installed in the shop of this key. Nothing was stored. Install it, or stop sending.",
    nl: "Zegel is niet geïnstalleerd in de winkel van deze sleutel. Er is niets bewaard. Installeer het, of stop met sturen.",
  },
  unknown_provider: {
    en: "Nothing is known of this provider's messages. Nothing was stored. Send reviews to /api/v1/events instead.",
    nl: "De berichten van deze aanbieder zijn onbekend. Er is niets bewaard. Stuur reviews naar /api/v1/events.",
  },
  not_ready: {
    en: "The event could not be stored just now. Send it again in a moment; the same id counts once.",
    nl: "Het event kon nu niet worden bewaard. Stuur het zo nog eens; hetzelfde id telt één keer.",
  },
};

export function eventRefusal(code: EventRefusalCode, path?: string): EventAnswer {
  return { ok: false, code, message: MESSAGES[code], ...(path === undefined ? {} : { path }) };
}
