import type { StoppableRef } from '../model/resources/resource.ts';
import type { HistoryEntry } from './entry.ts';

/** A resource's history as a JSON document: `{ resource, entries }`, each time in ms and as ISO 8601. */
export function historyJson(ref: StoppableRef, entries: readonly HistoryEntry[]): string {
  return `${JSON.stringify({ version: 1, resource: ref, entries: entries.map(withIsoTimes) }, null, 2)}\n`;
}

const columns = [
  'time',
  'type',
  'subject',
  'from',
  'to',
  'source',
  'not before',
  'not after',
  'outcome',
  'reason',
  'kind',
  'id',
  'profile',
  'region',
] as const;

/** A resource's history as RFC 4180 text with a header. Times are ISO 8601 in UTC. */
export function historyCsv(ref: StoppableRef, entries: readonly HistoryEntry[]): string {
  const rows = entries.map((entry) => {
    const cells: Readonly<Partial<Record<(typeof columns)[number], string>>> = {
      ...cellsOf(entry),
      kind: ref.kind,
      id: ref.id,
      profile: ref.scope.profile,
      region: ref.scope.region,
    };
    return columns.map((column) => csvCell(cells[column] ?? '')).join(',');
  });
  return [columns.join(','), ...rows, ''].join('\r\n');
}

function cellsOf(entry: HistoryEntry): Readonly<Partial<Record<(typeof columns)[number], string>>> {
  switch (entry.type) {
    case 'transition':
      return {
        time: iso(entry.at),
        type: 'transition',
        subject: entry.subject,
        from: entry.from ?? '',
        to: entry.to,
        source: entry.source,
        'not before': entry.window?.after === undefined ? '' : iso(entry.window.after),
        'not after': entry.window === undefined ? '' : iso(entry.window.before),
        reason: entry.reason ?? '',
      };
    case 'event':
      return { time: iso(entry.at), type: entry.name, subject: entry.subject, source: entry.source };
    case 'request':
      return {
        time: iso(entry.at),
        type: 'request',
        to: entry.operation,
        source: 'halt',
        outcome: entry.outcome.result,
        reason: entry.outcome.message ?? '',
      };
    case 'gap':
      return { time: iso(entry.from), type: 'gap', 'not after': entry.to === undefined ? '' : iso(entry.to) };
  }
}

/**
 * A cell that begins like a formula, in whatever width and behind whatever isn't drawn, is led by an apostrophe, as OWASP advises: https://owasp.org/www-community/attacks/CSV_Injection.
 * What a spreadsheet may take for the end of a cell is quoted, too: behind it another formula could begin.
 */
export function csvCell(text: string): string {
  const begins = text.normalize('NFKC').replace(/^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]+/u, '');
  const safe = /^[=+\-@|%]/.test(begins) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;|\t\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function withIsoTimes(entry: HistoryEntry): object {
  return entry.type === 'gap'
    ? { ...entry, fromTime: iso(entry.from), ...(entry.to === undefined ? {} : { toTime: iso(entry.to) }) }
    : { ...entry, time: iso(entry.at) };
}

/** Times come from AWS and from disk: one that no calendar holds is written as it came. */
function iso(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
