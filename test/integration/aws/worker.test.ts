import assert from 'node:assert/strict';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { build } from 'esbuild';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import type { Aws } from '../../../src/aws/aws.ts';
import { createWorkerAws } from '../../../src/aws/worker/workerAws.ts';
import type { Transport } from '../../../src/aws/transport/transport.ts';
import { createStage, listed, never, type Stage } from '../../stages/aws.ts';
import { bundledWorker } from '../../stages/worker/productBundles.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { STAGING } from '../../stages/accounts.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await turn();
};

/** Node's transport, counting, and with a hand on each request. */
function watched(hold: (url: string) => Promise<void> = () => Promise.resolve()) {
  const inner = nodeTransport({ maxSockets: 50, ownAgents: true });
  const seen = { sent: 0, aborted: 0, open: 0 };
  const transport: Transport = {
    async send(request, timeouts, signal) {
      seen.sent += 1;
      seen.open += 1;
      signal?.addEventListener('abort', () => (seen.aborted += 1));
      try {
        await hold(request.url);
        return await inner.send(request, timeouts, signal);
      } finally {
        seen.open -= 1;
      }
    },
    close: () => inner.close(),
  };
  return { transport, seen };
}

describe('AWS in a worker', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage({ way: 'own worker' });
  });
  afterEach(() => stage.close());
  const running = (): string =>
    stage.sim.ec2
      .instances(STAGING, 'eu-west-1')
      .find((it) => it.state === 'running' && !it.apiStopDisabled && it.rootDevice === 'ebs')?.id ?? '';

  test('polls the less the more windows there are, from its worker’s start on', async () => {
    let tell: (count: number) => void = () => undefined;
    let uses = 0;
    const windows = {
      used: () => (uses += 1),
      onDidChange: (listener: (count: number) => void) => {
        tell = listener;
        return () => (tell = () => undefined);
      },
    };
    const aws = createWorkerAws({
      workerFile: await bundledWorker(),
      env: stage.home.env,
      policy: openPolicy,
      windows,
    });
    const levers = () => stage.sim.log.count({ action: 'GetSafetyLever' });
    try {
      tell(100);
      valueOf(await aws.reads.describe(stage.scope, 'lever', ['default'], never()));
      assert.equal(levers(), 1);
      const waiting = new AbortController();
      const second = aws.reads.describe(stage.scope, 'lever', ['default'], waiting.signal);
      // Asked for later, of another service, and answered: the look at the lever had the same time to leave.
      valueOf(await aws.reads.identity('staging', never()));
      assert.equal(levers(), 1, 'the next turn is a minute away');
      waiting.abort();
      assert.equal(failureIn(await second).kind, 'cancelled');
      tell(1);
      valueOf(await aws.reads.identity('staging', never()));
      assert.equal(uses, 4);
    } finally {
      await aws.dispose();
    }
  });

  test('sends its requests from this thread, through what `http` holds at that moment, as VS Code patches it', async () => {
    const file = join(stage.home.env['HOME'] ?? '', 'remote.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../../src/aws/worker/workerAws.ts')],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const require = createRequire(import.meta.url);
    const bundled = require(file) as { readonly createWorkerAws: typeof createWorkerAws };
    const aws = bundled.createWorkerAws({ workerFile: await bundledWorker(), env: stage.home.env, policy: openPolicy });
    const http = require('http') as { request: (...args: unknown[]) => unknown };
    const { request } = http;
    const urls: unknown[] = [];
    http.request = (...args) => {
      urls.push(args[0]);
      return request(...args);
    };
    try {
      valueOf(await aws.reads.identity('staging', never()));
    } finally {
      http.request = request;
      await aws.dispose();
    }
    const arrived = stage.sim.log.count();
    assert.ok(arrived >= 1);
    // None came by another way. One that was begun again, since the connection took too long, may not have arrived.
    assert.ok(arrived <= urls.length, `${arrived} requests arrived, ${urls.length} left from here`);
  });

  test('what a worker knew as secret is struck by the next one, and out of what the first died of', async () => {
    const folder = stage.home.env['HOME'] ?? '';
    const [workerFile, dies] = [join(folder, 'mortal.cjs'), join(folder, 'dies')];
    const secret = simulatedSecret(STAGING);
    await writeFile(
      workerFile,
      `require(${JSON.stringify(await bundledWorker())});
const { existsSync, rmSync } = require('node:fs');
require('node:worker_threads').parentPort.on('message', ({ kind }) => {
  if (kind !== 'call' || !existsSync(${JSON.stringify(dies)})) return;
  rmSync(${JSON.stringify(dies)});
  throw new Error('trouble with ${secret}');
});`,
    );
    const lines: string[] = [];
    const aws = createWorkerAws({
      workerFile,
      env: stage.home.env,
      policy: openPolicy,
      log: (line) => lines.push(line),
    });
    valueOf(await aws.reads.identity('staging', never()));
    await writeFile(dies, '');
    const { message } = failureIn(await aws.reads.regions('staging', never()));
    assert.match(message, /trouble with …/);
    assert.ok(lines.some((line) => line.includes('trouble with …')));
    // The next worker hasn't used the profile.
    const struck = await aws.struck([`a ${secret} b`]);
    await aws.dispose();
    assert.deepEqual(valueOf(struck), ['a … b']);
    assert.ok(!`${message} ${lines.join(' ')}`.includes(secret));
  });

  for (const [thrown, words] of [
    ["new Error('trouble')", 'The AWS worker failed: trouble'],
    ["'only words'", 'The AWS worker failed: only words'],
    ['undefined', 'The AWS worker failed.'],
    ["{ code: 'ODD' }", 'The AWS worker failed.'],
    ["new TypeError('')", 'The AWS worker failed: TypeError'],
    ["Object.assign(new Error('x'), { message: undefined })", /^The AWS worker failed(?:: Error|\.)$/],
  ] as const)
    test(`what a worker dies of is said as far as it is told: ${thrown}`, async () => {
      const workerFile = join(stage.home.env['HOME'] ?? '', 'dying.cjs');
      await writeFile(
        workerFile,
        `require('node:worker_threads').parentPort.on('message', () => { throw ${thrown}; });`,
      );
      const aws = createWorkerAws({ workerFile, env: stage.home.env, policy: openPolicy, log: () => undefined });
      const { message } = failureIn(await aws.reads.regions('staging', never()));
      await aws.dispose();
      if (typeof words === 'string') assert.equal(message, words);
      else assert.match(message, words);
    });

  test('a worker that dies fails what it was doing, is not asked again for a change, and comes back', async () => {
    let stuck: (() => void) | undefined;
    const left = join(stage.home.env['HOME'] ?? '', 'left');
    const { transport, seen } = watched(async () => {
      if (stuck !== undefined) await writeFile(left, '');
      if (stuck !== undefined) await new Promise<void>((resolve) => (stuck = resolve));
    });
    const lines: string[] = [];
    const workerFile = join(stage.home.env['HOME'] ?? '', 'dying.cjs');
    const aws = createWorkerAws({
      workerFile,
      env: stage.home.env,
      policy: openPolicy,
      transport,
      log: (line) => lines.push(line),
    });
    // Dies when it is told to stop instances, after the request has left.
    await writeFile(
      workerFile,
      `const { parentPort } = require('node:worker_threads');
const { existsSync } = require('node:fs');
parentPort.on('message', (message) => {
  if (message.kind === 'call' && message.method === 'stopInstances') {
    parentPort.postMessage({ kind: 'send', id: 1, timeouts: { connect: 1000, request: 1000 }, request: { method: 'POST', url: '${stage.sim.endpoint}/', headers: {}, body: new TextEncoder().encode('Action=StopInstances') } });
    setInterval(() => { if (existsSync(${JSON.stringify(left)})) throw new Error('worker trouble'); }, 5);
  }
});`,
    );
    stuck = () => undefined;
    const read = aws.reads.regions('staging', never());
    const part = listed(aws, stage.scope, 'instance');
    const answers = await Promise.all([
      confirmed(aws).stopInstances(stage.scope, ['i-1']),
      aws.permissions.mayStopInstance(stage.scope, 'i-1', never()),
      read,
      aws.reads.stopProtection(stage.scope, ['i-1'], never()),
      aws.reads.profiles(),
    ]);
    const [stop, may, regions, protections, profiles] = answers;
    assert.deepEqual([failureIn(stop).kind, failureIn(stop).mayHaveHappened], ['unknown', true]);
    assert.match(failureIn(stop).message, /worker trouble/);
    assert.equal(failureIn(may).mayHaveHappened, false);
    assert.equal(failureIn(regions).mayHaveHappened, false);
    assert.equal(failureIn(protections['i-1'] ?? regions).kind, 'unknown');
    assert.equal(profiles.problems.length, 1);
    assert.equal((await part).failure?.kind, 'unknown');
    assert.ok(lines.some((line) => line.includes('worker trouble')));
    assert.equal(seen.sent, 1);
    assert.equal(seen.aborted, 1);
    // The next call starts another worker; what the first was asked is not asked again.
    await writeFile(
      workerFile,
      `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.kind === 'call') parentPort.postMessage({ kind: 'result', id: message.id, value: { ok: true, value: message.method } });
  if (message.kind === 'dispose') parentPort.postMessage({ kind: 'disposed' });
});`,
    );
    assert.equal(valueOf(await aws.reads.regions('staging', never())), 'regions');
    assert.equal(seen.sent, 1);
    await aws.dispose();
  });

  test('a worker that is begun again marks hidden values as the one before did, and another window’s otherwise', async () => {
    const workerFile = join(stage.home.env['HOME'] ?? '', 'telling.cjs');
    await writeFile(
      workerFile,
      `const { parentPort, workerData } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.kind === 'call' && message.method === 'stopInstances') throw new Error('worker trouble');
  if (message.kind === 'call') parentPort.postMessage({ kind: 'result', id: message.id, value: { ok: true, value: Buffer.from(workerData.hidingKey).toString('hex') } });
  if (message.kind === 'dispose') parentPort.postMessage({ kind: 'disposed' });
});`,
    );
    const [one, other] = [0, 1].map(() => createWorkerAws({ workerFile, env: stage.home.env, policy: openPolicy }));
    assert.ok(one && other);
    // This worker answers with a text, whatever it is asked.
    const keyOf = async (aws: Aws) => JSON.stringify(valueOf(await aws.reads.regions('staging', never())));
    const key = await keyOf(one);
    assert.match(key, /^"[0-9a-f]{64}"$/);
    assert.equal((await confirmed(one).stopInstances(stage.scope, ['i-1'])).ok, false);
    assert.equal(await keyOf(one), key);
    assert.notEqual(await keyOf(other), key);
    await Promise.all([one.dispose(), other.dispose()]);
  });

  test('a worker that can not be started fails calls, and nothing else', async () => {
    const aws = createWorkerAws({ workerFile: '/nowhere/worker.cjs', policy: openPolicy });
    assert.equal(failureIn(await aws.reads.regions('staging', never())).kind, 'unknown');
    assert.equal((await aws.reads.profiles()).problems.length, 1);
    await aws.dispose();
  });

  test('a list is sent in small parts, and no faster than it is taken', async () => {
    const big = await createStage({
      way: 'own worker',
      fleet: {
        kind: 'sized',
        seed: 3,
        accounts: [{ id: STAGING, alias: 'x' }],
        regions: ['eu-west-1'],
        instances: 5_000,
        services: 1,
        experiments: 1,
      },
    });
    try {
      const sizes: number[] = [];
      let askedAtFirst = 0;
      for await (const page of big.aws.reads.list(big.scope, 'instance', never())) {
        if (sizes.length === 0) {
          // Nothing is taken for many turns: the worker must not go on reading for nobody.
          for (let count = 0; count < 2_000; count += 1) await turn();
          askedAtFirst = big.sim.log.count({ action: 'DescribeInstances' });
        }
        sizes.push(valueOf(page).resources.length);
      }
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        5_000,
      );
      assert.ok(Math.max(...sizes) <= 150);
      assert.ok(askedAtFirst <= 2, `${askedAtFirst} pages were read before the first was taken`);
      assert.equal(big.sim.log.count({ action: 'DescribeInstances' }), 5);
      // One that nobody takes from does not hold up another.
      const idle = big.aws.reads.list(big.scope, 'instance', never())[Symbol.asyncIterator]();
      await idle.next();
      assert.equal((await listed(big.aws, big.scope, 'instance')).resources.length, 5_000);
      await idle.return?.();
    } finally {
      await big.close();
    }
  });

  test('an abort reaches the request on the main thread', async () => {
    stage.sim.faults.add({ effect: { kind: 'hang' } });
    const { transport, seen } = watched();
    const aws = stage.another({ transport, timeouts: { connect: 60_000, request: 60_000 } });
    const controller = new AbortController();
    const asked = aws.reads.regions('staging', controller.signal);
    const pages = listed(aws, stage.scope, 'instance', controller.signal);
    await until(() => seen.open === 2 && stage.sim.log.count() === 2);
    controller.abort();
    assert.equal(failureIn(await asked).kind, 'cancelled');
    assert.equal((await pages).failure?.kind, 'cancelled');
    await until(() => seen.open === 0);
    assert.equal(seen.aborted, 2);
  });

  test('disposal ends what is under way, and nothing is asked afterwards', async () => {
    stage.sim.faults.add({ effect: { kind: 'hang' } });
    const { transport, seen } = watched();
    const aws = stage.another({ transport, timeouts: { connect: 60_000, request: 60_000 } });
    const read = aws.reads.regions('staging', never());
    const change = confirmed(aws).stopInstances(stage.scope, [running()]);
    await until(() => stage.sim.log.count() === 2);
    await aws.dispose();
    assert.equal(failureIn(await read).kind, 'cancelled');
    assert.deepEqual([failureIn(await change).kind, failureIn(await change).mayHaveHappened], ['cancelled', true]);
    await until(() => seen.open === 0);
    const arrived = stage.sim.log.count();
    assert.equal(failureIn(await aws.reads.regions('staging', never())).kind, 'cancelled');
    assert.equal(failureIn(await confirmed(aws).stopInstances(stage.scope, [running()])).kind, 'cancelled');
    assert.equal((await listed(aws, stage.scope, 'instance')).failure?.kind, 'cancelled');
    assert.equal(stage.sim.log.count(), arrived);
    await aws.dispose();
  });

  test('asks the person for an MFA code through the main thread, once for all', async () => {
    await stage.home.write(
      '.aws/credentials',
      `[mfa]\nrole_arn = arn:aws:iam::${STAGING}:role/Ops-mfa\nsource_profile = staging\nmfa_serial = arn:aws:iam::${STAGING}:mfa/me\nregion = eu-west-1\nendpoint_url = ${stage.sim.endpoint}\n`,
    );
    const asked: string[] = [];
    const aws = stage.another({
      askMfa: (profile) => {
        asked.push(profile);
        return Promise.resolve('123456');
      },
    });
    assert.equal(failureIn(await aws.reads.identity('mfa', never())).kind, 'mfa-needed');
    const answers = await Promise.all([aws.signIn('mfa', never()), aws.signIn('mfa', never())]);
    assert.deepEqual(
      answers.map((answer) => valueOf(answer).account),
      [STAGING, STAGING],
    );
    assert.equal(valueOf(await aws.reads.identity('mfa', never())).account, STAGING);
    assert.deepEqual(asked, ['mfa']);
  });
});
