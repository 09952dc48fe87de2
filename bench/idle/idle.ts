import { createInventory, type Inventory } from '../../src/inventory/inventory.ts';
import { createPoller, type Poller } from '../../src/inventory/polling/poller.ts';
import type { AwsReads } from '../../src/model/ports/awsReads.ts';
import type { Resource, TargetKind } from '../../src/model/resources/resource.ts';
import { asTargets, stateOf } from '../../src/model/resources/target.ts';
import { stateTraits } from '../../src/model/resources/states.ts';
import { scopeKey } from '../../src/model/scope.ts';
import type { FleetSize } from '../../src/simulator/core/sizedFleet.ts';
import { LIST_KINDS } from '../fleet.ts';
import type { Figure, Section } from '../report.ts';
import { type LeapingClock, leapingClock } from './leapingClock.ts';
import { freshness } from './freshness.ts';
import { type Calls, startStillAws, type StillAws } from './stillAws.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The settings' defaults. */
const PACES = { slow: MINUTE, fast: 5 * SECOND, gentle: MINUTE };
/** After so long every pace has grown as slow as it gets. */
const UNTIL_CALM = 13 * MINUTE;
/** The longest pace: each list is read once at least. */
const MEASURED = 5 * MINUTE;
/** What is due when a view closes has been read by then. */
const UNTIL_GLANCED = MINUTE;
const MEASURED_FIXED = PACES.slow;
const LOOKED_AT = { viewVisible: true, windowFocused: true };
const GLANCED_AT = { viewVisible: false, windowFocused: true, countsDeployments: true };

const TARGET_KINDS: readonly TargetKind[] = ['instance', 'deployment', 'experiment'];

interface Fleet {
  readonly what: string;
  readonly size: FleetSize;
}

const FLEETS: readonly Fleet[] = [
  {
    what: '18 places, 90 running experiments',
    size: { accounts: 3, regions: 6, instances: 556, services: 28, experiments: 28 },
  },
  { what: '400 quiet places', size: { accounts: 25, regions: 16, instances: 4, services: 2, experiments: 0 } },
];

/**
 * Calls and time of the processor an hour while nothing changes: as Halt reads, and as it did before its freshness went by need, with each list read once a
 * minute and whatever changes by itself looked at every 5 seconds, running experiments too. The answers are those of the simulated AWS, read by Halt's own AWS side; they are there at once, and the
 * time between two things that are due is left out.
 */
export async function measureIdle(): Promise<Section> {
  const figures: Figure[] = [];
  for (const fleet of FLEETS) figures.push(...(await figuresOf(fleet)));
  return { title: 'Idle: an hour in which nothing changes', figures };
}

async function figuresOf({ what, size }: Fleet): Promise<readonly Figure[]> {
  const clock = leapingClock(Date.now());
  const still = await startStillAws(size, clock);
  const stage = polling(still, clock);
  try {
    stage.poller.setAttention(LOOKED_AT);
    stage.poller.setScopes(still.scopes);
    await stage.pass(UNTIL_CALM);
    if (stage.lists() < still.scopes.length * LIST_KINDS.length)
      throw new Error(`Of ${still.scopes.length * LIST_KINDS.length} lists ${stage.lists()} were read.`);
    const seen = await measured(still, MEASURED, () => stage.pass(MEASURED));
    const fresh = await freshness(still, stage);
    stage.poller.setAttention(GLANCED_AT);
    await stage.pass(UNTIL_GLANCED);
    const glanced = await measured(still, MEASURED, () => stage.pass(MEASURED));
    stage.poller.setAttention({ viewVisible: false, windowFocused: false });
    await stage.pass(MINUTE);
    const hidden = await measured(still, HOUR, () => stage.pass(HOUR));
    // What was asked in the meantime was answered anew: the simulated AWS's own work isn't Halt's.
    await stage.atFixedPace(MEASURED_FIXED);
    const fixed = await measured(still, MEASURED_FIXED, () => stage.atFixedPace(MEASURED_FIXED));
    const ratio = { unit: '×', bar: { most: 0.35 } };
    return [
      { what: `${what}: at a fixed pace`, value: fixed.calls, unit: 'calls', note: operations(fixed.byOperation) },
      { what: `${what}: a view in sight`, value: seen.calls, unit: 'calls', note: operations(seen.byOperation) },
      ...fresh.map(([change, seconds, most]) => ({
        what: `${what}: until ${change} is seen`,
        value: seconds,
        unit: 's',
        bar: { most: most + 1, words: `${most} s, looked at once a second` },
      })),
      { what: `${what}: calls ÷ at a fixed pace`, value: seen.calls / fixed.calls, ...ratio },
      { what: `${what}: processor at a fixed pace`, value: fixed.processor, unit: 's' },
      { what: `${what}: processor, a view in sight`, value: seen.processor, unit: 's' },
      { what: `${what}: processor ÷ at a fixed pace`, value: seen.processor / fixed.processor, ...ratio },
      {
        what: `${what}: the status bar alone`,
        value: glanced.calls,
        unit: 'calls',
        note: operations(glanced.byOperation),
      },
      {
        what: `${what}: calls of the status bar alone ÷ at a fixed pace`,
        value: glanced.calls / fixed.calls,
        ...ratio,
      },
      { what: `${what}: hidden and unfocused`, value: hidden.calls, unit: 'calls', bar: { most: 0 } },
    ];
  } finally {
    stage.dispose();
    await still.close();
  }
}

/** What an hour comes to. */
interface Hourly {
  readonly calls: number;
  readonly byOperation: Calls;
  /** Seconds. */
  readonly processor: number;
}

async function measured(still: StillAws, milliseconds: number, work: () => Promise<void>): Promise<Hourly> {
  still.takeCalls();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const hours = milliseconds / HOUR;
  const byOperation = new Map([...still.takeCalls()].map(([name, count]) => [name, Math.round(count / hours)]));
  const calls = [...byOperation.values()].reduce((sum, count) => sum + count, 0);
  return { calls, byOperation, processor: (user + system) / 1_000_000 / hours };
}

const operations = (calls: Calls): string =>
  [...calls]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`)
    .join(', ');

export interface Stage {
  readonly poller: Poller;
  readonly inventory: Inventory;
  readonly pass: (milliseconds: number) => Promise<void>;
  /** How many lists have been read. */
  lists(): number;
  /** As Halt did it first. */
  atFixedPace(milliseconds: number): Promise<void>;
  dispose(): void;
}

function polling({ aws, scopes, isAsked }: StillAws, clock: LeapingClock): Stage {
  const fail = (error: unknown): never => {
    throw error;
  };
  let underWay = 0;
  const counted: AwsReads = {
    ...aws.reads,
    async *list(...args) {
      underWay += 1;
      try {
        yield* aws.reads.list(...args);
      } finally {
        underWay -= 1;
      }
    },
    async describe(...args) {
      underWay += 1;
      try {
        return await aws.reads.describe(...args);
      } finally {
        underWay -= 1;
      }
    },
  };
  const inventory = createInventory(fail);
  const poller = createPoller({ reads: counted, inventory, clock, paces: PACES, onError: fail });
  const listed = new Set<string>();
  poller.onDidList(({ scope, kind }) => {
    const { failure } = inventory.status(scope, kind);
    if (failure !== undefined) throw new Error(failure.message);
    listed.add(`${scopeKey(scope)}/${kind}`);
  });
  const pass = (milliseconds: number) =>
    clock.pass(milliseconds, { isUnderWay: () => underWay > 0, isOnTheWire: isAsked });
  const never = new AbortController().signal;
  const readAll = async (): Promise<void> => {
    for (const scope of scopes) {
      for (const kind of LIST_KINDS) {
        const since = clock.now();
        const seen = new Set<string>();
        for await (const page of counted.list(scope, kind, never)) {
          if (!page.ok) throw new Error(page.failure.message);
          const { resources } = page.value;
          for (const { id } of resources) seen.add(id);
          inventory.apply({ type: 'page', scope, kind, since, resources });
        }
        inventory.apply({ type: 'end', scope, kind, since, seen, gaps: [] });
      }
    }
  };
  const lookAtAll = async (): Promise<void> => {
    for (const scope of scopes) {
      const targets = LIST_KINDS.flatMap((kind): readonly Resource[] => inventory.list(scope, kind)).flatMap(asTargets);
      const moving = targets.filter((target) => stateTraits(target.kind, stateOf(target)).transitional);
      for (const kind of TARGET_KINDS) {
        const ids = moving.filter((target) => target.kind === kind).map(({ id }) => id);
        if (ids.length === 0) continue;
        const found = await counted.describe(scope, kind, ids, never);
        if (!found.ok) throw new Error(found.failure.message);
        inventory.apply({ type: 'described', scope, since: clock.now(), targets: found.value.targets, missing: [] });
      }
    }
  };
  return {
    poller,
    inventory,
    pass,
    lists: () => listed.size,
    async atFixedPace(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += PACES.fast) {
        const round = passed % PACES.slow === 0 ? readAll() : lookAtAll();
        let isDone = false;
        void round.finally(() => (isDone = true));
        await clock.pass(PACES.fast, { isUnderWay: () => !isDone, isOnTheWire: isAsked });
        await round;
      }
    },
    dispose() {
      poller.dispose();
      inventory.dispose();
    },
  };
}
