import { ofAws } from '../../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AuditEntry, recordsOf, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { engagementIn } from '../../../../src/stopping/audit/engagements.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { failure, instance, lever, refTo, scope } from '../../../stages/fakes.ts';

const WHO = 'arn:aws:iam::111122223333:user/jane';
const engage = (reason: string): Operation => ({ type: 'engage-lever', reason });
const disengage: Operation = { type: 'disengage-lever', reason: 'over' };

function entry(
  id: string,
  at: number,
  operation: Operation,
  account = '111122223333',
  region = scope.region,
): AuditEntry {
  const one = operation.type === 'stop' ? instance() : lever();
  return requestedEntry({
    ...{ id, run: 'r', at, who: WHO, account, scope: { ...scope, region }, ref: refTo(one) },
    ...{ name: 'default', state: undefined, operation, said: {} },
  });
}
const answered = (id: string, mayHaveHappened?: boolean): AuditEntry => ({
  ...{ v: 1, type: 'answered', id, time: new Date(0).toISOString() },
  ...(mayHaveHappened !== undefined && { error: { kind: 'denied', message: '', mayHaveHappened } }),
});
const ended = (id: string, verdict: Verdict): AuditEntry => ({
  ...{ v: 1, type: 'ended', id, time: new Date(0).toISOString() },
  verdict,
});
const found = (reason: string, ...entries: readonly AuditEntry[]) =>
  engagementIn(recordsOf(entries).records, { whose: ofAws('111122223333'), region: scope.region, reason });

describe('who engaged a safety lever', () => {
  it('is told by the newest change of it in the log, whatever the order of the lines', () => {
    const lines = [
      entry('new', 5_000, engage('incident 4711')),
      entry('old', 1_000, engage('incident 4711')),
      entry('back', 3_000, disengage),
      entry('stop', 9_000, { type: 'stop' }),
    ];
    assert.deepEqual(found('incident 4711', ...lines), { at: 5_000, who: WHO });
    assert.deepEqual(found(' incident  4711 ', ...lines.toReversed()), { at: 5_000, who: WHO });
  });

  it('is told with when that was by AWS’s clock', () => {
    const line = { ...entry('one', 5_000, engage('x')), clockOffset: 90_000 };
    assert.deepEqual(found('x', line), { at: 95_000, who: WHO });
  });

  it('isn’t known where AWS tells another reason, or Halt has disengaged it since', () => {
    assert.equal(found('by hand', entry('one', 1_000, engage('incident 4711'))), undefined);
    assert.equal(found('x', entry('one', 1_000, engage('x')), entry('two', 2_000, disengage)), undefined);
    assert.equal(found('over', entry('one', 1_000, engage('x')), entry('two', 2_000, disengage)), undefined);
    assert.equal(found('x'), undefined);
  });

  it('is nobody of another account or region', () => {
    assert.equal(found('x', entry('one', 1_000, engage('x'), '444455556666')), undefined);
    assert.equal(found('x', entry('one', 1_000, engage('x'), '111122223333', 'us-east-1')), undefined);
  });

  it('is nobody whom AWS refused, and may be one of whom nobody knows', () => {
    const both = [entry('first', 1_000, engage('x')), answered('first'), entry('second', 2_000, engage('x'))];
    assert.deepEqual(found('x', ...both, answered('second', false)), { at: 1_000, who: WHO });
    assert.deepEqual(found('x', ...both, answered('second', true)), { at: 2_000, who: WHO });
    // Without an answer of its own, the end says it.
    assert.deepEqual(found('x', ...both, ended('second', { type: 'refused', failure: failure('denied') })), {
      at: 1_000,
      who: WHO,
    });
    assert.deepEqual(found('x', ...both, ended('second', { type: 'unwatched' })), { at: 2_000, who: WHO });
  });
});
