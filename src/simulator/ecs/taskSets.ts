import { ecsArn } from './arns.ts';
import { launchMembers, loadBalancerMembers, networkMembers } from './configuration.ts';
import { seconds } from './protocol.ts';
import type { Output } from './protocol.ts';
import type { RegionView } from './regionView.ts';
import type { Service } from './state.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** The task sets of a CODE_DEPLOY or EXTERNAL service. */
export function taskSetMembers(service: Service, view: RegionView): readonly Output[] {
  const { spec, cluster } = service;
  return (spec.taskSets ?? []).map((set) => {
    const key = `${service.arn}/${set.status}/${set.behind}`;
    const id = `ecs-svc/${view.ids.revision(key)}`;
    const count = Math.round((spec.desired * set.scalePercent) / 100);
    const settledAt = service.createdAt + (spec.createdDaysAgo ?? 400) * DAY - (set.behind === 0 ? HOUR / 2 : 9 * DAY);
    return {
      id,
      taskSetArn: ecsArn(view.place, 'task-set', cluster.name, service.name, id),
      serviceArn: service.arn,
      clusterArn: cluster.arn,
      ...(spec.controller === 'CODE_DEPLOY'
        ? { startedBy: 'CODE_DEPLOY', externalId: `d-${view.ids.deployment(key).slice(0, 9).toUpperCase()}` }
        : { externalId: `release-${(spec.version ?? 1) - set.behind}` }),
      status: set.status,
      taskDefinition: ecsArn(view.place, 'task-definition', `${service.name}:${(spec.version ?? 1) - set.behind}`),
      computedDesiredCount: count,
      pendingCount: 0,
      runningCount: count,
      createdAt: seconds(settledAt),
      updatedAt: seconds(settledAt),
      ...launchMembers(spec),
      ...networkMembers(view.ids, cluster, spec),
      ...loadBalancerMembers(view.ids, cluster, spec),
      serviceRegistries: [],
      scale: { value: set.scalePercent, unit: 'PERCENT' },
      stabilityStatus: set.stable ? 'STEADY_STATE' : 'STABILIZING',
      stabilityStatusAt: seconds(settledAt),
      tags: [],
    };
  });
}
