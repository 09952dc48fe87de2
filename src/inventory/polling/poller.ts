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

/** Keeps the inventory fresh. Only reads: it is given an AwsReads and nothing else. */
export interface Poller {
  setScopes(scopes: readonly Scope[]): void;
  /** Whether it reads this place: one that it wasn't told of can be asked for in vain. */
  isChosen(scope: Scope): boolean;
  /** It was told which places to read: what is asked for in these is read from now on, and nothing of others ends any more. */
  readonly onDidChoose: Event<void>;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
  /** Lists again now, whoever looks; without a filter everything that is wanted. Nothing of places that aren't chosen. A refresh of a list that is on its way makes it run once more. */
  refresh(filter?: ListFilter): void;
  /** Somebody sees what is in this list, until released: it is read first, and kept at the slow pace. */
  open(list: ListName): Release;
  /** Describes this target at the fast pace until released, whoever looks. */
  keepFast(ref: TargetRef): Release;
  /** A listing ended, well or badly, changed or not. */
  readonly onDidList: Event<ListName>;
  /** Everything that a listing or a describing call brought, before the inventory has it; for the state history. */
  readonly observe: Inflow['observe'];
  /** Now, in milliseconds, by a time that never goes back and doesn't stand still: the wall clock's as long as nobody sets that. */
  readonly stamp: () => number;
  /** What {@link Poller.stamp} was at this moment, also where the wall clock has been set since. */
  stampOf(moment: Moment): number;
  dispose(): void;
}

const isMoving = (target: Target): boolean => stateTraits(target.kind, stateOf(target)).transitional;
/** Without the deployment of a service that is there from before: what changed in its service tells nothing of it, and it waits to be looked at. */
const toldTargets = (resource: Resource): readonly Target[] =>
  resource.kind === 'service' && resource.deploymentUnread === true ? [] : asTargets(resource);
const targetKindOf = {
  instance: 'instance',
  service: 'deployment',
  experiment: 'experiment',
  lever: 'lever',
} as const;
/** In which lists it matters whether something of this kind changes by itself. Of a place's safety lever it matters most while an experiment runs there. */
const listsMoving = {
  instance: ['instance'],
  deployment: ['service'],
  experiment: ['experiment', 'lever'],
  lever: [],
} as const satisfies Readonly<Record<TargetKind, readonly ListKind[]>>;

/** Of how many places what is known is forgotten in one turn of the event loop: it is one change for everyone who listens. */
const PLACES_ATURN = 25;

interface PollerParts {
  readonly reads: AwsReads;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly onError: (error: unknown) => void;
}

/** What is described between listings for those who look, or asked to be told. */
function betweenFor({ viewVisible, tellsChanges = false }: Attention): Between {
  if (viewVisible) return 'moving';
  return tellsChanges ? 'missed' : 'nothing';
}

/** Looked for as they are forgotten: there may be thousands. */
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
      singles.start(now, betweenFor(attention));
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
    // What is at rest has nothing to wait for.
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
        // The members of a page have their list in common.
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
      // By the time that it is their turn they may be chosen again.
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
      timer.dispose();
      work.dispose();
      stopListening();
      inflow.dispose();
      listed.dispose();
      chose.dispose();
      lists.dispose();
      singles.dispose();
    },
  };
}
