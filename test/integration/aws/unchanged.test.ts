import assert from 'node:assert/strict';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { createAws, type Aws } from '../../../src/aws/aws.ts';
import { createWorkerAws } from '../../../src/aws/worker/workerAws.ts';
import { heldClock, type SimulatorClock } from '../../../src/simulator/core/clock.ts';
import { createStage, listed, never, type Stage } from '../../stages/aws.ts';
import { bundledWorker } from '../../stages/worker/productBundles.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { STAGING } from '../../stages/accounts.ts';

const policy = openPolicy;

describe('what did not change since a list was read last', () => {
  let stage: Stage;
  let clock: SimulatorClock;
  let aws: Aws;
  let workerFile: string;
  /** What the worker sent, in its order: `bytes`, or `digest` where it left them out. */
  let sent: string[];
  beforeEach(async () => {
    clock = heldClock(Date.now());
    stage = await createStage({
      clock,
      fleet: {
        kind: 'sized',
        seed: 5,
        accounts: [{ id: STAGING, alias: 'x' }],
        regions: ['eu-west-1'],
        instances: 400,
        services: 20,
        experiments: 20,
      },
    });
    workerFile = join(stage.home.env['HOME'] ?? '', 'told.cjs');
    await writeFile(
      workerFile,
      `const { parentPort } = require('node:worker_threads');
const post = parentPort.postMessage.bind(parentPort);
parentPort.postMessage = (message, transfer) => {
  if (message.kind === 'part') console.log(message.part.bytes ? 'bytes' : 'digest');
  post(message, transfer);
};
require(${JSON.stringify(await bundledWorker())});`,
    );
    sent = [];
    const log = (text: string) => sent.push(...text.split('\n').filter((line) => /^(bytes|digest)$/.test(line)));
    aws = createWorkerAws({ workerFile, env: stage.home.env, policy, log });
  });
  afterEach(async () => {
    await aws.dispose();
    await stage.close();
  });
  const instances = () => listed(aws, stage.scope, 'instance');
  /** What the worker printed comes by a way of its own, after the messages. */
  const told = async (count: number): Promise<readonly string[]> => {
    for (const end = performance.now() + 60_000; sent.length < count;) {
      assert.ok(performance.now() < end, `${sent.length} of ${count} parts`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return sent.splice(0);
  };

  test('is not sent again, and is the same in memory', async () => {
    const first = await instances();
    assert.equal(first.resources.length, 400);
    const parts = first.pages;
    assert.deepEqual(new Set(await told(parts)), new Set(['bytes']));

    const second = await instances();
    assert.deepEqual(new Set(await told(parts)), new Set(['digest']));
    assert.ok(second.resources.every((one, at) => one === first.resources[at]));

    const running = first.resources.find((one) => one.kind === 'instance' && one.state === 'running');
    assert.ok(running);
    valueOf(await confirmed(aws).stopInstances(stage.scope, [running.id]));
    const third = await instances();
    assert.equal((await told(parts)).filter((line) => line === 'bytes').length, 1);
    const other = third.resources.filter((one, at) => one !== first.resources[at]);
    assert.deepEqual(
      other.map((one) => [one.id, one.kind === 'instance' && one.state]),
      [[running.id, 'stopping']],
    );
  });

  test('is sent again when the last listing was given up or failed', async () => {
    const whole = await instances();
    await told(whole.pages);
    for await (const page of aws.reads.list(stage.scope, 'instance', never())) {
      valueOf(page);
      break;
    }
    const after = await instances();
    assert.ok(isDeepStrictEqual(after.resources, whole.resources));

    stage.sim.faults.add({ action: 'DescribeInstances', effect: { kind: 'denied' } });
    assert.equal((await instances()).failure?.kind, 'denied');
    stage.sim.faults.clear();
    const again = await instances();
    assert.ok(isDeepStrictEqual(again.resources, whole.resources));
    assert.equal(again.failure, undefined);
  });

  test('is what AWS says, whatever happened between two listings', async () => {
    const direct = createAws({ env: stage.home.env, policy });
    const running = (await instances()).resources.flatMap((one) =>
      one.kind === 'instance' && one.state === 'running' ? one.id : [],
    );
    for (const kind of ['instance', 'service', 'experiment', 'lever'] as const) {
      await listed(aws, stage.scope, kind);
    }
    for (let round = 0; round < 3; round += 1) {
      const [id = ''] = running.splice(round * 7, 1);
      await confirmed(aws).stopInstances(stage.scope, [id]);
      clock.step(round * 5_000);
      const controller = new AbortController();
      const givenUp = listed(aws, stage.scope, 'instance', controller.signal);
      if (round % 3 === 0) setImmediate(() => controller.abort());
      const both = [instances(), instances()];
      await givenUp;
      for (const kind of ['service', 'experiment', 'lever'] as const) {
        const [near, far] = [await listed(direct, stage.scope, kind), await listed(aws, stage.scope, kind)];
        assert.ok(isDeepStrictEqual(far.resources, near.resources), `round ${round}: ${kind}`);
      }
      const expected = await listed(direct, stage.scope, 'instance');
      for (const found of await Promise.all(both)) assert.equal(found.resources.length, 400);
      assert.ok(isDeepStrictEqual((await instances()).resources, expected.resources), `round ${round}`);
    }
    await direct.dispose();
  });

  test('a worker that leaves out what is not here fails the list, and nothing hangs', async () => {
    await writeFile(
      workerFile,
      `const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ kind, id }) => {
  if (kind !== 'list') return;
  parentPort.postMessage({ kind: 'part', id, part: { digest: 'never sent' } });
  parentPort.postMessage({ kind: 'end', id });
});`,
    );
    const pages = aws.reads.list(stage.scope, 'instance', never())[Symbol.asyncIterator]();
    const step = await pages.next();
    assert.ok(step.done !== true);
    assert.equal(failureIn(step.value).kind, 'unknown');
    assert.equal((await pages.next()).done, true);
  });
});
