import { stateReasons } from './instance.ts';
import type { InstanceSpec } from './launch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Owner {
  readonly team: string;
  readonly costCenter: string;
}

const owners = {
  checkout: { team: 'checkout', costCenter: '4100' },
  payments: { team: 'payments', costCenter: '4110' },
  catalog: { team: 'catalog', costCenter: '4200' },
  search: { team: 'discovery', costCenter: '4210' },
  web: { team: 'storefront', costCenter: '4300' },
  data: { team: 'data', costCenter: '5200' },
  platform: { team: 'platform', costCenter: '6000' },
} as const satisfies Readonly<Record<string, Owner>>;

/** An instance of a service, tagged as the team tags: env, team, Service, cost-center. */
function of(owner: keyof typeof owners, service: string, name: string, spec: InstanceSpec = {}): InstanceSpec {
  const { team, costCenter } = owners[owner];
  const tags = { team, Service: service, 'cost-center': costCenter, ...spec.tags };
  return { name, role: `${service}-instance`, securityGroup: service, ...spec, tags };
}

/** A member of the service's Auto Scaling group. */
function member(owner: keyof typeof owners, service: string, name: string, spec: InstanceSpec = {}): InstanceSpec {
  return of(owner, service, name, { autoScalingGroup: `${service}-asg`, ...spec });
}

const staging: Readonly<Record<string, readonly InstanceSpec[]>> = {
  'eu-west-1': [
    member('checkout', 'checkout', 'checkout-api-blue', { type: 't3.large', age: 6 * DAY, stateHighByte: 256 }),
    member('checkout', 'checkout', 'checkout-api-green', { type: 't3.large', age: 6 * DAY, sameReservation: true }),
    of('payments', 'payments', 'payments-sandbox', { type: 't3.medium', age: 41 * DAY, keyName: 'staging' }),
    of('payments', 'payments', 'payments-db-replica', {
      type: 'r6i.xlarge',
      volumes: 3,
      apiStopDisabled: true,
      age: 120 * DAY,
    }),
    of('search', 'search', 'search-indexer-nightly', { type: 'c6i.xlarge', spot: 'one-time', age: 9 * HOUR }),
    of('search', 'search', 'search-reindex-worker', { type: 'c5d.large', spot: 'persistent', age: 3 * DAY }),
    of('web', 'web-frontend', 'web-preview', { type: 't4g.small', publicAddress: 'auto', age: 15 * DAY }),
    of('platform', 'bastion', 'bastion-ireland', {
      type: 't3.micro',
      publicAddress: 'elastic',
      keyName: 'ops',
      age: 200 * DAY,
    }),
    of('platform', 'devbox', 'devbox-mira', {
      type: 'm6i.xlarge',
      hibernation: true,
      volumes: 2,
      keyName: 'mira',
      age: 2 * DAY,
    }),
    of('platform', 'devbox', 'devbox-jonas', {
      type: 'm6i.large',
      hibernation: true,
      hibernationFails: true,
      keyName: 'jonas',
      age: 5 * DAY,
    }),
    of('data', 'batch', 'reports-legacy', { type: 'm3.medium', rootDevice: 'instance-store', age: 900 * DAY }),
    of('data', 'batch', 'etl-rehearsal', {
      type: 'm6i.2xlarge',
      state: 'stopped',
      stateAge: 8 * DAY,
      age: 30 * DAY,
    }),
    of('catalog', 'catalog', 'catalog-import', {
      type: 'm5.large',
      state: 'stopping',
      stateAge: 14 * MINUTE,
      hangsInStopping: true,
      age: 22 * DAY,
    }),
    of('platform', 'load-test', 'load-test-7', { type: 'c7g.xlarge', state: 'pending', stateAge: 5_000 }),
    of('platform', 'load-test', 'load-test-6', {
      type: 'c7g.xlarge',
      state: 'terminated',
      stateAge: 25 * MINUTE,
      age: 2 * HOUR,
    }),
  ],
  'us-east-1': [
    member('catalog', 'catalog', 'catalog-canary-a', { type: 'm7g.large', age: 4 * DAY, zone: 'a' }),
    member('catalog', 'catalog', 'catalog-canary-b', {
      type: 'm7g.large',
      age: 4 * DAY,
      zone: 'b',
      sameReservation: true,
    }),
    of('checkout', 'checkout', 'checkout-contract-tests', {
      type: 't3.medium',
      spot: 'persistent',
      age: 11 * HOUR,
    }),
    of('payments', 'payments', 'payments-mock-gateway', { type: 't3.small', publicAddress: 'auto', age: 60 * DAY }),
    of('web', 'web-frontend', 'web-windows-render', {
      type: 'm6i.large',
      platform: 'windows',
      keyName: 'staging',
      age: 33 * DAY,
    }),
    of('data', 'session-cache', 'session-cache-drill', { type: 'r6g.large', age: 18 * DAY, detailedMonitoring: true }),
    of('data', 'recommendations', 'recommendations-trainer', { type: 'g5.xlarge', volumes: 2, age: 20 * HOUR }),
    of('platform', 'bastion', 'bastion-virginia', {
      type: 't3.micro',
      publicAddress: 'elastic',
      keyName: 'ops',
      age: 210 * DAY,
    }),
    of('platform', 'devbox', 'devbox-amara', {
      type: 'm6i.xlarge',
      hibernation: true,
      state: 'stopped',
      stateAge: 2 * DAY,
      stateReason: stateReasons.hibernated,
      age: 9 * DAY,
    }),
    of('data', 'batch', 'batch-spot-trial', { type: 'c6i.large', spot: 'one-time', age: 3 * HOUR }),
    {
      type: 't2.micro',
      keyName: 'someone',
      state: 'stopped',
      stateAge: 400 * DAY,
      age: 1100 * DAY,
      stateReason: stateReasons.insideStop,
    },
    {
      type: 't3.xlarge',
      publicAddress: 'auto',
      age: 95 * DAY,
      tags: { owner: 'unknown', note: 'ask finance <before> stopping & deleting' },
    },
  ],
  'ap-southeast-2': [
    of('web', 'web-frontend', 'web-sydney-preview', { type: 't4g.medium', publicAddress: 'auto', age: 12 * DAY }),
    of('search', 'search', 'search-relevance-lab', { type: 'i4i.large', age: 7 * DAY }),
    of('platform', 'devbox', 'devbox-harper', { type: 't3.large', hibernation: true, keyName: 'harper', age: 1 * DAY }),
    of('data', 'batch', 'batch-sydney-trial', {
      type: 't3.small',
      state: 'stopped',
      stateAge: 3 * DAY,
      age: 21 * DAY,
    }),
  ],
};

const production: Readonly<Record<string, readonly InstanceSpec[]>> = {
  'eu-west-1': [
    member('checkout', 'checkout', 'checkout-api-1', {
      type: 'm6i.xlarge',
      zone: 'a',
      age: 12 * DAY,
      detailedMonitoring: true,
    }),
    member('checkout', 'checkout', 'checkout-api-2', {
      type: 'm6i.xlarge',
      zone: 'b',
      age: 12 * DAY,
      sameReservation: true,
      detailedMonitoring: true,
    }),
    member('checkout', 'checkout', 'checkout-api-3', {
      type: 'm6i.xlarge',
      zone: 'c',
      age: 12 * DAY,
      sameReservation: true,
      stateHighByte: 256,
      detailedMonitoring: true,
    }),
    of('payments', 'payments', 'payments-ledger-db', {
      type: 'r6i.2xlarge',
      volumes: 4,
      apiStopDisabled: true,
      apiTerminationDisabled: true,
      age: 380 * DAY,
    }),
    of('payments', 'payments', 'payments-hsm-proxy', {
      type: 'm6i.large',
      enclave: true,
      tenancy: 'dedicated',
      age: 150 * DAY,
    }),
    of('catalog', 'catalog', 'catalog-primary', {
      type: 'm7i.2xlarge',
      volumes: 2,
      apiStopDisabled: true,
      age: 260 * DAY,
    }),
    of('search', 'search', 'search-index-hot-1', { type: 'i4i.xlarge', age: 75 * DAY }),
    of('search', 'search', 'search-index-hot-2', { type: 'i4i.xlarge', age: 75 * DAY, sameReservation: true }),
    of('data', 'session-cache', 'session-cache-1', { type: 'r6g.large', age: 90 * DAY }),
    of('data', 'batch', 'batch-invoices', { type: 'c6i.xlarge', spot: 'persistent', age: 2 * DAY }),
    of('data', 'batch', 'batch-image-resize', { type: 'c6i.large', spot: 'one-time', age: 5 * HOUR }),
    of('platform', 'bastion', 'bastion-prod-ireland', {
      type: 't3.micro',
      publicAddress: 'elastic',
      keyName: 'ops',
      age: 300 * DAY,
    }),
    of('platform', 'eks-auto', 'shop-eks-general-a1', {
      type: 'm7g.xlarge',
      operator: 'eks.amazonaws.com',
      age: 8 * DAY,
      tags: { 'aws:eks:cluster-name': 'shop-production' },
    }),
    of('web', 'web-frontend', 'web-blackfriday-spare', {
      type: 'm6i.large',
      state: 'stopped',
      stateAge: 20 * DAY,
      age: 340 * DAY,
    }),
  ],
  'us-east-1': [
    member('web', 'web-frontend', 'web-frontend-1', {
      type: 'c7g.large',
      zone: 'a',
      publicAddress: 'auto',
      age: 9 * DAY,
    }),
    member('web', 'web-frontend', 'web-frontend-2', {
      type: 'c7g.large',
      zone: 'b',
      publicAddress: 'auto',
      age: 9 * DAY,
      sameReservation: true,
    }),
    of('checkout', 'checkout', 'checkout-fraud-scorer', { type: 'm6i.xlarge', age: 44 * DAY }),
    of('payments', 'payments', 'payments-settlement-db', {
      type: 'r6i.2xlarge',
      volumes: 3,
      apiStopDisabled: true,
      apiTerminationDisabled: true,
      age: 365 * DAY,
    }),
    of('data', 'recommendations', 'recommendations-gpu', {
      type: 'p3.2xlarge',
      volumes: 2,
      age: 16 * DAY,
      detailedMonitoring: true,
    }),
    of('data', 'recommendations', 'recommendations-batch', { type: 'c6i.xlarge', spot: 'persistent', age: 30 * HOUR }),
    of('data', 'session-cache', 'session-cache-virginia', { type: 'r6g.large', age: 88 * DAY }),
    of('platform', 'ecs-managed', 'shop-ecs-managed-7f', {
      type: 'm7g.large',
      operator: 'ecs.amazonaws.com',
      age: 6 * DAY,
    }),
    of('web', 'tax-engine', 'tax-engine-windows', {
      type: 'm5.xlarge',
      platform: 'windows',
      age: 180 * DAY,
      keyName: 'ops',
    }),
    of('data', 'batch', 'warehouse-export', {
      type: 'm5.large',
      platform: 'rhel',
      scheduled: true,
      age: 7 * HOUR,
    }),
    of('platform', 'bastion', 'bastion-prod-virginia', {
      type: 't3.micro',
      publicAddress: 'elastic',
      keyName: 'ops',
      age: 290 * DAY,
    }),
    of('search', 'search', 'search-index-retired', {
      type: 'i4i.large',
      state: 'terminated',
      stateAge: 12 * MINUTE,
      age: 210 * DAY,
    }),
  ],
  'ap-southeast-2': [
    member('web', 'web-frontend', 'web-sydney-1', {
      type: 'c7g.large',
      zone: 'a',
      publicAddress: 'auto',
      age: 10 * DAY,
    }),
    member('web', 'web-frontend', 'web-sydney-2', {
      type: 'c7g.large',
      zone: 'b',
      publicAddress: 'auto',
      age: 10 * DAY,
      sameReservation: true,
    }),
    of('payments', 'payments', 'payments-au-gateway', {
      type: 'm6i.large',
      platform: 'ubuntu-pro',
      apiStopDisabled: true,
      age: 140 * DAY,
    }),
    of('data', 'session-cache', 'session-cache-sydney', { type: 'r6g.large', age: 86 * DAY }),
    of('data', 'batch', 'batch-au-statements', {
      type: 't3.large',
      state: 'stopped',
      stateAge: 4 * DAY,
      age: 50 * DAY,
    }),
  ],
};

/** What the demo's team has in an account's region; undefined where it has nothing of its own. */
export function demoInstances(alias: string, region: string): readonly InstanceSpec[] | undefined {
  const [fleet, env] = alias === 'shop-staging' ? [staging, 'staging'] : [production, 'production'];
  if (alias !== 'shop-staging' && alias !== 'shop-production') return undefined;
  return fleet[region]?.map((spec) => ({
    ...spec,
    tags: { ...(spec.name === undefined ? {} : { env }), ...spec.tags },
  }));
}
