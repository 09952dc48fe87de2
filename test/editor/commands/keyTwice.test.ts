import assert from 'node:assert/strict';
import { createCommandRunner } from '../../../src/ui/commands/table.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';

const row = { type: 'region', id: 'row' } as unknown as Node;

/** A runner whose rows are told when the test says so, and how often each command ran. */
function held() {
  const ran: string[] = [];
  const waiting: ((rows: readonly Node[] | undefined) => void)[] = [];
  const command = (name: string) => ({ about: 'rows' as const, run: () => void ran.push(name) });
  const run = createCommandRunner({
    table: { 'halt.stop': command('stop'), 'halt.showDetail': command('showDetail') },
    keyboardRows: () => new Promise((resolve) => waiting.push(resolve)),
    showLog: () => undefined,
    onError: (error) => assert.fail(String(error)),
  });
  const tell = (rows: readonly Node[] | undefined) => {
    for (const resolve of waiting.splice(0)) resolve(rows);
  };
  return { ran, run, tell, asked: () => waiting.length };
}

/** What the manifest's keybindings hand over. */
const key = { view: 'halt.resources' };

describe('a key that is pressed again', () => {
  it('asks once while it is not known yet which row is meant', async () => {
    const { ran, run, tell, asked } = held();
    const presses = [run('halt.stop', [key]), run('halt.stop', [key]), run('halt.stop', [key])];
    assert.equal(asked(), 1);
    tell([row]);
    await Promise.all(presses);
    assert.deepEqual(ran, ['stop']);
  });

  it('asks again once that is known, or could not be told', async () => {
    const { ran, run, tell } = held();
    for (const rows of [[row], undefined, [row]]) {
      const press = run('halt.stop', [key]);
      tell(rows);
      await press;
    }
    assert.deepEqual(ran, ['stop', 'stop']);
  });

  it('holds up neither another key nor the palette', async () => {
    const { ran, run, tell, asked } = held();
    const presses = [run('halt.stop', [key]), run('halt.showDetail', [key]), run('halt.stop', [])];
    assert.equal(asked(), 3);
    tell([row]);
    await Promise.all(presses);
    assert.deepEqual(ran.toSorted(), ['showDetail', 'stop', 'stop']);
  });
});
