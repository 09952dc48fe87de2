import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import { type Transport, TransportError, type WireRequest } from '../../../src/aws/transport/transport.ts';
import { asUrgent } from '../../../src/base/urgency.ts';
import { until } from '../../stages/processes.ts';
import { permitFor } from '../../stages/stopping/permits.ts';

const PATIENT = { connect: 20_000, request: 20_000 };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function stage(t: TestContext, answer: Answer, ownAgents = true) {
  let connections = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const transport = nodeTransport({ maxSockets: 4, ownAgents });
  t.after(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  const request: WireRequest = { method: 'POST', url: `http://127.0.0.1:${port}/`, headers: { 'x-a': 'b' } };
  return { transport, request, seen: () => ({ connections, requests }) };
}

const send = (transport: Transport, request: WireRequest, timeouts = PATIENT, signal?: AbortSignal) =>
  transport.send(request, timeouts, signal);

/** The code of what went wrong, and whether it counts as sent. */
async function trouble(sending: Promise<unknown>): Promise<readonly [string, boolean]> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof TransportError, String(error));
  // By its name the SDK knows a time-out.
  assert.equal(error.name, error.code === 'ETIMEDOUT' ? 'TimeoutError' : 'TransportError');
  return [error.code, error.sent];
}

const never: Answer = () => undefined;

describe('a request by Node', () => {
  it('comes back whole, and leaves its connection to the next one', async (t) => {
    const { transport, request, seen } = await stage(t, (incoming, response) => {
      response.writeHead(418, { 'X-One': 'a', 'X-More': ['b', 'c'] });
      incoming.pipe(response);
    });
    for (let turn = 0; turn < 3; turn += 1) {
      const { status, headers, body } = await send(transport, { ...request, body: Buffer.from('brew') });
      assert.deepEqual([status, headers['x-one'], headers['x-more']], [418, 'a', 'b, c']);
      assert.equal(Buffer.from(body).toString(), 'brew');
    }
    assert.deepEqual(seen(), { connections: 1, requests: 3 });
  });

  it('that a person waits for, or that changes something, waits for no connection that polls hold', async (t) => {
    const { transport, request, seen } = await stage(t, (incoming, response) => {
      if (incoming.url !== '/poll') response.end(incoming.url);
    });
    const at = (path: string): WireRequest => ({ ...request, url: new URL(path, request.url).href });
    // Two more than there are connections: they wait for one.
    const polls = Array.from({ length: 6 }, () => send(transport, at('/poll')).catch(() => undefined));
    await until(() => seen().requests === 4);
    const urgent = () => asUrgent(new AbortController().signal);
    const change = {
      permit: permitFor({ type: 'stop' }, ['i-1']),
      generation: 1,
      destination: { kind: 'aws' },
    } as const;
    const answers = await Promise.all([
      ...['/a', '/b', '/c', '/d', '/e', '/f'].map((path) => send(transport, at(path), PATIENT, urgent())),
      send(transport, { ...at('/change'), change, mayLeave: () => undefined }),
    ]);
    assert.deepEqual(
      answers.map(({ body }) => Buffer.from(body).toString()),
      ['/a', '/b', '/c', '/d', '/e', '/f', '/change'],
    );
    // What nobody waits for is where it was.
    assert.equal(seen().requests, 4 + answers.length);
    transport.close();
    await Promise.all(polls);
  });

  it('that a person waits for takes the connection that is open already', async (t) => {
    const { transport, request, seen } = await stage(t, (_, response) => response.end());
    await send(transport, request);
    await send(transport, request, PATIENT, asUrgent(new AbortController().signal));
    // One that could not be made holds no place.
    for (let turn = 0; turn < 5; turn += 1)
      await assert.rejects(send(transport, { ...request, headers: { 'x-a': 'b\nc: d' } }));
    await send(transport, request, PATIENT, asUrgent(new AbortController().signal));
    assert.deepEqual(seen(), { connections: 1, requests: 3 });
  });

  it('that can’t even be made was not sent', async (t) => {
    const { transport, request, seen } = await stage(t, never);
    assert.deepEqual(await trouble(send(transport, { ...request, headers: { 'x-a': 'b\nc: d' } })), [
      'ERR_INVALID_CHAR',
      false,
    ]);
    assert.deepEqual(await trouble(send(transport, { ...request, url: 'http://[' })), ['ERR_INVALID_URL', false]);
    assert.deepEqual(await trouble(send(transport, { ...request, method: 'P ST' })), ['ERR_INVALID_HTTP_TOKEN', false]);
    assert.equal(seen().requests, 0);
  });

  it('that finds nobody was not sent', async (t) => {
    const { transport, request } = await stage(t, never);
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    assert.deepEqual(await trouble(send(transport, { ...request, url: `http://127.0.0.1:${port}/` })), [
      'ECONNREFUSED',
      false,
    ]);
  });

  it('that is cut may have been carried out: before the answer, in the middle of it, or after too long', async (t) => {
    const cuts: readonly (readonly [string, Answer])[] = [
      ['ECONNRESET', (incoming) => void incoming.socket.destroy()],
      [
        'ECONNRESET',
        (incoming, response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('half', () => incoming.socket.destroy());
        },
      ],
    ];
    for (const [code, answer] of cuts) {
      const { transport, request } = await stage(t, answer);
      assert.deepEqual(await trouble(send(transport, request)), [code, true]);
    }
    const { transport, request } = await stage(t, never);
    assert.deepEqual(await trouble(send(transport, request, { connect: 20_000, request: 200 })), ['ETIMEDOUT', true]);
  });

  it('that is given up ends as that, before it leaves and after', async (t) => {
    const given = new AbortController();
    const { transport, request, seen } = await stage(t, () => given.abort());
    await assert.rejects(send(transport, request, PATIENT, given.signal), { name: 'AbortError' });
    assert.equal(seen().requests, 1);
    await assert.rejects(send(transport, request, PATIENT, given.signal), { name: 'AbortError' });
    assert.equal(seen().requests, 1);
  });

  it('ends when its transport is closed, whoever’s connection it has', async (t) => {
    for (const ownAgents of [true, false]) {
      const { transport, request } = await stage(t, () => transport.close(), ownAgents);
      assert.deepEqual(await trouble(send(transport, request)), ['ECONNRESET', true], String(ownAgents));
    }
  });

  it('asks right before its first byte whether it may leave, on a connection that stood already, too', async (t) => {
    const { transport, request, seen } = await stage(t, (_incoming, response) => void response.end());
    const refusal = { kind: 'forbidden', code: 'permit-expired', message: '', mayHaveHappened: false } as const;
    let asked = 0;
    const mayLeave = () => {
      asked += 1;
      return asked === 2 ? undefined : refusal;
    };
    for (const isRefused of [true, false, true]) {
      const sending = send(transport, { ...request, mayLeave });
      if (isRefused)
        await assert.rejects(sending, (error) => error instanceof KnownFailure && error.failure === refusal);
      else assert.equal((await sending).status, 200);
    }
    assert.deepEqual([asked, seen().requests], [3, 1]);
  });

  it('that changes something and that nobody compares with its permit doesn’t leave', async (t) => {
    const { transport, request, seen } = await stage(t, never);
    const change = {
      permit: permitFor({ type: 'stop' }, ['i-1']),
      destination: { kind: 'aws' },
      generation: 1,
    } as const;
    await assert.rejects(send(transport, { ...request, change }), KnownFailure);
    assert.deepEqual(seen(), { connections: 0, requests: 0 });
  });
});
