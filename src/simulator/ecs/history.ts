import { ecsArn } from './arns.ts';
import type { Ids } from './ids.ts';
import type { DeploymentOptions } from './plan.ts';
import type { Cluster, Deployment, Revision, Service, ServiceSpec } from './state.ts';
import { timelineOf } from './timeline.ts';
import type { Status, Timeline } from './timeline.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
/** AWS shows service deployments for so long. */
export const KEPT = 90 * DAY;

/** The deployments that a service has had, has and, when it keeps deploying, gets. */
export interface History {
  /** Makes a service as it is at `now`, its past deployments done. */
  create(cluster: Cluster, spec: ServiceSpec, now: number): Service;
  /** Adds what a deploying service has started up to `now`. Call it before anything else looks at the service. */
  advance(service: Service, now: number): void;
  /** Starts a deployment, superseding the one in flight. */
  start(service: Service, options: DeploymentOptions, createdAt: number): Deployment;
  /** Its course as the commands up to `at` have made it; all of them when left out. */
  timeline(deployment: Deployment, at?: number): Timeline;
}

/** `origin`: when the simulation began, in milliseconds since the epoch. */
export function createHistory(ids: Ids, origin: number): History {
  const timeline = (deployment: Deployment, at = Number.POSITIVE_INFINITY): Timeline =>
    timelineOf({
      ...deployment,
      commands: deployment.commands.filter((command) => command.at <= at),
      sources: deployment.sources.length,
      hookId: (key) => ids.hook(hookKind(deployment, key), `${deployment.arn}/${key}`),
    });

  const nextRevision = (service: Service, createdAt: number): Revision => {
    const count = service.revisions;
    service.revisions += 1;
    const version = (service.spec.version ?? 1) + count;
    const key = `${service.arn}/${count}`;
    const id = ids.revision(key);
    const { place, name } = service.cluster;
    const registry = `${place.account}.dkr.ecr.${place.region}.amazonaws.com`;
    return {
      id,
      arn: ecsArn(place, 'service-revision', name, service.name, id),
      taskDefinition: ecsArn(place, 'task-definition', `${service.name}:${version}`),
      images: [service.name, ...(service.spec.sidecars ?? [])].map((container, index) => ({
        container,
        image: index === 0 ? `${registry}/${container}:v2.${version}.0` : `${registry}/${container}:stable`,
        digest: ids.digest(index === 0 ? key : container),
      })),
      createdAt,
    };
  };

  const append = (service: Service, options: DeploymentOptions, createdAt: number): Deployment => {
    const last = service.deployments.at(-1);
    const ended = last === undefined ? undefined : timeline(last);
    const target = nextRevision(service, createdAt);
    const id = ids.deployment(target.arn);
    const deployment: Deployment = {
      id,
      arn: ecsArn(service.cluster.place, 'service-deployment', service.cluster.name, service.name, id),
      createdAt,
      pendingUntil: ended?.finishedAt ?? createdAt,
      desired: service.spec.desired,
      sources: last === undefined || ended === undefined ? [] : remaining(last, ended),
      target,
      options,
      commands: [],
    };
    service.deployments.push(deployment);
    return deployment;
  };

  /** When a deploying service starts its next one; Infinity for another service, or while one never ends. */
  const nextStart = (service: Service): number => {
    const { live } = service.spec;
    if (live === undefined) return Number.POSITIVE_INFINITY;
    const last = service.deployments.at(-1);
    const free = last === undefined ? 0 : timeline(last).finishedAt + 60 * SECOND;
    const first = origin - live.leadSeconds * SECOND;
    const period = live.periodSeconds * SECOND;
    return first + Math.max(0, Math.ceil((free - first) / period)) * period;
  };

  const advance = (service: Service, now: number): void => {
    for (let next = nextStart(service); next <= now; next = nextStart(service)) {
      append(service, { ...service.spec.options, ...service.spec.live?.options }, next);
    }
    forget(service, now);
  };

  const create = (cluster: Cluster, spec: ServiceSpec, now: number): Service => {
    const createdAt = now - (spec.createdDaysAgo ?? 400) * DAY;
    const service: Service = {
      arn: ecsArn(cluster.place, 'service', cluster.name, spec.name),
      name: spec.name,
      cluster,
      spec,
      createdAt,
      deployments: [],
      revisions: 0,
    };
    cluster.services.set(spec.name, service);
    if ((spec.controller ?? 'ECS') !== 'ECS') return service;
    for (const past of spec.past ?? []) {
      const at = now - past.daysAgo * DAY;
      const deployment = append(service, { ...spec.options, ...past.options }, at);
      if (past.stoppedAfterSeconds !== undefined) {
        deployment.commands.push({ kind: 'rollback', at: at + past.stoppedAfterSeconds * SECOND });
      }
    }
    advance(service, now);
    return service;
  };

  const start = (service: Service, options: DeploymentOptions, createdAt: number): Deployment => {
    advance(service, createdAt);
    const last = service.deployments.at(-1);
    if (last !== undefined && last.createdAt > createdAt) throw new Error(`${service.name} has a newer deployment.`);
    if (last !== undefined && timeline(last).finishedAt > createdAt) {
      last.commands.push({ kind: 'supersede', at: createdAt });
    }
    return append(service, { ...service.spec.options, ...options }, createdAt);
  };

  return { create, advance, start, timeline };
}

/** The state in which a deployment ended, or that it will end in. */
function outcome(timeline: Timeline): Status | undefined {
  return timeline.phases.at(-1)?.status;
}

/** The revisions that still run once a deployment has ended, the last successful one first. */
function remaining(deployment: Deployment, timeline: Timeline): readonly Revision[] {
  switch (outcome(timeline)) {
    case 'SUCCESSFUL':
      return [deployment.target];
    case 'ROLLBACK_SUCCESSFUL':
    case 'ROLLBACK_FAILED':
      return deployment.sources.slice(0, 1);
    default:
      // A stopped first deployment leaves nothing; a stopped later one leaves both revisions running, to be reconciled.
      return deployment.sources.length === 0 ? [] : [...deployment.sources.slice(0, 1), deployment.target];
  }
}

function hookKind(deployment: Deployment, key: string): 'pause' | 'lambda' {
  const hook = deployment.options.hooks?.[Number(key.split('.')[1])];
  return hook?.type === 'AWS_LAMBDA' ? 'lambda' : 'pause';
}

/** The newest one stays, however old: the service still runs what it deployed. */
function forget(service: Service, now: number): void {
  const { deployments } = service;
  const kept = deployments.findIndex((deployment) => deployment.createdAt >= now - 2 * KEPT);
  if (kept > 0) deployments.splice(0, Math.min(kept, deployments.length - 1));
}
