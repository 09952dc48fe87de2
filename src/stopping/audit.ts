import type { Failure } from '../model/failure.ts';
import type { Journal } from '../model/journal.ts';
import type { Scope } from '../model/scope.ts';
import type { Answers } from './confirmation.ts';
import { apiName, type Operation } from './operation.ts';
import type { PlanRef } from './plan.ts';
import type { Verdict } from './verdict.ts';

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

export interface AuditLog {
  /** Rejects when the disk refuses. The stop goes through all the same; the caller says so. */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** Oldest first. Lines that can't be read are counted, never fatal. */
  read(): Promise<{ readonly records: readonly AuditRecord[]; readonly damaged: number }>;
}

export function createAuditLog(journal: Journal): AuditLog {
  return {
    write: (entries) => (entries.length === 0 ? Promise.resolve() : journal.append(...entries)),
    read: async () => {
      const { entries, damaged } = await journal.read();
      const records = new Map<
        string,
        { requested: AuditRecord['requested']; answered?: AuditRecord['answered']; ended?: AuditRecord['ended'] }
      >();
      let unread = damaged;
      for (const entry of entries) {
        if (!isEntry(entry)) {
          unread += 1;
          continue;
        }
        const record = records.get(entry.id);
        if (entry.type === 'requested') records.set(entry.id, record ?? { requested: entry });
        // Two windows may both have followed the same stop: the first end counts.
        else if (entry.type === 'answered' && record) record.answered ??= entry;
        else if (entry.type === 'ended' && record) record.ended ??= entry;
      }
      return { records: [...records.values()] as AuditRecord[], damaged: unread };
    },
  };
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

/** Whatever a journal hands back, only what has the members that are read later counts as an entry. */
function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  const texts = (...keys: readonly string[]) => keys.every((key) => typeof entry[key] === 'string');
  const object = (key: string) => typeof entry[key] === 'object' && entry[key] !== null;
  if (entry['v'] !== 1 || !texts('id', 'time') || Number.isNaN(Date.parse(String(entry['time'])))) return false;
  switch (entry['type']) {
    case 'requested':
      return (
        texts('run', 'who', 'account', 'profile', 'region', 'kind', 'resource', 'name', 'action') &&
        object('operation') &&
        Object.hasOwn(apiName, String((entry['operation'] as Record<string, unknown>)['type']))
      );
    case 'answered':
      return true;
    case 'ended':
      return object('verdict') && typeof (entry['verdict'] as Record<string, unknown>)['type'] === 'string';
    default:
      return false;
  }
}
