import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { after, describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createIntake, nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';

const KB = 1024;
/** Of an answer that is held back, in bytes. */
const SIZE = 200_000;

function fakeAnswer() {
  const calls: string[] = [];
  return { calls, pause: () => calls.push('pause'), resume: () => calls.push('resume') };
}

describe('what is read of answers in a turn of the event loop', () => {
  it('is shared among them, and the rest waits for the next turn', async () => {
    const intake = createIntake();
    const [one, other] = [fakeAnswer(), fakeAnswer()];
    intake(one, 64 * KB);
    intake(other, 128 * KB);
    assert.deepEqual([one.calls, other.calls], [[], []]);
    intake(one, 64 * KB);
    intake(other, 64 * KB);
    assert.deepEqual([one.calls, other.calls], [['pause'], ['pause']]);
    await nextTurn();
    assert.deepEqual(
      [one.calls, other.calls],
      [
        ['pause', 'resume'],
        ['pause', 'resume'],
      ],
    );
    intake(one, 64 * KB);
    await nextTurn();
    assert.equal(one.calls.length, 2, 'a new turn has a new share');
  });

  it('waits for what took a chunk as well, be it longer than the turn or shorter', async () => {
    const intake = createIntake();
    const [long, short] = [fakeAnswer(), fakeAnswer()];
    let read = (): void => undefined;
    intake(
      long,
      64 * KB,
      new Promise((resolve) => {
        read = resolve;
      }),
    );
    intake(short, 192 * KB, Promise.resolve());
    await Promise.resolve();
    assert.deepEqual(short.calls, ['pause', 'pause'], 'its turn is used');
    await nextTurn();
    assert.deepEqual([long.calls, short.calls.at(-1)], [['pause'], 'resume']);
    read();
    await nextTurn();
    assert.deepEqual(long.calls, ['pause', 'resume']);
  });

  it('waits for all that took chunks of an answer', async () => {
    const intake = createIntake();
    const answer = fakeAnswer();
    const reads: (() => void)[] = [];
    for (let chunk = 0; chunk < 2; chunk += 1) intake(answer, KB, new Promise((resolve) => reads.push(resolve)));
    reads[0]?.();
    await nextTurn();
    assert.ok(!answer.calls.includes('resume'));
    reads[1]?.();
    await nextTurn();
    assert.equal(answer.calls.filter((call) => call === 'resume').length, 1);
  });

  /** An answer that has all arrived, and whose connection has ended as those of VS Code's own agents do, while the piece at byte `at` is held back until `go`: the last one, or one before. */
  async function heldAnswer(at = SIZE) {
    const left: Promise<unknown>[] = [];
    const server = createServer(({ socket }, response) => {
      left.push(once(socket, 'close'));
      response.writeHead(200, { connection: 'close' }).end(Buffer.alloc(SIZE, 'x'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const transport = nodeTransport({ maxSockets: 4, ownAgents: true });
    after(() => {
      transport.close();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const request = { url: `http://127.0.0.1:${port}/`, method: 'GET', headers: {} };
    const controller = new AbortController();
    let taken = 0;
    let isHeld = false;
    let go = (): void => undefined;
    let answer: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      answer = transport.send(request, { connect: 20_000, request: 20_000 }, controller.signal, ({ byteLength }) => {
        taken += byteLength;
        if (taken < at || isHeld) return undefined;
        isHeld = true;
        resolve();
        return new Promise((next) => {
          go = next;
        });
      });
      answer.catch(() => undefined);
    });
    await Promise.all(left);
    // What this side makes of that comes in the turns behind it.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    return { transport, answer, abort: () => controller.abort(), go: () => go(), taken: () => taken };
  }

  it('leaves an answer whole whose connection ends before its last piece is taken', async () => {
    const { answer, go } = await heldAnswer();
    go();
    const { status } = (await answer) as { readonly status: number };
    assert.equal(status, 200);
  });

  it('ends such an answer at once when everything is closed', async () => {
    const { answer, transport } = await heldAnswer();
    transport.close();
    await assert.rejects(answer, { code: 'ECONNRESET' });
  });

  it('hands nothing more on of such an answer that is given up', async () => {
    const { answer, abort, go, taken } = await heldAnswer(SIZE - 10_000);
    const before = taken();
    abort();
    await assert.rejects(answer, { name: 'AbortError' });
    go();
    await nextTurn();
    await nextTurn();
    assert.equal(taken(), before);
  });

  it('leaves large answers whole that arrive at once', async () => {
    const server = createServer((request, response) => {
      response.end(Buffer.alloc(3_000_000, request.url?.at(-1)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = nodeTransport({ maxSockets: 50, ownAgents: true });
    after(() => {
      transport.close();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(
      names.map((name) =>
        transport.send(
          { url: `http://127.0.0.1:${port}/${name}`, method: 'GET', headers: {} },
          { connect: 5_000, request: 30_000 },
          undefined,
        ),
      ),
    );
    for (const [index, { body }] of answers.entries())
      assert.ok(Buffer.from(body).equals(Buffer.alloc(3_000_000, names[index])));
  });
});

describe('the memory of what is read of answers', () => {
  /** What Node makes of all that comes to this end: buffers of the connections' reads, and of the answers' pieces. */
  function watchBuffers(t: TestContext, port: () => number) {
    const reads: ArrayBufferLike[] = [];
    const pieces: ArrayBufferLike[] = [];
    const push = Reflect.get(Readable.prototype, 'push') as (...args: unknown[]) => boolean;
    Readable.prototype.push = function (this: Readable, ...args: unknown[]): boolean {
      const [chunk] = args;
      if (chunk instanceof Uint8Array && this instanceof Socket && this.remotePort === port()) reads.push(chunk.buffer);
      if (chunk instanceof Uint8Array && this instanceof IncomingMessage && this.statusCode !== null)
        pieces.push(chunk.buffer);
      return push.apply(this, args);
    };
    // Node 20 can't free one, in which tests run too; the editor's Node can.
    const freeable: { transfer?: (this: ArrayBuffer) => ArrayBuffer } = ArrayBuffer.prototype as object;
    const isOwn = freeable.transfer === undefined;
    freeable.transfer ??= function () {
      return structuredClone(this, { transfer: [this] });
    };
    t.after(() => {
      Readable.prototype.push = push;
      if (isOwn) delete freeable.transfer;
    });
    return { pieces, left: () => reads.filter(({ byteLength }) => byteLength > 0), reads: () => reads.length };
  }

  async function stage(t: TestContext) {
    let connections = 0;
    const server = createServer((request, response) => {
      const body = Buffer.alloc(3_000_000, request.url?.at(-1));
      // In parts of the protocol's own, several of which come with one read, as AWS answers; or whole.
      if (request.url?.startsWith('/parts') === true)
        for (let at = 0; at < body.length; at += 5_000) response.write(body.subarray(at, at + 5_000));
      else response.setHeader('content-length', body.length).write(body);
      response.end();
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = nodeTransport({ maxSockets: 1, ownAgents: true });
    t.after(() => {
      transport.close();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const buffers = watchBuffers(t, () => port);
    const ask = async (path: string, inPieces = true): Promise<readonly Uint8Array<ArrayBuffer>[]> => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      const url = `http://127.0.0.1:${port}/${path}`;
      const take = (piece: Uint8Array<ArrayBuffer>) => {
        pieces.push(piece);
        // Now and then the next piece waits, as for the worker.
        return pieces.length % 5 === 0 ? nextTurn() : undefined;
      };
      const times = { connect: 20_000, request: 60_000 };
      const { body } = await transport.send(
        { url, method: 'GET', headers: {} },
        times,
        undefined,
        inPieces ? take : undefined,
      );
      return inPieces ? pieces : [body as Uint8Array<ArrayBuffer>];
    };
    const isWhole = (pieces: readonly Uint8Array[], name: string) =>
      Buffer.concat(pieces).equals(Buffer.alloc(3_000_000, name));
    return { ask, buffers, isWhole, connections: () => connections };
  }

  it('is given on with each piece, and freed of the connection’s reads, which leaves answers whole on one connection', async (t) => {
    const { ask, buffers, isWhole, connections } = await stage(t);
    for (const path of ['whole-a', 'parts-b', 'whole-c', 'parts-d']) {
      const pieces = await ask(path);
      assert.ok(isWhole(pieces, path.at(-1) ?? ''), path);
      const made = new Set(buffers.pieces);
      assert.deepEqual(
        pieces.filter(({ buffer }) => !made.has(buffer)),
        [],
        'none was copied',
      );
    }
    assert.equal(connections(), 1);
    // But for what has the answers' heads, which come before anybody takes their pieces, and what ends them.
    assert.ok(buffers.left().length < buffers.reads() / 5, `${buffers.left().length} of ${buffers.reads()} reads wait`);
  });

  it('is left alone where the answer is taken whole', async (t) => {
    const { ask, buffers, isWhole } = await stage(t);
    for (const path of ['whole-a', 'parts-b']) assert.ok(isWhole(await ask(path, false), path.at(-1) ?? ''));
    assert.equal(buffers.left().length, buffers.reads());
  });
});
