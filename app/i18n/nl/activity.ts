export const activity = {
  title: "Activiteit",
  subtitle: "Wat er met punten in uw winkel gebeurde, het nieuwste eerst",
  recent: "Bewegingen",
  recentEmpty: "Er is nog niets gebeurd",
  recentEmptyHelp: "Bewegingen van punten verschijnen hier binnen enkele seconden na de eerste betaalde bestelling.",
  older: "Ouder",
  newest: "Nieuwste",
  parked: {
    title: "Wachtende gebeurtenissen",
    help: "Shopify heeft ons deze gemeld, maar we konden ze niet verwerken. Er is niets verloren: probeer ze opnieuw, dan wordt uit de nieuwste toestand berekend wat ze voor punten betekenen.",
    attempts_one: "{{value}} keer geprobeerd",
    attempts_other: "{{value}} keer geprobeerd",
    replay: "Opnieuw proberen",
    replayAll: "Deze allemaal opnieuw proberen",
    replayed_one: "{{value}} gebeurtenis wordt opnieuw verwerkt",
    replayed_other: "{{value}} gebeurtenissen worden opnieuw verwerkt",
    none: "Deze gebeurtenissen wachten niet meer",
    more: "Alleen de oudste {{count}} staan hier.",
  },
  overspends: {
    title: "Tweemaal gebruikte beloningen",
    help: "Twee bestellingen gebruikten dezelfde beloning. De tweede korting is geboekt als schuld die de volgende punten van de klant betalen.",
    line: "Bestelling {{order}} kreeg met {{reference}} een tweede keer {{discount}} korting: {{points}} schuld",
  },
  deliveries: {
    title: "Bijwerkingen die steeds mislukken",
    help: "Shopify heeft deze nog niet aangenomen. We blijven het vanzelf proberen, met steeds meer tijd ertussen.",
    kind: {
      wallet: "Punten van een lid",
      programme: "Het programma voor uw thema",
      order: "Een tag of annulering van een bestelling",
      other: "Een bijwerking",
    },
    accessMissing: "Zegel mag geen bestellingen wijzigen; sta het toe op de startpagina",
    next: "volgende poging {{date}}",
  },
} as const;

export const compliance = {
  title: "Privacyverzoeken",
  subtitle: "Wat klanten aan Shopify vroegen, en wat Zegel deed",
  help: "Vraagt een klant om zijn gegevens, download dan het bestand en geef het binnen 30 dagen door; daarna wordt het hier gewist. Voor wissen hoeft u niets te doen.",
  empty: "Geen privacyverzoeken",
  emptyHelp: "Vraagt een klant uw winkel om zijn gegevens of om vergeten te worden, dan staat dat hier.",
  topic: {
    data_request: "Een klant vroeg om zijn gegevens",
    customer_redact: "Een klant is gewist",
    shop_redact: "De winkel is gewist",
  },
  waiting: "In behandeling",
  done: "Klaar op {{date}}",
  expired: "Bestand na 30 dagen gewist",
} as const;
