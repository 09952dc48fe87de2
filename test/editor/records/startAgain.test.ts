import assert from 'node:assert/strict';
import { elsewhereOf } from '../../../src/model/destination.ts';
import { refKey } from '../../../src/model/resources/resource.ts';
import type { AuditRecord } from '../../../src/stopping/audit/entry.ts';
import type { Want } from '../../../src/stopping/stopping.ts';
import { auditLogSource, type AuditParts } from '../../../src/ui/records/auditSource.ts';

const scope = { profile: 'dev', region: 'eu-west-1' };
const ACCOUNT = '111122223333';
const simulated = elsewhereOf({ kind: 'simulated' });

describe('what the audit log offers to start again', () => {
  it('is meant in the account that its line tells, whichever its profile leads to by now', async () => {
    const wants: Want[] = [];
    const line = (id: string, more: object = {}) => ({
      requested: {
        ...{
          v: 1,
          type: 'requested',
          id,
          run: 'run',
          time: '2026-01-01T00:00:00Z',
          ...scope,
          account: ACCOUNT,
          who: 'me',
        },
        ...{ kind: 'instance', resource: id, name: id, action: 'a:B', operation: { type: 'stop' } },
        ...more,
      },
    });
    const records = [line('i-1'), line('i-2', { elsewhere: simulated })] as unknown as readonly AuditRecord[];
    const audit = { read: async () => ({ records, damaged: 0 }) } as unknown as AuditParts['audit'];
    const pressed: (() => unknown)[] = [];
    await auditLogSource({
      audit,
      isProduction: () => false,
      startable: () => true,
      ...{ follow: { following: () => [] }, clock: { now: () => Date.parse('2026-01-01T00:01:00Z') } },
      ask: (want) => Promise.resolve(void wants.push(want)),
    }).draw((id, act) => {
      if (id.startsWith('start ')) pressed.push(act);
      return id;
    });
    for (const press of pressed.toReversed()) await press();
    assert.deepEqual(
      wants,
      [
        ['i-1', undefined],
        ['i-2', simulated],
      ].map(([id = '', elsewhere]) => {
        const ref = { kind: 'instance', scope, id } as const;
        return {
          operation: { type: 'start' },
          refs: [ref],
          whose: new Map([[refKey(ref), { account: ACCOUNT, elsewhere }]]),
        };
      }),
    );
  });
});
