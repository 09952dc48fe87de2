import type { AwsReads } from '../../model/ports/awsReads.ts';
import { chunksAsNeeded } from '../../base/chunksOf.ts';
import type { Clock } from '../../base/clock.ts';
import { type Moment, momentOf, passedSince } from '../../base/deadline.ts';
import { createSlicedWork } from './slicedWork.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import { createEmitter, type Event, type Release, releaseOnce } from '../../base/event.ts';
import type { ListKind, Resource, TargetKind, TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { asTargets, stateOf, type Target } from '../../model/resources/target.ts';
import { createDueTimer } from './dueTimer.ts';
import { createInflow, type Inflow } from './inflow.ts';
import type { Inventory } from '../inventory.ts';
import type { InventoryChange, ListName } from '../resourceLists.ts';
import type { ListFilter } from './chosenLists.ts';
import { createListKeeper } from './listKeeper.ts';
import { createDescribeKeeper } from './describeKeeper.ts';
import { createDescribeSchedule } from './describeSchedule.ts';
import type { Between } from './describeQueue.ts';
import type { Attention, Paces } from './paces.ts';

/** Keeps the inventory fresh by reading lists and single targets. It is given an AwsReads and nothing else, so that it can't change anything. */
export interface Poller {
  setScopes(scopes: readonly Scope[]): void;
  /** Whether it reads this place. A refresh of a place that it doesn't read does nothing. */
  isChosen(scope: Scope): boolean;
  /** Fires when it was told which places to read. What is asked for in these is read from now on; listings of other places won't end any more. */
  readonly onDidChoose: Event<void>;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
  /**
   * Lists again now, even if nobody looks; without a filter, all lists. Does nothing for places that aren't chosen. A list that is being read is read
   * once more afterwards.
   */
  refresh(filter?: ListFilter): void;
  /** Says that somebody sees this list, until released: it is read before others, and kept at the slow pace. */
  open(list: ListName): Release;
  /** Describes this target at the fast pace until released, even if nobody looks at a view. */
  keepFast(ref: TargetRef): Release;
  /** Fires when a listing has ended, well or badly, whether it changed anything or not. */
  readonly onDidList: Event<ListName>;
  /** Calls an observer with everything that is read, before the inventory has it; for the state history. */
  readonly observe: Inflow['observe'];
  /**
   * The poller's time now, in milliseconds. It never goes back and goes on while the machine sleeps; it is the wall clock's time as long as nobody sets
   * that.
   */
  readonly stamp: () => number;
  /** The poller's time at this moment, right also where the wall clock was set since. */
  stampOf(moment: Moment): number;
  dispose(): void;
}

const isMoving = (target: Target): boolean => stateTraits(target.kind, stateOf(target)).transitional;
/**
 * The targets of which a listing tells. Not among them is the deployment of a service that this listing couldn't describe: it is still as an earlier
 * reading saw it, and waits for a look.
 */
const toldTargets = (resource: Resource): readonly Target[] =>
  resource.kind === 'service' && resource.deploymentUnread === true ? [] : asTargets(resource);
const targetKindOf = {
  instance: 'instance',
  service: 'deployment',
  experiment: 'experiment',
  lever: 'lever',
} as const;
/**
 * The lists that are read more often while something of this kind changes by itself. A place's safety lever matters most while an experiment runs
 * there.
 */
const listsMoving = {
  instance: ['instance'],
  deployment: ['service'],
  experiment: ['experiment', 'lever'],
  lever: [],
} as const satisfies Readonly<Record<TargetKind, readonly ListKind[]>>;

/** How many places are forgotten in one turn of the event loop: all of them together are one change for every listener. */
const PLACES_ATURN = 25;

interface PollerParts {
  readonly reads: AwsReads;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly onError: (error: unknown) => void;
}

/** What is described between listings, depending on who looks or asked to be told of changes. */
function betweenFor({ viewVisible, tellsChanges = false }: Attention): Between {
  if (viewVisible) return 'moving';
  return tellsChanges ? 'missed' : 'nothing';
}

/** The places that aren't chosen. A generator, as there may be thousands and they are forgotten slice by slice. */
function* placesOutside(places: ReadonlyMap<string, Scope>, isChosen: (scope: string) => boolean): Iterable<Scope> {
  for (const [key, scope] of places) if (!isChosen(key)) yield scope;
}

/** Reads nothing until {@link Poller.setScopes} names places and somebody looks. What it reads, and what can't be read, goes into `inventory`. */
export function createPoller(parts: PollerParts): Poller {
  const { reads, inventory, clock, onError } = parts;
  let { paces } = parts;
  let attention: Attention = { viewVisible: false, windowFocused: true };
  const listed = createEmitter<ListName>(onError);
  const chose = createEmitter<void>(onError);
  const started = clock.now();
  const passed = createPassedTime(clock);
  const stamp = () => started + passed();
  const inflow = createInflow(inventory, onError);
  const schedule = createDescribeSchedule({
    fast: () => paces.fast,
    timeOf: (moment) => passed() + moment - (clock.now() + inflow.ahead()),
    target: (ref) => inventory.target(ref),
    turned: (scope, kind) => listsMoving[kind].forEach((list) => lists.turned({ scope, kind: list })),
  });

  const timer = createDueTimer({
    clock,
    passed,
    wake: () => {
      const now = passed();
      lists.start(now);
      // Lists that are due and not begun yet begin in the next turn, and tell of what would be asked for singly now.
      if (lists.nextDue(now) > now) singles.start(now, betweenFor(attention));
      plan();
    },
  });
  const plan = () => timer.set(Math.min(lists.nextDue(passed()), schedule.nextDue(betweenFor(attention))));
  const common = { reads, clock, passed, stamp, inflow, plan, onError };
  const singles = createDescribeKeeper({ ...common, schedule });
  const lists = createListKeeper({
    ...common,
    start: { attention, paces },
    isActive: ({ scope, kind }) => schedule.isMoving(scope, kind === 'lever' ? 'experiment' : targetKindOf[kind]),
    begins: ({ scope, kind }, asked) => schedule.listing(scope, targetKindOf[kind], asked),
    // Only targets that change by themselves are of interest to the describing of single targets.
    seen: (targets, asked) => singles.observed(targets.filter(isMoving), asked, false),
    listed: (list) => {
      if (list.kind === 'service' && inventory.status(list.scope, 'service').failure === undefined)
        schedule.listed(list.scope, 'deployment', passed());
      listed.fire(list);
    },
  });

  const heed = ({ added, changed, removed }: InventoryChange) => {
    let last: ListName | undefined;
    for (const resources of [added, changed, removed]) {
      for (const resource of resources) {
        // Resources of one page are of the same list, which needs to be told only once.
        if (last?.scope === resource.scope && last.kind === resource.kind) continue;
        last = resource;
        lists.changed(resource);
      }
    }
    const moving = [...added.flatMap(toldTargets).filter(isMoving), ...changed.flatMap(toldTargets)];
    const chosen = moving.filter(({ scope }) => lists.isChosen(scopeKey(scope)));
    singles.observed(chosen, inflow.askedAt() ?? passed(), true);
    singles.gone(removed.flatMap(asTargets));
    plan();
  };
  const stopListening = inventory.onDidChange(heed);
  const work = createSlicedWork({ perTurn: 2, turned: plan });

  return {
    setScopes: (scopes) => {
      lists.setScopes(scopes);
      // By the time it is their turn, they may have been chosen again.
      const isGone = ({ scope }: { readonly scope: Scope }) => !lists.isChosen(scopeKey(scope));
      work.each(chunksAsNeeded(singles.outside(lists.isChosen), PLACES_ATURN), (some) => {
        for (const group of some.filter(isGone)) singles.leave(group);
      });
      work.each(chunksAsNeeded(placesOutside(inventory.places(), lists.isChosen), PLACES_ATURN), (some) => {
        inventory.drop(some.filter((scope) => isGone({ scope })));
      });
      plan();
      chose.fire();
    },
    isChosen: (scope) => lists.isChosen(scopeKey(scope)),
    onDidChoose: chose.event,
    setAttention: (now) => {
      attention = now;
      lists.setAttention(now);
      plan();
    },
    setPaces: (now) => {
      paces = now;
      lists.setPaces(now);
      singles.repace();
      plan();
    },
    refresh: (filter = {}) => {
      lists.refresh(filter);
      singles.refresh(filter);
      plan();
    },
    open: (list) => lists.open(list),
    keepFast: (ref) => {
      singles.keepFast(ref);
      plan();
      return releaseOnce(() => {
        singles.letSlow(ref);
        plan();
      });
    },
    onDidList: listed.event,
    observe: (observer) => inflow.observe(observer),
    stamp,
    stampOf: (moment) => stamp() - passedSince(moment, momentOf(clock)),
    dispose: () => {
      stopListening();
      for (const part of [timer, work, inflow, listed, chose, lists, singles]) part.dispose();
    },
  };
}
