import { typedForm, visibleName } from '../../base/shownText.ts';
import { leverReason } from '../../model/operation.ts';
import type { AuditRecord } from './entry.ts';

/** How many reasons are offered. */
const MOST = 5;

/**
 * The reasons that people gave last, newest first, each once. What an agent or another extension wrote is left out: offered again, it would pass for the person's
 * own.
 */
export function lastReasons(records: readonly AuditRecord[]): readonly string[] {
  const newestFirst = records
    .map(({ requested }) => requested)
    .toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const found = new Map<string, string>();
  for (const { reason, reasonBy, operation } of newestFirst) {
    for (const text of [reasonBy === undefined ? reason : undefined, leverReason(operation)]) {
      if (visibleName(text) === undefined || text === undefined) continue;
      const form = typedForm(text);
      if (!found.has(form)) found.set(form, text.trim());
      if (found.size === MOST) return [...found.values()];
    }
  }
  return [...found.values()];
}
