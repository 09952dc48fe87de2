import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, connect, createServer as createSilentServer, type Socket } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import tls from 'node:tls';
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
  let closed = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => (closed += 1));
  });
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
  return { transport, request, seen: () => ({ connections, requests }), closed: () => closed };
}

const send = (transport: Transport, request: WireRequest, timeouts = PATIENT, signal?: AbortSignal) =>
  transport.send(request, timeouts, signal);

/** What went wrong. */
async function errorOf(sending: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof TransportError, String(error));
  // By its name the SDK knows a time-out.
  assert.equal(error.name, error.code === 'ETIMEDOUT' ? 'TimeoutError' : 'TransportError');
  return error;
}

/** Its code, and whether it counts as sent. */
async function trouble(sending: Promise<unknown>): Promise<readonly [string, boolean]> {
  const { code, sent } = await errorOf(sending);
  return [code, sent];
}

const never: Answer = () => undefined;

/** One at which nobody listens. */
async function closedPort(): Promise<number> {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  return port;
}

/** Puts an agent in the place of Node's own for the test: as VS Code does with its proxies. */
function replaceAgent(t: TestContext, createConnection: () => Duplex): void {
  const before = https.globalAgent;
  https.globalAgent = Object.assign(new https.Agent(), { createConnection });
  t.after(() => (https.globalAgent = before));
}

describe('the date of an answer', () => {
  it('is told only where it is one: by it clocks are set, and what is reckoned from the year 275760 is no time any more', async (t) => {
    for (const [date, told] of [
      ['Thu, 15 Jan 2026 12:00:00 GMT', 'Thu, 15 Jan 2026 12:00:00 GMT'],
      ['Sat, 13 Sep 275760 00:00:00 GMT', undefined],
      ['12345', undefined],
    ] as const) {
      const { transport, request } = await stage(t, (_, response) => response.setHeader('date', date).end());
      assert.equal((await send(transport, request)).headers['date'], told);
    }
  });
});

describe('what is asked of the machine’s own agents', () => {
  it('passes by what VS Code puts in the place of Node’s requests, which could hand a container’s authorization to a proxy', async (t) => {
    const { transport, request } = await stage(t, (_, response) => response.end());
    const proxied = t.mock.method(http, 'request');
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    for (const host of ['169.254.170.2', '[fd00:ec2::254]', '169.254.169.254:8080']) {
      const gone = new AbortController();
      const asked = { ...request, method: 'GET', url: `http://${host}/keys` } as const;
      const sending = send(transport, asked, PATIENT, gone.signal);
      // By then the request is made, and stands.
      setImmediate(() => gone.abort());
      await assert.rejects(sending);
    }
    assert.equal(proxied.mock.callCount(), 0);
    await send(transport, request);
    assert.equal(proxied.mock.callCount(), 1);
  });
});

describe('a request by HTTPS', () => {
  async function silence(t: TestContext) {
    const server = createSilentServer().listen(0, '127.0.0.1');
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => sockets.add(socket));
    await once(server, 'listening');
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }
  const HASTY = { connect: 200, request: 20_000 };

  it('that nobody shakes hands on was not sent', async (t) => {
    const port = await silence(t);
    const transport = nodeTransport({ maxSockets: 4, ownAgents: true });
    t.after(() => transport.close());
    const error = await errorOf(
      send(transport, { method: 'GET', url: `https://127.0.0.1:${port}/`, headers: {} }, HASTY),
    );
    assert.deepEqual([error.code, error.sent, error.message], ['ETIMEDOUT', false, 'No connection within 200 ms.']);
  });

  it('that nobody shakes hands on behind a proxy’s tunnel, which stands already, was not sent', async (t) => {
    const port = await silence(t);
    const tunnel = connect(port, '127.0.0.1');
    await once(tunnel, 'connect');
    replaceAgent(t, () => tls.connect({ socket: tunnel }));
    const transport = nodeTransport({ maxSockets: 4, ownAgents: false });
    t.after(() => transport.close());
    const sending = send(transport, { method: 'GET', url: 'https://ec2.example.test/', headers: {} }, HASTY);
    assert.deepEqual(await trouble(sending), ['ETIMEDOUT', false]);
  });

  it('that finds nobody at any of its host’s addresses says so of each', async (t) => {
    const port = await closedPort();
    const addresses = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    replaceAgent(t, () =>
      connect({
        ...{ host: 'ec2.example.test', port, autoSelectFamily: true },
        lookup: (_host, _options, told) => told(null, addresses),
      }),
    );
    const transport = nodeTransport({ maxSockets: 4, ownAgents: false });
    t.after(() => transport.close());
    const error = await errorOf(send(transport, { method: 'GET', url: 'https://ec2.example.test/', headers: {} }));
    assert.equal(error.sent, false);
    assert.match(error.message, /^connect .*::1.*; connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
  });
});

describe('a request by Node', () => {
  it('comes back whole, and leaves its connection to the next one', async (t) => {
    const { transport, request, seen } = await stage(t, (incoming, response) => {
      const { 'content-length': length, 'transfer-encoding': encoding = 'none' } = incoming.headers;
      response.writeHead(418, {
        ...{ 'X-One': 'a', 'X-More': ['b', 'c'], 'Set-Cookie': ['d', 'e'] },
        'X-Came': `${length} ${encoding}`,
      });
      incoming.pipe(response);
    });
    for (let turn = 0; turn < 3; turn += 1) {
      const { status, headers, body } = await send(transport, { ...request, body: Buffer.from('brew') });
      assert.deepEqual(
        [status, headers['x-one'], headers['x-more'], headers['set-cookie']],
        [418, 'a', 'b, c', 'd, e'],
      );
      // AWS takes no body in chunks whose length it isn't told.
      assert.equal(headers['x-came'], '4 none');
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

  it('that a person waits for finds those of polls that are over, and none that another poll has taken since', async (t) => {
    const held: (() => void)[] = [];
    const { transport, request, seen } = await stage(t, (incoming, response) => {
      if (incoming.url === '/poll') held.push(() => response.end());
      else response.end(incoming.url);
    });
    const urgent = () => send(transport, request, PATIENT, asUrgent(new AbortController().signal));
    const poll = () => send(transport, { ...request, url: new URL('/poll', request.url).href });
    const [first, ...others] = [poll(), poll(), poll(), poll()];
    await until(() => held.length === 4);
    held[0]?.();
    await first;
    const later = poll();
    await until(() => held.length === 5);
    await urgent();
    // Each of the polls has one, and who was in a hurry another.
    assert.equal(seen().connections, 5);
    for (const release of held) release();
    await Promise.all([...others, later]);
    await Promise.all([urgent(), urgent(), urgent(), urgent()]);
    assert.equal(seen().connections, 5);
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
    const port = await closedPort();
    assert.deepEqual(await trouble(send(transport, { ...request, url: `http://127.0.0.1:${port}/` })), [
      'ECONNREFUSED',
      false,
    ]);
  });

  it('that is cut may have been carried out: before the answer, in the middle of it, or after too long', async (t) => {
    const cuts: readonly (readonly [RegExp, Answer])[] = [
      [/./, (incoming) => void incoming.socket.destroy()],
      [
        /before the whole answer/,
        (incoming, response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('half', () => incoming.socket.destroy());
        },
      ],
    ];
    for (const [message, answer] of cuts) {
      const { transport, request } = await stage(t, answer);
      const cut = await errorOf(send(transport, request));
      assert.deepEqual([cut.code, cut.sent], ['ECONNRESET', true]);
      assert.match(cut.message, message);
    }
    const { transport, request } = await stage(t, never);
    const late = await errorOf(send(transport, request, { connect: 20_000, request: 200 }));
    assert.deepEqual([late.code, late.sent, late.message], ['ETIMEDOUT', true, 'No whole answer within 200 ms.']);
  });

  it('hands a body on in pieces to who wants it so, and has none then', async (t) => {
    const { transport, request } = await stage(t, (_, response) => response.writeHead(206).end('in pieces'));
    const told: [string, number][] = [];
    const { body } = await transport.send(request, PATIENT, undefined, (piece, status) => {
      told.push([Buffer.from(piece).toString(), status]);
    });
    assert.deepEqual([told, body.byteLength], [[['in pieces', 206]], 0]);
  });

  it('ends where its answer is larger than any of AWS’s', async (t) => {
    const megabyte = Buffer.alloc(1024 * 1024);
    const { transport, request } = await stage(t, (_, response) => {
      Readable.from(Array.from({ length: 65 }, () => megabyte)).pipe(response);
    });
    const error = await errorOf(transport.send(request, PATIENT, undefined, () => undefined));
    assert.deepEqual([error.code, error.sent], ['ERR_TOO_LARGE', true]);
    assert.match(error.message, /67108864 bytes/);
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

  it('leaves no idle connection when its transport is closed', async (t) => {
    const { transport, request, closed } = await stage(t, (_, response) => response.end());
    await send(transport, request);
    assert.equal(closed(), 0);
    transport.close();
    await until(() => closed() > 0);
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

  it('that may not leave keeps no connection from those that may', async (t) => {
    const { transport, request, seen } = await stage(t, (_incoming, response) => void response.end());
    const refusal = { kind: 'forbidden', code: 'permit-expired', message: '', mayHaveHappened: false } as const;
    // Two more than there are connections.
    for (let turn = 0; turn < 6; turn += 1)
      await assert.rejects(send(transport, { ...request, mayLeave: () => refusal }), KnownFailure);
    assert.equal((await send(transport, request)).status, 200);
    assert.equal(seen().requests, 1);
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
