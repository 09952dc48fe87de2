import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import type { Ended } from './tracker.ts';

/** Which instances Halt stopped and has not started since: what *Start Stopped Instances Again…* is offered for. */
export interface Startable {
  has(ref: TargetRef): boolean;
  ended(one: Ended): void;
  /** Takes up what the audit log says. */
  load(audit: AuditLog): Promise<void>;
}

/** Knows nothing of earlier windows before {@link Startable.load}, which rejects when the log can't be read. */
export function createStartable(): Startable {
  const stopped = new Set<string>();
  const learn = (ref: TargetRef, verdict: Ended['verdict']['type']) => {
    if (ref.kind !== 'instance') return;
    if (verdict === 'stopped' || verdict === 'hibernated' || verdict === 'shut-down-instead') stopped.add(refKey(ref));
    else if (verdict === 'started' || verdict === 'terminated' || verdict === 'gone') stopped.delete(refKey(ref));
  };
  return {
    has: (ref) => stopped.has(refKey(ref)),
    ended: ({ tracked, verdict }) => learn(tracked.ref, verdict.type),
    load: async (audit) => {
      const { records } = await audit.read();
      for (const { requested, ended } of records) {
        if (!ended) continue;
        const scope = { profile: requested.profile, region: requested.region };
        learn({ kind: requested.kind, scope, id: requested.resource }, ended.verdict.type);
      }
    },
  };
}
