import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { exportedAudit } from '../../../../src/stopping/audit/exported.ts';
import { instance, memoryJournal, refTo, scope } from '../../../stages/fakes.ts';

const requested = requestedEntry({
  ...{ id: 'a', run: 'r', at: 0, who: 'arn', account: '111122223333', scope, ref: refTo(instance()), name: 'web-1' },
  ...{ operation: { type: 'stop' }, state: 'running', said: {} },
});

test('an export of the audit log says how many lines of the log and of its archive could not be read', async () => {
  const known = memoryJournal([requested]);
  for (const [inLog, inArchive, aside] of [
    [0, 0, 0],
    [1, 0, 0],
    [0, 2, 0],
    [3, 4, 0],
    [0, 0, 5],
    [1, 2, 5],
  ] as const) {
    const log = createAuditLog({
      ...known,
      read: async () => ({ ...(await known.read()), damaged: inLog }),
      archived: async () => ({ ...(await known.archived()), damaged: inArchive }),
      setAside: async () => aside,
    });
    const content = await log.readAll();
    const exported: unknown = JSON.parse(exportedAudit(content));
    const unreadableLines = inLog + inArchive + aside;
    const note = unreadableLines === 0 ? [] : [{ unreadableLines }];
    assert.deepEqual(exported, [...content.records, ...note]);
    assert.equal(content.records.length, 1);
    assert.equal((await log.read()).damaged, inLog + aside);
  }
});
