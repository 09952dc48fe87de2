import { arnPath } from './arns.ts';
import type { Place } from './arns.ts';
import { KEPT } from './history.ts';
import type { History } from './history.ts';
import type { Ids } from './ids.ts';
import type { Output } from './protocol.ts';
import { AwsError } from '../core/contracts.ts';
import type { Cluster, Deployment, Region, Service } from './state.ts';
import type { Timeline } from './timeline.ts';

/** What one call sees: the state of its account and region, brought up to the moment of the call. */
export interface RegionView {
  readonly place: Place;
  /** Milliseconds since the epoch; stands still during a call. Earlier than the clock's for a stale read. */
  readonly now: number;
  readonly ids: Ids;
  /** All of them, by ARN. */
  clusters(): readonly Cluster[];
  findCluster(name: string): Cluster | undefined;
  findService(cluster: string, name: string): Service | undefined;
  /** The deployments of a service that have been created by now and that AWS still shows, oldest first. */
  deployments(service: Service): readonly Deployment[];
  /** The newest one by now, however old. */
  newest(service: Service): Deployment | undefined;
  timeline(deployment: Deployment): Timeline;
  /** A cluster by its short name or ARN, `default` when none is given. Throws ClusterNotFoundException. */
  cluster(nameOrArn: string | undefined): Cluster;
}

export function regionViewOf(region: Region, ids: Ids, history: History, now: number): RegionView {
  const { place } = region;
  const findCluster = (name: string): Cluster | undefined => region.clusters.get(name);
  return {
    place,
    now,
    ids,
    clusters: () => [...region.clusters.values()].toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
    findCluster,
    findService: (cluster, name) => findCluster(cluster)?.services.get(name),
    deployments: (service) => {
      history.advance(service, now);
      if (service.spec.status === 'INACTIVE') return [];
      return service.deployments.filter(({ createdAt }) => createdAt >= now - KEPT && createdAt <= now);
    },
    newest: (service) => {
      history.advance(service, now);
      return service.deployments.findLast((deployment) => deployment.createdAt <= now);
    },
    timeline: (deployment) => history.timeline(deployment, now),
    cluster: (nameOrArn) => {
      const found = findCluster(shortName(nameOrArn ?? 'default', 'cluster', place));
      if (found === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
      return found;
    },
  };
}

/** The last part of a cluster's or service's ARN, or the name itself. A service ARN may lack its cluster, as old ones do. */
export function shortName(nameOrArn: string, kind: 'cluster' | 'service', place: Place): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn;
  const parts = kind === 'service' ? nameOrArn.split('/').length - 1 : 1;
  return arnPath(nameOrArn, kind, Math.min(parts, 2), place).at(-1) ?? nameOrArn;
}

/** A member of `failures`. */
export function missing(arn: string): Output {
  return { arn, reason: 'MISSING' };
}
