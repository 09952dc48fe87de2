import { nobodys } from '../../../src/model/sight.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';

import type { Operation } from '../../../src/model/operation.ts';
import type { Finding, Plan } from '../../../src/stopping/plan/plan.ts';
import { type HearLater, type Meant, type PlanParts, planStop } from '../../../src/stopping/plan/planStop.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import { free, plainFacts } from './plainStopping.ts';
import { fakeReads, heldTime, looksAt, never, refTo } from '../fakes.ts';
import { serviceLike } from '../resources.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

export const stop: Operation = { type: 'stop' };
export const rollBack: Operation = { type: 'roll-back' };
export const stopExperiment: Operation = { type: 'stop-experiment' };
export interface PlanStage extends Partial<Omit<PlanParts, 'reads' | 'policy'>>, Meant {
  readonly reads?: Partial<AwsReads>;
  readonly policy?: Partial<Policy>;
}

export function plan(
  stage: PlanStage,
  refs: readonly TargetRef[],
  operation: Operation,
  later?: HearLater,
): Promise<Plan> {
  const { reads, policy, beside, whose, ...more } = stage;
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
    { ...(beside && { beside }), ...(whose && { whose }) },
  );
}

/** The findings of a plan about this one thing. */
export async function findings(of: Target, operation: Operation, stage: PlanStage = {}): Promise<readonly Finding[]> {
  const reads = { describe: looksAt(() => [of]), ...stage.reads };
  const { groups } = await plan({ ...stage, reads }, [refTo(of)], operation);
  return groups[0]?.targets[0]?.findings ?? [];
}
