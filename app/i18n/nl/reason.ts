/** Waarom punten bewogen, één zin per code. Ook klanten lezen deze, dus ze spreken niemand in het bijzonder aan. */
export const reason = {
  order_award: "Gespaard met bestelling {{order}}",
  order_edited: "Bestelling {{order}} is gewijzigd",
  order_refunded: "Teruggenomen: goederen van bestelling {{order}} zijn terugbetaald",
  order_cancelled: "Teruggenomen: bestelling {{order}} is geannuleerd",
  reward_reserved: "Vastgehouden voor een winkelwagen: {{reward}} ({{ref}})",
  reward_released: "Teruggegeven: {{reward}} is uit de winkelwagen gehaald ({{ref}})",
  reward_lapsed: "Teruggegeven: er kwam op tijd geen bestelling voor {{reward}} ({{ref}})",
  reward_settled: "Besteed aan {{reward}} met bestelling {{order}}",
  reward_returned: "Teruggegeven: {{reward}}, omdat bestelling {{order}} is geannuleerd of terugbetaald",
  overspend: "Schuld: bestelling {{order}} gebruikte {{reward}} een tweede keer ({{ref}})",
  points_expired: "Vervallen",
  adjusted: "Aangepast: {{text}}",
  merged: "Meegekomen van een ander account",
  guest_claimed: "Punten van vóór het account",
  member_erased: "Verwijderd: de klant is gewist",
  unknown: "Beweging van punten",
} as const;
