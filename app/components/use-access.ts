import { useEffect, useRef, useState } from "react";

export type AccessAnswer = "granted" | "declined" | "unavailable";

/**
 * Has Shopify ask the merchant for scopes, where they are not granted yet. The page hears the answer first, so it may act on it, but the server
 * looks for itself. Unavailable where App Bridge has not loaded or Shopify does not answer.
 */
export async function requestAccess(...wanted: string[]): Promise<AccessAnswer> {
  const scopes = window.shopify?.scopes;
  if (!scopes) return "unavailable";
  try {
    const { granted } = await scopes.query();
    const missing = wanted.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) return "granted";
    const { result } = await scopes.request(missing);
    return result === "granted-all" ? "granted" : "declined";
  } catch {
    return "unavailable";
  }
}

/** The server's answer to a publication that it refused; `at` tells two equal ones apart. */
export interface Refusal {
  at: number;
  issues: readonly { code: string; scope?: string }[];
}

/**
 * Asks for what a refused publication needs, and publishes again once it is granted: one question a click, so that a server which goes on
 * refusing is believed. While the answer is awaited the refusal is not final, which the result says.
 */
export function useAccess(refusal: Refusal | undefined, publishAgain: () => void): { isPending: boolean } {
  // A form that comes back to the screen finds the old answer; that was dealt with.
  const handledAt = useRef(refusal?.at);
  const wasGranted = useRef(false);
  const again = useRef(publishAgain);
  useEffect(() => {
    again.current = publishAgain;
  });
  const [pendingAt, setPendingAt] = useState<number | null>(null);
  // As text, so that the same scopes are the same to React.
  const lacking = scopesLacking(refusal).join(" ");
  useEffect(() => {
    if (refusal === undefined) wasGranted.current = false;
    if (refusal === undefined || refusal.at === handledAt.current) return;
    handledAt.current = refusal.at;
    const isSecond = wasGranted.current;
    wasGranted.current = false;
    if (lacking === "" || isSecond) return;
    setPendingAt(refusal.at);
    void requestAccess(...lacking.split(" ")).then((answer) => {
      if (answer !== "granted") return setPendingAt(null);
      wasGranted.current = true;
      again.current();
    });
  }, [refusal, lacking]);
  return { isPending: refusal !== undefined && pendingAt === refusal.at };
}

function scopesLacking(refusal: Refusal | undefined): string[] {
  return (refusal?.issues ?? []).flatMap(({ code, scope }) => (code === "access" && scope ? [scope] : []));
}
