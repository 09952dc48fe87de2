import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createJournalFile } from '../../../../src/platform/journalFile.ts';
import type { Journal } from '../../../../src/model/ports/journal.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { type AuditEntry, isEntry, recordsOf, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { newestEntries } from '../../../../src/stopping/audit/rotation.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import type { Failure, FailureKind } from '../../../../src/model/failure.ts';
import { failure, flush, memoryJournal, scope, seenState } from '../../../stages/fakes.ts';
import { assertProperty } from '../../../stages/property.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

const answered = (id: string): AuditEntry => ({
  v: 1,
  type: 'answered',
  id,
  time: LINE_TIME,
  requestId: 'q',
  previous: 'running',
  current: 'stopping',
});
const ended = (id: string, verdict: Verdict = { type: 'stopped', ...seenState('stopped') }): AuditEntry => ({
  v: 1,
  type: 'ended',
  id,
  time: LINE_TIME,
  verdict,
});

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halt-audit-'));
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
const freshPath = () => join(folder, crypto.randomUUID(), 'audit.jsonl');

describe('the audit log', () => {
  it('11.25: keeps kind and code of what failed, and words only of AWS’s answer to the change or of Halt', async () => {
    const told: Readonly<Record<FailureKind, boolean>> = {
      'config-broken': false,
      'profile-unknown': false,
      'credentials-missing': false,
      'signin-expired': false,
      'mfa-needed': false,
      'credentials-expired': false,
      'credentials-wrong': false,
      'region-disabled': true,
      'service-missing': false,
      denied: true,
      throttled: false,
      'clock-skew': false,
      unreachable: false,
      timeout: false,
      cut: false,
      server: false,
      malformed: false,
      'not-found': true,
      refused: true,
      forbidden: true,
      cancelled: true,
      unknown: false,
    };
    for (const [kind, words] of Object.entries(told)) {
      const journal = memoryJournal();
      const log = createAuditLog(journal);
      const one: Failure = { kind: kind as FailureKind, code: 'Code', message: 'from outside', mayHaveHappened: true };
      await log.write([
        requestedLine('a'),
        { v: 1, type: 'answered', id: 'a', time: LINE_TIME, error: one },
        ended('a', { type: 'refused', failure: one }),
        ended('a', { type: 'not-carried-out', ...seenState('running'), failure: one }),
        ended('a', { type: 'unknown', last: seenState('stopping'), unread: { since: 1, failure: one } }),
      ]);
      const { entries } = await journal.read();
      const text = JSON.stringify(entries);
      assert.equal(text.split('from outside').length - 1, words ? 4 : 0, kind);
      assert.equal(text.split(`"kind":"${kind}","code":"Code"`).length - 1, 4, kind);
      assert.ok(entries.every(isEntry), kind);
    }
  });

  it('11.25: keeps no words of why an account can’t be told, though the refusal is Halt’s own', async () => {
    for (const [code, kept] of [
      ['account-unknown', 0],
      ['account-changed', 1],
      ['permit-expired', 1],
    ] as const) {
      const journal = memoryJournal();
      const one: Failure = { kind: 'forbidden', code, message: 'from outside', mayHaveHappened: false };
      await createAuditLog(journal).write([{ v: 1, type: 'answered', id: 'a', time: LINE_TIME, error: one }]);
      const text = JSON.stringify((await journal.read()).entries);
      assert.equal(text.split('from outside').length - 1, kept, code);
      assert.ok(text.includes(`"code":"${code}"`), code);
    }
  });

  it('has one line for each step of a stop, with who, where, what and why, and puts them together', async () => {
    const path = freshPath();
    const log = createAuditLog(createJournalFile(path));
    await log.write([requestedLine('a', { reason: 'too slow', reference: 'INC-1' }), requestedLine('b')]);
    await log.write([answered('a')]);
    await log.write([ended('a')]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      v: 1,
      type: 'requested',
      id: 'a',
      run: 'r1',
      time: LINE_TIME,
      who: 'arn:aws:iam::111122223333:user/jane',
      account: '111122223333',
      profile: 'staging',
      region: 'eu-west-1',
      kind: 'instance',
      resource: 'i-1',
      name: 'web-1',
      action: 'ec2:StopInstances',
      operation: { type: 'stop' },
      state: 'running',
      reason: 'too slow',
      reference: 'INC-1',
    });
    assert.equal(lines.length, 4);
    const { records, damaged } = await log.read();
    assert.deepEqual(records, [
      {
        requested: requestedLine('a', { reason: 'too slow', reference: 'INC-1' }),
        answered: answered('a'),
        ended: ended('a'),
      },
      { requested: requestedLine('b') },
    ]);
    assert.equal(damaged, 0);
  });

  it('writes all entries of a run in one append', async () => {
    const counts: number[] = [];
    const journal: Journal = {
      ...memoryJournal(),
      append: (...entries) => Promise.resolve(void counts.push(entries.length)),
    };
    await createAuditLog(journal).write(Array.from({ length: 500 }, (_, index) => requestedLine(`t${index}`)));
    await createAuditLog(journal).write([]);
    assert.deepEqual(counts, [500]);
  });

  it('rejects when the disk refuses', async () => {
    const journal: Journal = { ...memoryJournal(), append: () => Promise.reject(new Error('no space left')) };
    await assert.rejects(createAuditLog(journal).write([requestedLine('a')]), /no space left/);
  });

  it('reads around lines that are damaged, foreign or of a later version, and counts them', async () => {
    const path = freshPath();
    await createAuditLog(createJournalFile(path)).write([requestedLine('a')]);
    const text = await readFile(path, 'utf8');
    const strange = [
      '{"v":1,"type":"requested","id":"x"',
      JSON.stringify({ ...requestedLine('x'), v: 2 }),
      JSON.stringify({ ...requestedLine('x'), kind: 'volume' }),
      JSON.stringify({ ...requestedLine('x'), operation: { type: 'roll-back' } }),
      JSON.stringify({ ...requestedLine('x'), operation: { type: 'toString' } }),
      JSON.stringify({ ...requestedLine('x'), operation: null }),
      JSON.stringify({ ...requestedLine('x'), time: 'yesterday' }),
      // What is reckoned from these is no time that a calendar has: whoever wrote it down would fail.
      JSON.stringify({ ...requestedLine('x'), time: '+275760-09-13T00:00:00.000Z' }),
      JSON.stringify({ ...requestedLine('x'), clockOffset: 8.64e15 }),
      JSON.stringify({ ...requestedLine('x'), clockOffset: -1e300 }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'stopped', state: 'stopped', seenAt: 8.64e15 } }),
      JSON.stringify({ ...requestedLine('x'), name: 7 }),
      JSON.stringify({ ...answered('a'), error: { message: 1 } }),
      JSON.stringify({ ...answered('a'), error: 'no' }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'vanished' } }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'refused' } }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'stopped' } }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'stopped', state: 'stopped', seenAt: 'noon' } }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'unknown', last: { seenAt: 1 } } }),
      JSON.stringify({ ...ended('a'), verdict: { type: 'unwatched', unread: { since: 1 } } }),
      '[1]',
      'null',
      '"text"',
    ];
    await writeFile(path, `${text}${strange.join('\n')}\n`);
    const { records, damaged } = await createAuditLog(createJournalFile(path)).read();
    assert.deepEqual([records, damaged], [[{ requested: requestedLine('a') }], strange.length]);
  });

  it('takes every operation and verdict that is written for an entry', () => {
    const at = Date.parse(LINE_TIME);
    const of = (
      kind: 'instance' | 'deployment' | 'experiment' | 'lever',
      operation: Parameters<typeof requestedEntry>[0]['operation'],
    ) =>
      requestedEntry({
        id: 'x',
        run: 'r',
        at,
        who: '',
        account: '',
        scope,
        ref: { kind, scope, id: 'x' },
        name: 'x',
        operation,
        state: undefined,
        said: {},
      });
    const entries = [
      ...(['hibernate', 'skip-os-shutdown', 'start'] as const).map((type) => of('instance', { type })),
      of('instance', { type: 'force-stop', skipOsShutdown: true }),
      of('deployment', { type: 'roll-back' }),
      of('deployment', { type: 'abort' }),
      of('deployment', { type: 'continue', action: 'CONTINUE', hookId: 'h' }),
      of('deployment', { type: 'continue', action: 'ROLLBACK' }),
      of('experiment', { type: 'stop-experiment' }),
      of('lever', { type: 'engage-lever', reason: 'r' }),
      of('lever', { type: 'disengage-lever', reason: 'r' }),
      ended('x', { type: 'refused', failure: failure('denied', { code: 'AccessDenied', status: 403 }) }),
      ended('x', { type: 'not-carried-out', ...seenState('running'), failure: failure('cut') }),
      ended('x', { type: 'unknown' }),
      ended('x', { type: 'unwatched', last: seenState('stopping') }),
      ended('x', { type: 'unknown', last: seenState('stopping'), unread: { since: 1, failure: failure('cut') } }),
      // A line of an earlier version.
      { ...ended('x'), verdict: { type: 'stopped', state: 'stopped' } },
      { ...ended('x'), verdict: { type: 'unknown', state: 'stopping' } },
      ended('x', { type: 'gone' }),
      {
        v: 1,
        type: 'answered',
        id: 'x',
        time: LINE_TIME,
        error: { kind: 'denied', message: '', mayHaveHappened: false },
      },
    ];
    for (const entry of entries) assert.ok(isEntry(JSON.parse(JSON.stringify(entry))), JSON.stringify(entry));
  });

  it('counts the first end that was observed, whichever window wrote it', () => {
    const unknown = ended('a', { type: 'unknown' });
    const failed = ended('a', { type: 'gone' });
    const end = (...lines: AuditEntry[]) => recordsOf([requestedLine('a'), ...lines]).records[0]?.ended;
    assert.deepEqual(end(ended('a'), failed), ended('a'));
    assert.deepEqual(end(unknown, ended('a')), ended('a'), 'a window that gave up doesn’t hide what another saw');
    assert.deepEqual(end(ended('a'), unknown), ended('a'));
    assert.deepEqual(end(unknown, ended('a', { type: 'unwatched' })), unknown);
    assert.deepEqual(recordsOf([ended('b')]), { records: [], unread: 0 });
  });

  it('never chokes on what a journal hands back', () => {
    assertProperty(
      fc.property(fc.array(fc.jsonValue()), (entries) => {
        const { records, unread } = recordsOf(entries);
        assert.deepEqual([records.length, unread], [0, entries.length]);
      }),
    );
  });
});

describe('its rotation', () => {
  const size = (entries: readonly unknown[]) =>
    entries.reduce<number>((sum, entry) => sum + JSON.stringify(entry).length + 1, 0);

  it('keeps everything while it is small, then the newest records whole, and every open one', () => {
    assertProperty(
      fc.property(
        fc.array(fc.record({ id: fc.integer({ min: 0, max: 15 }), step: fc.constantFrom('r', 'a', 'e', '?') }), {
          maxLength: 60,
        }),
        fc.integer({ min: 200, max: 20_000 }),
        (steps, most) => {
          const entries = steps.map(({ id, step }): unknown =>
            step === 'r'
              ? requestedLine(`t${id}`)
              : step === 'a'
                ? answered(`t${id}`)
                : step === 'e'
                  ? ended(`t${id}`)
                  : { later: id },
          );
          const kept = newestEntries(entries, most);
          if (size(entries) <= most) {
            assert.equal(kept, entries);
            return;
          }
          const were = recordsOf(entries).records;
          const left = recordsOf(kept).records;
          const open = (records: typeof were) => records.filter((record) => !record.ended);
          assert.deepEqual(open(left), open(were), 'no open record is lost, or loses a line');
          for (const record of left)
            assert.deepEqual(
              record,
              were.find((one) => one.requested.id === record.requested.id),
            );
          assert.deepEqual(
            kept,
            entries.filter((entry) => kept.includes(entry)),
            'in their order',
          );
          const openSize = size(
            open(were).flatMap((record) =>
              entries.filter((entry) => isEntry(entry) && entry.id === record.requested.id),
            ),
          );
          assert.ok(size(kept) <= Math.max(most, openSize), `${size(kept)} of ${most}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('happens by itself when the log has grown, on the disk too', async () => {
    const path = freshPath();
    const log = createAuditLog(createJournalFile(path), 20_000);
    await log.write([requestedLine('open')]);
    for (let index = 0; index < 100; index += 1)
      await log.write([requestedLine(`t${index}`), answered(`t${index}`), ended(`t${index}`)]);
    const { records, damaged } = await log.read();
    assert.equal(damaged, 0);
    assert.ok((await readFile(path)).length < 24_000);
    assert.equal(records[0]?.requested.id, 'open');
    assert.equal(records.at(-1)?.requested.id, 't99');
    assert.ok(records.length > 10 && records.length < 60, `${records.length} records`);
    assert.ok(records.slice(1).every((record) => record.answered && record.ended));
    const all = await log.readAll();
    assert.equal(all.records.length, 101, 'what left the log is in the archive');
    assert.ok(all.records.every((record) => record.requested.id === 'open' || (record.answered && record.ended)));
    const journal = createJournalFile(path);
    const lines = [...(await journal.read()).entries, ...(await journal.archived()).entries];
    assert.equal(lines.length, 301, 'each line is in the one or in the other');
    await appendFile(`${path}.1`, '{"half a li');
    assert.deepEqual(await log.readAll(), { records: all.records, damaged: 1, lost: [] });
  });

  it('keeps the archive within bounds too: two files, of which the older goes', async () => {
    const path = freshPath();
    const journal = createJournalFile(path);
    await journal.append('old');
    await writeFile(`${path}.1`, `${JSON.stringify('x'.repeat(20_000_001))}\n`);
    await journal.replace(await journal.read(), ['new'], ['first']);
    await journal.replace(await journal.read(), ['new'], ['second']);
    const { entries } = await journal.archived();
    assert.deepEqual(entries.slice(1), ['first', 'second']);
    await writeFile(`${path}.1`, `${JSON.stringify('y'.repeat(20_000_001))}\n`);
    await journal.replace(await journal.read(), ['new'], ['third']);
    assert.deepEqual(
      (await journal.archived()).entries.map((entry) => String(entry)[0]),
      ['y', 't'],
    );
    assert.deepEqual((await journal.read()).entries, ['new']);
  });

  it('loses nothing that another window writes meanwhile, and survives its rotation', async () => {
    const path = freshPath();
    const windows = [1, 2, 3].map(() => createAuditLog(createJournalFile(path), 20_000));
    await Promise.all(
      windows.map(async (log, index) => {
        await log.write([requestedLine(`open-${index}`)]);
        for (let turn = 0; turn < 40; turn += 1) {
          const id = `w${index}-${turn}`;
          await log.write([requestedLine(id), answered(id)]);
          if (turn % 10 === 0) await log.read();
          if (turn < 38) await log.write([ended(id)]);
        }
      }),
    );
    // A read waits for the rotation that its window has begun.
    await Promise.all(windows.map((log) => log.read()));
    const { records, damaged } = await createAuditLog(createJournalFile(path)).read();
    assert.equal(damaged, 0);
    const ids = new Set(records.map(({ requested: first }) => first.id));
    for (const index of [0, 1, 2])
      for (const id of [`open-${index}`, `w${index}-38`, `w${index}-39`]) assert.ok(ids.has(id), `${id} is lost`);
    assert.ok(
      records
        .filter(({ ended: end }) => !end)
        .every(({ requested: { id } }) => id.startsWith('open') || /-3[89]$/.test(id)),
    );
  });

  it('is no error of a write when it can’t be done', async () => {
    const journal: Journal = { ...memoryJournal(), replace: () => Promise.reject(new Error('full')) };
    const log = createAuditLog(journal, 1_000);
    for (let index = 0; index < 10; index += 1) await log.write([requestedLine(`t${index}`), ended(`t${index}`)]);
    await flush();
    assert.equal((await log.read()).records.length, 10);
  });

  it('takes nothing out of the log that the archive didn’t take', async () => {
    const path = freshPath();
    await mkdir(`${path}.1`, { recursive: true });
    const log = createAuditLog(createJournalFile(path), 1_000);
    for (let index = 0; index < 10; index += 1) await log.write([requestedLine(`t${index}`), ended(`t${index}`)]);
    assert.equal((await log.read()).records.length, 10);
  });
});
