import { createEventLoopShare } from '../../src/base/eventLoopShare.ts';
import { systemClock } from '../../src/base/systemClock.ts';
import { createAccounts } from '../../src/inventory/accounts.ts';
import { createInventory } from '../../src/inventory/inventory.ts';
import { createHistory } from '../../src/history/history.ts';
import { placesLacking } from '../../src/inventory/lack.ts';
import { listNow } from '../../src/ui/stop/listNow.ts';
import { createPoller } from '../../src/inventory/polling/poller.ts';
import { failed } from '../../src/model/failure.ts';
import type { AwsReads } from '../../src/model/ports/awsReads.ts';
import type { Scope } from '../../src/model/scope.ts';
import { saw } from '../../src/model/sight.ts';
import { watchBlocks } from '../editor/blocks.ts';
import { attachListeners, noJournal } from './listeners.ts';
import type { Figure, Section } from '../report.ts';
import { statusBarCost } from './statusBar.ts';

// Bundled, as the product is: what the tests run by gives each function its name, which takes a tenth of the longest turns. Prints what it measured.
const PLACES = [100, 400, 1_600, 4_000];
const LISTS = 4;

/**
 * What watching costs for a first round of so many places, with answers that are there at once and tell of one running experiment each: the poller, the
 * inventory, and all that listens to them (see {@link attachListeners}), as it is with `halt.notify` and a filter; and the longest turns that it takes, and those of what a person does then.
 */
async function measureRounds(): Promise<Section> {
  // One small round warms up.
  await round(200);
  const rounds: Round[] = [];
  for (const places of PLACES) rounds.push(await round(places));
  const [, few, , many] = rounds;
  if (!few || !many) throw new Error('Nothing was measured.');
  // The first one warms up.
  statusBarCost(400);
  // In turn, since the processor is faster now and slower then.
  const bars = [1, 2, 3].map(() => [statusBarCost(400), statusBarCost(4_000)] as const);
  const barFew = Math.min(...bars.map(([ofFew]) => ofFew));
  const barMany = Math.min(...bars.map(([, ofMany]) => ofMany));
  const { filling, full, ofOne } = await factCosts();
  return {
    title: 'Scale',
    curve: {
      title: 'Processor for a first round, with all listeners',
      x: 'places',
      y: 'ms per list',
      points: rounds.map(({ places, perList }) => [places, perList]),
      bar: 1.5 * few.perList,
    },
    figures: [
      ...rounds.flatMap(({ places, perList }): Figure[] => [
        { what: `processor per list, first round of ${places} places`, value: perList, unit: 'ms' },
      ]),
      {
        what: 'processor per list, 4,000 ÷ 400 places',
        value: many.perList / few.perList,
        unit: '×',
        bar: { most: 1.5 },
      },
      ...(
        [
          ['choosing them', many.choose],
          ['the first round', many.first],
          ['a change of focus', many.focus],
          ['other paces', many.paces],
          ['a listing asked by the palette', many.palette],
          ['a refresh of one profile', many.profile],
          ['a refresh of everything', many.refresh],
          ['choosing ten of them', many.leave],
        ] as const
      ).map(([what, value]): Figure => ({
        what: `4,000 places, longest block: ${what}`,
        value,
        unit: 'ms',
        bar: { most: 25 },
      })),
      { what: 'status bar, what it asks after a change, 400 places', value: barFew, unit: 'µs' },
      {
        what: 'status bar, what it asks after a change, 4,000 ÷ 400 places',
        value: barMany / barFew,
        unit: '×',
        bar: { most: 1.5 },
      },
      { what: 'history, a fact while it fills', value: filling, unit: 'µs' },
      {
        what: 'history, a fact with 5,000 kept',
        value: full,
        unit: 'µs',
        bar: { most: 3 * filling, words: '3 × that' },
      },
      {
        what: 'history, a fact of one resource with 300',
        value: ofOne,
        unit: 'µs',
        bar: { most: 3 * filling, words: '3 × that' },
      },
    ],
  };
}

interface Round {
  readonly places: number;
  /** Milliseconds of the processor, all of these. */
  readonly perList: number;
  /** The longest turn of this thread, in milliseconds of its processor: of the first round, and of what a person does then. */
  readonly first: number;
  readonly focus: number;
  readonly paces: number;
  readonly palette: number;
  readonly refresh: number;
  readonly profile: number;
  readonly choose: number;
  readonly leave: number;
}

const seen = { viewVisible: true, windowFocused: true };
const paces = { slow: 3_600_000, fast: 300_000, gentle: 3_600_000 };

async function round(places: number): Promise<Round> {
  const fail = (error: unknown): never => {
    throw error;
  };
  const scopes: readonly Scope[] = Array.from({ length: places }, (_, index) => ({
    profile: `profile-${index % 200}`,
    region: `region-${Math.floor(index / 200)}`,
  }));
  const reads = benchReads();
  const inventory = createInventory(fail);
  const accounts = createAccounts(reads, fail);
  const poller = createPoller({ reads, inventory, clock: systemClock, paces, onError: fail });
  let chosen = scopes;
  const listeners = attachListeners({ inventory, accounts, poller, scopes: () => chosen, onError: fail });
  poller.setAttention({ viewVisible: false, windowFocused: false });
  let listed = 0;
  const whole = new Promise<void>((resolve) => {
    poller.onDidList(() => {
      listed += 1;
      if (listed === places * LISTS) resolve();
    });
  });
  const choose = await longestTurn(() => {
    poller.setScopes(scopes);
    listeners.chosen();
  });
  const before = process.cpuUsage();
  let used = { user: 0, system: 0 };
  const first = await longestTurn(async () => {
    poller.setAttention(seen);
    await whole;
    used = process.cpuUsage(before);
  });
  const { running, loading, shown } = listeners.heard();
  if (running !== places || loading > 0 || shown !== places) throw new Error('What is drawn is wrong.');
  const { experiments, counted, told } = listeners.work();
  if (experiments !== places || counted === 0 || told > 0) throw new Error('The totals are wrong.');
  const focus = await longestTurn(() => poller.setAttention({ viewVisible: false, windowFocused: false }));
  const pace = await longestTurn(() => poller.setPaces({ ...paces, slow: 1_800_000 }));
  // As a pick of the palette does: it has one list of every place read, and tells where none came.
  const palette = await longestTurn(async () => {
    const silent = await listNow({ inventory, poller, clock: systemClock, scopes: () => scopes }, 'experiment', 0);
    const lacking = placesLacking({ inventory, accounts }, { scopes, kind: 'experiment', silent });
    if (silent.length > 0 || lacking.length > 0) throw new Error('Not all places answered.');
  });
  const profile = await longestTurn(() => poller.refresh({ profile: 'profile-7' }));
  const refresh = await longestTurn(() => poller.refresh());
  const leave = await longestTurn(() => {
    chosen = scopes.slice(0, 10);
    poller.setScopes(chosen);
    listeners.chosen();
  });
  poller.dispose();
  await listeners.dispose();
  inventory.dispose();
  accounts.dispose();
  return {
    places,
    perList: (used.user + used.system) / 1_000 / (places * LISTS),
    first,
    focus,
    paces: pace,
    palette,
    refresh,
    profile,
    choose,
    leave,
  };
}

/** Microseconds of the processor for a fact, while the history fills and once it is full: of many resources, and of one. */
async function factCosts(): Promise<{ readonly filling: number; readonly full: number; readonly ofOne: number }> {
  const history = createHistory({ journal: noJournal, clock: systemClock });
  const scope: Scope = { profile: 'profile', region: 'eu-west-1' };
  let told = 0;
  const tell = async (facts: number, id: () => string): Promise<number> => {
    // What waits for the disk is written first, so that each time pays for its own.
    await new Promise((resolve) => setImmediate(resolve));
    const before = process.cpuUsage();
    for (let fact = 0; fact < facts; fact += 1) {
      told += 1;
      history.requested({
        ref: { kind: 'instance', scope, id: id() },
        operation: 'stop',
        at: told,
        outcome: { result: 'accepted' },
      });
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / facts;
  };
  const next = () => `i-${told}`;
  await tell(1_000, next);
  /** What the machine does besides only adds to it. */
  const least = async (id: () => string) => Math.min(await tell(700, id), await tell(700, id), await tell(700, id));
  const filling = await least(next);
  await tell(4_000, next);
  const full = await least(next);
  await tell(300, () => 'i-one');
  const ofOne = await least(() => 'i-one');
  await history.dispose();
  return { filling, full, ofOne };
}

/** Every answer is there at once, and is handed over as the worker's are: so many a turn as its share takes. */
function benchReads(): AwsReads {
  const share = createEventLoopShare();
  const none = failed({ kind: 'unknown', message: 'not measured', mayHaveHappened: false });
  const never = () => Promise.resolve(none);
  return {
    ...{ identity: never, regions: never, describe: never, wholeResource: never, spotKinds: never, revisions: never },
    ...{ volumeSizes: never, typeStores: never },
    ...{ stoppedTasks: never, daemons: never, wholeDaemon: never, alarmStates: never, wholeRevision: never },
    ...{ pastDeployments: never, resolvedTargets: never, targetAccounts: never },
    ...{ experimentTemplate: never, safetyLever: never },
    profiles: () => Promise.resolve({ profiles: [], problems: [] }),
    stopProtection: () => Promise.resolve({}),
    list: async function* (scope, kind) {
      const one = { kind, scope, id: 'EXP1', templateId: 'EXT1', state: 'running', tags: [] } as const;
      const resources = kind === 'experiment' ? [{ ...one, kind }] : [];
      yield await share(() => saw({ resources, gaps: [] }, { at: Date.now() }));
    },
  };
}

/** The longest turn of this thread, in milliseconds of its processor, of the work and of what follows from it. */
async function longestTurn(work: () => void | Promise<void>): Promise<number> {
  const blocks = watchBlocks();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return blocks.stop().longest;
}

process.stdout.write(`${JSON.stringify(await measureRounds())}\n`);
