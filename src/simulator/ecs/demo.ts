import type { DaemonSpec } from './daemons.ts';
import type { DeploymentOptions } from './plan.ts';
import type { Deployer, ServiceSpec } from './state.ts';

/** Which part of the demo's team a region belongs to. */
export interface DemoPlace {
  readonly production: boolean;
  readonly staging: boolean;
  /** The region's place in the fleet: the first two are busy, the others small and calm. */
  readonly region: number;
  /** The ARN of the function that looks at a deployment before it gets production traffic. */
  readonly smokeTest: string;
}

/** A cluster of the demo; `instances` are its container instances. */
export interface DemoCluster {
  readonly cluster: string;
  readonly instances: number;
  readonly services: readonly ServiceSpec[];
  readonly daemons?: readonly DaemonSpec[];
}

const breaker = { rollback: true } as const;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * The shop's services. Somewhere in the fleet there is always a deployment that rolls, one that bakes, one whose tasks
 * fail and one that waits at a pause hook: each kind runs in two places whose turns overlap.
 */
export function demoServices(place: DemoPlace): readonly DemoCluster[] {
  if (place.region >= 2) return [{ cluster: 'shop', instances: 0, services: smallShop(place) }];
  return [
    {
      cluster: 'data',
      instances: place.production ? 6 : 3,
      services: dataServices(place),
      daemons: dataDaemons(place),
    },
    { cluster: 'shop', instances: 0, services: shopServices(place) },
  ];
}

function shopServices(place: DemoPlace): readonly ServiceSpec[] {
  const large = place.production ? 3 : 1;
  const first = place.region === 0;
  const shifting = (options: DeploymentOptions): DeploymentOptions => ({ circuitBreaker: breaker, ...options });
  return [
    {
      name: 'checkout-api',
      desired: 4 * large,
      launch: 'FARGATE',
      version: 212,
      port: 8080,
      connect: true,
      sidecars: ['otel-collector'],
      tags: { tier: 'critical' },
      options: shifting({
        strategy: 'CANARY',
        canaryPercent: 10,
        canaryBakeMinutes: 10,
        bakeMinutes: 5,
        alarms: { names: ['checkout-api-5xx', 'checkout-api-latency-p99'], rollback: true },
      }),
      ...lives(place.production && !first, deployer(11 * MINUTE, HOUR)),
    },
    {
      name: 'payments',
      desired: 3 * large,
      launch: 'FARGATE',
      version: 87,
      port: 8443,
      connect: true,
      sidecars: ['otel-collector'],
      tags: { tier: 'critical', compliance: 'pci' },
      options: shifting({
        strategy: 'BLUE_GREEN',
        bakeMinutes: 15,
        hooks: [
          { type: 'PAUSE', stages: ['POST_TEST_TRAFFIC_SHIFT'], timeoutMinutes: 1440, timeoutAction: 'ROLLBACK' },
        ],
      }),
      ...lives(place.production && first, deployer(25 * MINUTE, HOUR)),
      ...lives(place.staging && !first, deployer(13 * HOUR, HOUR)),
    },
    {
      name: 'catalog',
      desired: 3 * large,
      launch: 'FARGATE',
      version: 140,
      port: 8080,
      connect: true,
      options: shifting({
        strategy: 'BLUE_GREEN',
        bakeMinutes: 20,
        hooks: [{ type: 'AWS_LAMBDA', stages: ['POST_TEST_TRAFFIC_SHIFT'], functionArn: place.smokeTest }],
      }),
      ...lives(place.production && first, deployer(9 * MINUTE, 32 * MINUTE)),
      ...lives(place.production && !first, deployer(25 * MINUTE, 32 * MINUTE)),
    },
    {
      name: 'web-frontend',
      desired: 4 * large,
      launch: 'FARGATE_SPOT',
      version: 530,
      port: 3000,
      options: { circuitBreaker: breaker },
      ...lives(place.production && first, deployer(2 * MINUTE, 10 * MINUTE)),
      ...lives(place.production && !first, deployer(7 * MINUTE, 10 * MINUTE)),
    },
    {
      name: 'recommendations',
      desired: 2 * large,
      launch: 'FARGATE',
      version: 64,
      port: 8080,
      options: { circuitBreaker: { rollback: true, threshold: 9 } },
      ...lives(place.staging && first, deployer(4 * MINUTE, 15 * MINUTE, { failing: true })),
      ...lives(place.staging && !first, deployer(11.5 * MINUTE, 15 * MINUTE, { failing: true })),
    },
    {
      name: 'search-indexer',
      desired: 2 * large,
      launch: 'FARGATE',
      version: 31,
      port: 9200,
      options: shifting({ strategy: 'LINEAR', stepPercent: 25, stepBakeMinutes: 4, bakeMinutes: 10 }),
      ...lives(place.staging && first, deployer(14 * MINUTE, 50 * MINUTE)),
    },
    {
      name: 'notifications',
      desired: 2 * large,
      launch: 'FARGATE',
      version: 45,
      options: { circuitBreaker: breaker },
      ...(place.production ? {} : { shortage: 1 }),
    },
    ...othersServices(place),
    ...(place.staging && first ? [newService()] : []),
  ];
}

/** Services whose deployments are not made by ECS itself. */
function othersServices(place: DemoPlace): readonly ServiceSpec[] {
  const desired = place.production ? 6 : 2;
  return [
    {
      name: 'edge-router',
      desired,
      launch: 'FARGATE',
      version: 19,
      controller: 'EXTERNAL',
      port: 8000,
      taskSets: [
        { status: 'PRIMARY', scalePercent: 100, behind: 1, stable: true },
        { status: 'ACTIVE', scalePercent: 50, behind: 0, stable: false },
      ],
    },
    {
      name: 'legacy-orders',
      desired,
      launch: 'EC2',
      version: 8,
      controller: 'CODE_DEPLOY',
      port: 8080,
      tags: { owner: 'orders', sunset: '2027-06' },
      taskSets:
        place.region === 0
          ? [
              { status: 'PRIMARY', scalePercent: 100, behind: 1, stable: true },
              { status: 'ACTIVE', scalePercent: 100, behind: 0, stable: true },
            ]
          : [{ status: 'PRIMARY', scalePercent: 100, behind: 0, stable: true }],
    },
  ];
}

/** A service whose first deployment has never succeeded: there is nothing to roll back to. */
function newService(): ServiceSpec {
  return {
    name: 'loyalty-points',
    desired: 2,
    launch: 'FARGATE',
    port: 8080,
    createdDaysAgo: 0.02,
    past: [],
    live: { leadSeconds: 17 * MINUTE, periodSeconds: 2 * HOUR, options: { failing: true } },
  };
}

function dataServices(place: DemoPlace): readonly ServiceSpec[] {
  const large = place.production ? 2 : 1;
  return [
    {
      name: 'session-cache',
      desired: 3,
      launch: 'EC2',
      version: 12,
      options: { circuitBreaker: breaker, earlySuccess: { healthyPercent: 60, cleanup: 'DEFERRED' } },
      shortage: place.production ? 0 : 1,
    },
    { name: 'batch-worker', desired: 0, launch: 'FARGATE_SPOT', version: 77 },
    {
      name: 'events-ingest',
      desired: 3 * large,
      launch: 'FARGATE',
      version: 101,
      port: 9092,
      express: true,
      options: { circuitBreaker: breaker, strategy: 'CANARY', canaryPercent: 5, canaryBakeMinutes: 3 },
    },
    { name: 'log-shipper', desired: 3 * large, launch: 'EC2', version: 23, scheduling: 'DAEMON' },
    ...(place.staging
      ? [
          { name: 'reports', desired: 1, launch: 'FARGATE', version: 3, status: 'DRAINING' } as const,
          { name: 'reports-v1', desired: 1, launch: 'FARGATE', status: 'INACTIVE' } as const,
        ]
      : [{ name: 'reports', desired: 2, launch: 'FARGATE', version: 5, createdDaysAgo: 40 } as const]),
  ];
}

/** One that rolls out for an hour, and one whose last deployment was taken back. */
function dataDaemons(place: DemoPlace): readonly DaemonSpec[] {
  return [
    {
      name: 'node-metrics',
      ...(place.staging && { rollout: { ageSeconds: 10 * MINUTE, takesSeconds: HOUR } }),
    },
    { name: 'runtime-guard', createdDaysAgo: 20, rollout: { ageSeconds: 3 * HOUR, takesSeconds: 240, fails: true } },
  ];
}

function smallShop(place: DemoPlace): readonly ServiceSpec[] {
  return [
    {
      name: 'web-frontend',
      desired: 2,
      launch: 'FARGATE',
      version: 528,
      port: 3000,
      options: { circuitBreaker: breaker },
    },
    {
      name: 'catalog',
      desired: 2,
      launch: 'FARGATE',
      version: 138,
      port: 8080,
      options: { strategy: 'BLUE_GREEN', bakeMinutes: 20, circuitBreaker: breaker },
      ...lives(place.production && place.region === 2, deployer(20 * MINUTE, 90 * MINUTE)),
    },
    {
      name: 'edge-router',
      desired: 1,
      launch: 'FARGATE',
      version: 18,
      controller: 'EXTERNAL',
      taskSets: [{ status: 'PRIMARY', scalePercent: 100, behind: 0, stable: true }],
    },
  ];
}

function deployer(leadSeconds: number, periodSeconds: number, options: DeploymentOptions = {}): Deployer {
  return { leadSeconds, periodSeconds, options };
}

function lives(here: boolean, live: Deployer): { readonly live?: Deployer } {
  return here ? { live } : {};
}
