import { isTime } from '../../base/untrusted.ts';
import type { Elsewhere } from '../../model/destination.ts';
import { targetKinds, type TargetRef } from '../../model/resources/resource.ts';
import * as v from 'valibot';
import type { FailureKind } from '../../model/failure.ts';
import type { StaysBilled } from '../../model/resources/staysBilled.ts';
import type { Scope } from '../../model/scope.ts';
import type { Said } from '../confirmation.ts';
import { savedElsewhere, savedTime } from '../../model/savedState.ts';
import { apiName, type Operation } from '../../model/operation.ts';
import { leftOutLine, leftOutShape } from './leftOut.ts';
import { operationKind } from '../operation.ts';
import type { LeftOut } from '../plan/plan.ts';
import { isObserved, type Verdict, type VerdictType } from '../verdict.ts';

const text = v.string();
const textIfAny = v.exactOptional(v.string());
const version = v.literal(1);
const time = v.pipe(
  text,
  v.check((value) => isTime(Date.parse(value))),
);

/** In milliseconds, or milliseconds since the epoch. */
const milliseconds = savedTime;

const operation = v.variant('type', [
  v.object({
    type: v.picklist(['stop', 'hibernate', 'skip-os-shutdown', 'start', 'roll-back', 'abort', 'stop-experiment']),
  }),
  v.object({ type: v.literal('force-stop'), skipOsShutdown: v.boolean() }),
  v.object({ type: v.literal('continue'), action: v.picklist(['CONTINUE', 'ROLLBACK']), hookId: textIfAny }),
  v.object({ type: v.picklist(['engage-lever', 'disengage-lever']), reason: text }),
]) satisfies v.GenericSchema<Operation>;

/** A later version may know more kinds of failure: a line with one of them still tells its code and its message. */
const failureKind = v.custom<FailureKind>((value) => typeof value === 'string');
const error = v.object({ kind: failureKind, code: textIfAny, message: text, mayHaveHappened: v.boolean() });
const failure = v.object({ ...error.entries, requestId: textIfAny });

/** What is logged of a state that a look saw. Only the state itself is required: lines of earlier versions have nothing else. */
const seen = {
  state: text,
  isPaused: v.exactOptional(v.literal(true)),
  seenAt: v.exactOptional(milliseconds),
  account: textIfAny,
};
const lastKnown = {
  last: v.exactOptional(v.object(seen)),
  unread: v.exactOptional(v.object({ since: milliseconds, failure })),
};
const verdictShape = v.variant('type', [
  v.object({
    type: v.picklist([
      'stopped',
      'hibernated',
      'shut-down-instead',
      'terminated',
      'started',
      'start-failed',
      'rolled-back',
      'rollback-failed',
      'finished-first',
      'continued',
      'failed',
      'cancelled',
      'engaged',
      'disengaged',
    ] satisfies readonly VerdictType[]),
    ...seen,
    reason: textIfAny,
  }),
  v.object({ type: v.literal('refused'), failure }),
  v.object({ type: v.literal('gone'), ...lastKnown }),
  v.object({ type: v.literal('not-carried-out'), ...seen, failure }),
  v.object({ type: v.literal('unknown'), watched: v.exactOptional(v.pipe(v.number(), v.finite())), ...lastKnown }),
  v.object({ type: v.literal('other-account'), asked: text, now: text, ...lastKnown }),
  v.object({ type: v.literal('unwatched'), ...lastKnown }),
]);
/** `Verdict` carries a mark that only a look can give. What is read from the log was seen by an earlier look, so it counts as a verdict, too. */
const verdict = v.custom<Verdict>((value) => v.is(verdictShape, value));

/** What goes on being billed after the stop, as the plan told: volumes, their size in GiB, and addresses. */
const staysBilled = v.object({
  volumes: v.pipe(v.number(), v.finite()),
  gib: v.exactOptional(v.pipe(v.number(), v.finite())),
  addresses: v.array(text),
  atLeast: v.exactOptional(v.literal(true)),
}) satisfies v.GenericSchema<StaysBilled>;

const requested = v.pipe(
  v.object({
    v: version,
    type: v.literal('requested'),
    id: text,
    run: text,
    time,
    who: text,
    account: text,
    /** What answered, where it wasn't AWS alone; the account's number is then one of that endpoint. */
    elsewhere: v.exactOptional(savedElsewhere),
    profile: text,
    region: text,
    kind: v.picklist(targetKinds),
    resource: text,
    name: text,
    action: text,
    operation,
    staysBilled: v.exactOptional(staysBilled),
    /** AWS's clock minus the one that `time` is by, in milliseconds; absent where that was not known. */
    clockOffset: v.exactOptional(milliseconds),
    /** On the first line of a run: what was asked for beside it, and left out. */
    leftOut: v.exactOptional(v.array(leftOutShape)),
    state: textIfAny,
    reason: textIfAny,
    reference: textIfAny,
    via: textIfAny,
    reasonBy: textIfAny,
  }),
  v.check((entry) => operationKind[entry.operation.type] === entry.kind),
);
const answered = v.object({
  v: version,
  type: v.literal('answered'),
  id: text,
  time,
  requestId: textIfAny,
  previous: textIfAny,
  current: textIfAny,
  error: v.exactOptional(error),
});
const ended = v.object({ v: version, type: v.literal('ended'), id: text, time, verdict });

const auditEntry = v.variant('type', [requested, answered, ended]);

/** One line of the audit log. Times are ISO 8601 in UTC. It holds no secret: `who` is an ARN, never a key. */
export type AuditEntry = RequestedEntry | AnsweredEntry | EndedEntry;
/** What was asked for, by whom, why, and where. */
export type RequestedEntry = Readonly<v.InferOutput<typeof requested>>;
/** What AWS answered to the call, or why there is no good answer. */
export type AnsweredEntry = Readonly<v.InferOutput<typeof answered>>;
/** How it ended for the target. */
export type EndedEntry = Readonly<v.InferOutput<typeof ended>>;

/** Whether a value from a journal is an entry of this version: it has all members that are read later. */
export function isEntry(value: unknown): value is AuditEntry {
  return v.is(auditEntry, value);
}

/** One stop of one target, put together from its lines. */
export interface AuditRecord {
  readonly requested: RequestedEntry;
  readonly answered?: AnsweredEntry;
  readonly ended?: EndedEntry;
}

/**
 * When a line was written, in milliseconds since the epoch by AWS's clock. How far that clock was ahead is told by the first line of the stop; where
 * it isn't, this machine's clock counts.
 */
export const lineTime = ({ time: at }: { readonly time: string }, of: Pick<RequestedEntry, 'clockOffset'>): number =>
  Date.parse(at) + (of.clockOffset ?? 0);

/** When a stop was requested, as {@link lineTime} tells it. */
export const requestedAt = (entry: Pick<RequestedEntry, 'time' | 'clockOffset'>): number => lineTime(entry, entry);

/** A stop's first line. */
export function requestedEntry(what: {
  readonly id: string;
  readonly run: string;
  readonly at: number;
  readonly clockOffset?: number;
  readonly who: string;
  readonly account: string;
  readonly elsewhere?: Elsewhere;
  readonly scope: Scope;
  readonly ref: TargetRef;
  readonly name: string;
  readonly operation: Operation;
  readonly state: string | undefined;
  readonly staysBilled?: StaysBilled | undefined;
  readonly leftOut?: readonly LeftOut[];
  readonly said: Said;
}): AuditEntry {
  const { reason, reference, via, reasonBy } = what.said;
  const { leftOut = [] } = what;
  return {
    v: 1,
    type: 'requested',
    id: what.id,
    run: what.run,
    time: new Date(what.at).toISOString(),
    who: what.who,
    account: what.account,
    ...(what.elsewhere !== undefined && { elsewhere: what.elsewhere }),
    profile: what.scope.profile,
    region: what.scope.region,
    kind: what.ref.kind,
    resource: what.ref.id,
    name: what.name,
    action: apiName[what.operation.type],
    operation: what.operation,
    ...(what.state === undefined ? {} : { state: what.state }),
    ...(what.staysBilled && { staysBilled: { ...what.staysBilled, addresses: [...what.staysBilled.addresses] } }),
    ...(what.clockOffset !== undefined && { clockOffset: what.clockOffset }),
    ...(leftOut.length > 0 && { leftOut: leftOut.map(leftOutLine) }),
    ...(reason ? { reason } : {}),
    ...(reference ? { reference } : {}),
    ...(via ? { via } : {}),
    ...(reason && reasonBy ? { reasonBy } : {}),
  };
}

/**
 * The records of a log's entries, oldest first, and how many of those can't be read. Two windows may both have followed the same stop: the
 * first end that was observed counts, and one that was only given up where there is none.
 */
export function recordsOf(entries: readonly unknown[]): {
  readonly records: readonly AuditRecord[];
  readonly unread: number;
} {
  const records = new Map<string, { -readonly [Part in keyof AuditRecord]: AuditRecord[Part] }>();
  let unread = 0;
  for (const entry of entries) {
    if (!isEntry(entry)) {
      unread += 1;
      continue;
    }
    const record = records.get(entry.id);
    if (entry.type === 'requested') records.set(entry.id, record ?? { requested: entry });
    else if (!record) continue;
    else if (entry.type === 'answered') record.answered ??= entry;
    else if (!record.ended || (!isObserved(record.ended.verdict) && isObserved(entry.verdict))) record.ended = entry;
  }
  return { records: [...records.values()], unread };
}
