import { nobodys } from '../../../src/model/sight.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';

import { none } from '../../../src/model/fact.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { succeeded } from '../../../src/model/failure.ts';
import type { StoppingParts } from '../../../src/stopping/stopping.ts';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import { USUAL_SCHEDULE_TAG } from '../../../src/stopping/plan/owners.ts';
import { type HearLater, type PlanParts, planStop } from '../../../src/stopping/plan/planStop.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import { openPolicy } from './permits.ts';
import { fakeReads, heldTime, looksAt, never, refTo } from '../fakes.ts';
import { serviceLike } from '../resources.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

export const free: Policy = { ...openPolicy(), production: [], requireReason: 'off' };
/** What a plan is told of things without tags, services or dry runs, and what of its texts may be written where nothing is secret. */
export const plainFacts: Pick<PlanParts, 'tagsOf' | 'serviceOf' | 'scheduleTag' | 'dryRuns'> &
  Pick<StoppingParts, 'struck' | 'onLinesLost'> = {
  tagsOf: () => none,
  serviceOf: () => undefined,
  scheduleTag: () => USUAL_SCHEDULE_TAG,
  dryRuns: () => undefined,
  struck: async (texts) => succeeded(texts),
  onLinesLost: () => {},
};
export const stop: Operation = { type: 'stop' };
export const rollBack: Operation = { type: 'roll-back' };
export const stopExperiment: Operation = { type: 'stop-experiment' };
export interface PlanStage extends Partial<Omit<PlanParts, 'reads' | 'policy'>> {
  readonly reads?: Partial<AwsReads>;
  readonly policy?: Partial<Policy>;
  readonly beside?: readonly TargetRef[];
}

export function plan(
  stage: PlanStage,
  refs: readonly TargetRef[],
  operation: Operation,
  later?: HearLater,
): Promise<Plan> {
  const { reads, policy, beside, ...more } = stage;
  return planStop(
    {
      clock: heldTime(),
      lastSeen: () => undefined,
      shownAccount: () => nobodys,
      newId: () => crypto.randomUUID(),
      ...plainFacts,
      serviceOf: () => serviceLike({ failedTasks: 0, events: [] }),
      ...more,
      reads: fakeReads(reads),
      policy: () => ({ ...free, ...policy }),
    },
    refs,
    operation,
    never(),
    later,
    beside,
  );
}

/** The findings of a plan about this one thing. */
export async function findings(of: Target, operation: Operation, stage: PlanStage = {}): Promise<readonly Finding[]> {
  const reads = { describe: looksAt(() => [of]), ...stage.reads };
  const { groups } = await plan({ ...stage, reads }, [refTo(of)], operation);
  return groups[0]?.targets[0]?.findings ?? [];
}
