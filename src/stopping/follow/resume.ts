import type { AuditLog } from '../audit/auditLog.ts';
import { ofWhom, whoseOf } from '../../model/sight.ts';
import type { AuditRecord } from '../audit/entry.ts';
import type { Tracked } from './followed.ts';
import type { Ended, LoggedRequest, Tracker } from './tracker.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

/** So old a request, in milliseconds, is no longer taken up. Following itself ends earlier, but not while it could not look. */
export const TAKEN_UP_WITHIN = 24 * 3_600_000;

/** What the log of earlier windows holds of the last day. */
export interface Resumed {
  /** What is followed again. */
  readonly takenUp: readonly Tracked[];
  /** What has ended. Whether anybody was told, the log doesn't say: who saw the end may have had no window any more. */
  readonly ended: readonly Ended[];
}

/**
 * Takes up again what was requested before the window was reloaded or died: follows it, asks nothing again. Requests that are older than a day
 * are left as they are.
 */
export async function resume(audit: AuditLog, tracker: Tracker, now: number): Promise<Resumed> {
  const known = new Set<string>();
  // What begins or ends while the log is read is this window's own.
  const stopListening = tracker.onDidEnd(({ tracked }) => known.add(tracked.id));
  const { records } = await audit.read().finally(stopListening);
  for (const tracked of tracker.following()) known.add(tracked.id);
  const logged = records
    .filter(({ requested }) => !known.has(requested.id))
    .flatMap((record) => loggedRequest(record, now) ?? []);
  const takenUp = logged.flatMap((one) => (one.type === 'open' ? one.tracked : []));
  for (const tracked of takenUp) tracker.follow(tracked);
  return { takenUp, ended: logged.flatMap((one) => (one.type === 'ended' ? one.end : [])) };
}

/** What the log says by now of a request that was taken up: who asked for it may have been answered meanwhile, or have seen how it ended. Undefined when nothing is left to follow, and nothing to tell. */
export async function asLogged(
  audit: Pick<AuditLog, 'read'>,
  tracked: Tracked,
  now: number,
): Promise<LoggedRequest | undefined> {
  const { records } = await audit.read();
  const record = records.find(({ requested }) => requested.id === tracked.id);
  return record && loggedRequest(record, now);
}

function loggedRequest(record: AuditRecord, now: number): LoggedRequest | undefined {
  const { requested, answered, ended } = record;
  const requestedAt = Date.parse(requested.time);
  if (now - requestedAt > TAKEN_UP_WITHIN) return undefined;
  const tracked = trackedOf(record, requestedAt);
  if (ended) return { type: 'ended', end: { tracked, verdict: ended.verdict, loggedAt: Date.parse(ended.time) } };
  return answered?.error && !answered.error.mayHaveHappened ? undefined : { type: 'open', tracked };
}

function trackedOf({ requested, answered }: AuditRecord, requestedAt: number): Tracked {
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
    ...(requested.clockOffset !== undefined && { clockOffset: requested.clockOffset }),
    takenUp: true,
    ...(requested.state === undefined ? {} : { stateBefore: requested.state }),
    // Killed between the request and its answer: nobody knows whether it arrived.
    ...(answered && !answered.error
      ? {}
      : { uncertain: { kind: 'unknown', message: '', ...answered?.error, mayHaveHappened: true } as const }),
  };
}
