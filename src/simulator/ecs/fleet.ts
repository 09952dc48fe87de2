import { ecsArn } from './arns.ts';
import { tagList } from './configuration.ts';
import { createDaemon } from './daemons.ts';
import { demoServices } from './demo.ts';
import { idsOf } from './ids.ts';
import type { History } from './history.ts';
import type { DeploymentOptions } from './plan.ts';
import type { Cluster, Deployer, PastDeployment, Region, ServiceSpec } from './state.ts';
import type { Account, World } from '../core/contracts.ts';

/** A cluster by its name, made when it is missing. */
export function clusterIn(
  region: Region,
  name: string,
  tags: Readonly<Record<string, string>>,
  instances = 0,
): Cluster {
  const known = region.clusters.get(name);
  if (known !== undefined) return known;
  const cluster: Cluster = {
    name,
    arn: ecsArn(region.place, 'cluster', name),
    place: region.place,
    tags: tagList(tags),
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    instances,
    services: new Map(),
    daemons: new Map(),
  };
  region.clusters.set(name, cluster);
  return cluster;
}

/** Puts the world's fleet into a region; one that the fleet doesn't name stays empty. */
export function fillRegion(region: Region, world: World, history: History, now: number): void {
  const { fleet } = world;
  const account = fleet.accounts.findIndex((candidate) => candidate.id === region.place.account);
  const index = fleet.regions.indexOf(region.place.region);
  const owner = fleet.accounts[account];
  if (owner === undefined || index === -1) return;
  if (fleet.kind === 'sized') fillSized(region, owner, fleet.services, history, now);
  else fillDemo(region, world, index, owner, history, now);
}

function fillDemo(region: Region, world: World, index: number, owner: Account, history: History, now: number): void {
  const { fleet } = world;
  const production = /prod/i.test(owner.alias) || fleet.accounts.length === 1;
  const staging = !production || fleet.accounts.length === 1;
  const { partition, account, region: code } = region.place;
  const smokeTest = `arn:${partition}:lambda:${code}:${account}:function:smoke-test`;
  const ids = idsOf(world);
  for (const { cluster: name, instances, services, daemons = [] } of demoServices({
    production,
    staging,
    region: index,
    smokeTest,
  })) {
    const environment = production ? 'production' : 'staging';
    const cluster = clusterIn(
      region,
      name,
      { environment, team: name === 'shop' ? 'storefront' : 'platform' },
      instances,
    );
    for (const spec of services) {
      const past = spec.past ?? pastOf(spec, world.random(`ecs/past/${cluster.arn}/${spec.name}`));
      history.create(cluster, { ...spec, past, tags: { environment, service: spec.name, ...spec.tags } }, now);
    }
    for (const spec of daemons) createDaemon(cluster, spec, ids, now);
  }
}

/** A first deployment on the day the service was made, and a handful in the last 90 days, most of which went well. */
function pastOf(spec: ServiceSpec, random: () => number): readonly PastDeployment[] {
  const age = spec.createdDaysAgo ?? 400;
  const quiet: DeploymentOptions = { hooks: [] };
  const days = Array.from({ length: 3 + Math.floor(random() * 5) }, () => 0.6 + random() * (Math.min(age, 88) - 1));
  const steady = spec.shortage !== undefined || spec.status !== undefined;
  const recent = days
    .toSorted((a, b) => b - a)
    .map((daysAgo, index) => {
      // What a team leaves behind mostly works: the newest one is less often a failure.
      const weight = index < days.length - 1 ? 1 : steady ? 0 : 0.83;
      return { daysAgo, ...kindOf(random() * weight, quiet) };
    });
  return [{ daysAgo: age, options: quiet }, ...recent];
}

function kindOf(draw: number, quiet: DeploymentOptions): Omit<PastDeployment, 'daysAgo'> {
  const failing = { ...quiet, failing: true };
  if (draw < 0.68) return { options: quiet };
  if (draw < 0.8) return { options: { ...failing, circuitBreaker: { rollback: true } } };
  if (draw < 0.9) return { options: quiet, stoppedAfterSeconds: 140 };
  if (draw < 0.95) return { options: { ...failing, circuitBreaker: { rollback: false } } };
  return { options: { ...failing, circuitBreaker: { rollback: true }, failRollback: true } };
}

/** Every 25th service has a deployment in flight. */
const busyOptions: readonly DeploymentOptions[] = [
  { strategy: 'BLUE_GREEN', hooks: [{ type: 'PAUSE', stages: ['POST_TEST_TRAFFIC_SHIFT'] }] },
  { strategy: 'BLUE_GREEN', bakeMinutes: 120 },
  { strategy: 'LINEAR', stepBakeMinutes: 15 },
  { strategy: 'ROLLING', failing: true },
];

function fillSized(region: Region, owner: Account, count: number, history: History, now: number): void {
  const clusters = Math.max(1, Math.min(4, Math.ceil(count / 25)));
  for (let number = 0; number < count; number += 1) {
    const cluster = clusterIn(region, `cluster-${(number % clusters) + 1}`, { account: owner.alias });
    const busy = number % 25 === 7 ? busyOptions[Math.floor(number / 25) % busyOptions.length] : undefined;
    const live: Deployer | undefined =
      busy === undefined ? undefined : { leadSeconds: 420 + number, periodSeconds: 3600, options: busy };
    history.create(
      cluster,
      {
        name: `service-${String(number + 1).padStart(4, '0')}`,
        desired: 1 + (number % 6),
        launch: number % 3 === 0 ? 'EC2' : 'FARGATE',
        version: 1 + (number % 40),
        tags: { number: String(number + 1) },
        past: [{ daysAgo: 200 }, { daysAgo: 1 + (number % 60) }],
        ...(live === undefined ? {} : { live }),
      },
      now,
    );
  }
}
