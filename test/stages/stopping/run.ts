import assert from 'node:assert/strict';
import type { AwsChanges } from '../../../src/model/ports/awsChanges.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import { createAuditLog } from '../../../src/stopping/audit/auditLog.ts';
import { createConfirmations } from '../../../src/stopping/confirmation.ts';
import { createTracker, type Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import { type RunParts, runStop } from '../../../src/stopping/run/runStop.ts';
import { fakeChanges, fakeReads, heldTime, lever, looksAt, memoryJournal } from '../fakes.ts';
import { free } from './plainStopping.ts';
import { plan } from './plan.ts';

interface Stage {
  readonly changes?: Partial<AwsChanges>;
  readonly parts?: Partial<RunParts>;
  readonly things?: readonly Target[];
  /** In place of a look that sees them. */
  readonly describes?: AwsReads['describe'];
}

/** Runs of these things, with what was sent, written and told of them. */
export function runStage({ changes = {}, parts = {}, things = [], describes }: Stage = {}) {
  const clock = heldTime();
  const sent: string[] = [];
  const troubles: unknown[] = [];
  const journal = memoryJournal();
  const reads = fakeReads({ describe: describes ?? looksAt(() => [lever(), ...things]) });
  const tracker = createTracker({
    reads,
    clock,
    looked: () => {},
    stallAfter: () => 60_000,
    onError: (error) => assert.fail(String(error)),
  });
  const ends: Ended[] = [];
  tracker.onDidEnd((ended) => ends.push(ended));
  const confirmations = createConfirmations(clock, () => free);
  let ids = 0;
  const run: RunParts = {
    confirmations,
    changes: fakeChanges((operation, of) => sent.push(`${operation} ${of.join()}`), changes),
    audit: createAuditLog(journal),
    tracker,
    clock,
    newId: () => `id-${(ids += 1)}`,
    onAuditTrouble: (error) => troubles.push(error),
    ...parts,
  };
  const planFor = (refs: readonly TargetRef[], operation: Operation, policy = free): Promise<Plan> =>
    plan({ reads, clock, policy }, refs, operation);
  const start = async (refs: readonly TargetRef[], operation: Operation, answers = {}) =>
    runStop(run, confirmations.confirm(await planFor(refs, operation), answers));
  return { clock, sent, troubles, journal, tracker, ends, run, confirmations, planFor, start };
}
