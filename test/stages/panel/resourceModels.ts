import { succeeded } from '../../../src/model/failure.ts';
import type { StoppedTasks } from '../../../src/model/resources/stoppedTasks.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { instancePage } from '../../../src/pages/instance/page.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { serviceLike } from '../resources.ts';
import {
  deployment,
  deploymentAnswer,
  deploymentExtras,
  deploymentInput,
  instance,
  instanceInput,
} from './deploymentPages.ts';
import { experimentAnswer, pageInput, pageOfExperiment } from './pages.ts';

type Models = Readonly<Record<string, () => { model: PageModel; json: string }>>;

const MINUTE = 60_000;
const definition = (version: number): string =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/checkout:${version}`;

/** Tasks of the new version that can't pull their image, and one of the version before that crashed. */
const stopped = (now: number): StoppedTasks => ({
  total: 14,
  more: false,
  groups: [
    {
      count: 12,
      reason:
        'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout:v82: not found',
      stopCode: 'TaskFailedToStart',
      exits: [],
      taskDefinition: definition(82),
      stoppedAt: now - MINUTE,
    },
    {
      count: 2,
      reason: 'Essential container in task exited',
      stopCode: 'EssentialContainerExited',
      exits: [{ container: 'app', code: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      taskDefinition: definition(81),
      stoppedAt: now - 9 * MINUTE,
    },
  ],
});

const service = (now: number) =>
  serviceLike({
    failedTasks: 12,
    events: [
      {
        message:
          '(service checkout) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0f1e2d3c4b5a69788) has insufficient memory available.',
        at: now - MINUTE,
      },
      { message: '(service checkout) has started 2 tasks: (task 0a1b2c3d4e5f60718).', at: now - 2 * MINUTE },
      {
        message: '(service checkout) (deployment ecs-svc/0123456789012345678) deployment in progress.',
        at: now - 11 * MINUTE,
      },
    ],
  });

/** Tags of everything that would undo a stop. */
const ownerTags = {
  'karpenter.sh/nodepool': 'general-purpose',
  'eks:nodegroup-name': 'checkout-workers-spot',
  'aws:ec2:fleet-id': 'fleet-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  'aws:elasticmapreduce:job-flow-id': 'j-1A2B3C4D5E6F7',
  'elasticbeanstalk:environment-name': 'checkout-production-eu-west-1',
  'aws:cloudformation:stack-name': 'checkout-production-workers',
  Schedule: 'office-hours-dublin',
};

/** Pages of an instance and of a deployment, and of what a person looks at in trouble. */
export const resourceModels = (now: number): Models => ({
  deployment: () => ({
    model: deploymentPage(deploymentInput(now), deployment(now), deploymentExtras(now)),
    json: JSON.stringify(deploymentAnswer(now)),
  }),
  'stuck deployment': () => ({
    model: deploymentPage(
      deploymentInput(now),
      { ...deployment(now), hooks: [] },
      {
        ...deploymentExtras(now),
        service: service(now),
        stopped: succeeded(stopped(now)),
      },
    ),
    json: JSON.stringify(deploymentAnswer(now)),
  }),
  instance: () => ({
    model: instancePage(instanceInput(now), instance(now), { stopProtection: true, spotKind: 'persistent' }),
    json: '{"InstanceId":"i-0"}',
  }),
  'instance with owners': () => {
    const one = instance(now);
    const tags = [...one.tags, ...Object.entries(ownerTags).map(([key, value]) => ({ key, value }))];
    const volumeSizes = Object.fromEntries(one.volumes.map(({ id }) => [id, 100]));
    return {
      model: instancePage(
        instanceInput(now),
        { ...one, tags },
        { volumeSizes, typeStore: true, spotKind: 'persistent' },
      ),
      json: '{"InstanceId":"i-0"}',
    };
  },
  'experiment without a net': () => {
    const arnOf = (name: string): string => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
    const alarms = { 'checkout-5xx-rate': 'gone', 'checkout-latency-p99-of-the-payment-provider': 'INSUFFICIENT_DATA' };
    const stopConditions = Object.keys(alarms).map((name) => ({ source: 'aws:cloudwatch:alarm', value: arnOf(name) }));
    const json = { experiment: experimentAnswer(now, { stopConditions }) };
    const none = { items: [], more: false, loading: false };
    const states = Object.fromEntries(Object.entries(alarms).map(([name, state]) => [arnOf(name), state]));
    return {
      model: pageOfExperiment(pageInput(now, json), { resolved: none, accounts: none, alarms: succeeded(states) }),
      json: JSON.stringify(json),
    };
  },
});

/** Others, whose first screen alone differs from that of those above. */
export const furtherModels = (now: number): Models => ({
  'experiment without a stop condition': () => {
    const json = { experiment: experimentAnswer(now, { stopConditions: [{ source: 'none' }] }) };
    const none = { items: [], more: false, loading: false };
    return {
      model: pageOfExperiment(pageInput(now, json), { resolved: none, accounts: none }),
      json: JSON.stringify(json),
    };
  },
  'instance in an Auto Scaling group': () => {
    const tags = [{ key: 'eks:nodegroup-name', value: 'checkout-workers' }];
    return {
      model: instancePage(instanceInput(now), { ...instance(now), tags, autoScalingGroup: 'eks-checkout-workers' }, {}),
      json: '{"InstanceId":"i-0"}',
    };
  },
});
