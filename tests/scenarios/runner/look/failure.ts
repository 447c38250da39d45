/** An expectation that was not met, in the words of its report. */
export interface Failure {
  expected: string;
  got: string;
}

/** Compares what is named, field by field. `undefined` is not named. */
export function compareFields<Figures extends object>(
  who: string,
  expected: Figures,
  got: { [Name in keyof Figures]: unknown },
): Failure[] {
  return Object.entries(expected).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const actual = got[field as keyof Figures];
    return value === actual ? [] : [{ expected: `${who}.${field} ${words(value)}`, got: words(actual) }];
  });
}

export function words(value: unknown): string {
  return typeof value === "string" ? `"${value.replaceAll(/\s+/g, " ")}"` : JSON.stringify(value);
}
