import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryFact, HistoryEntry } from '../../../src/history/entry.ts';
import { mergeFacts } from '../../../src/history/merge.ts';

const reported = (to: string, at: number): HistoryFact => ({ type: 'reported', subject: '', to, at });
const seen = (from: string, to: string, after: number, before: number): HistoryFact => ({
  ...{ type: 'observed', subject: '', from, to, after, before },
});
const asked = (at: number, requestId: string): HistoryFact => ({
  ...{ type: 'request', operation: 'StopInstances', at },
  outcome: { result: 'accepted', requestId },
});

/** Each in short: a state with where its time is from, or a request. */
const brief = (entries: readonly HistoryEntry[]): readonly string[] =>
  entries.flatMap((entry) => {
    if (entry.type === 'transition') return `${entry.from ?? '?'}>${entry.to}@${entry.at} ${entry.source}`;
    return entry.type === 'request' ? `asked ${entry.outcome.requestId}@${entry.at}` : [];
  });

describe('a history of an instance, of which EC2 tells whole seconds', () => {
  it('has a state after what brought it about in the same second', () => {
    const of = (...facts: readonly HistoryFact[]) =>
      brief(mergeFacts(facts, { kind: 'instance', live: [], listed: [], over: true, now: 1e9, gapAfter: 1e12 }));
    const start: HistoryFact = {
      ...{ type: 'request', operation: 'StartInstances', at: 60_400 },
      outcome: { result: 'accepted', requestId: 'start' },
    };
    const stopping = [seen('running', 'stopping', 19_000, 20_900), reported('stopping', 20_000)];
    assert.deepEqual(of(asked(20_300, 'stop'), ...stopping), ['asked stop@20300', 'running>stopping@20000 aws']);
    assert.deepEqual(of(reported('pending', 60_000), start), ['asked start@60400', '?>pending@60000 aws']);
    // Somebody else stopped it: it was seen before the request, or it is of the second before.
    assert.deepEqual(of(asked(20_950, 'late'), ...stopping), ['running>stopping@20000 aws', 'asked late@20950']);
    assert.deepEqual(of(asked(21_000, 'late'), reported('stopping', 20_000)), [
      '?>stopping@20000 aws',
      'asked late@21000',
    ]);
    assert.deepEqual(of(asked(60_300, 'stop'), reported('pending', 60_000)), [
      '?>pending@60000 aws',
      'asked stop@60300',
    ]);
    assert.deepEqual(
      of(
        seen('stopping', 'stopped', 59_000, 60_200),
        start,
        seen('stopped', 'pending', 60_200, 61_000),
        reported('pending', 60_000),
      ),
      ['stopping>stopped@60200 halt', 'asked start@60400', 'stopped>pending@60000 aws'],
    );
  });
});
