import { arnPath } from './ecsArns.ts';
import type { Place } from './ecsArns.ts';
import type { History } from './ecsHistory.ts';
import type { Ids } from './ecsIds.ts';
import type { Output } from './ecsProtocol.ts';
import { AwsError } from './service.ts';
import type { Cluster, Region, Service } from './ecsState.ts';

/** What one call sees: the state of its account and region, brought up to the moment of the call. */
export interface Scope {
  readonly place: Place;
  /** Milliseconds since the epoch; stands still during a call. */
  readonly now: number;
  readonly ids: Ids;
  readonly history: History;
  /** All of them, by ARN. */
  clusters(): readonly Cluster[];
  findCluster(name: string): Cluster | undefined;
  findService(cluster: string, name: string): Service | undefined;
  /** A cluster by its short name or ARN, `default` when none is given. Throws ClusterNotFoundException. */
  cluster(nameOrArn: string | undefined): Cluster;
}

export function scopeOf(region: Region, ids: Ids, history: History, now: number): Scope {
  const { place } = region;
  const findCluster = (name: string): Cluster | undefined => region.clusters.get(name);
  return {
    place,
    now,
    ids,
    history,
    clusters: () => [...region.clusters.values()].toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
    findCluster,
    findService: (cluster, name) => {
      const service = findCluster(cluster)?.services.get(name);
      if (service !== undefined) history.advance(service, now);
      return service;
    },
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
