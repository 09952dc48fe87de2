import { type AuditEntry, requestedEntry } from '../../../src/stopping/audit/entry.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { instance, refTo, scope } from '../fakes.ts';

/** When each line of these was written. */
export const LINE_TIME = '2026-01-15T12:00:00.000Z';

/** The line of a request to stop one instance. */
export const requestedLine = (
  id: string,
  more: { readonly reason?: string; readonly reference?: string } = {},
): AuditEntry =>
  requestedEntry({
    id,
    run: 'r1',
    at: Date.parse(LINE_TIME),
    who: 'arn:aws:iam::111122223333:user/jane',
    account: '111122223333',
    scope,
    ref: refTo(instance()),
    name: 'web-1',
    operation: { type: 'stop' },
    state: 'running',
    said: more,
  });

/** The lines of a request that AWS has accepted, and whose end nobody has seen. */
export function acceptedLines(ref: TargetRef, operation: Operation, at: number): AuditEntry[] {
  const id = crypto.randomUUID();
  return [
    requestedEntry({
      ...{ id, run: 'r', at, who: '', account: '', scope: ref.scope },
      ...{ ref, name: ref.id, operation, state: undefined, said: {} },
    }),
    { v: 1, type: 'answered', id, time: new Date(at).toISOString() },
  ];
}
