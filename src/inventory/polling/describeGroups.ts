import type { TargetKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { DescribeGroup, DescribeTarget } from './describeQueue.ts';

/** What is described, by scope and kind. */
export interface DescribeGroups {
  find(scope: Scope, kind: TargetKind): DescribeGroup | undefined;
  /** The group of this scope and kind, which is made where there was none. */
  of(scope: Scope, kind: TargetKind): DescribeGroup;
  drop(group: DescribeGroup): void;
  readonly all: () => Iterable<DescribeGroup>;
}

/** Holds no group at first; never drops one by itself. */
export function createDescribeGroups(): DescribeGroups {
  const groups = new Map<string, DescribeGroup>();
  /** The scopes' keys. Building them anew for every list of thousands of places would cost more than everything else. */
  const keys = new WeakMap<Scope, string>();
  const keyOf = (scope: Scope, kind: TargetKind): string => {
    const known = keys.get(scope) ?? scopeKey(scope);
    keys.set(scope, known);
    return `${known}/${kind}`;
  };
  return {
    find: (scope, kind) => groups.get(keyOf(scope, kind)),
    of(scope, kind) {
      const key = keyOf(scope, kind);
      let group = groups.get(key);
      if (!group) {
        group = { scope, kind, targets: new Map(), isMoving: false, running: undefined, failures: 0, retryAt: 0 };
        groups.set(key, group);
      }
      return group;
    },
    drop: ({ scope, kind }) => void groups.delete(keyOf(scope, kind)),
    all: () => groups.values(),
  };
}

/** The entry of one of a group's targets, which is made where there was none. */
export function entryOf(group: DescribeGroup, id: string): DescribeTarget {
  let entry = group.targets.get(id);
  if (!entry) {
    entry = { askedAt: -Infinity, fastHolds: 0, moving: undefined, awaited: false, missedSince: undefined };
    group.targets.set(id, entry);
  }
  return entry;
}
