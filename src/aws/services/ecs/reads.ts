import type { DeployedTasks, Found, Paged, Page } from '../../../model/ports/awsReads.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Service } from '../../../model/resources/service.ts';
import type { Caller } from '../../call/caller.ts';
import { inBatches, inParallel } from '../../call/concurrency.ts';
import { createEcsClients, type EcsCalls } from './calls.ts';
import type { Read } from '../../../model/sight.ts';
import { isGap, listServices, partFailure } from './listServices.ts';
import { createServiceClusters } from './serviceClusters.ts';
import { deploymentOf, revisionOf } from './mapping.ts';
import { stoppedTasksOf } from './stoppedTasks.ts';
import { defined, identifier, list, member } from '../../../base/untrusted.ts';
import type { ServiceDeployment, ServiceRevision } from '../../../model/resources/deployment.ts';
import type { StoppedTasks } from '../../../model/resources/stoppedTasks.ts';

const ARNS_A_CALL = 20;
const CALLS_AT_ONCE = 4;

interface Looked {
  readonly deployments: readonly ServiceDeployment[];
  readonly missing: readonly string[];
  readonly failures: Readonly<Record<string, Failure>>;
}

/** What Halt reads from ECS. */
export function createEcs(caller: Caller) {
  const clients = createEcsClients(caller);
  const clusters = createServiceClusters();

  /** An ARN that AWS does not take fails the whole call without being named: the batch is halved until it stands alone. */
  const lookAt = async (
    calls: EcsCalls,
    scope: Scope,
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<Looked>> => {
    const answer = await calls.describeDeployments(scope, arns, signal);
    if (answer.ok) return succeeded(looked(scope, arns, answer.value.body));
    const { failure } = answer;
    if (isGap(failure) ? failure.kind !== 'not-found' : failure.kind !== 'refused') return answer;
    const [only = ''] = arns;
    if (arns.length === 1) {
      const gone = failure.kind === 'not-found';
      return succeeded({ deployments: [], missing: gone ? [only] : [], failures: gone ? {} : { [only]: failure } });
    }
    const middle = Math.ceil(arns.length / 2);
    const halves = [arns.slice(0, middle), arns.slice(middle)];
    return together(await inParallel(halves, 1, (half) => lookAt(calls, scope, half, signal)));
  };

  return {
    async *list(scope: Scope, signal: AbortSignal): AsyncGenerator<Read<Page<Service>>> {
      for await (const page of listServices(clients.begin(), scope, signal)) {
        for (const { id, clusterArn } of page.ok ? page.value.resources : []) {
          clusters.learn(id, clusterArn);
        }
        yield page;
      }
    },

    async describe(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>> {
      const calls = clients.begin();
      const batches = inBatches([...new Set(ids)], ARNS_A_CALL);
      const all = together(await inParallel(batches, CALLS_AT_ONCE, (batch) => lookAt(calls, scope, batch, signal)));
      if (!all.ok) return all;
      const { deployments, missing, failures } = all.value;
      return calls.seal(succeeded({ targets: deployments, missing, failures }));
    },

    async document(
      scope: Scope,
      arn: string,
      signal: AbortSignal,
    ): Promise<Read<{ target: ServiceDeployment; json: string }>> {
      const calls = clients.begin();
      const answer = await calls.describeDeployments(scope, [arn], signal);
      if (!answer.ok) return answer;
      const { deployments, failures } = looked(scope, [arn], answer.value.body);
      const target = deployments.find(({ id }) => id === arn);
      if (target !== undefined) clusters.learn(target.serviceArn, target.clusterArn);
      if (target !== undefined) return calls.seal(succeeded({ target, json: answer.value.text }));
      const missing = partFailure({ reason: 'MISSING', arn }, 'ecs:DescribeServiceDeployments');
      return calls.seal(failed(failures[arn] ?? missing));
    },

    async revisions(
      scope: Scope,
      arns: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<readonly ServiceRevision[]>> {
      const calls = clients.begin();
      const batches = inBatches([...new Set(arns)], ARNS_A_CALL);
      const revisions: ServiceRevision[] = [];
      for (const answer of await inParallel(batches, CALLS_AT_ONCE, (it) =>
        calls.describeRevisions(scope, it, signal),
      )) {
        if (!answer.ok) return answer;
        revisions.push(...list(answer.value.body['serviceRevisions']).flatMap((it) => revisionOf(it) ?? []));
      }
      return calls.seal(succeeded(revisions));
    },

    async stoppedTasks(scope: Scope, of: DeployedTasks, signal: AbortSignal): Promise<Read<StoppedTasks>> {
      return stoppedTasksOf(clients.begin(), scope, of, signal);
    },

    /** Newest first. Where they can't be described, as the list alone tells them. */
    async pastDeployments(
      scope: Scope,
      serviceArn: string,
      next: string | undefined,
      signal: AbortSignal,
    ): Promise<Read<Paged<ServiceDeployment>>> {
      const calls = clients.begin();
      const cluster = await clusters.of(calls, scope, serviceArn, signal);
      if (!cluster.ok) return cluster;
      const answer = await calls.listDeployments(scope, serviceArn, cluster.value, next, signal);
      if (!answer.ok) return answer;
      const briefs = list(answer.value.body['serviceDeployments']).flatMap((it) => deploymentOf(scope, it) ?? []);
      const batches = inBatches(
        briefs.map(({ id }) => id),
        ARNS_A_CALL,
      );
      const found = together(await inParallel(batches, CALLS_AT_ONCE, (batch) => lookAt(calls, scope, batch, signal)));
      if (!found.ok && !isGap(found.failure)) return found;
      const whole = new Map((found.ok ? found.value.deployments : []).map((it) => [it.id, it]));
      const items = briefs
        .map((brief) => whole.get(brief.id) ?? brief)
        .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
      return calls.seal(
        succeeded(defined<Paged<ServiceDeployment>>({ items, next: identifier(answer.value.body['nextToken']) })),
      );
    },

    dispose: () => clients.dispose(),
  };
}

function looked(scope: Scope, arns: readonly string[], body: Readonly<Record<string, unknown>>): Looked {
  const deployments = list(body['serviceDeployments']).flatMap((it) => deploymentOf(scope, it) ?? []);
  const operation = 'ecs:DescribeServiceDeployments';
  const failures = new Map<string, Failure>();
  const missing = new Set<string>();
  for (const it of list(body['failures'])) {
    const arn = identifier(member(it, 'arn'));
    if (arn === undefined) continue;
    if (member(it, 'reason') === 'MISSING') missing.add(arn);
    else failures.set(arn, partFailure(it, operation));
  }
  const seen = new Set([...deployments.map(({ id }) => id), ...failures.keys(), ...missing]);
  for (const arn of arns) {
    if (seen.has(arn)) continue;
    // AWS says of an ARN that it is missing; silence is no such word.
    const message = `The answer of AWS leaves out ${arn}.`;
    failures.set(arn, { kind: 'malformed', message, operation, mayHaveHappened: false });
  }
  return { deployments, failures: Object.fromEntries(failures), missing: arns.filter((arn) => missing.has(arn)) };
}

function together(outcomes: readonly Outcome<Looked>[]): Outcome<Looked> {
  const parts: Looked[] = [];
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
