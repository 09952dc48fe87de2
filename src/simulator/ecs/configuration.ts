import type { Ids } from './ids.ts';
import type { DeploymentOptions } from './plan.ts';
import type { Output } from './protocol.ts';
import type { Cluster, ServiceSpec, Tag } from './state.ts';

export function tagList(tags: Readonly<Record<string, string>> | undefined): readonly Tag[] {
  return Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
}

/** The members that say what a service's tasks run on, the same for a service, its revisions and its task sets. */
export function launchMembers(spec: ServiceSpec): Output {
  switch (spec.launch) {
    case 'FARGATE':
      return { launchType: 'FARGATE', platformVersion: '1.4.0', platformFamily: 'Linux' };
    case 'FARGATE_SPOT':
      return {
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', weight: 1, base: 1 },
          { capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 },
        ],
        platformVersion: '1.4.0',
        platformFamily: 'Linux',
      };
    default:
      return { launchType: spec.launch };
  }
}

/** `awsvpcConfiguration` of what runs on Fargate; nothing of anything else. */
export function networkMembers(ids: Ids, cluster: Cluster, spec: ServiceSpec): Output {
  if (spec.launch !== 'FARGATE' && spec.launch !== 'FARGATE_SPOT') return {};
  const key = `${cluster.place.account}/${cluster.place.region}`;
  return {
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['a', 'b', 'c'].map((zone) => ids.resource('subnet', `${key}/${zone}`)),
        securityGroups: [ids.resource('sg', `${key}/${spec.name}`)],
        assignPublicIp: 'DISABLED',
      },
    },
  };
}

/** The load balancer of a service that has a port; with a second target group where its deployments shift traffic. */
export function loadBalancerMembers(ids: Ids, cluster: Cluster, spec: ServiceSpec): Output {
  if (spec.port === undefined) return { loadBalancers: [] };
  const { place } = cluster;
  const { targetGroupArn, alternateTargetGroupArn, ...rules } = targetGroup(ids, cluster, spec);
  const roleArn = `arn:${place.partition}:iam::${place.account}:role/ecsInfrastructureRoleForLoadBalancers`;
  const shifting = (spec.options?.strategy ?? 'ROLLING') !== 'ROLLING';
  return {
    loadBalancers: [
      {
        targetGroupArn,
        containerName: spec.name,
        containerPort: spec.port,
        ...(shifting ? { advancedConfiguration: { alternateTargetGroupArn, ...rules, roleArn } } : {}),
      },
    ],
  };
}

/** The ARNs of what a service's load balancer has for it. */
export function targetGroup(
  ids: Ids,
  cluster: Cluster,
  spec: ServiceSpec,
): {
  readonly targetGroupArn: string;
  readonly alternateTargetGroupArn: string;
  readonly productionListenerRule: string;
  readonly testListenerRule: string;
} {
  const { place } = cluster;
  const elb = `arn:${place.partition}:elasticloadbalancing:${place.region}:${place.account}`;
  const id = (key: string): string => ids.resource('elb', `${elb}/${spec.name}/${key}`).slice(4, 20);
  const group = (color: string): string => `${elb}:targetgroup/${spec.name}-${color}/${id(color)}`;
  const rule = (listener: string): string =>
    `${elb}:listener-rule/app/${cluster.name}/${id('balancer')}/${id(listener)}/${id(`${listener}/rule`)}`;
  return {
    targetGroupArn: group('blue'),
    alternateTargetGroupArn: group('green'),
    productionListenerRule: rule('production'),
    testListenerRule: rule('test'),
  };
}

/** Where Service Connect makes a service known to the others of its cluster. */
export function connectMembers(cluster: Cluster, spec: ServiceSpec): Output {
  if (spec.connect !== true || spec.port === undefined) return {};
  const alias = { port: spec.port, dnsName: `${spec.name}.${cluster.name}.local` };
  return {
    serviceConnectConfiguration: {
      enabled: true,
      namespace: namespaceOf(cluster),
      services: [{ portName: 'http', discoveryName: spec.name, clientAliases: [alias] }],
    },
  };
}

/** The Cloud Map namespace of a cluster. */
export function namespaceOf(cluster: Cluster): string {
  const { partition, region, account } = cluster.place;
  return `arn:${partition}:servicediscovery:${region}:${account}:namespace/ns-${cluster.name}`;
}

/** The `deploymentConfiguration` of a service or of one of its deployments. */
export function deploymentConfiguration(options: DeploymentOptions, daemon: boolean): Output {
  const strategy = options.strategy ?? 'ROLLING';
  const breaker = options.circuitBreaker;
  return {
    deploymentCircuitBreaker: {
      enable: breaker !== undefined,
      rollback: breaker?.rollback ?? false,
      ...(breaker === undefined
        ? {}
        : {
            resetOnHealthyTask: true,
            thresholdConfiguration:
              breaker.threshold === undefined
                ? { type: 'BOUNDED_PERCENT', value: 50 }
                : { type: 'COUNT', value: breaker.threshold },
          }),
    },
    maximumPercent: daemon ? 100 : 200,
    minimumHealthyPercent: daemon ? 0 : (options.earlySuccess?.healthyPercent ?? 100),
    ...(options.alarms === undefined
      ? {}
      : { alarms: { alarmNames: options.alarms.names, rollback: options.alarms.rollback, enable: true } }),
    strategy,
    bakeTimeInMinutes: options.bakeMinutes ?? 0,
    ...(options.hooks === undefined ? {} : { lifecycleHooks: options.hooks.map(hookMember) }),
    ...(options.earlySuccess === undefined
      ? {}
      : {
          earlySuccessCriteria: {
            enable: true,
            healthyPercent: options.earlySuccess.healthyPercent,
            sourceServiceRevisionCleanup: options.earlySuccess.cleanup,
          },
        }),
    ...(strategy === 'LINEAR'
      ? {
          linearConfiguration: {
            stepPercent: options.stepPercent ?? 10,
            stepBakeTimeInMinutes: options.stepBakeMinutes ?? 6,
          },
        }
      : {}),
    ...(strategy === 'CANARY'
      ? {
          canaryConfiguration: {
            canaryPercent: options.canaryPercent ?? 5,
            canaryBakeTimeInMinutes: options.canaryBakeMinutes ?? 10,
          },
        }
      : {}),
  };
}

function hookMember(hook: NonNullable<DeploymentOptions['hooks']>[number]): Output {
  return {
    targetType: hook.type,
    ...(hook.type === 'AWS_LAMBDA' ? { hookTargetArn: hook.functionArn, roleArn: roleOf(hook.functionArn) } : {}),
    lifecycleStages: hook.stages,
    timeoutConfiguration: {
      timeoutInMinutes: hook.timeoutMinutes ?? 1440,
      action: hook.timeoutAction ?? 'ROLLBACK',
    },
  };
}

function roleOf(functionArn: string | undefined): string | undefined {
  const [, partition, , , account] = (functionArn ?? '').split(':');
  return account === undefined ? undefined : `arn:${partition}:iam::${account}:role/ecsLifecycleHookRole`;
}
