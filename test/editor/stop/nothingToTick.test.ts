import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { emergencyStop } from '../../../src/ui/commands/emergencyStop.ts';
import type { PickParts } from '../../../src/ui/stop/pickTargets.ts';
import type { Gathered } from '../../../src/ui/stop/stopFlow.ts';
import { experimentLike, scope } from '../../stages/resources.ts';
import { identityOf } from '../../stages/fakes.ts';
import { openGuards } from '../../stages/guards.ts';
import { until } from '../../stages/window/waiting.ts';

describe('an emergency stop in whose list nothing can be ticked', () => {
  const always = () => true;
  for (const [about, forbids, silent, active] of [
    ['a setting forbids it where an experiment is active', always, [], ['running']],
    ['a setting forbids it where nothing is', always, [], []],
    ['the only place can’t be read', () => false, [scope], []],
    ['all that is active is stopping already', () => false, [], ['stopping']],
  ] as const) {
    it(`says why once it is accepted: ${about}`, async () => {
      const inventory = createInventory((error) => {
        throw error;
      });
      const resources = active.map((state) => experimentLike({ id: 'EXP1', name: 'web', state }));
      const list = { scope, kind: 'experiment', since: 1 } as const;
      inventory.apply({ type: 'page', ...list, resources });
      inventory.apply({ type: 'end', ...list, seen: new Set(resources.map(({ id }) => id)), gaps: [] });
      const pick = {
        from: {
          ...{ inventory, scopes: () => [scope], startable: always },
          accounts: { of: identityOf, failure: () => undefined, onDidChange: () => () => {} },
          guards: { ...openGuards, forbidding: () => (forbids() ? 'halt.readOnly' : undefined) },
        },
        clock: { elapsed: () => performance.now(), now: () => Date.now() },
        listNow: () => Promise.resolve(silent),
      } as unknown as PickParts;
      const heard: (Gathered | undefined)[] = [];
      const state = { over: false };
      const work = emergencyStop({
        pick,
        stopFlow: {
          startAll: async (_, gather) => {
            heard.push(await gather(new AbortController().signal));
          },
        },
        lastReasons: () => Promise.resolve([]),
        isProduction: () => false,
      }).finally(() => (state.over = true));
      await until('the end of what is said', async () => {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await commands.executeCommand('notifications.clearAll');
        return state.over;
      });
      await work;
      assert.deepEqual(heard, [undefined]);
    });
  }
});
