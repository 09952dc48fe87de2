import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { isOfAnother, type Whose, whoseOf } from '../../model/sight.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import type { Ended } from './tracker.ts';

/** Which instances Halt stopped and has not started since: what *Start Stopped Instance Again…* is offered for. */
export interface Startable {
  /** Whether it can be started again. `shown`: whose the thing is that is shown under this reference. */
  has(ref: TargetRef, shown: Whose): boolean;
  ended(one: Ended): void;
  /** Takes up what the audit log says. */
  load(audit: AuditLog): Promise<void>;
}

/** Knows nothing of earlier windows before {@link Startable.load}, which rejects when the log can't be read. */
export function createStartable(): Startable {
  /** The accounts in which each instance was stopped, by its key: a profile can lead to another account and back. */
  const stopped = new Map<string, readonly Whose[]>();
  /** What AWS refused and a look then found stopped was stopped by somebody else. */
  const learn = (ref: TargetRef, whose: Whose, verdict: Ended['verdict']['type'], isRefused: boolean) => {
    if (ref.kind !== 'instance') return;
    const key = refKey(ref);
    const others = (stopped.get(key) ?? []).filter((one) => isOfAnother(one, whose));
    if (verdict === 'stopped' || verdict === 'hibernated' || verdict === 'shut-down-instead')
      stopped.set(key, isRefused ? others : [...others, whose]);
    else if (verdict === 'started' || verdict === 'terminated' || verdict === 'gone') stopped.set(key, others);
  };
  return {
    has: (ref, shown) => (stopped.get(refKey(ref)) ?? []).some((whose) => !isOfAnother(whose, shown)),
    ended: ({ tracked, verdict }) => learn(tracked.ref, whoseOf(tracked), verdict.type, tracked.refusal !== undefined),
    load: async (audit) => {
      const { records } = await audit.read();
      for (const { requested, answered, ended } of records) {
        if (!ended) continue;
        const scope = { profile: requested.profile, region: requested.region };
        const isRefused = answered?.error?.mayHaveHappened === false;
        const ref = { kind: requested.kind, scope, id: requested.resource };
        learn(ref, whoseOf(requested), ended.verdict.type, isRefused);
      }
    },
  };
}
