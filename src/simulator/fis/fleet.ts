import type { ExperimentDefinition } from './definition.ts';
import { seedHistory } from './history.ts';
import type { FisRegion } from './region.ts';
import { shopExperiments, type ShopExperiments } from './shop.ts';
import type { Template } from './templates.ts';
import type { World } from '../core/contracts.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DEMO_HISTORY = 17;
const MOST_ACTIVE = 5;

type ShopTemplates = Readonly<Record<keyof ShopExperiments, Template>>;

/** One experiment of the demo that is under way when the demo begins. */
interface UnderWay {
  readonly template: keyof ShopExperiments;
  /** Milliseconds ago. */
  readonly started: number;
  readonly pendingFor?: number;
  readonly startedBy: string;
  readonly fate?: ExperimentDefinition['fate'];
}

interface DemoPlace {
  readonly alias: string;
  readonly region: string;
  readonly underWay: readonly UnderWay[];
  /** What its game day runs in turn, for ever. */
  readonly gameday: readonly (keyof ShopExperiments)[];
}

const demoPlaces: readonly DemoPlace[] = [
  {
    alias: 'shop-staging',
    region: 'eu-west-1',
    underWay: [
      { template: 'loseZone', started: 5 * MINUTE, startedBy: 'maria' },
      { template: 'paymentsLatency', started: 3.5 * MINUTE, startedBy: 'gameday-schedule' },
      { template: 'searchCpuStress', started: MINUTE / 2, pendingFor: 20 * MINUTE, startedBy: 'jonas' },
      {
        template: 'cutRecommendations',
        started: 12 * MINUTE,
        startedBy: 'maria',
        fate: { interventions: [{ after: 11.5 * MINUTE, kind: 'stop' }] },
      },
    ],
    gameday: ['catalogTaskKill', 'loseZone', 'searchCpuStress', 'paymentsLatency'],
  },
  {
    alias: 'shop-staging',
    region: 'us-east-1',
    underWay: [
      {
        template: 'catalogTaskKill',
        started: 5_000,
        startedBy: 'pipeline',
        fate: {
          interventions: [
            {
              after: 1.7 * MINUTE,
              kind: 'fail',
              action: 'KillIndexers',
              failure: {
                code: 'KubernetesForbidden',
                reason: 'The service account fis cannot delete pods in the namespace catalog.',
              },
            },
          ],
        },
      },
    ],
    gameday: ['throttleOrders', 'catalogTaskKill'],
  },
  {
    alias: 'shop-production',
    region: 'us-east-1',
    underWay: [{ template: 'throttleOrders', started: 5 * MINUTE, startedBy: 'gameday-schedule' }],
    gameday: ['paymentsLatency', 'throttleOrders'],
  },
];

/**
 * Fills an account and region of the fleet with templates, the history of 120 days, and what has been under way since
 * before `origin` (milliseconds since the epoch). One that the fleet doesn't have stays empty.
 */
export function seedRegion(region: FisRegion, world: World, origin: number): void {
  const { fleet } = world;
  const { place } = region;
  const account = fleet.accounts.find(({ id }) => id === place.account);
  if (account === undefined || !fleet.regions.includes(place.region)) return;
  const templates = addShop(region, shopExperiments(place), origin);
  const random = world.random(`fis/${place.account}/${place.region}/history`);
  if (fleet.kind === 'demo') {
    seedHistory(region, Object.values(templates), DEMO_HISTORY, origin, random);
    const demo = demoPlaces.find(({ alias, region: name }) => alias === account.alias && name === place.region);
    if (demo !== undefined) seedDemo(region, templates, demo, origin);
    return;
  }
  const active = Math.min(MOST_ACTIVE, fleet.experiments);
  seedHistory(region, Object.values(templates), fleet.experiments - active, origin, random);
  for (let index = 0; index < active; index += 1) {
    const tags = { Name: `Endurance run ${index + 1}`, Team: 'resilience' };
    const template = region.addTemplate({ ...endurance(templates.throttleOrders.definition), tags }, origin - DAY);
    region.start(template, { tags }, origin - (index + 1) * 7 * MINUTE);
  }
}

function addShop(region: FisRegion, shop: ShopExperiments, origin: number): ShopTemplates {
  const add = (definition: ExperimentDefinition, days: number): Template =>
    region.addTemplate(definition, origin - days * DAY);
  return {
    loseZone: add(shop.loseZone, 210),
    paymentsLatency: add(shop.paymentsLatency, 201),
    catalogTaskKill: add(shop.catalogTaskKill, 188),
    stopBatchWorkers: add(shop.stopBatchWorkers, 170),
    searchCpuStress: add(shop.searchCpuStress, 163),
    throttleOrders: add(shop.throttleOrders, 150),
    cutRecommendations: add(shop.cutRecommendations, 131),
  };
}

function seedDemo(region: FisRegion, templates: ShopTemplates, demo: DemoPlace, origin: number): void {
  for (const { template: key, started, pendingFor, startedBy, fate } of demo.underWay) {
    const template = templates[key];
    const definition = fate === undefined ? template.definition : { ...template.definition, fate };
    const tags = { ...definition.tags, StartedBy: startedBy };
    region.start(
      { ...template, definition },
      { tags, ...(pendingFor === undefined ? {} : { pendingFor }) },
      origin - started,
    );
  }
  region.keepAlive(
    demo.gameday.map((key) => templates[key]),
    origin,
  );
}

/** The same experiment with every fault as long as FIS allows, so that a fleet of them keeps running. */
function endurance(definition: ExperimentDefinition): ExperimentDefinition {
  const actions = Object.entries(definition.actions).map(([name, action]) => [
    name,
    { ...action, parameters: { ...action.parameters, duration: 'PT11H' } },
  ]);
  return { ...definition, actions: Object.fromEntries(actions) };
}
