import type { DeployedTasks, Found, Paged, ListPage } from '../../../model/ports/awsReads.ts';
import { failed, succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Service } from '../../../model/resources/service.ts';
import type { Caller } from '../../call/caller.ts';
import { inParallel } from '../../call/concurrency.ts';
import { chunksOf } from '../../../base/chunksOf.ts';
import { createEcsClients } from './calls.ts';
import type { Read } from '../../../model/sight.ts';
import { readWholeDaemon, readDaemons } from './daemons.ts';
import { listServices } from './listServices.ts';
import { describeAll, describeKnown, describedIn } from './describedDeployments.ts';
import { partFailure } from './partFailure.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import { namelessGap } from '../../sdk/unreadMembers.ts';
import { gapsOnce } from '../../call/gapCollector.ts';
import { createServiceClusters } from './serviceClusters.ts';
import { deploymentOf, revisionsIn } from './mapping.ts';
import { randomBytes } from 'node:crypto';
import { stoppedTasksOf } from './stoppedTasks.ts';
import { defined, list } from '../../../base/untrusted.ts';
import { wholeRevision } from './wholeRevision.ts';
import type { WholeRevision, ServiceDeployment, ServiceRevision } from '../../../model/resources/deployment.ts';
import type { WholeDaemon, Daemons } from '../../../model/resources/daemon.ts';
import type { StoppedTasks } from '../../../model/resources/stoppedTasks.ts';

const ARNS_A_CALL = 20;
const CALLS_AT_ONCE = 4;

/** No shorter than what it is hashed with. */
const KEY_BYTES = 32;

/** What Halt reads from ECS. `key`: see `hidingKey` of `AwsCoreOptions`. */
export function createEcs(caller: Caller, key: Uint8Array = randomBytes(KEY_BYTES)) {
  const clients = createEcsClients(caller);
  const clusters = createServiceClusters();

  return {
    async *list(scope: Scope, signal: AbortSignal): AsyncGenerator<Read<ListPage<Service>>> {
      const calls = clients.begin();
      for await (const page of listServices(calls, scope, signal)) {
        for (const { id, clusterArn } of page.ok ? page.value.resources : []) {
          clusters.learn(calls.answeredBy(), id, clusterArn);
        }
        yield page;
      }
    },

    async describe(scope: Scope, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>> {
      const calls = clients.begin();
      const all = await describeAll(calls, scope, ids, signal);
      if (!all.ok) return all;
      const { deployments, missing, failures } = all.value;
      return calls.seal(succeeded({ targets: deployments, missing, failures }));
    },

    async wholeResource(
      scope: Scope,
      arn: string,
      signal: AbortSignal,
    ): Promise<Read<{ target: ServiceDeployment; json: string }>> {
      const calls = clients.begin();
      const answer = await calls.describeDeployments(scope, [arn], signal);
      if (!answer.ok) return answer;
      const { deployments, failures } = describedIn(calls, scope, [arn], answer.value.body);
      const target = deployments.find(({ id }) => id === arn);
      if (target !== undefined) clusters.learn(calls.answeredBy(), target.serviceArn, target.clusterArn);
      if (target !== undefined) return calls.seal(succeeded({ target, json: answer.value.text }));
      const missing = partFailure(calls, { reason: 'MISSING', arn }, 'ecs:DescribeServiceDeployments');
      return calls.seal(failed(failures[arn] ?? missing));
    },

    async revisions(
      scope: Scope,
      arns: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<readonly ServiceRevision[]>> {
      const calls = clients.begin();
      const batches = chunksOf([...new Set(arns)], ARNS_A_CALL);
      const revisions: ServiceRevision[] = [];
      const answers = await inParallel(batches, CALLS_AT_ONCE, (it) => calls.describeRevisions(scope, it, signal));
      for (const [index, answer] of answers.entries()) {
        if (!answer.ok) return answer;
        revisions.push(...revisionsIn(answer.value.body, batches[index] ?? []));
      }
      return calls.seal(succeeded(revisions));
    },

    async wholeRevision(
      scope: Scope,
      arn: string,
      asked: readonly string[],
      signal: AbortSignal,
    ): Promise<Read<WholeRevision>> {
      return wholeRevision(clients.begin(), scope, { arn, asked, key }, signal);
    },

    async daemons(scope: Scope, signal: AbortSignal): Promise<Read<Daemons>> {
      return readDaemons(clients.begin(), scope, signal);
    },

    async wholeDaemon(scope: Scope, arn: string, signal: AbortSignal): Promise<Read<WholeDaemon>> {
      return readWholeDaemon(clients.begin(), scope, arn, signal);
    },

    async stoppedTasks(scope: Scope, of: DeployedTasks, signal: AbortSignal): Promise<Read<StoppedTasks>> {
      return stoppedTasksOf(clients.begin(), scope, of, signal);
    },

    /** Newest first. One that can't be described is as the list alone tells it, with a gap. */
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
      const told = list(answer.value.body['serviceDeployments']);
      const briefs = told.flatMap((it) => deploymentOf(scope, it) ?? []);
      const batches = chunksOf(
        briefs.map(({ id }) => id),
        ARNS_A_CALL,
      );
      const whole = new Map<string, ServiceDeployment>();
      const gaps = [...namelessGap('ecs:ListServiceDeployments', told.length - briefs.length)];
      for (const found of await inParallel(batches, CALLS_AT_ONCE, (it) => describeKnown(calls, scope, it, signal))) {
        if (!found.ok) return found;
        for (const [id, deployment] of found.value.deployments) whole.set(id, deployment);
        gaps.push(...found.value.gaps);
      }
      const items = briefs
        .map((brief) => whole.get(brief.id) ?? { ...brief, details: 'unread' as const })
        .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
      const following = nextPage(answer.value.body['nextToken']);
      return calls.seal(succeeded(defined<Paged<ServiceDeployment>>({ items, next: following, gaps: gapsOnce(gaps) })));
    },

    dispose: () => clients.dispose(),
  };
}
