/** The set-up cannot go on; the message tells a person why and what to do. */
export class SetUpError extends Error {
  name = "SetUpError";
}
