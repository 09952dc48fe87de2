import type { HistoryEntry, HistoryFact } from '../../../src/history/entry.ts';
import { type MergeContext, mergeFacts } from '../../../src/history/merge.ts';

/** A state that AWS told, with its own time. */
export const reported = (to: string, at: number, more: { subject?: string; reason?: string } = {}): HistoryFact => ({
  type: 'reported',
  subject: '',
  to,
  at,
  ...more,
});
/** Something that AWS told by name, with its own time. */
export const event = (name: string, at: number, subject = ''): HistoryFact => ({ type: 'reported', subject, name, at });
/** A state that was seen, between two times of this machine. */
export const seen = (
  from: string | undefined,
  to: string,
  after: number | undefined,
  before: number,
  reason?: string,
): HistoryFact => ({
  ...{ type: 'observed', subject: '', to, before },
  ...(from !== undefined && { from }),
  ...(after !== undefined && { after }),
  ...(reason !== undefined && { reason }),
});
/** An instance's stop that was accepted. */
export const asked = (at: number, requestId: string): HistoryFact => ({
  ...{ type: 'request', operation: 'StopInstances', at },
  outcome: { result: 'accepted', requestId },
});

/** The history that they make, of an experiment that is over unless `more` says otherwise. */
export const merged = (facts: readonly HistoryFact[], more: Partial<MergeContext> = {}): readonly HistoryEntry[] =>
  mergeFacts(facts, { kind: 'experiment', live: [], listed: [], over: true, now: 1e9, gapAfter: 1e12, ...more });
/** Each in short: a state with where its time is from, a name, a request, a gap. */
export const brief = (entries: readonly HistoryEntry[]): readonly string[] =>
  entries.map((entry) => {
    switch (entry.type) {
      case 'transition':
        return `${entry.subject}${entry.from ?? '?'}>${entry.to}@${entry.at} ${entry.source}${entry.reason === undefined ? '' : ` (${entry.reason})`}`;
      case 'event':
        return `${entry.subject}${entry.name}@${entry.at}`;
      case 'request':
        return `asked ${entry.outcome.requestId}@${entry.at}`;
      case 'gap':
        return `gap ${entry.from}-${entry.to ?? ''}`;
    }
  });
