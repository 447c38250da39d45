/** Wat om elke pagina heen staat: navigatie, knoppen, toestanden en storingen. */
export const frame = {
  nav: {
    home: "Start",
    programme: "Programma",
    members: "Leden",
    activity: "Activiteit",
    compliance: "Privacyverzoeken",
  },
  action: {
    publish: "Publiceren",
    discard: "Verwerpen",
    cancel: "Annuleren",
    remove: "Verwijderen",
    tryAgain: "Opnieuw proberen",
    download: "Downloaden",
    previous: "Vorige",
    next: "Volgende",
  },
  unit: {
    points_one: "{{value}} punt",
    points_other: "{{value}} punten",
  },
  failure: {
    title: "Deze pagina is niet geladen",
    unexpected:
      "Er ging bij ons iets mis. Er is niets van u verloren of veranderd. Probeer het opnieuw; blijft het, neem dan contact op en noem het tijdstip.",
    notFoundTitle: "Niet gevonden",
    notFound:
      "Deze pagina of dit gegeven bestaat niet in uw winkel. Misschien is het verwijderd, of is de link niet volledig.",
    forbiddenTitle: "U heeft geen toegang tot deze pagina",
    forbidden:
      "Uw Shopify-account mag deze app niet openen, of de app is uit deze winkel verwijderd. Vraag de eigenaar van de winkel om u toegang tot Zegel te geven onder Instellingen, Gebruikers en rechten.",
    goneTitle: "Open deze pagina vanuit Shopify",
    home: "Naar de startpagina",
    actionFailed: "Dat is niet gelukt, en er is niets veranderd. Probeer het zo nog eens.",
  },
  landing: {
    title: "Klantenbinding zonder kortingscodes",
    text: "Zegel geeft uw klanten punten voor wat ze kopen, en laat ze die in de winkelwagen met één klik besteden. De app werkt binnen Shopify.",
    shopLabel: "Het adres van uw winkel",
    shopHelp: "Bijvoorbeeld voorbeeld.myshopify.com",
    shopError: "Schrijf het adres dat eindigt op .myshopify.com, zoals voorbeeld.myshopify.com.",
    open: "Openen in Shopify",
    signIn:
      "Zegel heeft geen eigen wachtwoord: u meldt zich aan bij Shopify. Open de app vanuit het menu Apps van uw winkel, of schrijf hier het adres van uw winkel.",
  },
} as const;
