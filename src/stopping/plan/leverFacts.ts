import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { SafetyLever } from '../../model/resources/safetyLever.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Scope } from '../../model/scope.ts';
import { mayBeOf, type Whose, whoseOf } from '../../model/sight.ts';
import type { OperationType } from '../../model/operation.ts';

/** What a plan tells of a safety lever beside its state. */
export interface LeverFacts {
  /** What engaging it stops. Absent where it isn't going to be engaged. */
  readonly stops?: StoppedByLever;
  /** Who engaged it. Absent where nothing tells. */
  readonly engaged?: Engagement;
  /** The reason that FIS was given when it was engaged, as AWS tells it. */
  readonly reason?: string;
}

/** The experiments of an account and region that haven't ended. */
export interface StoppedByLever {
  readonly experiments: readonly { readonly id: string; readonly name?: string }[];
  /** False where not all of them could be read: there may be more. */
  readonly isWhole: boolean;
}

/** By whom a lever was engaged through Halt, and when: milliseconds since the epoch by AWS's clock, as far as the log tells that. `who` is an ARN. */
export interface Engagement {
  readonly at: number;
  readonly who: string;
}

/** Where a lever is, and what AWS says why it is engaged. */
export interface EngagedLever {
  readonly whose: Whose;
  readonly region: string;
  readonly reason: string;
}

/** What the facts of a lever are taken from: AWS, and the log of this machine's stops. */
export interface LeverFactParts {
  readonly reads: Pick<AwsReads, 'list'>;
  /** Finds in the log of stops who engaged the lever with this reason. Undefined where it doesn't say. */
  readonly engagedBy?: (lever: EngagedLever) => Promise<Engagement | undefined>;
}

/** What engaging or disengaging a lever means. `lever`: as it was just read. Reads only; what can't be read in time is left out, or said to be missing. */
export async function leverFactsOf(
  parts: LeverFactParts,
  scope: Scope,
  asked: {
    readonly type: OperationType;
    readonly lever: SafetyLever | undefined;
    readonly whose: Whose;
  },
  signal: AbortSignal,
): Promise<LeverFacts> {
  const { type, lever, whose } = asked;
  const isEngaged = lever !== undefined && lever.state !== 'disengaged';
  if (!isEngaged) return type === 'engage-lever' ? { stops: await activeIn(parts.reads, scope, whose, signal) } : {};
  const { reason } = lever;
  const engaged =
    reason === undefined || whose.account === undefined
      ? undefined
      : await parts.engagedBy?.({ whose, region: scope.region, reason });
  return { ...(engaged && { engaged }), ...(reason !== undefined && { reason }) };
}

/** Lists the experiments of the place that haven't ended. A page that another account answers counts as not read. */
async function activeIn(
  reads: LeverFactParts['reads'],
  scope: Scope,
  whose: Whose,
  signal: AbortSignal,
): Promise<StoppedByLever> {
  const experiments = new Map<string, StoppedByLever['experiments'][number]>();
  let isWhole = true;
  for await (const page of reads.list(scope, 'experiment', signal)) {
    if (!page.ok || !mayBeOf(whoseOf(page.seen), whose)) {
      isWhole = false;
      continue;
    }
    // An experiment whose details can't be read is in the list all the same, with its name and state: nothing is missing here.
    if (page.value.gaps.some(({ operation }) => operation !== 'fis:GetExperiment')) isWhole = false;
    for (const one of page.value.resources) {
      if (one.kind !== 'experiment' || stateTraits('experiment', one.state).final) continue;
      experiments.set(one.id, { id: one.id, ...(one.name !== undefined && { name: one.name }) });
    }
  }
  return { experiments: [...experiments.values()], isWhole };
}
