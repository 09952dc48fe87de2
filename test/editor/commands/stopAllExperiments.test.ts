import assert from 'node:assert/strict';
import { commands } from 'vscode';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { stopCommands, type StopCommandParts } from '../../../src/ui/commands/stop.ts';
import type { Beside } from '../../../src/ui/stop/leftBeside.ts';
import { experimentLike } from '../../stages/resources.ts';
import { until } from '../../stages/window/waiting.ts';

const open = { profile: 'dev', region: 'eu-west-1' };

describe('a stop of all experiments', () => {
  const drill = (id: string, state: string) => experimentLike({ id, name: id, state, scope: open });
  async function askedOf(...listed: readonly ReturnType<typeof drill>[]) {
    const asked: (readonly [readonly string[], readonly string[]])[] = [];
    const parts = {
      rows: { branches: () => [] },
      inventory: { list: ({ profile }: typeof open) => (profile === 'dev' ? listed : []) },
      pick: {
        listNow: () => Promise.resolve([]),
        from: {
          scopes: () => [open],
          inventory: { status: () => ({ loading: false, gaps: [], asOf: 1 }) },
          accounts: { failure: () => undefined, of: () => undefined },
        },
        waitedFor: { waiting: () => new Map() },
      },
      stopFlow: {
        start: async (
          refs: readonly TargetRef[],
          { type }: Operation,
          _unread: unknown,
          besides: readonly Beside[],
        ) => {
          assert.equal(type, 'stop-experiment');
          asked.push([refs.map(({ id }) => id), besides.map(({ words }) => words)]);
        },
      },
    } as unknown as StopCommandParts;
    const state = { over: false };
    const work = Promise.resolve(stopCommands(parts).stopAllExperiments({ kind: 'keyboard', nodes: [] })).finally(
      () => (state.over = true),
    );
    await until('the end of what is said', async () => {
      await commands.executeCommand('notifications.clearAll');
      return state.over;
    });
    await work;
    return asked;
  }

  it('asks about those that aren’t stopping already, and names these', async () => {
    assert.deepEqual(await askedOf(drill('one', 'running'), drill('two', 'stopping'), drill('three', 'completed')), [
      [['one'], ['Already stopping: two.']],
    ]);
    assert.deepEqual(await askedOf(drill('one', 'running'), drill('two', 'pending')), [[['one', 'two'], []]]);
    assert.deepEqual(await askedOf(drill('one', 'stopping'), drill('two', 'stopping')), []);
  });
});
