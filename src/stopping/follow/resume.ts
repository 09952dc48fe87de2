import type { AuditLog } from '../audit/auditLog.ts';
import { UNDER_WAY_FOR } from '../audit/lostLines.ts';
import { ofWhom, whoseOf } from '../../model/sight.ts';
import { type AuditRecord, lineTime } from '../audit/entry.ts';
import { mayBeOver } from '../operation.ts';
import type { Tracked } from './followed.ts';
import type { Ended, LoggedRequest, Tracker } from './tracker.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';

/** A request that is older than this, in milliseconds, is not taken up any more. */
export const TAKEN_UP_WITHIN = UNDER_WAY_FOR;

/** What the log of earlier windows holds of the last day. */
export interface Resumed {
  /** What is followed again. */
  readonly takenUp: readonly Tracked[];
  /** What has ended. The log doesn't say whether anybody was told: the window that saw the end may have been closed right after. */
  readonly ended: readonly Ended[];
}

/**
 * Takes up again what was requested before the window was reloaded or died: follows it, asks nothing again. Requests that are older than a day
 * are left as they are.
 */
export async function resume(audit: AuditLog, tracker: Tracker, now: number): Promise<Resumed> {
  const known = new Set<string>();
  // A request of this window may begin or end while the log is read. Such a request is this window's own, and isn't taken up.
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
 * The records that may be of the last day. A line's time may be by a clock that was behind and was set since: so AWS's time counts as well, where the
 * line tells it, and no line counts as older than those before it. A time in the future is of a clock that was ahead, and says nothing of the lines
 * that follow.
 */
export function recentOf(records: readonly AuditRecord[], now: number): readonly AuditRecord[] {
  let latest = -Infinity;
  return records.filter(({ requested: { time, clockOffset = 0 } }) => {
    const at = Date.parse(time);
    for (const told of [at, at + clockOffset]) if (told <= now) latest = Math.max(latest, told);
    return now - Math.max(latest, at, at + clockOffset) <= TAKEN_UP_WITHIN;
  });
}

/** Leaves out ends of things for which something was requested again later: whoever did that knew how the earlier request had ended. */
function endsNotSuperseded(logged: readonly LoggedRequest[]): readonly Ended[] {
  const latest = new Map(
    logged.map((one) => (one.type === 'open' ? one.tracked : one.end.tracked)).map(({ id, ref }) => [refKey(ref), id]),
  );
  const ends = logged.flatMap((one) => (one.type === 'ended' ? one.end : []));
  return ends.filter(({ tracked }) => latest.get(refKey(tracked.ref)) === tracked.id);
}

/**
 * What the log says by now of a request that was taken up: the window that made it may have been answered meanwhile, or have seen the end. Undefined
 * where the log has it no more.
 */
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
  const failure = { ...answered.error, ...(answered.requestId !== undefined && { requestId: answered.requestId }) };
  // The window was killed between the line `answered` and the line `ended`, for which it may have waited for a look.
  if (mayBeOver(tracked.operation, failure)) {
    const { uncertain: _, ...refused } = tracked;
    return { type: 'open', tracked: { ...refused, refusal: failure } };
  }
  const verdict = { type: 'refused', failure } as const;
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
    // Without a line `answered`, the window ended between the request and its answer: nobody knows whether the request arrived.
    ...(answered && !answered.error
      ? {}
      : { uncertain: { kind: 'unknown', message: '', ...answered?.error, mayHaveHappened: true } as const }),
  };
}
