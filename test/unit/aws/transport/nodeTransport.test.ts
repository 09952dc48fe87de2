import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { createIntake, nodeTransport } from '../../../../src/aws/transport/nodeTransport.ts';
import { TransportError, type WireRequest } from '../../../../src/aws/transport/transport.ts';
import { permitFor } from '../../../stages/stopping/permits.ts';

const TIMES = { connect: 1_000, request: 1_000 };
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const KIB = 1_024;

/** An answer that notes what is done to it. */
function answer(name: string, done: string[]) {
  return { pause: () => done.push(`${name} waits`), resume: () => done.push(`${name} goes on`) };
}

describe('answers that arrive at once', () => {
  it('share a turn of 256 KiB, and what is over it waits for the next one', async () => {
    const done: string[] = [];
    const take = createIntake();
    const [one, other] = [answer('one', done), answer('other', done)];
    take(one, 255 * KIB);
    assert.deepEqual(done, []);
    take(other, KIB);
    assert.deepEqual(done, ['other waits']);
    take(one, 1);
    assert.deepEqual(done, ['other waits', 'one waits']);
    await nextTurn();
    assert.deepEqual(done.splice(0), ['other waits', 'one waits', 'other goes on', 'one goes on']);
    // What was taken before counts no more.
    take(one, 255 * KIB);
    assert.deepEqual(done, []);
    await nextTurn();
    take(one, 255 * KIB);
    await nextTurn();
    assert.deepEqual(done, []);
  });

  it('wait once, however much of one there is, and turn after turn', async () => {
    const done: string[] = [];
    const take = createIntake();
    const one = answer('one', done);
    for (let turn = 0; turn < 3; turn += 1) {
      take(one, 300 * KIB);
      await nextTurn();
      assert.deepEqual(done.splice(0), ['one waits', 'one goes on']);
    }
  });
});

describe('a request that isn’t even begun', () => {
  const why = async (request: Partial<WireRequest>, signal?: AbortSignal): Promise<unknown> => {
    const transport = nodeTransport({ maxSockets: 1, ownAgents: true });
    try {
      const whole = { method: 'GET', url: 'https://127.0.0.1:9/', headers: {}, ...request };
      return await transport.send(whole, TIMES, signal).catch((error: unknown) => error);
    } finally {
      transport.close();
    }
  };
  const change = { permit: permitFor({ type: 'stop' }, ['i-1']), generation: 1, destination: { kind: 'aws' } } as const;

  it('is a change that nobody has compared with its permit', async () => {
    const error = await why({ change });
    assert.ok(error instanceof KnownFailure);
    const { kind, code, mayHaveHappened, message } = error.failure;
    assert.deepEqual([kind, code, mayHaveHappened], ['forbidden', 'not-permitted', false]);
    assert.match(message, /permit/);
  });

  it('is one that nobody waits for any more', async () => {
    const error = await why({}, AbortSignal.abort());
    assert.ok(error instanceof Error && error.name === 'AbortError', String(error));
  });

  it('is one that can’t be made', async () => {
    for (const [request, code] of [
      [{ url: 'http://[' }, 'ERR_INVALID_URL'],
      [{ url: 'http://127.0.0.1:9/', method: 'P ST' }, 'ERR_INVALID_HTTP_TOKEN'],
      [{ headers: { 'x-a': 'b\nc: d' } }, 'ERR_INVALID_CHAR'],
    ] as const) {
      const error = await why(request);
      assert.ok(error instanceof TransportError, String(error));
      assert.deepEqual([error.code, error.sent], [code, false]);
      assert.notEqual(error.message, '');
    }
  });

  it('is one by HTTPS whose certificates can’t be read: they are named, and why', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'halt-bundle-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const caBundle = join(folder, 'gone.pem');
    const error = await why({ caBundle });
    assert.ok(error instanceof TransportError, String(error));
    assert.deepEqual([error.code, error.sent], ['ECABUNDLE', false]);
    assert.match(error.message, /^The certificates in .*gone\.pem can’t be read: ./);
    // HTTP has no use for them.
    const plain = await why({ caBundle, url: 'http://127.0.0.1:9/', method: 'P ST' });
    assert.equal(plain instanceof TransportError && plain.code, 'ERR_INVALID_HTTP_TOKEN');
  });
});
