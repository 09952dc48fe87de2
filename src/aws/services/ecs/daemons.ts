import { MemberReader } from '../../../base/memberReader.ts';
import { chunksOf } from '../../../base/chunksOf.ts';
import { defined, identifier, isNothing, list, member } from '../../../base/untrusted.ts';
import { type Fact, known, none, unread, valueOf } from '../../../model/fact.ts';
import { type Failure, type Outcome, succeeded } from '../../../model/failure.ts';
import type {
  Daemon,
  DaemonDeployment,
  WholeDaemon,
  DaemonRevision,
  Daemons,
} from '../../../model/resources/daemon.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Read } from '../../../model/sight.ts';
import { inParallel } from '../../call/concurrency.ts';
import { gapCollector } from '../../call/gapCollector.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import { itemsOf, leftOut, namelessGap, unreadOf } from '../../sdk/unreadMembers.ts';
import type { EcsCalls } from './calls.ts';
import { allClusters } from './listServices.ts';
import { isGap, partFailure } from './partFailure.ts';

const CALLS_AT_ONCE = 4;
const DEPLOYMENTS_A_CALL = 20;
const DESCRIBE = 'ecs:DescribeDaemonDeployments';

/**
 * The managed daemons of a place with their newest deployments: a call for the clusters, one for each cluster, one for each daemon, and one for 20 deployments. Fails where the first
 * cluster's can't be listed; what can't be read beside that is a gap.
 */
export async function readDaemons(calls: EcsCalls, scope: Scope, signal: AbortSignal): Promise<Read<Daemons>> {
  const clusters = await allClusters(calls, scope, signal);
  if (!clusters.ok) return calls.seal(clusters);
  const gaps: Failure[] = [...clusters.value.gaps];
  const [first, ...rest] = clusters.value.arns;
  const daemons: Daemon[] = [];
  if (first !== undefined) {
    // Whoever may not list one cluster's may list none: the others are not asked in vain.
    const parts = [await clusterDaemons(calls, scope, first, signal)];
    if (parts[0]?.ok === false && parts[0].failure.kind === 'denied') return calls.seal(parts[0]);
    parts.push(...(await inParallel(rest, CALLS_AT_ONCE, (arn) => clusterDaemons(calls, scope, arn, signal))));
    for (const part of parts) {
      if (part.ok) {
        daemons.push(...part.value.daemons);
        gaps.push(...part.value.gaps);
      } else if (isGap(part.failure)) gaps.push(part.failure);
      else return calls.seal(part);
    }
  }
  const newest = new Map<string, Fact<DaemonDeployment>>();
  for (const [index, outcome] of (
    await inParallel(daemons, CALLS_AT_ONCE, ({ arn }) => newestOf(calls, scope, arn, signal))
  ).entries()) {
    const daemon = daemons[index];
    if (outcome.ok) {
      gaps.push(...outcome.value.gaps);
      if (daemon) newest.set(daemon.arn, factOf(outcome.value));
    } else if (isGap(outcome.failure)) gaps.push(outcome.failure);
    else return calls.seal(outcome);
  }
  const described = await describe(
    calls,
    scope,
    [...newest.values()].flatMap((fact) => valueOf(fact)?.arn ?? []),
    signal,
  );
  if (!described.ok) return calls.seal(described);
  gaps.push(...described.value.gaps);
  const whole = daemons.map((daemon): Daemon => {
    const fact = newest.get(daemon.arn) ?? unread;
    const brief = valueOf(fact);
    return { ...daemon, deployment: brief === undefined ? fact : known(wholeOf(brief, described.value.deployments)) };
  });
  whole.sort((a, b) => order(a.clusterName, b.clusterName) || order(a.name, b.name));
  return calls.seal(succeeded({ daemons: whole, gaps: gapCollector().fresh(gaps) }));
}

/** One daemon's newest deployment, and AWS's answer about it: a call to find it, and one to describe it. Without the second it is as the list tells it, with a gap. */
export async function readWholeDaemon(
  calls: EcsCalls,
  scope: Scope,
  daemonArn: string,
  signal: AbortSignal,
): Promise<Read<WholeDaemon>> {
  const newest = await newestOf(calls, scope, daemonArn, signal);
  if (!newest.ok) return calls.seal(newest);
  const { deployment, gaps } = newest.value;
  if (deployment === undefined) return calls.seal(succeeded({ gaps }));
  const described = await describe(calls, scope, [deployment.arn], signal);
  if (!described.ok) return calls.seal(described);
  const { deployments, gaps: lacks, json } = described.value;
  const whole = wholeOf(deployment, deployments);
  return calls.seal(
    succeeded(defined<WholeDaemon>({ deployment: whole, json, gaps: gapCollector().fresh([...gaps, ...lacks]) })),
  );
}

/** A list without a deployment means that there is none only where all of the list could be read. */
function factOf({ deployment, gaps }: Newest): Fact<DaemonDeployment> {
  if (deployment !== undefined) return known(deployment);
  return gaps.length > 0 ? unread : none;
}

const wholeOf = (brief: DaemonDeployment, described: ReadonlyMap<string, DaemonDeployment>): DaemonDeployment =>
  described.get(brief.arn) ?? { ...brief, details: 'unread' };

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

async function clusterDaemons(
  calls: EcsCalls,
  scope: Scope,
  clusterArn: string,
  signal: AbortSignal,
): Promise<Outcome<Daemons>> {
  const daemons: Daemon[] = [];
  let nameless = 0;
  const tokens = calls.listTokens('ecs:ListDaemons');
  for (let next: string | undefined; ;) {
    const answer = await calls.listDaemons(scope, clusterArn, next, signal);
    if (!answer.ok) return answer;
    for (const from of itemsOf(answer.value.body, 'daemonSummariesList')) {
      const arn = from.identifier('daemonArn');
      if (arn === undefined) nameless += 1;
      else
        daemons.push({ arn, ...named(arn, clusterArn), status: from.text('status') ?? 'unknown', deployment: unread });
    }
    const following = tokens.next(nextPage(answer.value.body['nextToken']));
    if (!following.ok) return following;
    next = following.value;
    if (next === undefined) return succeeded({ daemons, gaps: namelessGap('ecs:ListDaemons', nameless) });
  }
}

/** `arn:aws:ecs:eu-west-1:111122223333:daemon/shop/node-metrics` says both names; the cluster's is known without it. */
function named(arn: string, clusterArn: string): Pick<Daemon, 'name' | 'clusterName'> {
  const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  return { name: last(arn), clusterName: last(clusterArn) };
}

interface Newest {
  readonly deployment?: DaemonDeployment;
  readonly gaps: readonly Failure[];
}

/** The newest deployment, as the list tells of it. ECS doesn't say in which order the list is: the newest of its first page is taken. */
async function newestOf(
  calls: EcsCalls,
  scope: Scope,
  daemonArn: string,
  signal: AbortSignal,
): Promise<Outcome<Newest>> {
  const answer = await calls.listDaemonDeployments(scope, daemonArn, signal);
  if (!answer.ok) return answer;
  const told = list(answer.value.body['daemonDeployments']).filter((item) => !isNothing(item));
  const deployments = told.flatMap((it) => deploymentOf(it) ?? []);
  const gaps = namelessGap('ecs:ListDaemonDeployments', told.length - deployments.length);
  const [deployment] = deployments.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  return succeeded({ ...(deployment && { deployment }), gaps });
}

/** The deployments by ARN; one that can't be described is a gap. */
async function describe(
  calls: EcsCalls,
  scope: Scope,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<
  Outcome<{
    readonly deployments: ReadonlyMap<string, DaemonDeployment>;
    readonly gaps: readonly Failure[];
    /** The last answer's. */
    readonly json?: string;
  }>
> {
  const deployments = new Map<string, DaemonDeployment>();
  const gaps: Failure[] = [];
  let json: string | undefined;
  const batches = chunksOf(arns, DEPLOYMENTS_A_CALL);
  const answers = await inParallel(batches, CALLS_AT_ONCE, (it) => calls.describeDaemonDeployments(scope, it, signal));
  for (const [index, answer] of answers.entries()) {
    if (!answer.ok) {
      if (!isGap(answer.failure)) return answer;
      gaps.push(answer.failure);
      continue;
    }
    const { body } = answer.value;
    json = answer.value.text;
    for (const source of list(body['daemonDeployments'])) {
      const deployment = deploymentOf(source);
      if (deployment) deployments.set(deployment.arn, deployment);
    }
    const failures = list(body['failures']);
    gaps.push(...failures.map((it) => partFailure(calls, it, DESCRIBE)));
    const told = new Set(failures.map((it) => identifier(member(it, 'arn'))));
    for (const arn of batches[index] ?? [])
      if (!deployments.has(arn) && !told.has(arn)) gaps.push(leftOut(calls, DESCRIBE, arn));
  }
  return succeeded({ deployments, gaps, ...(json !== undefined && { json }) });
}

/** From DescribeDaemonDeployments, or the shorter form of ListDaemonDeployments. Undefined for what has no ARN. */
function deploymentOf(source: unknown): DaemonDeployment | undefined {
  const from = new MemberReader(source);
  const arn = from.identifier('daemonDeploymentArn');
  if (arn === undefined) return undefined;
  const target = from.record('targetDaemonRevision');
  const breaker = from.record('circuitBreaker');
  const alarms = from.record('alarms');
  return defined<DaemonDeployment>({
    arn,
    status: from.text('status') ?? 'unknown',
    statusReason: from.text('statusReason'),
    createdAt: from.time('createdAt'),
    finishedAt: from.time('finishedAt') ?? from.time('stoppedAt'),
    target: target && revisionOf(target),
    sources: from.records('sourceDaemonRevisions').flatMap((it) => revisionOf(it) ?? []),
    breaker: breaker && {
      status: breaker.text('status') ?? 'unknown',
      failureCount: breaker.count('failureCount'),
      threshold: breaker.count('threshold'),
    },
    alarms: alarms && {
      status: alarms.text('status') ?? 'unknown',
      names: alarms.texts('alarmNames'),
      triggered: alarms.texts('triggeredAlarmNames'),
    },
    rollbackReason: from.within('rollback').text('reason'),
    ...unreadOf(from),
  });
}

function revisionOf(from: MemberReader): DaemonRevision | undefined {
  const arn = from.identifier('arn');
  if (arn === undefined) {
    from.note();
    return undefined;
  }
  return { arn, running: from.count('totalRunningInstanceCount'), draining: from.count('totalDrainingInstanceCount') };
}
