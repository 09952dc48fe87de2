import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createJournalFile } from '../../../../src/platform/journalFile.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import type { AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

describe('the rotation of an audit log', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halt-lost-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('waits while a line can’t be read that may tell of what is under way, and is done once that is a day old', async () => {
    const path = join(folder, 'audit.jsonl');
    const log = createAuditLog(createJournalFile(path), 1_000);
    const at = (line: AuditEntry, hours: number): AuditEntry => ({
      ...line,
      time: new Date(Date.parse(LINE_TIME) + hours * 3_600_000).toISOString(),
    });
    const stopped = (id: string, hours: number): AuditEntry[] => [
      at(requestedLine(id), hours),
      at({ v: 1, type: 'ended', id, time: '', verdict: { type: 'gone' } }, hours),
    ];
    await log.write(stopped('a', 0));
    await appendFile(path, `${JSON.stringify(requestedLine('lost')).slice(0, 50)}\n`);
    for (let one = 0; one < 10; one += 1) await log.write(stopped(`b${one}`, one));
    const [time, ...more] = (await log.read()).lost;
    assert.deepEqual([time, more], [Date.parse(LINE_TIME), []]);
    assert.equal((await log.read()).records.length, 11);
    for (let one = 0; one < 10; one += 1) await log.write(stopped(`c${one}`, 25));
    const { records, damaged, lost } = await log.read();
    assert.ok(records.length < 11, String(records.length));
    assert.deepEqual([damaged, lost], [1, []]);
  });
});
