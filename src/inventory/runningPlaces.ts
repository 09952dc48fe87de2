import type { Release } from '../base/event.ts';
import { refKey } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Inventory } from './inventory.ts';
import { createPlaceFacts } from './placeFacts.ts';
import { type Running, runningIn } from './runningNow.ts';

/**
 * What acts or ends now, kept by place. Asking takes as long as what has changed since the last time and what is returned, however many places there
 * are.
 */
export interface RunningPlaces {
  /** What {@link runningIn} gives for these scopes. `leaving`: what Halt asked to stop and AWS hasn't finished. */
  now(scopes: readonly Scope[], leaving: readonly Leaving[]): Running;
  readonly dispose: Release;
}

type Leaving = Parameters<typeof refKey>[0];

const none: ReadonlySet<string> = new Set();

/** Listens to `inventory` until it is disposed. */
export function createRunningPlaces(inventory: Pick<Inventory, 'list' | 'places' | 'onDidChange'>): RunningPlaces {
  const facts = createPlaceFacts<Running>({
    read: (scope, key) => (inventory.places().has(key) ? filled(runningIn(inventory, [scope], none)) : undefined),
  });
  const stop = inventory.onDidChange(({ added, changed, removed }) => {
    for (const resources of [added, changed, removed]) {
      let last: Scope | undefined;
      for (const { scope } of resources) {
        // Resources of one page have the same scope object.
        if (scope !== last) facts.changed(scope);
        last = scope;
      }
    }
  });
  return {
    now(scopes, leaving) {
      const known = facts.of(scopes);
      const running = leaving.length === 0 ? known : withLeaving(leaving);
      return {
        levers: running.flatMap(({ levers }) => levers),
        experiments: running.flatMap(({ experiments }) => experiments),
        services: running.flatMap(({ services }) => services),
        instances: running.flatMap(({ instances }) => instances),
      };
    },
    dispose: stop,
  };

  /** That Halt has asked for something isn't told by AWS's answers, so the lists of these places are searched for it. */
  function withLeaving(leaving: readonly Leaving[]): readonly Running[] {
    const keys = new Set(leaving.map(refKey));
    const places = new Map(leaving.map(({ scope }) => [scopeKey(scope), scope]));
    return facts.with(places, (scope) => filled(runningIn(inventory, [scope], keys)));
  }
}

function filled(running: Running): Running | undefined {
  const { levers, experiments, services, instances } = running;
  return levers.length + experiments.length + services.length + instances.length > 0 ? running : undefined;
}
