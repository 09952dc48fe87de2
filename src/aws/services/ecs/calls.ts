import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';
import type { Outcome } from '../../../model/failure.ts';
import { succeeded } from '../../../model/failure.ts';
import type { Scope } from '../../../model/scope.ts';
import { listAnswer, rawAnswer } from '../../call/rawAnswer.ts';
import { askThroughThrottling } from '../../call/askThroughThrottling.ts';
import { serviceAddress } from '../../call/serviceAddress.ts';
import { sendSigned } from '../../call/signedPost.ts';
import type { JsonBody } from '../../sdk/wireAnswer.ts';
import { type Rate, rates } from '../../call/rates.ts';
import { createReadOnlyClients, type Reading } from '../../call/readOnlyClients.ts';
import type { Caller } from '../../call/caller.ts';
import type { CallTools } from '../../call/call.ts';

/** The reading calls of ECS, one method an operation, each answering with the body as AWS sent it. */
export interface EcsCalls {
  listClusters(scope: Scope, next: string | undefined, signal: AbortSignal): Promise<Outcome<JsonBody>>;
  listServices(
    scope: Scope,
    cluster: string,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<JsonBody>>;
  /** At most 10. */
  describeServices(
    scope: Scope,
    cluster: string,
    services: readonly string[],
    signal: AbortSignal,
    tags?: boolean,
  ): Promise<Outcome<JsonBody>>;
  listDeployments(
    scope: Scope,
    service: string,
    cluster: string,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Outcome<JsonBody>>;
  /** At most 20. */
  describeDeployments(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** At most 20. */
  describeRevisions(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Outcome<JsonBody>>;
  describeTaskDefinition(scope: Scope, taskDefinition: string, signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** The first 100 that have stopped. */
  listStoppedTasks(scope: Scope, cluster: string, service: string, signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** At most 100. */
  describeTasks(
    scope: Scope,
    cluster: string,
    tasks: readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<JsonBody>>;
  listDaemons(scope: Scope, cluster: string, next: string | undefined, signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** The first page. */
  listDaemonDeployments(scope: Scope, daemon: string, signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** At most 20. */
  describeDaemonDeployments(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Outcome<JsonBody>>;
  /** What was made of these calls' answers, of whom and when. */
  seal: Reading<ECSClient>['seal'];
  listTokens: Reading<ECSClient>['listTokens'];
  withoutSecrets: Reading<ECSClient>['withoutSecrets'];
  wouldAnswer: Reading<ECSClient>['wouldAnswer'];
  answeredBy: Reading<ECSClient>['answeredBy'];
}

/** Clients of ECS that can only read; each reading has its own calls. */
export function createEcsClients(caller: Caller): { begin(): EcsCalls; dispose(): void } {
  const clients = createReadOnlyClients(caller, 'ECS', (config) => new ECSClient(config));
  return { begin: () => callsOf(clients.begin()), dispose: () => clients.dispose() };
}

function callsOf(reading: Reading<ECSClient>): EcsCalls {
  const call = async (
    scope: Scope,
    operation: string,
    rate: Rate,
    signal: AbortSignal,
    member: string,
    send: (client: ECSClient, options: CallTools['options']) => Promise<unknown>,
  ): Promise<Outcome<JsonBody>> => {
    const answer = await reading.read({ scope, operation, rate, signal, member }, async (client, options) => {
      await send(client, options);
      return listAnswer(options.trace, member);
    });
    return answer.ok ? succeeded(answer.value.output) : answer;
  };
  const post = (scope: Scope, operation: string, rate: Rate, member: string, input: object, signal: AbortSignal) =>
    askThroughThrottling(
      () =>
        call(scope, operation, rate, signal, member, (client, options) =>
          sendPlain(client, scope, operation, input, options),
        ),
      signal,
    );
  const paging = (next: string | undefined): { readonly nextToken?: string } =>
    next === undefined ? {} : { nextToken: next };
  return {
    listClusters: (scope, next, signal) =>
      call(scope, 'ListClusters', rates.ecsClusters, signal, 'clusterArns', (client, options) =>
        client.send(new ListClustersCommand({ maxResults: 100, ...paging(next) }), options),
      ),
    listServices: (scope, cluster, next, signal) =>
      call(scope, 'ListServices', rates.ecsServices, signal, 'serviceArns', (client, options) =>
        client.send(new ListServicesCommand({ cluster, maxResults: 100, ...paging(next) }), options),
      ),
    describeServices: (scope, cluster, services, signal, tags = true) =>
      call(scope, 'DescribeServices', rates.ecsServices, signal, 'services', (client, options) =>
        client.send(
          new DescribeServicesCommand({ cluster, services: [...services], ...(tags && { include: ['TAGS'] }) }),
          options,
        ),
      ),
    listDeployments: (scope, service, cluster, next, signal) =>
      call(scope, 'ListServiceDeployments', rates.ecsDeployments, signal, 'serviceDeployments', (client, options) => {
        const input = { service, cluster, maxResults: 20, ...paging(next) };
        return client.send(new ListServiceDeploymentsCommand(input), options);
      }),
    describeDeployments: (scope, arns, signal) =>
      call(scope, 'DescribeServiceDeployments', rates.ecsDeployments, signal, 'serviceDeployments', (client, options) =>
        client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] }), options),
      ),
    describeRevisions: (scope, arns, signal) =>
      call(scope, 'DescribeServiceRevisions', rates.ecsRevisions, signal, 'serviceRevisions', (client, options) =>
        client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }), options),
      ),
    describeTaskDefinition: async (scope, taskDefinition, signal) => {
      const ask = { scope, operation: 'DescribeTaskDefinition', rate: rates.ecsTaskDefinitions, signal };
      const answer = await askThroughThrottling(
        () =>
          reading.read({ ...ask, member: 'taskDefinition' }, async (client, options) => {
            await sendPlain(client, scope, 'DescribeTaskDefinition', { taskDefinition }, options);
            return rawAnswer(options.trace);
          }),
        signal,
      );
      return answer.ok ? succeeded(answer.value.output) : answer;
    },
    listStoppedTasks: (scope, cluster, serviceName, signal) => {
      const input = { cluster, serviceName, desiredStatus: 'STOPPED', maxResults: 100 };
      return post(scope, 'ListTasks', rates.ecsTasks, 'taskArns', input, signal);
    },
    describeTasks: (scope, cluster, tasks, signal) =>
      post(scope, 'DescribeTasks', rates.ecsTasks, 'tasks', { cluster, tasks }, signal),
    listDaemons: (scope, clusterArn, next, signal) => {
      const input = { clusterArn, maxResults: 100, ...paging(next) };
      return post(scope, 'ListDaemons', rates.ecsDaemons, 'daemonSummariesList', input, signal);
    },
    listDaemonDeployments: (scope, daemonArn, signal) => {
      const input = { daemonArn, maxResults: 100 };
      return post(scope, 'ListDaemonDeployments', rates.ecsDaemons, 'daemonDeployments', input, signal);
    },
    describeDaemonDeployments: (scope, arns, signal) => {
      const input = { daemonDeploymentArns: arns };
      return post(scope, 'DescribeDaemonDeployments', rates.ecsDaemons, 'daemonDeployments', input, signal);
    },
    seal: (outcome) => reading.seal(outcome),
    listTokens: (operation) => reading.listTokens(operation),
    withoutSecrets: (failure) => reading.withoutSecrets(failure),
    wouldAnswer: (scope, signal) => reading.wouldAnswer(scope, signal),
    answeredBy: () => reading.answeredBy(),
  };
}

/**
 * Sends what is looked at seldom without the SDK's command for it, whose shapes weigh more than the rest of the call: by the same guard, to the same address. What came back is in
 * `options.trace`.
 */
async function sendPlain(
  { config }: ECSClient,
  { region }: Scope,
  operation: string,
  input: object,
  options: CallTools['options'],
): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
  };
  const address = await serviceAddress(config, region);
  const request = { address, signingName: 'ecs', region, headers, body: JSON.stringify(input) };
  await sendSigned(config, request, options);
}
