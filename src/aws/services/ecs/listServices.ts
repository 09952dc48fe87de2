import type { Page } from '../../../model/ports/awsReads.ts';
import { type Failure, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Read } from '../../../model/sight.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Service } from '../../../model/resources/service.ts';
import { inBatches, inParallel, merged } from '../../call/concurrency.ts';
import type { EcsCalls } from './calls.ts';
import { namelessGap } from '../../sdk/unreadMembers.ts';
import { deploymentOf, isInFlight, serviceOf } from './mapping.ts';
import { identifier, identifiers, list, member, text } from '../../../base/untrusted.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

const CLUSTERS_AT_ONCE = 8;
const DESCRIBES_AT_ONCE = 5;
const SERVICES_A_CALL = 10;
const DEPLOYMENTS_A_CALL = 20;

/** What one page of a cluster's services came to. Those in flight still lack their deployment. */
interface Part {
  readonly settled: readonly Service[];
  readonly inFlight: readonly Service[];
  readonly gaps: readonly Failure[];
}

/**
 * All services of a scope in the fewest calls: clusters, their services, and only for what is in flight the deployment, 20 at a time whatever
 * cluster they are in. What is denied or has vanished meanwhile is a gap; any other failure ends the list.
 */
export async function* listServices(
  calls: EcsCalls,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<Read<Page<Service>>> {
  const clusters = await allClusters(calls, scope, signal);
  if (!clusters.ok) {
    yield clusters;
    return;
  }
  const gaps = gapCollector();
  const waiting: Service[] = [];
  const parts = clusters.value.map((cluster) => () => clusterParts(calls, scope, cluster, signal));
  for await (const part of merged(parts, CLUSTERS_AT_ONCE)) {
    if (!part.ok) {
      yield part;
      return;
    }
    yield calls.seal(succeeded({ resources: part.value.settled, gaps: gaps.fresh(part.value.gaps) }));
    waiting.push(...part.value.inFlight);
    while (waiting.length >= DEPLOYMENTS_A_CALL) {
      const page = await withDeployments(calls, scope, waiting.splice(0, DEPLOYMENTS_A_CALL), signal);
      yield calls.seal(page.ok ? succeeded({ ...page.value, gaps: gaps.fresh(page.value.gaps) }) : page);
      if (!page.ok) return;
    }
  }
  if (waiting.length === 0) return;
  const page = await withDeployments(calls, scope, waiting, signal);
  yield calls.seal(page.ok ? succeeded({ ...page.value, gaps: gaps.fresh(page.value.gaps) }) : page);
}

export async function allClusters(
  calls: EcsCalls,
  scope: Scope,
  signal: AbortSignal,
): Promise<Outcome<readonly string[]>> {
  const clusters: string[] = [];
  const tokens = new Set<string>();
  for (let next: string | undefined; ;) {
    const answer = await calls.listClusters(scope, next, signal);
    if (!answer.ok) return answer;
    clusters.push(...identifiers(answer.value.body['clusterArns']));
    next = identifier(answer.value.body['nextToken']);
    if (next === undefined || tokens.has(next)) return succeeded([...new Set(clusters)]);
    tokens.add(next);
  }
}

async function* clusterParts(
  calls: EcsCalls,
  scope: Scope,
  cluster: string,
  signal: AbortSignal,
): AsyncGenerator<Outcome<Part>> {
  const tokens = new Set<string>();
  // The next page is asked for while this one is being described.
  let coming: ReturnType<EcsCalls['listServices']> | undefined = calls.listServices(scope, cluster, undefined, signal);
  while (coming !== undefined) {
    const answer = await coming;
    if (!answer.ok) {
      yield isGap(answer.failure) ? succeeded({ settled: [], inFlight: [], gaps: [answer.failure] }) : answer;
      return;
    }
    const next = identifier(answer.value.body['nextToken']);
    coming = next === undefined || tokens.has(next) ? undefined : calls.listServices(scope, cluster, next, signal);
    if (next !== undefined) tokens.add(next);
    yield await describe(calls, scope, cluster, identifiers(answer.value.body['serviceArns']), signal);
  }
}

async function describe(
  calls: EcsCalls,
  scope: Scope,
  cluster: string,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<Part>> {
  const gaps: Failure[] = [];
  const untagged = new Set<string>();
  let inVain = false;
  const answers = await inParallel(inBatches(arns, SERVICES_A_CALL), DESCRIBES_AT_ONCE, async (batch) => {
    const whole = await calls.describeServices(scope, cluster, batch, signal);
    if (whole.ok || inVain || !refusesTags(whole.failure)) return whole;
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
  for (const answer of answers) {
    if (!answer.ok) {
      if (!isGap(answer.failure)) return answer;
      gaps.push(answer.failure);
      continue;
    }
    for (const source of list(answer.value.body['services'])) {
      const service = serviceOf(scope, source);
      if (service === undefined) {
        gaps.push(...namelessGap('ecs:DescribeServices', 1));
        continue;
      }
      const told = untagged.has(service.id) ? { ...service, tagsUnread: true as const } : service;
      (isInFlight(source) ? inFlight : settled).push(told);
    }
    gaps.push(...failuresIn(answer.value.body['failures'], 'ecs:DescribeServices'));
  }
  return succeeded({ settled, inFlight, gaps });
}

/** Without the right to describe deployments a service still tells its rollout's state. */
async function withDeployments(
  calls: EcsCalls,
  scope: Scope,
  services: readonly Service[],
  signal: AbortSignal,
): Promise<Outcome<Page<Service>>> {
  const arns = services.flatMap((service) => service.currentDeploymentArn ?? []);
  const answer = await calls.describeDeployments(scope, arns, signal);
  if (!answer.ok) return isGap(answer.failure) ? succeeded({ resources: services, gaps: [answer.failure] }) : answer;
  const found = new Map<string, ServiceDeployment>();
  for (const source of list(answer.value.body['serviceDeployments'])) {
    const deployment = deploymentOf(scope, source);
    if (deployment !== undefined) found.set(deployment.id, deployment);
  }
  const resources = services.map((service) => {
    const deployment = found.get(service.currentDeploymentArn ?? '');
    return deployment === undefined ? service : { ...service, deployment };
  });
  return succeeded({ resources, gaps: failuresIn(answer.value.body['failures'], 'ecs:DescribeServiceDeployments') });
}

/** What is missing by itself, so that the rest can be shown. */
export const isGap = ({ kind, code }: Failure): boolean =>
  kind === 'denied' || kind === 'not-found' || code === 'UnsupportedFeatureException';

/** Older or restricted places take no `include`; the services are told without it. */
const refusesTags = ({ kind }: Failure): boolean => kind === 'denied' || kind === 'refused';

/** AWS's `failures` but for what is simply no longer there. */
function failuresIn(source: unknown, operation: string): readonly Failure[] {
  return list(source).flatMap((it) => (member(it, 'reason') === 'MISSING' ? [] : [partFailure(it, operation)]));
}

/** A member of ECS's `failures`. */
export function partFailure(source: unknown, operation: string): Failure {
  const code = text(member(source, 'reason')) ?? 'unknown';
  const detail = text(member(source, 'detail'));
  const arn = text(member(source, 'arn')) ?? '';
  const kind = code === 'MISSING' ? 'not-found' : /denied/i.test(code) ? 'denied' : 'refused';
  return { kind, code, message: detail ?? `${code}: ${arn}`, operation, mayHaveHappened: false };
}

/** Says each gap once: an action that is denied is denied in every batch. */
function gapCollector(): { fresh(gaps: readonly Failure[]): readonly Failure[] } {
  const told = new Set<string>();
  return {
    fresh: (gaps) =>
      gaps.filter(({ kind, operation, code, message }) => {
        const key = JSON.stringify([kind, operation, code, message]);
        return !told.has(key) && told.add(key);
      }),
  };
}
