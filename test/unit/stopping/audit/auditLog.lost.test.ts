import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createJournalFile } from '../../../../src/platform/journalFile.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import type { AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import { flush, memoryJournal } from '../../../stages/fakes.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

describe('the rotation of an audit log', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halt-lost-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const at = (line: AuditEntry, hours: number): AuditEntry => ({
    ...line,
    time: new Date(Date.parse(LINE_TIME) + hours * 3_600_000).toISOString(),
  });
  const stopped = (id: string, hours: number): AuditEntry[] => [
    at(requestedLine(id), hours),
    at({ v: 1, type: 'ended', id, time: '', verdict: { type: 'gone' } }, hours),
  ];

  it('is thought of once so much was written that the log may have grown, not with each line', async () => {
    const journal = memoryJournal();
    let reads = 0;
    const read = () => {
      reads += 1;
      return journal.read();
    };
    const log = createAuditLog({ ...journal, read }, 1_000_000);
    const write = async (reason: string, times: number) => {
      for (let one = 0; one < times; one += 1) await log.write([requestedLine(`${reads}-${one}`, { reason })]);
      await flush();
    };
    await write('', 50);
    assert.equal(reads, 1, 'what earlier windows left');
    await write('x'.repeat(10_000), 8);
    assert.equal(reads, 1);
    await write('x'.repeat(10_000), 2);
    assert.equal(reads, 2);
  });

  it('waits also where another line is of no time at all', async () => {
    const path = join(folder, 'strange.jsonl');
    const log = createAuditLog(createJournalFile(path), 1_000);
    await log.write(stopped('a', 0));
    await appendFile(path, `{"a":1}\n${JSON.stringify(requestedLine('lost')).slice(0, 50)}\n`);
    for (let one = 0; one < 10; one += 1) await log.write(stopped(`b${one}`, one));
    assert.equal((await log.read()).records.length, 11);
  });

  it('waits while a line can’t be read that may tell of what is under way, and is done once that is a day old', async () => {
    const path = join(folder, 'audit.jsonl');
    const log = createAuditLog(createJournalFile(path), 1_000);
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
