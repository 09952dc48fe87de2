import { ecsArn } from './arns.ts';
import { failureInterval } from './cuts.ts';
import type { TaskFailure } from './plan.ts';
import { boundedTexts, choice, invalid, page, requiredText, seconds } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing, shortName } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import { clusterOf } from './services.ts';
import type { Cluster, Deployment, Revision, Service } from './state.ts';
import { AwsError } from '../core/contracts.ts';

/** ECS tells a stopped task for about so long. */
const KEPT = 60 * 60_000;

interface StoppedTask {
  readonly arn: string;
  readonly service: Service;
  readonly revision: Revision;
  readonly createdAt: number;
  readonly stoppedAt: number;
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly containers: readonly { readonly exitCode?: number; readonly reason?: string }[];
}

/** ListTasks of what has stopped within the hour. What runs is told by the services alone: there are no tasks behind their counts. */
export function listTasks(input: Input, view: RegionView): Output {
  if (choice(input, 'desiredStatus', ['RUNNING', 'PENDING', 'STOPPED'] as const) !== 'STOPPED') {
    throw invalid('Only stopped tasks are simulated.');
  }
  const cluster = view.cluster(clusterOf(input));
  const service = view.findService(cluster.name, shortName(requiredText(input, 'serviceName'), 'service', view.place));
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const arns = stoppedTasks(service, view).map(({ arn }) => arn);
  const { items, nextToken } = page(input, arns, { usual: 100, most: 100 }, (arn) => arn);
  return { taskArns: items, nextToken };
}

/** DescribeTasks: up to 100 ids or ARNs of one cluster; those that aren't there (any more) come back in `failures`. */
export function describeTasks(input: Input, view: RegionView): Output {
  const asked = boundedTexts(input, 'tasks', 100);
  const cluster = view.cluster(clusterOf(input));
  const there = new Map(stoppedInCluster(cluster, view).map((task) => [idOf(task.arn), task]));
  const tasks: Output[] = [];
  const failures: Output[] = [];
  for (const one of new Set(asked)) {
    const task = there.get(idOf(one));
    if (task === undefined) failures.push(missing(one));
    else tasks.push(taskMembers(task));
  }
  return { tasks, failures };
}

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function stoppedInCluster(cluster: Cluster, view: RegionView): readonly StoppedTask[] {
  return [...cluster.services.values()].flatMap((service) => stoppedTasks(service, view));
}

/** Newest first. */
function stoppedTasks(service: Service, view: RegionView): readonly StoppedTask[] {
  return view
    .deployments(service)
    .flatMap((deployment) => [...failedTasks(service, deployment, view), ...drainedTasks(service, deployment, view)])
    .filter(({ stoppedAt }) => stoppedAt <= view.now && stoppedAt > view.now - KEPT)
    .toSorted((a, b) => b.stoppedAt - a.stoppedAt || (a.arn < b.arn ? -1 : 1));
}

/** One task fails an interval. Every seventh of them for another reason than the rest, as it happens. */
function failedTasks(service: Service, deployment: Deployment, view: RegionView): readonly StoppedTask[] {
  const { failingFrom, cut } = view.timeline(deployment);
  if (failingFrom === undefined) return [];
  const interval = failureInterval(deployment.options);
  const until = Math.min(view.now, cut?.at ?? view.now);
  const last = Math.floor((until - failingFrom) / interval + 1e-9);
  const first = Math.max(1, Math.ceil((view.now - KEPT - failingFrom) / interval));
  const tasks: StoppedTask[] = [];
  for (let number = first; number <= last; number += 1) {
    const stoppedAt = failingFrom + number * interval;
    const odd = number % 7 === 0;
    const why = odd ? networkFailure : failureOf(deployment.options.taskFailure ?? 'image', deployment.target, number);
    tasks.push({
      ...stoppedOf(service, deployment.target, `${deployment.arn}/failed/${number}`, view),
      ...why,
      createdAt: stoppedAt - Math.min(interval, 40_000),
      stoppedAt,
    });
  }
  return tasks;
}

/** The tasks of the revision before, which leave when the new ones have taken over. */
function drainedTasks(service: Service, deployment: Deployment, view: RegionView): readonly StoppedTask[] {
  const [source] = deployment.sources;
  const cleaning = view.timeline(deployment).phases.find((phase) => phase.stage === 'CLEAN_UP');
  if (source === undefined || cleaning === undefined) return [];
  return Array.from({ length: Math.min(deployment.desired, 100) }, (_, index) => ({
    ...stoppedOf(service, source, `${deployment.arn}/drained/${index}`, view),
    createdAt: source.createdAt,
    stoppedAt: cleaning.start,
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: `Scaling activity initiated by (deployment ecs-svc/${deployment.target.id})`,
    containers: source.images.map(() => ({ exitCode: 0 })),
  }));
}

function stoppedOf(
  service: Service,
  revision: Revision,
  key: string,
  { ids, place }: RegionView,
): Pick<StoppedTask, 'arn' | 'service' | 'revision'> {
  const id = ids.uuid(key).replaceAll('-', '');
  return { arn: ecsArn(place, 'task', service.cluster.name, id), service, revision };
}

type Why = Pick<StoppedTask, 'stopCode' | 'stoppedReason' | 'containers'>;

const networkFailure: Why = {
  stopCode: 'TaskFailedToStart',
  stoppedReason: 'Timeout waiting for network interface provisioning to complete.',
  containers: [],
};

/** Reasons as ECS words them. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
function failureOf(kind: TaskFailure, revision: Revision, number: number): Why {
  const image = revision.images[0]?.image ?? '';
  const exited = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
  switch (kind) {
    case 'image':
      return {
        stopCode: 'TaskFailedToStart',
        stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
        containers: [],
      };
    case 'exit':
      return { ...exited, containers: [{ exitCode: 1 }] };
    case 'memory':
      return {
        ...exited,
        containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      };
    case 'health':
      return {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: `Task failed container health checks on 10.0.${number % 200}.17`,
        containers: [{ exitCode: 143 }],
      };
  }
}

function taskMembers(task: StoppedTask): Output {
  const { service, revision } = task;
  return {
    taskArn: task.arn,
    clusterArn: service.cluster.arn,
    taskDefinitionArn: revision.taskDefinition,
    group: `service:${service.name}`,
    startedBy: `ecs-svc/${revision.id}`,
    launchType: service.spec.launch === 'EC2' ? 'EC2' : 'FARGATE',
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    createdAt: seconds(task.createdAt),
    stoppingAt: seconds(task.stoppedAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: revision.images.map((image, index) => ({
      name: image.container,
      image: image.image,
      lastStatus: 'STOPPED',
      exitCode: task.containers[index]?.exitCode,
      reason: task.containers[index]?.reason,
    })),
  };
}
