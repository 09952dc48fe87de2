import type { HistoryFact } from './entry.ts';

/** The states of a resource's parts, by their subjects, and when the answer that last told each was asked for. */
export type Parts = Map<string, { readonly state: string; readonly seenAt: number }>;

/** The last state that is known of each part, and when it was last seen, by the facts and by how long the list was watched. */
export function lastParts(facts: readonly HistoryFact[], watchedUntil: number, seenAt: number): Parts {
  const parts: Parts = new Map();
  const lost = facts.findLast((fact) => fact.type === 'gap' && fact.to === undefined);
  const until = lost?.type === 'gap' ? Math.min(lost.from, watchedUntil) : watchedUntil;
  for (const fact of facts) {
    if (fact.type !== 'observed') continue;
    const known = parts.get(fact.subject);
    const at = Math.min(Math.max(fact.before, until), Math.max(seenAt, fact.before));
    if (known === undefined || known.seenAt <= at) parts.set(fact.subject, { state: fact.to, seenAt: at });
  }
  return parts;
}
