import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOf, requestIdOfResponse, withoutSecrets } from '../../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { type CallTrace, newTrace, NotSentAgain } from '../../../../src/aws/sdk/sdkHandler.ts';
import { MalformedAnswer } from '../../../../src/aws/sdk/wireAnswer.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { TransportError, type WireResponse } from '../../../../src/aws/transport/transport.ts';
import type { Failure } from '../../../../src/model/failure.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const OPERATION = 'ec2:DescribeInstances';
const json = (code: string | undefined, status: number, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers: { ...(code !== undefined && { 'x-amzn-errortype': code }), ...headers },
  body: new TextEncoder().encode('{}'),
});
const xml = (body: string, headers: Record<string, string> = {}): WireResponse => ({
  status: 400,
  headers,
  body: new TextEncoder().encode(body),
});
const answered = (lastResponse: WireResponse, more: Partial<CallTrace> = {}): CallTrace => ({
  ...newTrace(),
  attempts: 1,
  lastResponse,
  ...more,
});
const told = (error: unknown, trace?: CallTrace, secrets = createSecrets()): Failure =>
  failureOf(error, { operation: OPERATION, mutating: false, secrets, now: NOW, ...(trace && { trace }) });
const onTheWay = (code: string, sent = true) => new TransportError({ code, message: 'Way.', sent });
const named = (name: string) => Object.assign(new Error('x'), { name });

const wrongKeys = new Error('AWS was not able to validate the provided access credentials');

describe('what went wrong', () => {
  const at = (offset: number) => ({ date: new Date(NOW + offset).toUTCString() });
  const rows: readonly (readonly [string, unknown, WireResponse | undefined, Failure['kind'], string?])[] = [
    ['that nobody wants it any more', named('AbortError'), undefined, 'cancelled'],
    ['that it took too long', onTheWay('ETIMEDOUT'), undefined, 'timeout', 'ETIMEDOUT'],
    ['that the answer is endless', onTheWay('ERR_TOO_LARGE'), undefined, 'malformed'],
    ['that the connection was cut', onTheWay('ECONNRESET'), undefined, 'cut', 'ECONNRESET'],
    ['that nothing is there', onTheWay('ECONNREFUSED', false), undefined, 'unreachable', 'ECONNREFUSED'],
    [
      'something else of this machine’s',
      Object.assign(new Error('x'), { code: 'EMFILE' }),
      undefined,
      'unknown',
      'EMFILE',
    ],
    [
      'something with a code that is no name of Node’s',
      Object.assign(new Error('x'), { code: 'e mfile' }),
      undefined,
      'unknown',
    ],
    [
      'something with a code in a longer text',
      Object.assign(new Error('x'), { code: 'xEMFILE!' }),
      undefined,
      'unknown',
    ],
    [
      'something with a code of another kind',
      Object.assign(new Error('x'), { code: 'MODULE_NOT_FOUND' }),
      undefined,
      'unknown',
    ],
    [
      'something with words behind its code',
      Object.assign(new Error('x'), { code: 'EMFILE: x' }),
      undefined,
      'unknown',
    ],
    ['a redirection with a code', new Error('x'), json('SomeFault', 300), 'refused', 'SomeFault'],
    ['an answer of somebody else', new Error('x'), json(undefined, 502), 'malformed'],
    ['a good answer that can’t be read', new Error('x'), json('Any', 299), 'malformed'],
    ['an answer with another shape', new MalformedAnswer('x'), json('AccessDeniedException', 400), 'malformed'],
    ['a denial', new Error('x'), json('AccessDeniedException', 400), 'denied', 'AccessDeniedException'],
    ['a fault of AWS’s', new Error('x'), json('SomeFault', 500), 'server', 'SomeFault'],
    ['a refusal', new Error('x'), json('SomeFault', 499), 'refused', 'SomeFault'],
    ['a throttle without a known code', new Error('x'), json('SomeFault', 429), 'throttled', 'SomeFault'],
    [
      'an expired request, as the clocks agree',
      new Error('x'),
      json('RequestExpired', 400, at(3 * MINUTE)),
      'credentials-expired',
      'RequestExpired',
    ],
    ['a slow clock', new Error('x'), json('RequestExpired', 400, at(5 * MINUTE)), 'clock-skew', 'RequestExpired'],
    ['a fast clock', wrongKeys, json('AuthFailure', 400, at(-5 * MINUTE)), 'clock-skew', 'AuthFailure'],
    [
      'wrong keys, as the clocks agree',
      wrongKeys,
      json('AuthFailure', 400, at(-4 * MINUTE)),
      'credentials-wrong',
      'AuthFailure',
    ],
    ['wrong keys, without a date', wrongKeys, json('AuthFailure', 400), 'credentials-wrong', 'AuthFailure'],
    [
      'a denial while the clock is slow',
      new Error('x'),
      json('AccessDeniedException', 400, at(5 * MINUTE)),
      'denied',
      'AccessDeniedException',
    ],
  ];
  for (const [what, error, response, kind, code] of rows)
    it(`is told as ${kind}: ${what}`, () => {
      const failure = told(error, response && answered(response));
      assert.deepEqual([failure.kind, failure.code, failure.operation], [kind, code, OPERATION]);
    });

  it('is what was wrong before, where the request wasn’t sent again', () => {
    const failure = told(new NotSentAgain(onTheWay('ETIMEDOUT')));
    assert.deepEqual([failure.kind, failure.message], ['timeout', 'Way.']);
  });

  it('is what is known already, of its own operation or of this one', () => {
    const known = { kind: 'forbidden', message: 'No.', mayHaveHappened: false } as const;
    assert.deepEqual(told(new KnownFailure(known)), { ...known, operation: OPERATION });
    const other = { ...known, operation: 'fis:GetExperiment' };
    assert.deepEqual(told(new KnownFailure(other)), other);
  });

  it('has a code only in the service’s own way of writing', () => {
    const error = xml('<Response><Errors><Error><Code>SomeFault</Code></Error></Errors></Response>');
    const asked = (shape: CallTrace['shape']) => {
      const { kind, code } = told(new Error('x'), answered(error, shape && { shape }));
      return [kind, code];
    };
    assert.deepEqual(asked({ type: 'json', member: 'experiments' }), ['malformed', undefined]);
    assert.deepEqual(asked({ type: 'xml', root: 'DescribeInstancesResponse' }), ['refused', 'SomeFault']);
    assert.deepEqual(asked(undefined), ['refused', 'SomeFault']);
  });

  it('says where it was asked only where nobody answered there, and how often', () => {
    const trace = { endpoint: 'https://ec2.eu-west-1.amazonaws.com', attempts: 3 };
    for (const [error, isTold] of [
      [onTheWay('ECONNREFUSED', false), true],
      [onTheWay('ETIMEDOUT'), true],
      [onTheWay('ECONNRESET'), true],
      [onTheWay('ERR_TOO_LARGE'), false],
      [new Error('x'), false],
    ] as const) {
      const { endpoint, attempts } = told(error, { ...newTrace(), ...trace });
      assert.deepEqual([endpoint, attempts], [isTold ? trace.endpoint : undefined, 3]);
    }
    assert.equal('attempts' in told(new Error('x'), newTrace()), false);
  });

  it('has AWS’s status, and none where the way was at fault', () => {
    assert.equal(told(new Error('x'), answered(json('SomeFault', 418))).status, 418);
    const stated = Object.assign(new Error('x'), { $metadata: { httpStatusCode: 503 } });
    assert.equal(told(stated, answered(json('SomeFault', 400))).status, 503);
    assert.equal(told(onTheWay('ECONNRESET'), answered(json('SomeFault', 400))).status, undefined);
  });

  it('has the words that came with it, or says that none came', () => {
    const none = 'No message came with the error.';
    for (const [error, message] of [
      [new Error(' Words. '), 'Words.'],
      [{ Message: 'Old words.' }, 'Old words.'],
      [{ message: 7 }, none],
      ['Only words.', 'Only words.'],
      [undefined, none],
      [7, none],
    ] as const)
      assert.equal(told(error).message, message);
    assert.equal(told(new Error('x'.repeat(9_000))).message.length, 4_096);
  });

  it('has no words of the request, which AWS and the SDK quote', () => {
    const digest = '0123456789abcdef'.repeat(4);
    for (const [words, message] of [
      ["Wrong.\n\nThe Canonical String for this request should have been\n'POST\n/'", 'Wrong.'],
      ['Wrong.\n  Deserialization error: to see the raw response, inspect the hidden field', 'Wrong.'],
      [`Bad Signature=${digest}, and more`, 'Bad Signature=…, and more'],
      [`Bad X-Amz-Signature%3D${digest.toUpperCase()}`, 'Bad X-Amz-Signature%3D…'],
      [`Bad "Signature": "${digest}"`, 'Bad "Signature": "…"'],
      [`Bad Signature = ${digest}`, 'Bad Signature = …'],
      [`signature ${digest}`, `signature ${digest}`],
    ] as const)
      assert.equal(told(new Error(words)).message, message);
  });
});

describe('the id of a request, which AWS’s support asks for', () => {
  const id = 'a1b2c3d4-0000-4000-8000-0123456789ab';
  for (const [what, response] of [
    ['a header', xml('', { 'x-amzn-requestid': id, 'x-amz-request-id': 'other' })],
    ['an older header', xml('', { 'x-amz-request-id': id })],
    ['a header of FIS', xml('', { 'x-amzn-request-id': id })],
    ['the beginning of a good answer', xml(`<A><requestId>${id}</requestId>${'x'.repeat(9_000)}</A>`)],
    ['the end of a refusal', xml(`<A>${'x'.repeat(9_000)}<RequestID>${id}</RequestID></A>`)],
    [
      'the end of a refusal, in the middle of which another is quoted',
      xml(
        `<A>${'x'.repeat(4_000)}<Id><RequestId>quoted</RequestId></Id>${'x'.repeat(4_000)}<RequestId>${id}</RequestId></A>`,
      ),
    ],
    ['the end of one of middle length', xml(`<A>${'x'.repeat(1_000)}<RequestId>${id}</RequestId></A>`)],
  ] as const)
    it(`is in ${what}`, () => {
      assert.equal(requestIdOfResponse(response), id);
      assert.equal(told(new Error('x'), answered(response)).requestId, id);
    });

  it('is what the SDK read, where it read one, and none where none is told', () => {
    const stated = Object.assign(new Error('x'), { $metadata: { requestId: 'sdk' } });
    assert.equal(told(stated, answered(xml('', { 'x-amzn-requestid': id }))).requestId, 'sdk');
    assert.equal(told(new Error('x')).requestId, undefined);
    for (const body of ['', '<requestId></requestId>', '<requestId>two words</requestId>', `<requestId>${id}`])
      assert.equal(requestIdOfResponse(xml(body)), undefined, body);
    assert.equal(requestIdOfResponse(xml('', { 'x-amzn-requestid': 'x'.repeat(500) }))?.length, 128);
  });
});

it('a failure holds no secret, wherever whoever answers put it', () => {
  const secrets = createSecrets();
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  secrets.add(secret);
  const failure = withoutSecrets(
    {
      ...{ kind: 'unreachable', code: secret, message: `It was ${secret}.`, requestId: secret, status: 400 },
      ...{ operation: OPERATION, endpoint: `https://${secret}.example`, mayHaveHappened: true, attempts: 2 },
      credentialFault: { kind: 'absent', profile: 'staging', named: `a ${secret}` },
    },
    secrets,
  );
  assert.ok(!JSON.stringify(failure).includes(secret));
  assert.deepEqual(
    [failure.kind, failure.status, failure.operation, failure.mayHaveHappened, failure.attempts],
    ['unreachable', 400, OPERATION, true, 2],
  );
  assert.match(failure.message, /^It was .+\.$/);
  assert.deepEqual(failure.credentialFault, { kind: 'absent', profile: 'staging', named: 'a …' });
});
