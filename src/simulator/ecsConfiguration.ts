import type { Ids } from './ecsIds.ts';
import type { DeploymentOptions } from './ecsPlan.ts';
import type { Output } from './ecsProtocol.ts';
import type { Cluster, ServiceSpec, Tag } from './ecsState.ts';

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

export function loadBalancerMembers(ids: Ids, cluster: Cluster, spec: ServiceSpec): Output {
  if (spec.port === undefined) return { loadBalancers: [] };
  const { place } = cluster;
  const elb = `arn:${place.partition}:elasticloadbalancing:${place.region}:${place.account}`;
  const group = (color: string): string =>
    `${elb}:targetgroup/${spec.name}-${color}/${ids.resource('tg', `${elb}/${spec.name}/${color}`).slice(3, 19)}`;
  const rule = (listener: string): string =>
    `${elb}:listener-rule/app/${cluster.name}/${ids.uuid(`${elb}/${listener}`)}`;
  const shifting = (spec.options?.strategy ?? 'ROLLING') !== 'ROLLING';
  return {
    loadBalancers: [
      {
        targetGroupArn: group('blue'),
        containerName: spec.name,
        containerPort: spec.port,
        ...(shifting
          ? {
              advancedConfiguration: {
                alternateTargetGroupArn: group('green'),
                productionListenerRule: rule('production'),
                testListenerRule: rule('test'),
                roleArn: `arn:${place.partition}:iam::${place.account}:role/ecsInfrastructureRoleForLoadBalancers`,
              },
            }
          : {}),
      },
    ],
  };
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
    minimumHealthyPercent: daemon ? 0 : 100,
    ...(options.alarms === undefined
      ? {}
      : { alarms: { alarmNames: options.alarms.names, rollback: options.alarms.rollback, enable: true } }),
    strategy,
    bakeTimeInMinutes: options.bakeMinutes ?? 0,
    ...(options.hooks === undefined ? {} : { lifecycleHooks: options.hooks.map(hookMember) }),
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
