import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type HandlerOptions,
  newTrace,
  NotSentAgain,
  sdkHandler,
  type SdkRequest,
  type SendOptions,
} from '../../../../src/aws/sdk/sdkHandler.ts';
import type { AnswerShape } from '../../../../src/aws/sdk/wireAnswer.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { TransportError, type WireRequest, type WireResponse } from '../../../../src/aws/transport/transport.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { failure } from '../../../stages/fakes.ts';
import { permitFor } from '../../../stages/stopping/permits.ts';

const request: SdkRequest = {
  ...{ protocol: 'https:', hostname: 'ecs.example', path: '/', method: 'POST' },
  headers: { 'x-amz-target': 'List' },
};
const answer = (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  ({ status, headers, body: Buffer.from(body) }) satisfies WireResponse;
const cut = new TransportError({ code: 'ECONNRESET', message: 'Cut.', sent: true });
const unsent = new TransportError({ code: 'ECONNREFUSED', message: 'Refused.', sent: false });
const changeFor = (operation: Operation) => ({
  ...({ permit: permitFor(operation, ['i-1']), destination: { kind: 'simulated' }, generation: 7 } as const),
});
const start = changeFor({ type: 'start' });
const stop = changeFor({ type: 'stop' });

/** A handler at whose end these outcomes come, one an attempt; the last of them again and again. */
function stage(outcomes: readonly (WireResponse | Error)[], more: Partial<HandlerOptions> = {}, shape?: AnswerShape) {
  const sent: WireRequest[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const seen: unknown[] = [];
  const handler = sdkHandler({
    transport: {
      send: (wire, _timeouts, signal) => {
        const outcome = outcomes[Math.min(sent.length, outcomes.length - 1)] ?? unsent;
        sent.push(wire);
        signals.push(signal);
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
      close: () => undefined,
    },
    timeouts: { connect: 1, request: 1 },
    observe: (outcome) => void seen.push(outcome),
    ...more,
  });
  const trace = newTrace(shape);
  const handle = (part: Partial<SdkRequest> = {}, options: SendOptions = { trace }) =>
    handler.handle({ ...request, ...part }, options);
  const failing = async (part: Partial<SdkRequest> = {}): Promise<unknown> =>
    handle(part).then(
      () => assert.fail('It should have failed.'),
      (error: unknown) => error,
    );
  return { handler, sent, signals, seen, trace, handle, failing };
}

describe('a request of the SDK', () => {
  const urls: readonly (readonly [Partial<SdkRequest>, string])[] = [
    [{}, 'https://ecs.example/'],
    [{ protocol: 'http:', hostname: '127.0.0.1', port: 4566, path: '/base' }, 'http://127.0.0.1:4566/base'],
    [{ query: {} }, 'https://ecs.example/'],
    [{ query: { a: '1', b: ['2', '3'], c: null } }, 'https://ecs.example/?a=1&b=2&b=3&c'],
    [{ query: { 'a b': "!'()*&=" } }, 'https://ecs.example/?a%20b=%21%27%28%29%2A%26%3D'],
  ];
  for (const [part, url] of urls)
    it(`leaves for ${url}, of ${JSON.stringify(part)}`, async () => {
      const { sent, handle, trace } = stage([answer(200, '{}')]);
      await handle(part);
      assert.deepEqual(
        sent.map((wire) => [wire.method, wire.url, wire.headers]),
        [['POST', url, { 'x-amz-target': 'List' }]],
      );
      assert.equal(trace.endpoint, new URL(url).origin);
    });

  for (const [what, body, text] of [
    ['a text', '{"a":"ü"}', '{"a":"ü"}'],
    ['bytes', new Uint8Array(Buffer.from('xabcx')).subarray(1, 4), 'abc'],
    ['none', undefined, undefined],
    ['null', null, undefined],
    ['an empty text', '', undefined],
  ] as const)
    it(`has ${what} as its body, which the guard sees as it leaves`, async () => {
      const guarded: string[] = [];
      const { sent, handle } = stage([answer(200, '{}')], { guard: (_request, told) => void guarded.push(told) });
      await handle({ body });
      const [wire] = sent;
      assert.equal(wire?.body === undefined ? undefined : Buffer.from(wire.body).toString('utf8'), text);
      assert.deepEqual(guarded, [text ?? '']);
    });

  it('isn’t sent where its body comes in parts, or where the guard says no', async () => {
    const parts = stage([answer(200, '{}')]);
    assert.ok((await parts.failing({ body: new ReadableStream() })) instanceof TypeError);
    const no = new Error('No.');
    const guarded = stage([answer(200, '{}')], {
      guard: () => {
        throw no;
      },
    });
    assert.equal(await guarded.failing(), no);
    assert.deepEqual([parts.sent, guarded.sent, guarded.trace.attempts], [[], [], 0]);
  });

  it('carries the certificates of its profile and what it changes, where there are any', async () => {
    const { sent, handle } = stage([answer(200, '{}')], { caBundle: '/ca.pem', change: stop });
    await handle();
    assert.deepEqual([sent[0]?.caBundle, sent[0]?.change], ['/ca.pem', stop]);
    const plain = stage([answer(200, '{}')]);
    await plain.handle();
    assert.deepEqual(Object.keys(plain.sent[0] ?? {}).toSorted(), ['headers', 'method', 'url']);
  });

  it('ends when whoever asked gives up, and hears of nothing else', async () => {
    const { signals, handle } = stage([answer(200, '{}')]);
    const { signal } = new AbortController();
    for (const abortSignal of [signal, { aborted: true }, undefined]) await handle({}, { abortSignal });
    assert.deepEqual(signals, [signal, undefined, undefined]);
  });
});

describe('what one call did on the wire', () => {
  const json: AnswerShape = { type: 'json', member: 'list' };
  const stated = { 'x-amzn-errortype': 'Odd' };
  const rows: readonly (readonly [string, WireResponse | Error, boolean])[] = [
    ['an answer', answer(200, '{"list":[]}'), false],
    ['a refusal', answer(400, '{}', stated), false],
    ['a fault of AWS’s', answer(500, '{}', stated), true],
    ['a fault of somebody before AWS', answer(503, '<html>'), true],
    ['a “too many” with a fault’s status', answer(503, '{}', { 'x-amzn-errortype': 'ThrottlingException' }), false],
    ['a connection that was cut after the request', cut, true],
    ['a connection that never stood', unsent, false],
    ['a failure that is known before', new KnownFailure(failure('denied')), false],
    ['another error', new Error('Odd.'), true],
  ];
  for (const [what, outcome, uncertain] of rows)
    it(`may have changed something: ${uncertain ? 'yes' : 'no'}, after ${what}`, async () => {
      const { handle, trace } = stage([outcome], {}, json);
      await handle().catch(() => undefined);
      assert.deepEqual([trace.uncertain, trace.attempts], [uncertain, 1]);
    });

  it('stays uncertain whatever comes after, and what is kept is of the last attempt', async () => {
    const { handle, failing, trace, seen } = stage(
      [cut, answer(400, '{}', stated), answer(200, '{"list":[]}')],
      {},
      json,
    );
    assert.equal(await failing(), cut);
    assert.deepEqual([trace.lastTrouble, trace.lastFault, trace.lastResponse], [cut, cut, undefined]);
    await handle();
    assert.deepEqual([trace.lastTrouble, trace.lastFault, trace.lastResponse?.status], [undefined, undefined, 400]);
    assert.deepEqual([trace.lastBody], [undefined]);
    await handle();
    assert.deepEqual([trace.lastResponse?.status, trace.lastBody?.text], [200, '{"list":[]}']);
    assert.deepEqual([trace.attempts, trace.uncertain], [3, true]);
    assert.deepEqual(
      seen.map((one) => (one instanceof Error ? one.message : (one as WireResponse).status)),
      ['Cut.', 400, 200],
    );
  });

  it('is told of what came back and of faults of the way, and of nothing that was known before', async () => {
    const { failing, seen } = stage([new KnownFailure(failure('denied')), new Error('Odd.'), cut]);
    for (let attempt = 0; attempt < 3; attempt += 1) await failing();
    assert.deepEqual(seen, [cut]);
    const unseen = stage([cut], { observe: undefined as never });
    assert.equal(await unseen.failing(), cut);
  });

  it('forgets the body of an answer before where the next attempt has none', async () => {
    const { handle, failing, trace } = stage([answer(200, '{"list":[]}'), unsent], {}, json);
    await handle();
    await failing();
    assert.deepEqual([trace.lastBody, trace.lastResponse, trace.uncertain], [undefined, undefined, false]);
  });

  it('isn’t AWS’s answer where it lacks what was asked for', async () => {
    const { failing, trace } = stage([answer(200, '<html>Sign in</html>')], {}, json);
    const error = await failing();
    assert.ok(error instanceof Error && error.name === 'MalformedAnswer');
    assert.deepEqual([trace.lastFault, trace.lastTrouble, trace.uncertain], [error, undefined, true]);
  });
});

describe('what may be sent once', () => {
  for (const [what, first, message] of [
    ['a connection that was cut', cut, 'Cut.'],
    [
      'a fault of AWS’s',
      answer(500, '{"__type":"InternalError","message":"Oh."}', { 'x-amzn-errortype': 'InternalError' }),
      'Oh.',
    ],
  ] as const)
    it(`isn’t sent again after ${what}, and what went wrong is told`, async () => {
      const { handle, failing, sent } = stage([first, answer(200, '{}')], { change: start });
      await handle().catch(() => undefined);
      const again = await failing();
      assert.ok(again instanceof NotSentAgain);
      assert.ok(again.before instanceof Error);
      assert.deepEqual([again.name, again.before.message, again.cause], ['NotSentAgain', message, undefined]);
      assert.equal(sent.length, 1);
    });

  for (const [what, first, change] of [
    ['what never arrived', unsent, start],
    ['what AWS refused', answer(400, '{}', { 'x-amzn-errortype': 'Odd' }), start],
    ['a stop, which may arrive twice', cut, stop],
    ['what changes nothing', cut, undefined],
  ] as const)
    it(`does not include ${what}`, async () => {
      const { handle, sent } = stage([first, answer(200, '{}')], change && { change });
      await handle().catch(() => undefined);
      await handle();
      assert.equal(sent.length, 2);
    });
});

describe('what the SDK is left to read', () => {
  const shown = async (told: WireResponse, shape?: AnswerShape) => {
    const { handle } = stage([told], {}, shape);
    const { response } = await handle();
    return [response.statusCode, Buffer.from(response.body).toString('utf8')];
  };
  const xml: AnswerShape = { type: 'xml', root: 'Any' };

  it('is nothing of JSON that was read, and all of the rest', async () => {
    const json: AnswerShape = { type: 'json', member: 'list' };
    assert.deepEqual(await shown(answer(200, '{"list":[1]}'), json), [200, '{}']);
    const refusal = answer(400, '{"a":"&#x1F600;"}', { 'x-amzn-errortype': 'Odd' });
    assert.deepEqual(await shown(refusal, json), [400, '{"a":"&#x1F600;"}']);
    assert.deepEqual(await shown(answer(200, 'as it came &odd;')), [200, 'as it came &odd;']);
  });

  it('is XML without references that it misreads', async () => {
    assert.deepEqual(await shown(answer(200, '<Any>\ufeff&odd; &amp; &#x1F600;</Any>'), xml), [
      ...[200, '<Any>\ufeff&amp;odd; &amp; 😀</Any>'],
    ]);
    const refusal = '<Response><Errors><Error><Code>Odd</Code><Message>&odd;</Message></Error></Errors></Response>';
    assert.deepEqual(await shown(answer(400, refusal), xml), [400, refusal.replace('&odd;', '&amp;odd;')]);
  });

  it('has the headers of the answer, and a handler that a client may end without ending others', async () => {
    const { handle, handler } = stage([answer(200, '{}', { 'x-amzn-requestid': 'r-1' })]);
    handler.destroy();
    handler.updateHttpClientConfig();
    const { response } = await handle({}, {});
    assert.deepEqual(response.headers, { 'x-amzn-requestid': 'r-1' });
    assert.deepEqual([handler.httpHandlerConfigs(), handler.metadata], [{}, { handlerProtocol: 'http/1.1' }]);
  });
});
