import type { Moment } from '../../base/deadline.ts';
import type { Release } from '../../base/event.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Inventory, InventoryUpdate } from '../inventory.ts';

/** Called with what a call brought. `since`: when it was asked for. `ahead`: by how many milliseconds AWS's clock was ahead of this machine's. */
export type Observer = (targets: readonly Target[], since: Moment, ahead: number) => void;

/** Hands what was read to the observers, and then to the inventory. */
export interface Inflow {
  /** Adds an observer of everything that a listing or a describing call brings, before the inventory has it. */
  observe(observer: Observer): Release;
  /** See {@link Observer}. */
  notify(...told: Parameters<Observer>): void;
  /** Hands an update to the inventory. `asked`: when it was asked for, in the schedule's time. */
  take(update: InventoryUpdate, asked: number): void;
  /** When the update was asked for that is being taken right now; undefined while somebody else changes the inventory. */
  readonly askedAt: () => number | undefined;
  /** By how many milliseconds AWS's clock was ahead of this machine's as the last answer told; zero before the first. */
  readonly ahead: () => number;
  dispose(): void;
}

/** An observer that throws doesn't keep the others from hearing: `onError` is told. */
export function createInflow(inventory: Pick<Inventory, 'apply'>, onError: (error: unknown) => void): Inflow {
  const observers = new Set<Observer>();
  let askedAt: number | undefined;
  let lastAhead = 0;
  return {
    observe(observer) {
      observers.add(observer);
      return () => {
        observers.delete(observer);
      };
    },
    notify(targets, since, ahead) {
      lastAhead = ahead;
      if (targets.length === 0) return;
      for (const observer of observers) {
        try {
          observer(targets, since, ahead);
        } catch (error) {
          onError(error);
        }
      }
    },
    take(update, asked) {
      askedAt = asked;
      inventory.apply(update);
      askedAt = undefined;
    },
    askedAt: () => askedAt,
    ahead: () => lastAhead,
    dispose: () => observers.clear(),
  };
}
