import { durationOf } from './duration.ts';

/** How one kind of FIS action behaves in time and what a stop makes it undo. All times are milliseconds. */
export interface ActionKind {
  readonly id: string;
  readonly description: string;
  /** The key under `targets` and the resource type that goes there. */
  readonly target?: { readonly key: string; readonly resourceType: string };
  readonly parameters: Readonly<Record<string, ActionParameter>>;
  /** From the start until the fault is in place. */
  readonly initiating: number;
  /** How long the fault lasts when the definition names no duration. */
  readonly lasts: number;
  /** The parameter that holds the fault's duration. */
  readonly durationParameter?: string;
  /** What takes the fault away: runs at the end of the duration, and at once on a stop. */
  readonly postAction?: PostAction;
  /** The effect on the simulated EC2. */
  readonly effect?: 'stop-instances';
}

interface ActionParameter {
  readonly description: string;
  readonly required: boolean;
}

interface PostAction {
  readonly base: number;
  readonly perTarget: number;
  /** The parameter without which there is nothing to undo. */
  readonly needs?: string;
}

const SECOND = 1_000;

const duration: Readonly<Record<string, ActionParameter>> = {
  duration: { description: 'The duration of the action, in ISO 8601 format.', required: true },
};

const optional = (description: string): ActionParameter => ({ description, required: false });
const required = (description: string): ActionParameter => ({ description, required: true });

const kinds: readonly ActionKind[] = [
  {
    id: 'aws:ec2:stop-instances',
    description: 'Stop the specified EC2 instances.',
    target: { key: 'Instances', resourceType: 'aws:ec2:instance' },
    parameters: {
      startInstancesAfterDuration: optional('The time to wait before the instances are started again.'),
      completeIfInstancesTerminated: optional('Whether the action completes when instances are terminated.'),
    },
    initiating: 4 * SECOND,
    lasts: 60 * SECOND,
    durationParameter: 'startInstancesAfterDuration',
    postAction: { base: 50 * SECOND, perTarget: 2 * SECOND, needs: 'startInstancesAfterDuration' },
    effect: 'stop-instances',
  },
  {
    id: 'aws:ec2:terminate-instances',
    description: 'Terminate the specified EC2 instances.',
    target: { key: 'Instances', resourceType: 'aws:ec2:instance' },
    parameters: {},
    initiating: 4 * SECOND,
    lasts: 45 * SECOND,
  },
  {
    id: 'aws:ec2:reboot-instances',
    description: 'Reboot the specified EC2 instances.',
    target: { key: 'Instances', resourceType: 'aws:ec2:instance' },
    parameters: {},
    initiating: 4 * SECOND,
    lasts: 30 * SECOND,
  },
  {
    id: 'aws:ecs:stop-task',
    description: 'Stop the specified ECS tasks.',
    target: { key: 'Tasks', resourceType: 'aws:ecs:task' },
    parameters: {},
    initiating: 3 * SECOND,
    lasts: 20 * SECOND,
  },
  {
    id: 'aws:ecs:task-cpu-stress',
    description: 'Run CPU stress on the tasks.',
    target: { key: 'Tasks', resourceType: 'aws:ecs:task' },
    parameters: {
      ...duration,
      percent: optional('The target load percentage, from 0 to 100.'),
      workers: optional('The number of stressors.'),
    },
    initiating: 12 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 20 * SECOND, perTarget: SECOND },
  },
  {
    id: 'aws:ecs:task-network-latency',
    description: 'Add latency to the network traffic of the tasks.',
    target: { key: 'Tasks', resourceType: 'aws:ecs:task' },
    parameters: {
      ...duration,
      delayMilliseconds: optional('The delay, in milliseconds.'),
      jitterMilliseconds: optional('The jitter, in milliseconds.'),
      sources: optional('The sources, comma separated, whose traffic is delayed.'),
    },
    initiating: 12 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 20 * SECOND, perTarget: SECOND },
  },
  {
    id: 'aws:network:disrupt-connectivity',
    description: 'Deny the specified traffic of the subnets.',
    target: { key: 'Subnets', resourceType: 'aws:ec2:subnet' },
    parameters: {
      ...duration,
      scope: required('The traffic to deny: all, availability-zone, dynamodb, prefix-list, s3 or vpc.'),
    },
    initiating: 10 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 20 * SECOND, perTarget: 15 * SECOND },
  },
  {
    id: 'aws:ssm:send-command',
    description: 'Run the Systems Manager document on the EC2 instances.',
    target: { key: 'Instances', resourceType: 'aws:ec2:instance' },
    parameters: {
      ...duration,
      documentArn: required('The Amazon Resource Name (ARN) of the document.'),
      documentParameters: optional('The parameters of the document, as JSON.'),
      documentVersion: optional('The version of the document.'),
    },
    initiating: 8 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 20 * SECOND, perTarget: SECOND },
  },
  {
    id: 'aws:rds:failover-db-cluster',
    description: 'Fail over the Aurora DB clusters.',
    target: { key: 'Clusters', resourceType: 'aws:rds:cluster' },
    parameters: {},
    initiating: 5 * SECOND,
    lasts: 75 * SECOND,
  },
  {
    id: 'aws:eks:pod-delete',
    description: 'Delete the Kubernetes pods.',
    target: { key: 'Pods', resourceType: 'aws:eks:pod' },
    parameters: {
      kubernetesServiceAccount: required('The Kubernetes service account.'),
      gracePeriodSeconds: optional('The time to wait for a pod to end, in seconds.'),
    },
    initiating: 15 * SECOND,
    lasts: 40 * SECOND,
    postAction: { base: 8 * SECOND, perTarget: 500 },
  },
  {
    id: 'aws:fis:wait',
    description: 'Wait for the duration.',
    parameters: duration,
    initiating: SECOND,
    lasts: 60 * SECOND,
    durationParameter: 'duration',
  },
  {
    id: 'aws:fis:inject-api-throttle-error',
    description: 'Inject throttling errors into the API calls of the IAM roles.',
    target: { key: 'Roles', resourceType: 'aws:iam:role' },
    parameters: {
      ...duration,
      service: required('The namespace of the AWS service, such as ec2.'),
      operations: required('The operations, comma separated.'),
      percentage: required('The percentage of calls that fail.'),
    },
    initiating: 3 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 5 * SECOND, perTarget: SECOND },
  },
  {
    id: 'aws:lambda:invocation-add-delay',
    description: 'Delay the start of the invocations of the functions.',
    target: { key: 'Functions', resourceType: 'aws:lambda:function' },
    parameters: {
      ...duration,
      invocationPercentage: optional('The percentage of invocations that are delayed.'),
      startupDelayMilliseconds: optional('The delay, in milliseconds.'),
    },
    initiating: 10 * SECOND,
    lasts: 300 * SECOND,
    durationParameter: 'duration',
    postAction: { base: 60 * SECOND, perTarget: 2 * SECOND },
  },
];

const byId: ReadonlyMap<string, ActionKind> = new Map(kinds.map((kind) => [kind.id, kind]));

/** Every kind of action, in the order of the catalogue. */
export function actionKinds(): readonly ActionKind[] {
  return kinds;
}

/** The kind with that action id, or undefined. */
export function actionKind(actionId: string): ActionKind | undefined {
  return byId.get(actionId);
}

/** Milliseconds that the fault of an action with these parameters lasts, without its post-action. */
export function faultLasts(kind: ActionKind, parameters: Readonly<Record<string, string>>): number {
  const text = kind.durationParameter === undefined ? undefined : parameters[kind.durationParameter];
  return (text === undefined ? undefined : durationOf(text)) ?? kind.lasts;
}

/** Milliseconds that the post-action takes for so many targets, or undefined where nothing is undone. */
export function postActionLasts(
  kind: ActionKind,
  parameters: Readonly<Record<string, string>>,
  targets: number,
): number | undefined {
  const post = kind.postAction;
  if (post === undefined || (post.needs !== undefined && parameters[post.needs] === undefined)) return undefined;
  return post.base + post.perTarget * targets;
}
