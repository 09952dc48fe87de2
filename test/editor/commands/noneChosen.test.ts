import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { emergencyStop } from '../../../src/ui/commands/emergencyStop.ts';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { stopCommands } from '../../../src/ui/commands/stop.ts';
import { stopMatching, type StopMatchingParts } from '../../../src/ui/commands/stopMatching.ts';
import { hasPlaces, noneChosenWords } from '../../../src/ui/editor/noneChosen.ts';
import type { PickParts } from '../../../src/ui/stop/pickTargets.ts';
import { scope } from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';
import { until } from '../../stages/window/waiting.ts';

const palette: Invocation = { kind: 'keyboard', nodes: [] };
const never = (): never => assert.fail('nothing is offered where nothing is chosen');

/** The commands from the palette, where no profile and region is chosen. */
function stage() {
  const inventory = createInventory((error) => {
    throw error;
  });
  const pick = {
    from: { inventory, accounts: { of: never, failure: never }, scopes: () => [], guards: openGuards },
    clock: { elapsed: () => 0, now: () => 0 },
    listNow: () => Promise.resolve([]),
  } as unknown as PickParts;
  const rows = { refs: () => [], nodes: () => [], branches: () => [], observed: () => undefined };
  const stopFlow = { start: never, startAll: never, startBehind: never };
  const lastReasons = () => Promise.resolve([]);
  const stop = stopCommands({ rows, inventory, pick, stopFlow, lastReasons } as never);
  return {
    ...stop,
    emergencyStop: () => emergencyStop({ pick, stopFlow, lastReasons, isProduction: never }),
    stopMatching: () =>
      stopMatching(
        { pick, stopFlow, rows, tree: { arrangement: { filter: never } } } as unknown as StopMatchingParts,
        palette,
      ),
  };
}

/** Closes what is said until it is over. */
async function overOnceSaid(work: () => void | Promise<void>): Promise<void> {
  const state = { over: false };
  const done = (async () => {
    await work();
  })().finally(() => (state.over = true));
  done.catch(() => undefined);
  await until('the end of what was said', async () => {
    await commands.executeCommand('notifications.clearAll');
    return state.over;
  });
  await done;
}

describe('where no profile and region is chosen', () => {
  for (const command of [
    'emergencyStop',
    'stopMatching',
    'stopInstances',
    'hibernateInstances',
    'forceStopInstances',
    'startInstances',
    'stopDeployments',
    'abortDeployments',
    'continueDeployment',
    'stopExperiments',
    'stopAllExperiments',
    'engageSafetyLever',
    'disengageSafetyLever',
  ] as const) {
    it(`${command} says so, and shows no list that is empty`, async () => {
      await overOnceSaid(() => stage()[command](palette));
    });
  }

  it('it isn’t said what runs', () => {
    assert.equal(noneChosenWords(), 'No profile and region is chosen, so it isn’t known what runs');
  });

  it('and a profile’s own region hasn’t been read yet, it is read first', async () => {
    let read: readonly (typeof scope)[] = [];
    const has = await hasPlaces(
      () => read,
      () => {
        read = [scope];
        return Promise.resolve([]);
      },
    );
    assert.equal(has, true);
  });
});
