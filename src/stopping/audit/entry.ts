import type { Failure } from '../../model/failure.ts';
import type { Scope } from '../../model/scope.ts';
import type { Answers } from '../confirmation.ts';
import { apiName, type Operation, operationKind } from '../operation.ts';
import type { PlanRef } from '../plan/plan.ts';
import { isObserved, type Verdict } from '../verdict.ts';

/** One line of the audit log. Times are ISO 8601 in UTC. Holds no secret: who is an ARN, never a key. */
export type AuditEntry =
  | {
      readonly v: 1;
      readonly type: 'requested';
      readonly id: string;
      readonly run: string;
      readonly time: string;
      readonly who: string;
      readonly account: string;
      readonly profile: string;
      readonly region: string;
      readonly kind: PlanRef['kind'];
      readonly resource: string;
      readonly name: string;
      readonly action: string;
      readonly operation: Operation;
      readonly state?: string;
      readonly reason?: string;
      readonly reference?: string;
    }
  | {
      readonly v: 1;
      readonly type: 'answered';
      readonly id: string;
      readonly time: string;
      readonly requestId?: string;
      readonly previous?: string;
      readonly current?: string;
      readonly error?: Pick<Failure, 'kind' | 'code' | 'message' | 'mayHaveHappened'>;
    }
  | { readonly v: 1; readonly type: 'ended'; readonly id: string; readonly time: string; readonly verdict: Verdict };

/** One stop of one target, put together from its lines. */
export interface AuditRecord {
  readonly requested: Extract<AuditEntry, { type: 'requested' }>;
  readonly answered?: Extract<AuditEntry, { type: 'answered' }>;
  readonly ended?: Extract<AuditEntry, { type: 'ended' }>;
}

/** A stop's first line. */
export function requestedEntry(what: {
  readonly id: string;
  readonly run: string;
  readonly at: number;
  readonly who: string;
  readonly account: string;
  readonly scope: Scope;
  readonly ref: PlanRef;
  readonly name: string;
  readonly operation: Operation;
  readonly state: string | undefined;
  readonly answers: Answers;
}): AuditEntry {
  const { reason, reference } = what.answers;
  return {
    v: 1,
    type: 'requested',
    id: what.id,
    run: what.run,
    time: new Date(what.at).toISOString(),
    who: what.who,
    account: what.account,
    profile: what.scope.profile,
    region: what.scope.region,
    kind: what.ref.kind,
    resource: what.ref.id,
    name: what.name,
    action: apiName[what.operation.type],
    operation: what.operation,
    ...(what.state === undefined ? {} : { state: what.state }),
    ...(reason ? { reason } : {}),
    ...(reference ? { reference } : {}),
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

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;
const texts = (of: Members, ...keys: readonly string[]) => keys.every((key) => typeof of[key] === 'string');
const optionalTexts = (of: Members, ...keys: readonly string[]) =>
  keys.every((key) => of[key] === undefined || typeof of[key] === 'string');

/** Whatever a journal hands back, only what has the members that are read later counts as an entry. */
export function isEntry(value: unknown): value is AuditEntry {
  if (!isObject(value) || value['v'] !== 1 || !texts(value, 'id', 'time')) return false;
  if (Number.isNaN(Date.parse(String(value['time'])))) return false;
  switch (value['type']) {
    case 'requested':
      return (
        texts(value, 'run', 'who', 'account', 'profile', 'region', 'kind', 'resource', 'name', 'action') &&
        optionalTexts(value, 'state', 'reason', 'reference') &&
        isOperation(value['operation'], value['kind'])
      );
    case 'answered':
      return (
        optionalTexts(value, 'requestId', 'previous', 'current') &&
        (value['error'] === undefined || isFailure(value['error']))
      );
    case 'ended':
      return isVerdict(value['verdict']);
    default:
      return false;
  }
}

function isOperation(value: unknown, kind: unknown): boolean {
  if (!isObject(value)) return false;
  const { type } = value;
  if (typeof type !== 'string' || !isOperationType(type) || operationKind[type] !== kind) return false;
  switch (type) {
    case 'force-stop':
      return typeof value['skipOsShutdown'] === 'boolean';
    case 'continue':
      return (value['action'] === 'CONTINUE' || value['action'] === 'ROLLBACK') && optionalTexts(value, 'hookId');
    case 'engage-lever':
    case 'disengage-lever':
      return texts(value, 'reason');
    default:
      return true;
  }
}

const isOperationType = (type: string): type is Operation['type'] => Object.hasOwn(operationKind, type);

function isFailure(value: unknown): boolean {
  return (
    isObject(value) &&
    texts(value, 'kind', 'message') &&
    optionalTexts(value, 'code', 'requestId') &&
    typeof value['mayHaveHappened'] === 'boolean'
  );
}

/** What it has to hold, by the verdict's type. */
const verdictParts = {
  refused: 'failure',
  gone: 'last',
  'not-carried-out': 'both',
  unknown: 'last',
  unwatched: 'last',
  'other-account': 'accounts',
  stopped: 'state',
  hibernated: 'state',
  'shut-down-instead': 'state',
  terminated: 'state',
  started: 'state',
  'start-failed': 'state',
  'rolled-back': 'state',
  'rollback-failed': 'state',
  'finished-first': 'state',
  continued: 'state',
  failed: 'state',
  cancelled: 'state',
  engaged: 'state',
  disengaged: 'state',
} as const satisfies Record<Verdict['type'], string>;

const isVerdictType = (type: unknown): type is Verdict['type'] =>
  typeof type === 'string' && Object.hasOwn(verdictParts, type);

function isVerdict(value: unknown): boolean {
  if (!isObject(value) || !isVerdictType(value['type'])) return false;
  const { failure } = value;
  if (!optionalTexts(value, 'state', 'reason') || (failure !== undefined && !isFailure(failure))) return false;
  switch (verdictParts[value['type']]) {
    case 'last':
      return isLastKnown(value);
    case 'accounts':
      return texts(value, 'asked', 'now') && isLastKnown(value);
    case 'failure':
      return failure !== undefined;
    case 'state':
      return isSeenState(value);
    case 'both':
      return failure !== undefined && isSeenState(value);
  }
}

const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

/** A line of an earlier version of Halt tells the state alone. */
function isSeenState(value: unknown): boolean {
  return (
    isObject(value) &&
    texts(value, 'state') &&
    optionalTexts(value, 'account') &&
    (value['seenAt'] === undefined || isTime(value['seenAt']))
  );
}

function isLastKnown({ last, unread }: Members): boolean {
  const isUnread = isObject(unread) && isTime(unread['since']) && isFailure(unread['failure']);
  return (last === undefined || isSeenState(last)) && (unread === undefined || isUnread);
}
