export const home = {
  title: "Home",
  guide: {
    title: "Set up your programme",
    progress: "{{done}} of {{total}} steps done",
    allDone: "Everything is set up. Points are earned and spent by themselves.",
    isDone: "Done",
    isOpen: "To do",
    programme: {
      title: "Check what customers earn and what points buy",
      text: "Your programme started with a default: {{programme}} Change it to what suits your margins, then publish.",
      done: "Published on {{date}} by {{by}}.",
      action: "Open the programme",
    },
    discount: {
      title: "Let the discount apply by itself",
      text: "Zegel needs one automatic discount in your shop to take rewards off in the cart. It is not there yet.",
      done: "The automatic discount is in place. Customers need no code.",
      action: "Set it up",
      fixed: "The set-up at Shopify is complete",
      failed: "Shopify did not accept the set-up yet. Nothing was lost; try again in a few minutes.",
    },
    blocks: {
      title: "Show points in your theme",
      text: "Place the blocks that suit your theme in the theme editor: no code to edit. Zegel cannot look into your theme, so this step is ticked once a customer has used a block.",
      done: "A customer has already picked a reward in your shop.",
      balance: "Place the balance",
      earn: "Place “earn points” on products",
      picker: "Place the rewards in the cart",
      drawer: "Turn on the cart drawer",
    },
    order: {
      title: "Place a test order",
      text: "Buy something in your shop as a customer with an account. The points appear under Members within seconds of payment.",
      done: "Orders arrive and earn points.",
      action: "Open your shop",
    },
  },
  figures: {
    title: "The last 30 days",
    issued: "Points given",
    redeemed: "Points spent",
    rate: "Spent of what was given",
    outstanding: "Points customers hold today",
  },
  attention: {
    title: "Needs your attention",
    nothing: "Nothing needs you now.",
    parked_one: "{{value}} event from Shopify could not be worked and is waiting",
    parked_other: "{{value}} events from Shopify could not be worked and are waiting",
    overspends_one: "{{value}} order used a reward that another order had already used",
    overspends_other: "{{value}} orders used a reward that another order had already used",
    deliveries_one: "{{value}} update for Shopify keeps failing; we keep trying",
    deliveries_other: "{{value}} updates for Shopify keep failing; we keep trying",
    access: {
      orders:
        "Zegel may no longer change orders: an order that uses a reward a second time is kept on a list, neither tagged nor cancelled, until you allow it again.",
      giftCards:
        "Zegel may no longer issue gift cards: whoever claims one gets their points back, until you allow it again.",
      storeCredit:
        "Zegel may no longer give store credit: whoever claims some gets their points back, until you allow it again.",
    },
    allow: "Allow it",
    declined: {
      orders:
        "Nothing changed: the orders go on waiting. Allow it later, or choose “Only note it” on the programme page.",
      giftCards: "Nothing changed: gift cards cannot be claimed. Allow it later, or take them off the rewards.",
      storeCredit: "Nothing changed: store credit cannot be claimed. Allow it later, or take it off the rewards.",
    },
    atLeast: "{{value}} or more",
    look: "Look at it",
  },
} as const;
