import { useEffect, useRef, useState } from "react";

export type AccessAnswer = "granted" | "declined" | "unavailable";

/**
 * Has Shopify ask the merchant for a scope, where it is not granted yet. The page hears the answer first, so it may act on it, but the server
 * looks for itself. Unavailable where App Bridge has not loaded or Shopify does not answer.
 */
export async function requestAccess(scope: string): Promise<AccessAnswer> {
  const scopes = window.shopify?.scopes;
  if (!scopes) return "unavailable";
  try {
    const { granted } = await scopes.query();
    if (granted.includes(scope)) return "granted";
    const { result } = await scopes.request([scope]);
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
  const scope = scopeLacking(refusal);
  useEffect(() => {
    if (refusal === undefined) wasGranted.current = false;
    if (refusal === undefined || refusal.at === handledAt.current) return;
    handledAt.current = refusal.at;
    const isSecond = wasGranted.current;
    wasGranted.current = false;
    if (scope === null || isSecond) return;
    setPendingAt(refusal.at);
    void requestAccess(scope).then((answer) => {
      if (answer !== "granted") return setPendingAt(null);
      wasGranted.current = true;
      again.current();
    });
  }, [refusal, scope]);
  return { isPending: refusal !== undefined && pendingAt === refusal.at };
}

function scopeLacking(refusal: Refusal | undefined): string | null {
  return refusal?.issues.find((issue) => issue.code === "access")?.scope ?? null;
}
