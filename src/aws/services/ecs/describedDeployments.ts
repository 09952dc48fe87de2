import { identifier, list, member } from '../../../base/untrusted.ts';
import { type Failure, isProfileFailure, type Outcome, succeeded } from '../../../model/failure.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { Scope } from '../../../model/scope.ts';
import { inParallel } from '../../call/concurrency.ts';
import { chunksOf } from '../../../base/chunksOf.ts';
import type { EcsCalls } from './calls.ts';
import { leftOut } from '../../sdk/unreadMembers.ts';
import { deploymentOf } from './mapping.ts';
import { isGap, partFailure } from './partFailure.ts';

const ARNS_A_CALL = 20;
const CALLS_AT_ONCE = 4;
const OPERATION = 'ecs:DescribeServiceDeployments';

/** What DescribeServiceDeployments told of some ARNs: each of them is in one of the three. */
export interface DescribedDeployments {
  readonly deployments: readonly ServiceDeployment[];
  readonly missing: readonly string[];
  /** By ARN. */
  readonly failures: Readonly<Record<string, Failure>>;
}

/** Describes deployments in as few calls as there can be; a call that fails as a whole fails all of it. */
export async function describeAll(
  calls: EcsCalls,
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<DescribedDeployments>> {
  const batches = chunksOf([...new Set(ids)], ARNS_A_CALL);
  return together(await inParallel(batches, CALLS_AT_ONCE, (batch) => describeHalving(calls, scope, batch, signal)));
}

/**
 * Describes at most 20 deployments that are known from elsewhere already, so that a failure costs what only this call tells: it comes as a gap. Fails only for what
 * stops the whole profile, and for what nobody wants any more.
 */
export async function describeKnown(
  calls: EcsCalls,
  scope: Scope,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<
  Outcome<{ readonly deployments: ReadonlyMap<string, ServiceDeployment>; readonly gaps: readonly Failure[] }>
> {
  const answer = await describeHalving(calls, scope, arns, signal);
  if (!answer.ok) {
    const { failure } = answer;
    if (failure.kind === 'cancelled' || isProfileFailure(failure.kind)) return answer;
    return succeeded({ deployments: new Map(), gaps: [failure] });
  }
  const { deployments, failures } = answer.value;
  return succeeded({ deployments: new Map(deployments.map((it) => [it.id, it])), gaps: Object.values(failures) });
}

/** An ARN that AWS does not take fails the whole call without being named: the batch is halved until it stands alone. */
async function describeHalving(
  calls: EcsCalls,
  scope: Scope,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<DescribedDeployments>> {
  const answer = await calls.describeDeployments(scope, arns, signal);
  if (answer.ok) return succeeded(describedIn(calls, scope, arns, answer.value.body));
  const { failure } = answer;
  if (isGap(failure) ? failure.kind !== 'not-found' : failure.kind !== 'refused') return answer;
  const [only = ''] = arns;
  if (arns.length === 1) {
    const gone = failure.kind === 'not-found';
    return succeeded({ deployments: [], missing: gone ? [only] : [], failures: gone ? {} : { [only]: failure } });
  }
  const middle = Math.ceil(arns.length / 2);
  const halves = [arns.slice(0, middle), arns.slice(middle)];
  return together(await inParallel(halves, 1, (half) => describeHalving(calls, scope, half, signal)));
}

/** What the body of an answer tells of these ARNs. */
export function describedIn(
  calls: EcsCalls,
  scope: Scope,
  arns: readonly string[],
  body: Readonly<Record<string, unknown>>,
): DescribedDeployments {
  const deployments = list(body['serviceDeployments']).flatMap((it) => deploymentOf(scope, it) ?? []);
  const failures = new Map<string, Failure>();
  const missing = new Set<string>();
  for (const it of list(body['failures'])) {
    const arn = identifier(member(it, 'arn'));
    if (arn === undefined) continue;
    if (member(it, 'reason') === 'MISSING') missing.add(arn);
    else failures.set(arn, partFailure(calls, it, OPERATION));
  }
  const seen = new Set([...deployments.map(({ id }) => id), ...failures.keys(), ...missing]);
  for (const arn of arns) {
    if (!seen.has(arn)) failures.set(arn, leftOut(calls, OPERATION, arn));
  }
  return { deployments, failures: Object.fromEntries(failures), missing: arns.filter((arn) => missing.has(arn)) };
}

function together(outcomes: readonly Outcome<DescribedDeployments>[]): Outcome<DescribedDeployments> {
  const parts: DescribedDeployments[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcome;
    parts.push(outcome.value);
  }
  return succeeded({
    deployments: parts.flatMap((it) => it.deployments),
    missing: parts.flatMap((it) => it.missing),
    failures: Object.assign({}, ...parts.map((it) => it.failures)),
  });
}
