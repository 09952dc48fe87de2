import type { HistoryFact } from './entry.ts';

/** The states of a resource's parts, by their subjects, and when the answer that last told each was asked for; absent where that isn't known by the clock as it is set now. */
export type Parts = Map<string, { readonly state: string; readonly seenAt?: number }>;

/**
 * The last state that is known of each part, and when it was last seen, by the facts and by how long the list was read. What is kept of a time to come was written before the
 * clock was set back: of that, what was written later is newer.
 */
export function lastParts(
  facts: readonly HistoryFact[],
  { listedUntil, seenAt, now }: { readonly listedUntil: number; readonly seenAt: number; readonly now: number },
): Parts {
  const parts: Parts = new Map();
  const lost = facts.findLast((fact) => fact.type === 'gap' && fact.to === undefined);
  const until = lost?.type === 'gap' ? Math.min(lost.from, listedUntil) : listedUntil;
  for (const fact of facts) {
    if (fact.type !== 'observed') continue;
    const known = parts.get(fact.subject)?.seenAt;
    if (fact.before > now) {
      parts.set(fact.subject, { state: fact.to });
      continue;
    }
    const at = Math.min(Math.max(fact.before, until), Math.max(seenAt, fact.before));
    if (known === undefined || known <= at) parts.set(fact.subject, { state: fact.to, seenAt: at });
  }
  return parts;
}
