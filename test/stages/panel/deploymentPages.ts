import type { HistoryFact } from '../../../src/history/entry.ts';
import { mergeFacts } from '../../../src/history/merge.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import type { DeploymentExtras, PageInput } from '../../../src/pages/pageInput.ts';
import { pageInput, scope } from './pages.ts';
import type { ServiceDeployment, ServiceRevision } from '../../../src/model/resources/deployment.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const DEPLOYMENT_ARN = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/checkout/Ab3dE5fG7hJ9kL1mN2pQ4';
const revisionArn = (id: string): string => `arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/checkout/${id}`;

export function deployment(now: number): ServiceDeployment {
  return {
    kind: 'deployment',
    scope,
    id: DEPLOYMENT_ARN,
    serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/checkout',
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
    status: 'IN_PROGRESS',
    createdAt: now - 11 * MINUTE,
    startedAt: now - 11 * MINUTE + SECOND,
    updatedAt: now - MINUTE,
    sources: [
      {
        arn: revisionArn('4711'),
        requested: 6,
        running: 6,
        pending: 0,
        productionTrafficWeight: 0,
        testTrafficWeight: 0,
      },
    ],
    target: {
      arn: revisionArn('4712'),
      requested: 6,
      running: 5,
      pending: 1,
      productionTrafficWeight: 100,
      testTrafficWeight: 100,
    },
    strategy: 'BLUE_GREEN',
    lifecycleStage: 'BAKE_TIME',
    bakeTimeInMinutes: 10,
    healthyPercent: 100,
    mostPercent: 200,
    hooks: [
      {
        id: 'hook-1',
        targetType: 'PAUSE',
        status: 'AWAITING_ACTION',
        expiresAt: now + 50 * MINUTE,
        timeoutAction: 'ROLLBACK',
      },
      {
        id: 'hook-2',
        targetType: 'AWS_LAMBDA',
        targetArn: 'arn:aws:lambda:eu-west-1:111122223333:function:smoke',
        status: 'SUCCEEDED',
      },
    ],
    circuitBreaker: { status: 'MONITORING', failureCount: 2, threshold: 3, rollsBack: true },
    alarms: { status: 'MONITORING', names: ['checkout-5xx', 'checkout-latency'], triggered: [], rollsBack: true },
  };
}

export function deploymentAnswer(now: number): unknown {
  return {
    serviceDeployments: [
      {
        serviceDeploymentArn: DEPLOYMENT_ARN,
        status: 'IN_PROGRESS',
        createdAt: (now - 11 * MINUTE) / 1_000,
        deploymentConfiguration: {
          maximumPercent: 200,
          minimumHealthyPercent: 100,
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 10,
        },
      },
    ],
    failures: [],
  };
}

export function deploymentInput(now: number): PageInput {
  const facts: readonly HistoryFact[] = [
    { type: 'observed', subject: '', to: 'IN_PROGRESS', before: now - 11 * MINUTE + 2 * SECOND },
    {
      type: 'observed',
      subject: 'stage',
      from: 'SCALE_UP',
      to: 'PRODUCTION_TRAFFIC_SHIFT',
      after: now - 6 * MINUTE,
      before: now - 5 * MINUTE,
    },
    {
      type: 'observed',
      subject: 'stage',
      from: 'PRODUCTION_TRAFFIC_SHIFT',
      to: 'BAKE_TIME',
      after: now - 4 * MINUTE,
      before: now - 3 * MINUTE,
    },
  ];
  const watched = [{ list: '', from: now - 12 * MINUTE, to: now }];
  const history = mergeFacts(facts, {
    kind: 'deployment',
    live: [],
    listed: watched,
    over: false,
    now,
    gapAfter: 10 * MINUTE,
  });
  const ref: TargetRef = { kind: 'deployment', scope, id: DEPLOYMENT_ARN };
  return pageInput(now, deploymentAnswer(now), { ref, history, snapshots: [] });
}

export function deploymentExtras(now: number): DeploymentExtras {
  const revision = (id: string, version: number): ServiceRevision => ({
    arn: revisionArn(id),
    taskDefinition: `arn:aws:ecs:eu-west-1:111122223333:task-definition/checkout:${version}`,
    images: [
      {
        container: 'app',
        image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout:v${version}`,
        digest: `sha256:${String(version).repeat(20)}`,
      },
      { container: 'proxy', image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.12.1-prod' },
    ],
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    createdAt: now - 12 * MINUTE,
  });
  const past = (id: string, status: string, ago: number, statusReason?: string): ServiceDeployment => ({
    ...deployment(now),
    id: `${DEPLOYMENT_ARN.slice(0, -4)}${id}`,
    status,
    createdAt: now - ago,
    startedAt: now - ago,
    finishedAt: now - ago + 7 * MINUTE,
    ...(statusReason === undefined ? {} : { statusReason }),
  });
  return {
    revisions: { items: [revision('4711', 81), revision('4712', 82)], more: false, loading: false },
    past: {
      items: [
        past('past', 'SUCCESSFUL', 1_440 * MINUTE),
        past('back', 'ROLLBACK_SUCCESSFUL', 2_880 * MINUTE, 'Deployment circuit breaker: tasks failed to start.'),
      ],
      more: true,
      loading: false,
    },
  };
}

export function instance(now: number): Instance {
  return {
    kind: 'instance',
    scope,
    id: 'i-0a1b2c3d4e5f60718',
    arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718',
    name: 'checkout-worker-3',
    state: 'running',
    type: 'm6i.large',
    launchedAt: now - 3 * 86_400_000,
    availabilityZone: 'eu-west-1b',
    windows: false,
    platform: 'Linux/UNIX',
    architecture: 'x86_64',
    tags: [
      { key: 'Name', value: 'checkout-worker-3' },
      { key: 'aws:autoscaling:groupName', value: 'checkout-workers' },
    ],
    autoScalingGroup: 'checkout-workers',
    lifecycle: 'spot',
    spotRequestId: 'sir-8ewrbcdq',
    rootDeviceType: 'ebs',
    instanceStore: 'data',
    hibernationConfigured: false,
    publicAddress: '54.217.14.82',
    publicAddressKind: 'auto',
    privateAddress: '10.1.20.7',
    vpcId: 'vpc-0f1e2d3c4b5a69788',
    subnetId: 'subnet-01a2b3c4d5e6f7081',
    imageId: 'ami-0c1c30571d2dae5c9',
    stateTransitionReason: '',
    volumes: [
      { device: '/dev/xvda', id: 'vol-0aa11bb22cc33dd44', deleteOnTermination: true },
      { device: '/dev/sdf', id: 'vol-0ee55ff66aa77bb88', deleteOnTermination: false },
    ],
  };
}

export function instanceInput(now: number): PageInput {
  const ref: TargetRef = { kind: 'instance', scope, id: instance(now).id };
  return pageInput(now, { InstanceId: ref.id }, { ref, history: [], snapshots: [] });
}
