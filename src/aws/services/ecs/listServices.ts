import type { ListPage } from '../../../model/ports/awsReads.ts';
import { type Failure, type FailureKind, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Read } from '../../../model/sight.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Service } from '../../../model/resources/service.ts';
import { inParallel, merged } from '../../call/concurrency.ts';
import { mayBeOfParameter } from '../../call/optionalParameter.ts';
import { chunksOf } from '../../../base/chunksOf.ts';
import { gapCollector } from '../../call/gapCollector.ts';
import type { EcsCalls } from './calls.ts';
import { leftOut, namelessGap, namelessIn, statelessGap } from '../../sdk/unreadMembers.ts';
import { describeKnown } from './describedDeployments.ts';
import { isInFlight, serviceOf } from './mapping.ts';
import { isGap, partFailure } from './partFailure.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import { identifier, identifiers, list, member } from '../../../base/untrusted.ts';

const CLUSTERS_AT_ONCE = 8;
const DESCRIBES_AT_ONCE = 5;
const SERVICES_A_CALL = 10;
const DEPLOYMENTS_A_CALL = 20;
/** A call that came to this won't fare better a moment later; each was tried several times. */
const unanswered: ReadonlySet<FailureKind> = new Set(['throttled', 'timeout', 'cut', 'server', 'unreachable']);

/** What one page of a cluster's services came to. Those in flight still lack their deployment. */
interface ListedPart {
  readonly settled: readonly Service[];
  readonly inFlight: readonly Service[];
  readonly gaps: readonly Failure[];
}

/**
 * All services of a scope in the fewest calls: clusters, their services, and only for what is in flight the deployment, 20 at a time whatever
 * cluster they are in. What is denied or has vanished meanwhile is a gap, and so is whatever keeps ECS from describing a deployment; any other failure ends the list.
 */
export async function* listServices(
  calls: EcsCalls,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<Read<ListPage<Service>>> {
  const clusters = await allClusters(calls, scope, signal);
  if (!clusters.ok) {
    yield clusters;
    return;
  }
  const gaps = gapCollector();
  const waiting: Service[] = [];
  let isAnswering = true;
  const described = async (services: readonly Service[]): Promise<Read<ListPage<Service>>> => {
    if (!isAnswering) return calls.seal(succeeded({ resources: services.map(undescribed), gaps: [] }));
    const page = await withDeployments(calls, scope, services, signal);
    if (!page.ok) return calls.seal(page);
    // The rest is not asked for in vain: the list would wait for each of the calls.
    isAnswering = !page.value.gaps.some(({ kind }) => unanswered.has(kind));
    return calls.seal(succeeded({ ...page.value, gaps: gaps.fresh(page.value.gaps) }));
  };
  if (clusters.value.gaps.length > 0) {
    yield calls.seal(succeeded({ resources: [], gaps: gaps.fresh(clusters.value.gaps) }));
  }
  const parts = clusters.value.arns.map((cluster) => () => clusterParts(calls, scope, cluster, signal));
  for await (const part of merged(parts, CLUSTERS_AT_ONCE)) {
    if (!part.ok) {
      yield part;
      return;
    }
    yield calls.seal(succeeded({ resources: part.value.settled, gaps: gaps.fresh(part.value.gaps) }));
    waiting.push(...part.value.inFlight);
    while (waiting.length >= DEPLOYMENTS_A_CALL) {
      const page = await described(waiting.splice(0, DEPLOYMENTS_A_CALL));
      yield page;
      if (!page.ok) return;
    }
  }
  if (waiting.length > 0) yield await described(waiting);
}

/** The clusters of a scope, and what can't be read of them. */
export async function allClusters(
  calls: EcsCalls,
  scope: Scope,
  signal: AbortSignal,
): Promise<Outcome<{ readonly arns: readonly string[]; readonly gaps: readonly Failure[] }>> {
  const clusters: string[] = [];
  let nameless = 0;
  const tokens = calls.listTokens('ecs:ListClusters');
  for (let next: string | undefined; ;) {
    const answer = await calls.listClusters(scope, next, signal);
    if (!answer.ok) return answer;
    clusters.push(...identifiers(answer.value.body['clusterArns']));
    nameless += namelessIn(answer.value.body, 'clusterArns');
    const following = tokens.next(nextPage(answer.value.body['nextToken']));
    if (!following.ok) return following;
    next = following.value;
    if (next === undefined)
      return succeeded({ arns: [...new Set(clusters)], gaps: namelessGap('ecs:ListClusters', nameless) });
  }
}

async function* clusterParts(
  calls: EcsCalls,
  scope: Scope,
  cluster: string,
  signal: AbortSignal,
): AsyncGenerator<Outcome<ListedPart>> {
  const tokens = calls.listTokens('ecs:ListServices');
  // The next page is asked for while this one is being described.
  let coming: ReturnType<EcsCalls['listServices']> | undefined = calls.listServices(scope, cluster, undefined, signal);
  while (coming !== undefined) {
    const answer = await coming;
    if (!answer.ok) {
      yield isGap(answer.failure) ? succeeded({ settled: [], inFlight: [], gaps: [answer.failure] }) : answer;
      return;
    }
    const { body } = answer.value;
    const next = tokens.next(nextPage(body['nextToken']));
    coming = !next.ok || next.value === undefined ? undefined : calls.listServices(scope, cluster, next.value, signal);
    const lost = [
      ...namelessGap('ecs:ListServices', namelessIn(body, 'serviceArns')),
      ...(next.ok ? [] : [next.failure]),
    ];
    yield await describe(calls, scope, cluster, identifiers(body['serviceArns']), lost, signal);
  }
}

async function describe(
  calls: EcsCalls,
  scope: Scope,
  cluster: string,
  arns: readonly string[],
  known: readonly Failure[],
  signal: AbortSignal,
): Promise<Outcome<ListedPart>> {
  const gaps = [...known];
  const untagged = new Set<string>();
  let inVain = false;
  const batches = chunksOf(arns, SERVICES_A_CALL);
  const answers = await inParallel(batches, DESCRIBES_AT_ONCE, async (batch) => {
    const whole = await calls.describeServices(scope, cluster, batch, signal);
    if (whole.ok || inVain || !mayBeOfParameter(whole.failure, 'TAGS')) return whole;
    const bare = await calls.describeServices(scope, cluster, batch, signal, false);
    if (!bare.ok) {
      inVain = true;
      return whole;
    }
    gaps.push({ ...whole.failure, operation: 'ecs:ListTagsForResource' });
    for (const arn of batch) untagged.add(arn);
    return bare;
  });
  const settled: Service[] = [];
  const inFlight: Service[] = [];
  for (const [index, answer] of answers.entries()) {
    if (!answer.ok) {
      if (!isGap(answer.failure)) return answer;
      gaps.push(answer.failure);
      continue;
    }
    const left = new Set(batches[index]);
    for (const failure of list(answer.value.body['failures'])) left.delete(identifier(member(failure, 'arn')) ?? '');
    for (const source of list(answer.value.body['services'])) {
      const service = serviceOf(scope, source, cluster);
      if (service === undefined) continue;
      left.delete(service.id);
      const told = untagged.has(service.id) ? { ...service, tagsUnread: true as const } : service;
      (isInFlight(source) ? inFlight : settled).push(told);
    }
    gaps.push(...failuresIn(calls, answer.value.body['failures'], 'ecs:DescribeServices'));
    gaps.push(...[...left].map((arn) => leftOut(calls, 'ecs:DescribeServices', arn)));
  }
  return succeeded({ settled, inFlight, gaps });
}

/** Without its deployment, which ECS may not describe here or not now, a service still tells its rollout's state. */
async function withDeployments(
  calls: EcsCalls,
  scope: Scope,
  services: readonly Service[],
  signal: AbortSignal,
): Promise<Outcome<ListPage<Service>>> {
  const arns = services.flatMap((service) => service.currentDeploymentArn ?? []);
  const answer = await describeKnown(calls, scope, arns, signal);
  if (!answer.ok) return answer;
  const { deployments, gaps } = answer.value;
  const resources = services.map((service) => {
    const deployment = deployments.get(service.currentDeploymentArn ?? '');
    return deployment === undefined ? undescribed(service) : { ...service, deployment };
  });
  const states = resources.map(({ deployment }) => deployment?.status);
  return succeeded({ resources, gaps: [...gaps, ...statelessGap('ecs:DescribeServiceDeployments', states)] });
}

/** One whose deployment AWS named, and didn't describe. */
const undescribed = (service: Service): Service => ({ ...service, deploymentUnread: true });

/** AWS's `failures` but for what is simply no longer there. */
function failuresIn(calls: EcsCalls, source: unknown, operation: string): readonly Failure[] {
  return list(source).flatMap((it) => (member(it, 'reason') === 'MISSING' ? [] : [partFailure(calls, it, operation)]));
}
