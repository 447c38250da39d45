/** What surrounds every page: navigation, buttons, states and failures. */
export const frame = {
  nav: {
    home: "Home",
    programme: "Programme",
    members: "Members",
    activity: "Activity",
    compliance: "Privacy requests",
  },
  action: {
    publish: "Publish",
    discard: "Discard",
    cancel: "Cancel",
    remove: "Remove",
    tryAgain: "Try again",
    download: "Download",
    previous: "Previous",
    next: "Next",
  },
  unit: {
    points_one: "{{value}} point",
    points_other: "{{value}} points",
  },
  failure: {
    title: "This page did not load",
    unexpected:
      "Something went wrong on our side. Nothing of yours was lost or changed. Try again; if it stays, contact support and name the time.",
    notFoundTitle: "Not found",
    notFound: "This page or record does not exist in your shop. It may have been removed, or the link is incomplete.",
    forbiddenTitle: "You have no access to this page",
    forbidden:
      "Your Shopify account may not open this app, or the app was removed from this shop. Ask the shop's owner to give you access to Zegel under Settings, Users and permissions.",
    goneTitle: "Open this page from Shopify's admin",
    home: "Go to home",
    actionFailed: "That did not work, and nothing was changed. Try again in a moment.",
  },
  landing: {
    title: "Loyalty without discount codes",
    text: "Zegel gives your customers points for what they buy, and lets them spend points in the cart with one click. It runs inside Shopify's admin.",
    shopLabel: "Your shop's address",
    shopHelp: "For example example.myshopify.com",
    shopError: "Write the address that ends with .myshopify.com, such as example.myshopify.com.",
    open: "Open in Shopify",
    signIn:
      "Zegel has no password of its own: you sign in with Shopify. Open the app from the Apps menu of your shop's admin, or write your shop's address here.",
  },
} as const;
