import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Journal } from '../../../../src/model/ports/journal.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import type { AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import { memoryJournal, seenState } from '../../../stages/fakes.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

const ended = (id: string): AuditEntry => ({
  v: 1,
  type: 'ended',
  id,
  time: LINE_TIME,
  verdict: { type: 'stopped', ...seenState('stopped') },
});

const reads = ['read', 'archived', 'setAside'] as const;

describe('all of the audit log while another window shortens it', () => {
  for (const when of reads) {
    for (const side of ['before', 'after'] as const) {
      it(`has each record once, where that happens ${side} ${when}`, async () => {
        const shared = memoryJournal();
        await shared.append(requestedLine('old'), ended('old'), requestedLine('new'));
        let isShortened = false;
        const shorten = async (): Promise<void> => {
          if (isShortened) return;
          isShortened = true;
          const content = await shared.read();
          await shared.replace(content, content.entries.slice(2), content.entries.slice(0, 2));
        };
        const shortened = async <T>(one: (typeof reads)[number], read: () => Promise<T>): Promise<T> => {
          if (one === when && side === 'before') await shorten();
          const answer = await read();
          if (one === when && side === 'after') await shorten();
          return answer;
        };
        const journal: Journal = {
          ...shared,
          read: () => shortened('read', () => shared.read()),
          archived: () => shortened('archived', () => shared.archived()),
          setAside: () => shortened('setAside', () => shared.setAside()),
        };
        const { records, damaged } = await createAuditLog(journal).readAll();
        assert.ok(isShortened);
        assert.deepEqual(
          records.map((record) => [record.requested.id, record.ended !== undefined]),
          [
            ['old', true],
            ['new', false],
          ],
        );
        assert.equal(damaged, 0);
      });
    }
  }
});
