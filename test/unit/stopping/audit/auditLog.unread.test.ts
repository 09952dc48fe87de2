import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import type { AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { failure, memoryJournal } from '../../../stages/fakes.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

const ended = (verdict: Verdict): AuditEntry => ({ v: 1, type: 'ended', id: 'a', time: LINE_TIME, verdict });

describe('the audit log of what can’t be read', () => {
  it('11.25: keeps no words of why an end could not be seen, and the kind and code of it', async () => {
    const silent = failure('cut', { code: 'ECONNRESET', message: 'proxy.corp says: token=secret' });
    const unread = { since: 1, failure: silent };
    for (const verdict of [
      { type: 'gone', unread },
      { type: 'unknown', unread },
      { type: 'other-account', asked: '1', now: '2', unread },
      { type: 'unwatched', unread },
    ] as const) {
      const journal = memoryJournal();
      await createAuditLog(journal).write([ended(verdict)]);
      const [line] = journal.lines;
      assert.deepEqual(line, ended({ ...verdict, unread: { since: 1, failure: { ...silent, message: '' } } }));
    }
  });

  it('counts what can’t be read in the archive and in the log', async () => {
    const journal = memoryJournal([requestedLine('a'), { v: 2, type: 'requested' }]);
    const archived = () => Promise.resolve({ entries: [{ a: 1 }, requestedLine('b')], damaged: 1 });
    const log = createAuditLog({ ...journal, archived, setAside: () => Promise.resolve(3) });
    const { records, damaged } = await log.readAll();
    assert.deepEqual([records.map(({ requested }) => requested.id), damaged], [['b', 'a'], 6]);
  });
});
