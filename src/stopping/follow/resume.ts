import type { AuditLog } from '../audit/auditLog.ts';
import { UNDER_WAY_FOR } from '../audit/lostLines.ts';
import { ofWhom, whoseOf } from '../../model/sight.ts';
import { type AuditRecord, lineTime } from '../audit/entry.ts';
import type { Tracked } from './followed.ts';
import type { Ended, LoggedRequest, Tracker } from './tracker.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';

/** So old a request, in milliseconds, is no longer taken up. */
export const TAKEN_UP_WITHIN = UNDER_WAY_FOR;

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
  const logged = recentOf(records, now)
    .filter(({ requested }) => !known.has(requested.id))
    .map(loggedRequest);
  const takenUp = logged.flatMap((one) => (one.type === 'open' ? one.tracked : []));
  for (const tracked of takenUp) tracker.follow(tracked);
  return { takenUp, ended: endsNotSuperseded(logged) };
}

/**
 * Those that may be of the last day. The clock that a line's time is by may have been behind, and set since: AWS's counts where the line tells it, and no line is older than those
 * before it. A time that is still to come is one of a clock that was ahead, and says nothing of what follows.
 */
export function recentOf(records: readonly AuditRecord[], now: number): readonly AuditRecord[] {
  let latest = -Infinity;
  return records.filter(({ requested: { time, clockOffset = 0 } }) => {
    const at = Date.parse(time);
    for (const told of [at, at + clockOffset]) if (told <= now) latest = Math.max(latest, told);
    return now - Math.max(latest, at, at + clockOffset) <= TAKEN_UP_WITHIN;
  });
}

/** Without what was asked for again since: whoever did that knew how it had ended. */
function endsNotSuperseded(logged: readonly LoggedRequest[]): readonly Ended[] {
  const latest = new Map(
    logged.map((one) => (one.type === 'open' ? one.tracked : one.end.tracked)).map(({ id, ref }) => [refKey(ref), id]),
  );
  const ends = logged.flatMap((one) => (one.type === 'ended' ? one.end : []));
  return ends.filter(({ tracked }) => latest.get(refKey(tracked.ref)) === tracked.id);
}

/** What the log says by now of a request that was taken up: who asked for it may have been answered meanwhile, or have seen how it ended. Undefined where the log has it no more. */
export async function asLogged(audit: Pick<AuditLog, 'read'>, tracked: Tracked): Promise<LoggedRequest | undefined> {
  const { records } = await audit.read();
  const record = records.find(({ requested }) => requested.id === tracked.id);
  return record && loggedRequest(record);
}

function loggedRequest(record: AuditRecord): LoggedRequest {
  const { requested, answered, ended } = record;
  const tracked = trackedOf(record);
  const loggedAt = (line: { readonly time: string }) => lineTime(line, requested);
  if (ended) return { type: 'ended', end: { tracked, verdict: ended.verdict, loggedAt: loggedAt(ended) } };
  if (answered?.error === undefined || answered.error.mayHaveHappened) return { type: 'open', tracked };
  // The window was killed between the line `answered` and the line `ended`.
  const verdict = { type: 'refused', failure: answered.error } as const;
  return { type: 'ended', end: { tracked, verdict, loggedAt: loggedAt(answered) } };
}

function trackedOf({ requested, answered }: AuditRecord): Tracked {
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
    requestedAt: Date.parse(requested.time),
    ...(requested.clockOffset !== undefined && { clockOffset: requested.clockOffset }),
    takenUp: true,
    ...(requested.state === undefined ? {} : { stateBefore: requested.state }),
    // The window was killed between the request and its answer: nobody knows whether the request arrived.
    ...(answered && !answered.error
      ? {}
      : { uncertain: { kind: 'unknown', message: '', ...answered?.error, mayHaveHappened: true } as const }),
  };
}
