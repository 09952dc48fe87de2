import {
  type RevisionSummary,
  type ServiceDeployment,
  type ServiceRevision,
  taskCounts,
} from '../../model/resources/deployment.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Scope } from '../../model/scope.ts';
import type { ExplainingReads } from './accountReads.ts';
import type { FurtherReads } from './findings.ts';
import type { PlannedTarget, RevisionFacts } from './plan.ts';
import type { ReadAgain } from './readAgain.ts';

/**
 * To learn why a deployment's tasks stopped takes two calls. In a larger plan only this many deployments are asked about, for which AWS's rate limit
 * has room at once.
 */
export const STUCK_CHECKS = 20;

/**
 * Asks for the stopped tasks of each deployment that hasn't ended, also where all tasks run: failed tasks are replaced, so that at any moment as many
 * may run as are wanted. Where there are more than {@link STUCK_CHECKS}, those of which it isn't known that all tasks run go first. What AWS didn't
 * tell in time counts as failed.
 */
export async function stoppedTasksIn(
  reads: Pick<ExplainingReads, 'stoppedTasks'>,
  scope: Scope,
  readAgain: ReadonlyMap<string, ReadAgain>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Pick<FurtherReads, 'stopped' | 'stoppedUnread'>>> {
  const underWay = [...readAgain.values()]
    .flatMap(({ observed }) => (observed?.kind === 'deployment' ? [observed] : []))
    .filter(({ status }) => !stateTraits('deployment', status).final);
  const byNeed = underWay.toSorted((a, b) => Number(isWhole(a)) - Number(isWhole(b)));
  const answers = await Promise.all(
    byNeed.map(
      async (deployment, index): Promise<readonly [string, Pick<FurtherReads, 'stopped' | 'stoppedUnread'>]> => {
        if (index >= STUCK_CHECKS) return [deployment.id, { stoppedUnread: 'not-asked' }];
        const answer = await reads.stoppedTasks(scope, deployment, signal);
        return [deployment.id, answer.ok ? { stopped: answer.value } : { stoppedUnread: 'failed' }];
      },
    ),
  );
  return new Map(answers);
}

/** Whether all of its tasks run now, in counts that can be read. */
function isWhole(deployment: ServiceDeployment): boolean {
  const { target } = deployment;
  if (target === undefined) return false;
  const [running, requested] = taskCounts(deployment, 'target', target);
  // A count that can't be read becomes NaN, which is neither less nor more than any number.
  return Number(running) >= Number(requested);
}

/** The source and target revisions of all deployments, by ARN. None where AWS doesn't tell in time: they explain, and without them the plan still says what it would do. */
export async function revisionsOf(
  reads: Pick<ExplainingReads, 'revisions'>,
  scope: Scope,
  readAgain: ReadonlyMap<string, ReadAgain>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ServiceRevision>> {
  const arns = new Set(
    [...readAgain.values()].flatMap(({ observed }) =>
      observed?.kind === 'deployment'
        ? [...observed.sources, ...(observed.target ? [observed.target] : [])].map((summary) => summary.arn)
        : [],
    ),
  );
  if (arns.size === 0) return new Map();
  const outcome = await reads.revisions(scope, [...arns], signal);
  return new Map(outcome.ok ? outcome.value.map((revision) => [revision.arn, revision]) : []);
}

/** A deployment's own revisions, each with what was read of it. */
export function revisionFacts(
  deployment: ServiceDeployment,
  revisions: ReadonlyMap<string, ServiceRevision>,
): NonNullable<PlannedTarget['revisions']> {
  const facts = (summary: RevisionSummary): RevisionFacts => {
    const revision = revisions.get(summary.arn);
    return { summary, ...(revision ? { revision } : {}) };
  };
  return { sources: deployment.sources.map(facts), ...(deployment.target ? { target: facts(deployment.target) } : {}) };
}
