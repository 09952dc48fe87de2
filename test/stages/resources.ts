import type { Experiment } from '../../src/model/resources/experiment.ts';
import type { Instance } from '../../src/model/resources/instance.ts';
import type { SafetyLever } from '../../src/model/resources/safetyLever.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Service } from '../../src/model/resources/service.ts';
import type { ServiceDeployment } from '../../src/model/resources/deployment.ts';

export const scope: Scope = { profile: 'dev', region: 'eu-west-1' };

export const instanceLike = (own: Partial<Instance> = {}): Instance => {
  const id = own.id ?? 'i-0123456789abcdef0';
  return {
    kind: 'instance',
    scope,
    id,
    arn: `arn:aws:ec2:eu-west-1:111122223333:instance/${id}`,
    state: 'running',
    type: 't3.micro',
    windows: false,
    tags: [],
    instanceStore: 'none',
    hibernationConfigured: false,
    volumes: [],
    ...own,
  };
};

export const deploymentLike = (own: Partial<ServiceDeployment> = {}): ServiceDeployment => ({
  kind: 'deployment',
  scope,
  id: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/checkout/d1',
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/checkout',
  clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
  status: 'IN_PROGRESS',
  sources: [],
  hooks: [],
  ...own,
});

/** With a deployment in that status, if one is named. */
export const serviceLike = (own: Partial<Service> = {}, status?: string): Service => {
  const name = own.name ?? 'checkout';
  const id = own.id ?? `arn:aws:ecs:eu-west-1:111122223333:service/shop/${name}`;
  const place = own.scope ?? scope;
  return {
    kind: 'service',
    scope: place,
    id,
    name,
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
    clusterName: 'shop',
    status: 'ACTIVE',
    controller: 'ECS',
    schedulingStrategy: 'REPLICA',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    tags: [],
    ...(status === undefined
      ? {}
      : {
          deployment: deploymentLike({
            scope: place,
            status,
            serviceArn: id,
            id: `${id.replace(':service/', ':service-deployment/')}/d1`,
          }),
        }),
    ...own,
  };
};

export const experimentLike = (own: Partial<Experiment> = {}): Experiment => ({
  kind: 'experiment',
  scope,
  id: 'EXP123',
  templateId: 'EXT456',
  state: 'running',
  tags: [],
  ...own,
});

export const leverLike = (own: Partial<SafetyLever> = {}): SafetyLever => ({
  kind: 'lever',
  scope,
  id: 'default',
  state: 'disengaged',
  ...own,
});

/** A filter without the words of the rows: it knows AWS's names alone. */
export const noStateWords = (): readonly string[] => [];
