import { systemClock } from '../../src/base/systemClock.ts';
import type { Accounts } from '../../src/inventory/accounts.ts';
import { createCoveredPlaces } from '../../src/inventory/coveredPlaces.ts';
import { parseFilter } from '../../src/inventory/filtering/terms.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { createRunningPlaces } from '../../src/inventory/runningPlaces.ts';
import { createRunningTotals, type RunningTotals } from '../../src/inventory/runningTotals.ts';
import type { Poller } from '../../src/inventory/polling/poller.ts';
import { createHistory } from '../../src/history/history.ts';
import { isStoppable } from '../../src/model/resources/target.ts';
import type { Journal } from '../../src/model/ports/journal.ts';
import type { Scope } from '../../src/model/scope.ts';
import { createChanges } from '../../src/news/noticedChanges.ts';
import { createRememberedLevers } from '../../src/news/rememberedLevers.ts';
import { createMembers } from '../../src/ui/tree/nodes/members.ts';
import { createTreeTotals } from '../../src/ui/tree/nodes/totals.ts';

/** How long after a change each is drawn, in milliseconds: about as the product has it, and each in a turn of its own. */
const TREE_AFTER = 150;
const RUNNING_AFTER = 200;

/** What the listeners came to. */
interface Heard {
  readonly running: number;
  readonly loading: number;
  /** Of the tree under a filter. */
  readonly shown: number;
  readonly roots: number;
}

/**
 * All that listens in the product while lists are read, but for what only an editor can draw: the history, what the status bar counts after every change, what
 * *In Progress*, the roots of the tree under a filter and the words above it are made of, and the news of those who asked to be told.
 */
export function attachListeners(parts: {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly poller: Poller;
  readonly scopes: () => readonly Scope[];
  readonly onError: (error: unknown) => void;
}) {
  const { inventory, accounts, poller, scopes, onError } = parts;
  const clock = systemClock;
  const now = () => clock.now();
  const history = createHistory({ journal: noJournal, clock });
  poller.observe((targets, since) => history.observe(targets.filter(isStoppable), now(), since));
  const totals = createRunningTotals(inventory, accounts);
  const running = createRunningPlaces(inventory);
  const covered = createCoveredPlaces({ inventory, accounts });
  const filter = parseFilter('EXP');
  const nothing: ReadonlySet<string> = new Set();
  const grouping = { type: 'none' } as const;
  const arrangement = {
    filter: () => filter,
    pins: () => nothing,
    hidden: () => nothing,
    grouping: () => grouping,
    sorting: () => 'state' as const,
  };
  const context = () => ({
    now: now(),
    accountOf: () => ({ known: [], unread: 'account' as const }),
    stateWords: () => [],
  });
  const members = createMembers(inventory, arrangement, context);
  const tree = createTreeTotals({ inventory, accounts, members, arrangement, now, scopes: { all: scopes } });
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const changes = createChanges({
    ...{ inventory, poller, accounts, clock, onError },
    levers: createRememberedLevers({ memory, now, onError }),
    mayRemind: () => true,
    isOwn: () => false,
  });
  changes.setWanted(true);
  let told = 0;
  changes.onDidHappen(() => {
    told += 1;
  });
  let counted = 0;
  let heard: Heard = { running: 0, loading: Infinity, shown: 0, roots: 0 };
  const drawTree = (): void => {
    const profiles = [...new Set(scopes().map(({ profile }) => profile))];
    const roots = profiles.filter((profile) => tree.fails(profile) || tree.showsSome(profile)).length;
    heard = { ...heard, roots, shown: tree.counts().shown };
  };
  const drawRunning = (): void => {
    heard = {
      ...heard,
      running: running.now(scopes(), []).experiments.length,
      loading: covered.now(scopes()).loading.length,
    };
  };
  // Each has its own timer, as in the product.
  const drawings = [createDrawing(drawTree, TREE_AFTER), createDrawing(drawRunning, RUNNING_AFTER)];
  const changed = (): void => {
    totals.choose(scopes());
    counted += askTotals(totals);
    for (const drawing of drawings) drawing.later();
  };
  inventory.onDidChange(changed);
  return {
    /** Other places were chosen. */
    chosen: changed,
    heard: () => heard,
    /** How much was counted, and how much was news. */
    work: () => ({ counted, told, experiments: totals.experiments().size }),
    dispose: async () => {
      for (const drawing of drawings) drawing.stop();
      changes.dispose();
      for (const one of [totals, running, covered, tree]) one.dispose();
      await history.dispose();
    },
  };
}

/** What the status bar asks after every change. */
export function askTotals(totals: RunningTotals): number {
  const sizes = totals.experiments().size + totals.levers().size + totals.deployments().size + totals.paused();
  const lacks = [
    totals.lack(),
    totals.leverLack(),
    totals.lack('service'),
    totals.failure(),
    totals.failure('service'),
  ];
  return sizes + lacks.filter((lack) => lack !== undefined).length;
}

function createDrawing(draw: () => void, after: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (): void => {
    timer = undefined;
    draw();
  };
  return {
    later: () => {
      timer ??= setTimeout(now, after);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Keeps nothing: what the disk costs is another matter. */
export const noJournal: Journal = {
  append: () => Promise.resolve(),
  read: () => Promise.resolve({ entries: [], damaged: 0 }),
  replace: () => Promise.resolve(),
  archived: () => Promise.resolve({ entries: [], damaged: 0 }),
  setAside: () => Promise.resolve(0),
};
