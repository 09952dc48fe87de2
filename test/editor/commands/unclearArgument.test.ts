import assert from 'node:assert/strict';
import type { Invocation } from '../../../src/ui/commands/invocation.ts';
import { createCommandRunner } from '../../../src/ui/commands/table.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';

const selected = { type: 'region', id: 'selected' } as unknown as Node;

/** Runs a command about rows and one about everything with an argument, while a row is selected. What each was about. */
async function ranWith(...args: readonly unknown[]): Promise<readonly (readonly [command: string, by: Invocation])[]> {
  const ran: (readonly [string, Invocation])[] = [];
  const run = createCommandRunner({
    table: {
      'halt.stopInstances': { about: 'rows', run: (by) => void ran.push(['rows', by]) },
      'halt.refresh': { about: 'everything', run: (by) => void ran.push(['everything', by]) },
    },
    keyboardRows: () => Promise.resolve([selected]),
    showLog: () => undefined,
    onError: (error) => assert.fail(String(error)),
  });
  for (const id of ['halt.stopInstances', 'halt.refresh']) await run(id, args);
  return ran;
}

describe('a command that is handed what names nothing', () => {
  it('is not about what is selected', async () => {
    const scope = { profile: 'staging', region: 'x.evil.test/#' };
    for (const odd of [
      'i-0123456789abcdef0',
      {},
      { kind: 'instance', scope, id: 'i-0123456789abcdef0' },
      { type: 'region', id: 'r', scope },
    ])
      assert.deepEqual(await ranWith(odd), [['everything', { kind: 'keyboard', nodes: [] }]], JSON.stringify(odd));
  });

  it('is about what is selected where it is handed nothing', async () => {
    assert.deepEqual(await ranWith(), [
      ['rows', { kind: 'keyboard', nodes: [selected] }],
      ['everything', { kind: 'keyboard', nodes: [] }],
    ]);
  });
});
