import { type AuditEntry, requestedEntry } from '../../../src/stopping/audit/entry.ts';
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
