import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { typedForm, visibleName } from '../../../../src/base/shownText.ts';
import { type AuditEntry, type AuditRecord, recordsOf, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { lastReasons } from '../../../../src/stopping/audit/lastReasons.ts';
import type { Said } from '../../../../src/stopping/confirmation.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { instance, lever, refTo, scope } from '../../../stages/fakes.ts';
import { assertProperty } from '../../../stages/property.ts';

let next = 0;
function entry(at: number, said: Said, operation: Operation = { type: 'stop' }): AuditEntry {
  return requestedEntry({
    ...{
      id: `id-${(next += 1)}`,
      run: 'r',
      at,
      who: 'arn:aws:iam::111122223333:user/jane',
      account: '111122223333',
      scope,
    },
    ...{ ref: refTo(operation.type === 'engage-lever' ? lever() : instance()), name: 'web-1', state: 'running' },
    ...{ operation, said },
  });
}
const records = (...entries: readonly AuditEntry[]): readonly AuditRecord[] => recordsOf(entries).records;

describe('the last reasons', () => {
  it('are the newest first, each once, at most five, whatever the order of the lines', () => {
    const log = records(
      entry(1_000, { reason: 'too old' }),
      entry(9_000, { reason: 'disk full' }),
      entry(3_000, { reason: 'game day' }),
      entry(8_000, { reason: '  disk   full ' }),
      entry(7_000, { reason: 'bad deploy' }),
      entry(6_000, { reason: 'cost' }),
      entry(2_000, { reason: 'load test' }),
    );
    assert.deepEqual(lastReasons(log), ['disk full', 'bad deploy', 'cost', 'game day', 'load test']);
  });

  it('are those of people: no agent’s and no extension’s, taken or not', () => {
    const log = records(
      entry(3_000, { via: 'agent', reason: 'the model says so', reasonBy: 'agent', reasonTaken: true }),
      entry(2_000, { via: 'extension', reason: 'the tool says so', reasonBy: 'extension' }),
      entry(1_000, { via: 'agent', reason: 'mine' }),
    );
    assert.deepEqual(lastReasons(log), ['mine']);
  });

  it('hold what was said about a safety lever, and nothing that can’t be read', () => {
    const log = records(
      entry(3_000, {}, { type: 'engage-lever', reason: 'incident 4711' }),
      entry(2_000, { reason: ' \u200b' }),
      entry(1_000, { reference: 'OPS-1' }),
    );
    assert.deepEqual(lastReasons(log), ['incident 4711']);
    assert.deepEqual(lastReasons([]), []);
  });

  it('are never more than five, never twice the same, and always one that somebody gave', () => {
    const reasons = fc.array(fc.tuple(fc.nat(100_000), fc.string({ maxLength: 4 })), { maxLength: 40 });
    assertProperty(
      fc.property(reasons, (all) => {
        const found = lastReasons(records(...all.map(([at, reason]) => entry(at, { reason }))));
        assert.ok(found.length <= 5);
        assert.equal(new Set(found.map(typedForm)).size, found.length);
        for (const text of found) {
          assert.ok(visibleName(text));
          assert.ok(all.some(([, reason]) => reason.trim() === text));
        }
      }),
    );
  });
});
