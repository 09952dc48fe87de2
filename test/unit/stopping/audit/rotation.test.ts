import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newestEntries } from '../../../../src/stopping/audit/rotation.ts';
import { requestedEntry, type AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import { instance, refTo, scope, seenState } from '../../../stages/fakes.ts';

const AT = Date.parse('2026-01-15T12:00:00.000Z');
const time = new Date(AT).toISOString();

const idOf = (index: number): string => `stop-${String(index).padStart(4, '0')}`;

const requested = (id: string): AuditEntry =>
  requestedEntry({
    ...{ id, run: 'r', at: AT, who: 'jane', account: '111122223333', scope, ref: refTo(instance()), name: 'web' },
    ...{ operation: { type: 'stop' }, state: 'running', said: {} },
  });
const answered = (id: string): AuditEntry => ({ v: 1, type: 'answered', id, time, requestId: 'q' });
const ended = (id: string): AuditEntry => ({
  ...{ v: 1, type: 'ended', id, time },
  verdict: { type: 'stopped', ...seenState('stopped') },
});
const record = (id: string): readonly AuditEntry[] => [requested(id), answered(id), ended(id)];

/** As the log counts it. */
const sizeOf = (entries: readonly unknown[]): number =>
  entries.reduce<number>((sum, entry) => sum + JSON.stringify(entry).length + 1, 0);
const SIZE = sizeOf(record(idOf(0)));

const idsOf = (entries: readonly unknown[]): readonly string[] => [
  ...new Set((entries as readonly AuditEntry[]).map(({ id }) => id)),
];

describe('the rotation of the audit log', () => {
  it('takes nothing out while the log is no larger than it may be', () => {
    const entries = Array.from({ length: 40 }, (_, index) => record(idOf(index))).flat();
    assert.deepEqual(newestEntries(entries, SIZE * 40), entries);
  });

  it('archives the oldest closed records, so many that four fifths of the room are filled, and no more', () => {
    const entries = Array.from({ length: 41 }, (_, index) => record(idOf(index))).flat();
    const kept = newestEntries(entries, SIZE * 40);
    assert.deepEqual(
      idsOf(kept),
      Array.from({ length: 32 }, (_, index) => idOf(9 + index)),
    );
    assert.equal(kept.length, 32 * 3, 'each is whole');
  });

  it('goes by the last line of a record, not by its first', () => {
    const late = record('late');
    const entries = [
      ...late.slice(0, 2),
      ...Array.from({ length: 40 }, (_, index) => record(idOf(index))).flat(),
      ...late.slice(2),
    ];
    const kept = newestEntries(entries, SIZE * 40);
    assert.ok(idsOf(kept).includes('late'));
    assert.deepEqual(kept.slice(0, 2), late.slice(0, 2), 'in their order');
    assert.ok(!idsOf(kept).includes(idOf(0)));
  });

  it('keeps what has no end, however old, and counts it', () => {
    const entries = [
      ...record('open').slice(0, 2),
      requested('unanswered'),
      ...Array.from({ length: 40 }, (_, index) => record(idOf(index))).flat(),
    ];
    const open = sizeOf(entries.slice(0, 3));
    const most = SIZE * 40;
    const closed = Math.floor((most * 0.8 - open) / SIZE);
    assert.deepEqual(idsOf(newestEntries(entries, most)), [
      'open',
      'unanswered',
      ...Array.from({ length: closed }, (_, index) => idOf(40 - closed + index)),
    ]);
  });

  it('archives an end whose request is in the archive already, by its age', () => {
    const entries = [
      answered('torn'),
      ended('torn'),
      ...Array.from({ length: 41 }, (_, index) => record(idOf(index))).flat(),
    ];
    assert.ok(!idsOf(newestEntries(entries, SIZE * 40)).includes('torn'));
  });
});
