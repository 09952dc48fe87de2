import assert from 'node:assert/strict';
import { type AgentWiring, connectAgents } from '../../../src/app/agents.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { succeeded } from '../../../src/model/failure.ts';
import { readSettings } from '../../../src/ui/settings/settings.ts';
import {
  fakeChanges,
  fakeReads,
  flush,
  heldTime,
  identityOf,
  instance,
  looksAt,
  never,
  refTo,
  scope,
} from '../../stages/fakes.ts';
import { plainStopping } from '../../stages/stopping/plainStopping.ts';
import { openGuards } from '../../stages/guards.ts';

const onError = (error: unknown) => {
  throw error;
};

describe('what an agent is told that a stop would do', () => {
  it('is read, and asks AWS for no dry run in the person’s name, though the person’s own plan does', async () => {
    const clock = heldTime();
    const one = instance({ id: 'i-0123456789abcdef0' });
    const inventory = createInventory(onError);
    inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [one] });
    const dry: string[] = [];
    const sent: string[] = [];
    const stopping = plainStopping({
      reads: fakeReads({ describe: looksAt(() => [one]) }),
      changes: fakeChanges((operation) => sent.push(operation)),
      ...{ clock, policy: () => readSettings().policy, lastSeen: () => one },
      dryRuns: () => ({
        dryRun: (_scope, _operation, ids) => {
          dry.push(...ids);
          return Promise.resolve(succeeded({ allowed: true, message: '' }));
        },
      }),
    });
    const wiring = {
      ...{ inventory, clock, stopping, onError, guards: openGuards },
      accounts: { of: identityOf, failure: () => undefined },
      scopes: { all: () => [scope], profiles: () => [scope.profile] },
      // What is listed is not read anew.
      readLists: { placesKnown: () => Promise.resolve() },
      ...{ stopFlow: {}, onePrompt: {} },
    };
    const agents = connectAgents(wiring as unknown as AgentWiring);
    const told = await agents.reply('halt_explain_stop', { arns: [one.id, one.arn] }, never());
    await flush();
    assert.match(JSON.stringify(told), /i-0123456789abcdef0/);
    assert.deepEqual([dry, sent], [[], []]);
    await stopping.plan([refTo(one)], { type: 'stop' }, never());
    assert.deepEqual([dry, sent], [[one.id], []]);
    agents.dispose();
    stopping.dispose();
  });
});
