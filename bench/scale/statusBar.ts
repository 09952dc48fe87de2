import { createEmitter } from '../../src/base/event.ts';
import { createInventory } from '../../src/inventory/inventory.ts';
import { createRunningTotals } from '../../src/inventory/runningTotals.ts';
import type { Scope } from '../../src/model/scope.ts';
import { askTotals } from './listeners.ts';

const countedKinds = ['experiment', 'service', 'lever'] as const;
const ASKED = 100_000;

/** Microseconds of the processor for all that the status bar asks after a change, in the midst of a first round of so many places. */
export function statusBarCost(places: number): number {
  const fail = (error: unknown): never => {
    throw error;
  };
  const scopes = Array.from({ length: places }, (_, index): Scope => ({ profile: `p${index}`, region: 'eu-west-1' }));
  const inventory = createInventory(fail);
  const totals = createRunningTotals(inventory, {
    of: () => undefined,
    failure: () => undefined,
    onDidChange: createEmitter<readonly string[]>(fail).event,
  });
  totals.choose(scopes);
  for (const scope of scopes.slice(places / 2)) {
    for (const kind of countedKinds) {
      inventory.apply({ type: 'end', scope, kind, since: 1, shownAsOf: 1, seen: new Set(), gaps: [] });
    }
  }
  if (totals.lack() !== 'loading' || totals.leverLack() !== 'loading') throw new Error('The totals are wrong.');
  const times: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    const before = process.cpuUsage();
    for (let asked = 0; asked < ASKED; asked += 1) askTotals(totals);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / ASKED);
  }
  totals.dispose();
  inventory.dispose();
  // What the machine does besides only adds to it.
  return Math.min(...times);
}
