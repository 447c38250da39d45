export const activity = {
  title: "Activity",
  subtitle: "What happened to points in your shop, newest first",
  recent: "Movements",
  recentEmpty: "Nothing has happened yet",
  recentEmptyHelp: "Movements of points appear here within seconds of the first paid order.",
  older: "Older",
  newest: "Newest",
  parked: {
    title: "Waiting events",
    help: "Shopify told us of these, but we could not work them. Nothing is lost: try them again, and what they mean for points is worked out from the newest state.",
    attempts_one: "tried {{value}} time",
    attempts_other: "tried {{value}} times",
    replay: "Try again",
    replayAll: "Try all of these again",
    replayed_one: "{{value}} event is being worked again",
    replayed_other: "{{value}} events are being worked again",
    none: "These events are no longer waiting",
    more: "Only the oldest {{count}} are shown.",
  },
  overspends: {
    title: "Rewards used twice",
    help: "Two orders used the same reward. The second discount is booked as a debt that the customer's next points pay.",
    line: "Order {{order}} took {{discount}} off with {{reference}} a second time: {{points}} are owed",
  },
  deliveries: {
    title: "Updates that keep failing",
    help: "Shopify has not accepted these yet. We keep trying by ourselves, at growing intervals.",
    kind: {
      wallet: "Points of a member",
      programme: "The programme for your theme",
      order: "A tag or a cancellation of an order",
      other: "An update",
    },
    accessMissing: "Zegel may not change orders; allow it on the home page",
    next: "next try {{date}}",
  },
} as const;

export const compliance = {
  title: "Privacy requests",
  subtitle: "What customers asked Shopify, and what Zegel did",
  help: "When a customer asks for their data, download the file and pass it on within 30 days; then it is deleted here. Erasure needs nothing from you.",
  empty: "No privacy requests",
  emptyHelp: "When a customer asks your shop for their data or to be forgotten, it appears here.",
  topic: {
    data_request: "A customer asked for their data",
    customer_redact: "A customer was erased",
    shop_redact: "The shop was erased",
  },
  waiting: "Being worked",
  done: "Done on {{date}}",
  expired: "File deleted after 30 days",
} as const;
