import { type Failure, isProfileFailure } from '../model/failure.ts';
import type { ListKind, TargetKind } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Inventory } from './inventory.ts';

/** Times in milliseconds since the epoch. */
interface Job {
  readonly scope: Scope;
  /** When it is due; Infinity when nothing has to happen. */
  due: number;
  running: AbortController | undefined;
  /** A person asked for it while it was running. */
  again: boolean;
  /** In a row. */
  failures: number;
  /** Not before then, after a failure, unless a person asks. */
  retryAt: number;
}

/** One list of one scope. */
export interface ListJob extends Job {
  readonly kind: ListKind;
  listedAt: number | undefined;
  /** Which of all listings its last one was; 0 before the first. */
  run: number;
  /** When its present run last brought something, or began. */
  movedAt: number;
  /** A person asked for it, whoever looks. */
  demanded: boolean;
}

/** The single targets of one scope and kind that are looked at between two listings. */
export interface DescribeJob extends Job {
  readonly kind: TargetKind;
}

const newJob = (scope: Scope): Job => ({
  scope,
  due: Infinity,
  running: undefined,
  again: false,
  failures: 0,
  retryAt: 0,
});

export const newListJob = (scope: Scope, kind: ListKind): ListJob => ({
  ...newJob(scope),
  kind,
  listedAt: undefined,
  run: 0,
  movedAt: 0,
  demanded: false,
});

export const newDescribeJob = (scope: Scope, kind: TargetKind): DescribeJob => ({ ...newJob(scope), kind });

const firstRetry = 5_000;
const longestRetry = 300_000;

/** How long to wait after so many failures in a row, in milliseconds. `random` in [0, 1). */
export function retryDelay(failures: number, failure: Failure, random: number): number {
  // A person has to act first, and a refresh comes when they have; until then a rare look is enough.
  if (
    isProfileFailure(failure.kind) ||
    failure.kind === 'denied' ||
    failure.kind === 'region-disabled' ||
    failure.kind === 'service-missing'
  ) {
    return longestRetry;
  }
  const step = Math.min(longestRetry, firstRetry * 2 ** Math.min(failures - 1, 10));
  return step * (0.5 + random / 2);
}

/** The ids of what is in a state that changes by itself. */
export function transitionalIds(inventory: Inventory, scope: Scope, kind: TargetKind): readonly string[] {
  const changes = (state: string) => stateTraits(kind, state).transitional;
  switch (kind) {
    case 'instance':
      return inventory.list(scope, 'instance').flatMap(({ id, state }) => (changes(state) ? [id] : []));
    case 'experiment':
      return inventory.list(scope, 'experiment').flatMap(({ id, state }) => (changes(state) ? [id] : []));
    case 'deployment':
      return inventory
        .list(scope, 'service')
        .flatMap(({ deployment }) => (deployment && changes(deployment.status) ? [deployment.id] : []));
  }
}
