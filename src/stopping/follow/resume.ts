import type { AuditLog } from '../audit/auditLog.ts';
import { ofWhom, whoseOf } from '../../model/sight.ts';
import type { AuditRecord } from '../audit/entry.ts';
import type { Tracked } from './followed.ts';
import type { Tracker } from './tracker.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

/** So old a request, in milliseconds, is no longer taken up. Following itself ends earlier, but not while it could not look. */
export const TAKEN_UP_WITHIN = 24 * 3_600_000;

/**
 * Takes up again what was requested before the window was reloaded or died: follows it, asks nothing again. Requests that are older than a day
 * are left as they are. Returns what it took up.
 */
export async function resume(audit: AuditLog, tracker: Tracker, now: number): Promise<readonly Tracked[]> {
  const known = new Set<string>();
  // What begins or ends while the log is read is this window's own.
  const stopListening = tracker.onDidEnd(({ tracked }) => known.add(tracked.id));
  const { records } = await audit.read().finally(stopListening);
  for (const tracked of tracker.following()) known.add(tracked.id);
  const open = records.flatMap((record) => openRequest(record, now) ?? []).filter((tracked) => !known.has(tracked.id));
  for (const tracked of open) tracker.follow(tracked);
  return open;
}

/** What the log says by now of a request that was taken up: who asked for it may have been answered meanwhile. Undefined when nothing is left to follow. */
export async function asLogged(audit: Pick<AuditLog, 'read'>, tracked: Tracked, now: number) {
  const { records } = await audit.read();
  const record = records.find(({ requested }) => requested.id === tracked.id);
  return record && openRequest(record, now);
}

function openRequest(record: AuditRecord, now: number): Tracked | undefined {
  const { requested, answered, ended } = record;
  if (ended || (answered?.error && !answered.error.mayHaveHappened)) return undefined;
  const requestedAt = Date.parse(requested.time);
  if (now - requestedAt > TAKEN_UP_WITHIN) return undefined;
  const ref: TargetRef = {
    kind: requested.kind,
    scope: { profile: requested.profile, region: requested.region },
    id: requested.resource,
  };
  return {
    id: requested.id,
    run: requested.run,
    ref,
    ...(requested.account !== '' && ofWhom(whoseOf(requested))),
    name: requested.name,
    operation: requested.operation,
    requestedAt,
    takenUp: true,
    ...(requested.state === undefined ? {} : { stateBefore: requested.state }),
    // Killed between the request and its answer: nobody knows whether it arrived.
    ...(answered && !answered.error
      ? {}
      : { uncertain: { kind: 'unknown', message: '', ...answered?.error, mayHaveHappened: true } as const }),
  };
}
