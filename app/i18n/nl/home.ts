export const home = {
  title: "Start",
  guide: {
    title: "Uw programma inrichten",
    progress: "{{done}} van {{total}} stappen klaar",
    allDone: "Alles is ingericht. Punten worden vanzelf gespaard en besteed.",
    isDone: "Klaar",
    isOpen: "Te doen",
    programme: {
      title: "Kijk na wat klanten sparen en wat punten waard zijn",
      text: "Uw programma begon met een standaard: {{programme}} Pas het aan uw marges aan en publiceer het.",
      done: "Gepubliceerd op {{date}} door {{by}}.",
      action: "Naar het programma",
    },
    discount: {
      title: "Laat de korting vanzelf gelden",
      text: "Zegel heeft één automatische korting in uw winkel nodig om beloningen in de winkelwagen af te trekken. Die is er nog niet.",
      done: "De automatische korting staat klaar. Klanten hebben geen code nodig.",
      action: "Inrichten",
      fixed: "De inrichting bij Shopify is klaar",
      failed:
        "Shopify heeft de inrichting nog niet aangenomen. Er is niets verloren; probeer het over een paar minuten nog eens.",
    },
    blocks: {
      title: "Toon punten in uw thema",
      text: "Plaats de blokken die bij uw thema passen in de thema-editor: er is geen code te wijzigen. Zegel kan niet in uw thema kijken, dus deze stap is klaar zodra een klant een blok heeft gebruikt.",
      done: "Een klant heeft in uw winkel al een beloning gekozen.",
      balance: "Saldo plaatsen",
      earn: "“Punten sparen” bij producten plaatsen",
      picker: "Beloningen in de winkelwagen plaatsen",
      drawer: "Winkelwagenlade aanzetten",
    },
    order: {
      title: "Plaats een testbestelling",
      text: "Koop iets in uw winkel als klant met een account. De punten staan binnen enkele seconden na betaling onder Leden.",
      done: "Bestellingen komen binnen en leveren punten op.",
      action: "Naar uw winkel",
    },
  },
  figures: {
    title: "De laatste 30 dagen",
    issued: "Gegeven punten",
    redeemed: "Bestede punten",
    rate: "Besteed van wat is gegeven",
    outstanding: "Punten die klanten nu hebben",
  },
  attention: {
    title: "Vraagt uw aandacht",
    nothing: "Er is nu niets te doen.",
    parked_one: "{{value}} gebeurtenis van Shopify kon niet worden verwerkt en wacht",
    parked_other: "{{value}} gebeurtenissen van Shopify konden niet worden verwerkt en wachten",
    overspends_one: "{{value}} bestelling gebruikte een beloning die al door een andere bestelling was gebruikt",
    overspends_other: "{{value}} bestellingen gebruikten een beloning die al door een andere bestelling was gebruikt",
    deliveries_one: "{{value}} bijwerking voor Shopify mislukt steeds; we blijven het proberen",
    deliveries_other: "{{value}} bijwerkingen voor Shopify mislukken steeds; we blijven het proberen",
    access: {
      orders:
        "Zegel mag geen bestellingen meer wijzigen: een bestelling die een beloning een tweede keer gebruikt, blijft op een lijst staan, zonder tag of annulering, tot u het weer toestaat.",
      giftCards:
        "Zegel mag geen cadeaukaarten meer uitgeven: wie er een kiest krijgt de punten terug, tot u het weer toestaat.",
      storeCredit:
        "Zegel mag geen winkeltegoed meer geven: wie het kiest krijgt de punten terug, tot u het weer toestaat.",
    },
    allow: "Toestaan",
    declined: {
      orders:
        "Er is niets veranderd: de bestellingen blijven wachten. Sta het later toe, of kies “Alleen vastleggen” op de pagina Programma.",
      giftCards:
        "Er is niets veranderd: cadeaukaarten zijn niet te kiezen. Sta het later toe, of haal ze uit de beloningen.",
      storeCredit:
        "Er is niets veranderd: winkeltegoed is niet te kiezen. Sta het later toe, of haal het uit de beloningen.",
    },
    atLeast: "{{value}} of meer",
    look: "Bekijken",
  },
} as const;
