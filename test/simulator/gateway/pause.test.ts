import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { describe, test } from 'node:test';
import { release, wait } from '../../../src/simulator/gateway/pause.ts';
import { createStage, never } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';

/** More than the eleven at which Node warns. */
const MANY = 40;

describe('what waits in the simulated AWS', () => {
  const waits: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
    'for a time': (signal) => wait(5, signal),
    'for no time': (signal) => wait(0, signal),
    'for what is held and let go': (signal) => release([Promise.resolve()], signal),
    'for nothing that is held': (signal) => release([], signal),
  };
  for (const [name, waiting] of Object.entries(waits)) {
    test(`${name} leaves nothing at the signal of its end`, async () => {
      const { signal } = new AbortController();
      setMaxListeners(0, signal);
      await Promise.all(Array.from({ length: MANY }, () => waiting(signal)));
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });
  }

  for (const [name, waiting] of Object.entries({
    'for a time': (signal: AbortSignal) => wait(60_000, signal),
    'for what is held': (signal: AbortSignal) => release([new Promise(() => undefined)], signal),
  })) {
    test(`${name} ends with it`, async () => {
      const end = new AbortController();
      const waited = waiting(end.signal);
      end.abort();
      await assert.rejects(waited, { name: 'AbortError' });
      assert.equal(getEventListeners(end.signal, 'abort').length, 0);
    });
  }

  test('warns of nothing, however many calls wait at a time', async () => {
    const warnings: string[] = [];
    const note = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`);
    process.on('warning', note);
    const stage = await createStage();
    try {
      stage.sim.faults.add({ action: 'DescribeRegions', effect: { kind: 'latency', milliseconds: 200 } });
      const asked = await Promise.all(
        Array.from({ length: MANY }, () => stage.aws.reads.regions(stage.scope.profile, never())),
      );
      for (const answer of asked) valueOf(answer);
      assert.ok(stage.sim.log.count({ action: 'DescribeRegions' }) > 10);
      // A warning is told in a later turn.
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        warnings.filter((warning) => warning.startsWith('MaxListeners')),
        [],
      );
    } finally {
      process.off('warning', note);
      await stage.close();
    }
  });
});
