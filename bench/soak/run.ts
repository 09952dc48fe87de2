// Run by Node itself, through tsx: switches faults on and off at random for a while, then compares what Halt believes with what is.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAws } from '../../src/aws/aws.ts';
import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { createHome } from '../../test/stages/aws.ts';
import { fastClock } from './fastTime.ts';
import { memoryAfterCollection } from '../memory.ts';
import { seededRandom } from '../../test/stages/seededRandom.ts';
import { differences } from './compare.ts';
import type { SoakAnswers, SoakCommand, SoakPlan } from './simulator.ts';
import { listsOf, until, poll } from '../../test/stages/polling.ts';

/** What a soak came to. */
export interface SoakResult {
  readonly seed: number;
  readonly faults: number;
  readonly calls: number;
  readonly listings: number;
  /** Listings that ended badly, by kind of failure. */
  readonly failures: Readonly<Record<string, number>>;
  /** Seconds of the watched time until every list was good again. */
  readonly recovery: number;
  /** Where the inventory differs from the simulated AWS. */
  readonly differences: readonly string[];
  /** Timers, sockets and processes that are left, by name. */
  readonly left: readonly string[];
  /** Bytes of heap after a collection, at moments that are equally far apart. */
  readonly heap: readonly number[];
}

const SPEED = 20;
const PACES = { slow: 60_000, fast: 5_000, gentle: 60_000 };
const SAMPLES = 12;
/** Milliseconds between two steps. */
const SHORTEST = 60;
const LONGEST = 600;

async function soak(minutes: number, seed: number): Promise<SoakResult> {
  const before = process.getActiveResourcesInfo();
  const fleet = fleetOf({ seed, accounts: 3, regions: 4, instances: 60, services: 30, experiments: 30 });
  const simulator = startSimulation({ seed, fleet, speed: SPEED });
  const home = await createHome();
  const files = await simulator.ask('files');
  await Promise.all([home.write('.aws/config', files.config), home.write('.aws/credentials', files.credentials)]);
  const clock = fastClock(SPEED);
  const aws = createAws({
    env: home.env,
    policy: () => ({ readOnly: true, allowedRegions: [] }),
    timeouts: { connect: 500, request: 700 },
    clock,
  });
  const places = fleet.accounts.flatMap(({ id, alias }) =>
    fleet.regions.map((region) => ({ account: id, scope: { profile: alias, region } })),
  );
  const scopes = places.map(({ scope }) => scope);
  const lists = listsOf(scopes);
  const invalidate = (profile: string): void => aws.invalidate(profile);
  const polling = poll({ reads: aws.reads, invalidate, clock, paces: PACES, scopes });
  const failures = new Map<string, number>();
  polling.poller.onDidList(({ scope, kind }) => {
    const failure = polling.inventory.status(scope, kind).failure?.kind;
    if (failure !== undefined) failures.set(failure, (failures.get(failure) ?? 0) + 1);
  });
  await until(
    () => lists.every((list) => polling.status(list).asOf !== undefined),
    () => 'the first sight',
  );

  const random = seededRandom(seed + 1);
  const heap: number[] = [];
  let faults = 0;
  let calls = 0;
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / (minutes * 60_000);
  while (passed() < 1) {
    const step = await simulator.ask('step');
    faults += step.faults;
    calls += step.calls;
    await pause(SHORTEST + random() * (LONGEST - SHORTEST));
    if (heap.length < passed() * SAMPLES) heap.push((await memoryAfterCollection()).heap);
  }

  await simulator.ask('calm');
  const calm = clock.now();
  const unwell = () =>
    lists.filter((list) => {
      const { asOf = 0, failure } = polling.status(list);
      return asOf < calm || failure !== undefined;
    });
  await until(
    () => unwell().length === 0,
    () => unwell().map((list) => [list, polling.status(list)]),
    40_000,
  );
  const recovery = (clock.now() - calm) / 1000;
  heap.push((await memoryAfterCollection()).heap);
  const real = await simulator.ask('state');
  const wrong = places.flatMap(({ account, scope }) => {
    const here = real.find((state) => state.account === account && state.region === scope.region);
    return here === undefined ? [`nothing is known of ${scope.region}`] : differences(here, polling.inventory, scope);
  });
  const listings = lists.reduce((sum, list) => sum + polling.ended(list), 0);

  polling.dispose();
  await aws.dispose();
  await simulator.close();
  await home.remove();
  await pause(200); // Sockets report their end a moment later.
  const left = leftOver(before, process.getActiveResourcesInfo());
  return {
    seed,
    faults,
    calls,
    listings,
    failures: Object.fromEntries(failures),
    recovery,
    differences: wrong,
    left,
    heap,
  };
}

/** The simulated AWS, asked one thing at a time. */
function startSimulation(plan: SoakPlan): {
  ask<C extends SoakCommand>(command: C): Promise<SoakAnswers[C]>;
  close(): Promise<void>;
} {
  const file = fileURLToPath(new URL('./simulator.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(plan)], { execArgv: ['--import', 'tsx'] });
  const ask = async <C extends SoakCommand>(command: C): Promise<SoakAnswers[C]> => {
    const answer = once(child, 'message');
    child.send(command);
    const [message] = (await answer) as [{ readonly answer: SoakAnswers[C] }];
    return message.answer;
  };
  return {
    ask,
    async close() {
      const ended = once(child, 'exit');
      await ask('close');
      await ended;
    },
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What there is more of than before, by name. */
function leftOver(before: readonly string[], now: readonly string[]): readonly string[] {
  const rest = [...before];
  return now.filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
process.stdout.write(`${JSON.stringify(await soak(Number(values.minutes ?? '1'), Number(values.seed ?? '1')))}\n`);
