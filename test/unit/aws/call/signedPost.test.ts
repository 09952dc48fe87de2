import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sendSigned } from '../../../../src/aws/call/signedPost.ts';
import { hastyClock } from '../../../stages/clocks/hastyClock.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { MalformedAnswer } from '../../../../src/aws/sdk/wireAnswer.ts';
import { TransportError, type WireResponse } from '../../../../src/aws/transport/transport.ts';

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly date?: string;
}

const xml = (code: string, message: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`;
const REFUSED = 'The request was refused.';
const broken = new TransportError({ code: 'ECONNRESET', message: 'The connection was cut.', sent: true });
const post = {
  ...{ address: new URL('https://ec2.eu-west-1.amazonaws.com'), signingName: 'ec2', region: 'eu-west-1' },
  ...{ headers: {}, body: 'Action=DescribeVolumes' },
};

/** Sends against a wire that answers in this order. Tells how often it was asked, when each was signed, how long it waited between, and how it ended. */
async function sent(answers: readonly (Answer | Error)[], abortSignal?: AbortSignal) {
  const clock = hastyClock();
  const signed: Date[] = [];
  const trace = newTrace();
  let asked = 0;
  const config = {
    signer: async () => ({
      sign: async (request: object, { signingDate }: { readonly signingDate: Date }) => {
        signed.push(signingDate);
        return request;
      },
    }),
    requestHandler: {
      handle: async () => {
        const answer = answers[asked];
        asked += 1;
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('It was asked too often.');
        const headers = answer.date === undefined ? {} : { date: answer.date };
        trace.lastResponse = { status: answer.status, headers, body: Buffer.from(answer.body ?? '') };
      },
    },
  };
  const options = { trace, ...(abortSignal !== undefined && { abortSignal }) };
  const failure = await sendSigned(config, post, options, clock).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { asked, signed, failure, waited: clock.waited };
}

describe('a request that Halt signs itself', () => {
  const rows: readonly (readonly [string, readonly (Answer | Error)[], number, string | undefined])[] = [
    ['is sent once where it is answered', [{ status: 200 }], 1, undefined],
    ['is sent again after a fault of the way', [broken, { status: 200 }], 2, undefined],
    ['is sent again after an answer of somebody else', [new MalformedAnswer('A page.'), { status: 200 }], 2, undefined],
    ['is sent again after a fault of AWS’s own', [{ status: 500 }, { status: 502 }, { status: 200 }], 3, undefined],
    ['gives up after three', [broken, broken, broken, { status: 200 }], 3, 'The connection was cut.'],
    [
      'is not sent again where EC2 is asked too often, with 503',
      [{ status: 503, body: xml('RequestLimitExceeded', 'Request limit exceeded.') }, { status: 200 }],
      1,
      'Request limit exceeded.',
    ],
    [
      'tells which id AWS doesn’t know, and what its references stand for',
      [{ status: 400, body: xml('InvalidVolume.NotFound', 'The volume &apos;vol-1&apos; does not exist.') }],
      1,
      "The volume 'vol-1' does not exist.",
    ],
    ['is refused by what leads elsewhere', [{ status: 300 }], 1, REFUSED],
    ['gives up where AWS fails again and again', [500, 500, 500, 200].map((status) => ({ status })), 3, REFUSED],
    ['tells what ECS says', [{ status: 400, body: '{"__type":"ClientException","message":"No."}' }], 1, 'No.'],
    ['says so where nothing is said', [{ status: 403 }], 1, REFUSED],
    ['ends with what is no fault of the way', [new RangeError('Odd.'), { status: 200 }], 1, 'Odd.'],
  ];
  for (const [what, answers, asked, failure] of rows)
    test(what, async () => {
      const seen = await sent(answers);
      assert.deepEqual([seen.asked, seen.failure], [asked, failure]);
    });

  test('waits before each try, longer each time, and not at all where only the clock was wrong', async () => {
    assert.equal((await sent([{ status: 200 }])).waited, 0);
    assert.equal((await sent([broken, { status: 200 }])).waited, 50);
    assert.equal((await sent([{ status: 500 }, broken, { status: 200 }])).waited, 150);
    assert.equal((await sent([broken, broken, broken])).waited, 150);
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    assert.equal((await sent([{ status: 403, date }, { status: 200 }])).waited, 0);
  });

  test('is not sent again once nobody wants it', async () => {
    for (const first of [broken, { status: 500 }])
      assert.equal((await sent([first, { status: 200 }], AbortSignal.abort())).asked, 1);
  });

  test('is signed again by AWS’s clock where this machine’s is wrong', async () => {
    const ahead = 3_600_000;
    const date = new Date(Date.now() + ahead).toUTCString();
    const { asked, signed, failure } = await sent([{ status: 403, date }, { status: 200 }]);
    assert.deepEqual([asked, failure], [2, undefined]);
    const moved = (signed[1]?.getTime() ?? 0) - (signed[0]?.getTime() ?? 0);
    assert.ok(Math.abs(moved - ahead) < 5_000, `${moved} ms`);
  });

  test('is signed anew for a clock that is wrong once, and no more often than it is sent', async () => {
    const refused = (hours: number) => ({ status: 403, date: new Date(Date.now() + hours * 3_600_000).toUTCString() });
    const known = await sent([refused(1), refused(1), { status: 200 }]);
    assert.deepEqual([known.asked, known.failure], [2, REFUSED], 'what was known explains nothing');
    const running = await sent([refused(1), refused(2), refused(3), { status: 200 }]);
    assert.deepEqual([running.asked, running.failure], [3, REFUSED]);
  });

  test('is malformed where nothing came back, and hands over what did', async () => {
    const answered = (lastResponse?: WireResponse) => {
      const trace = newTrace();
      const config = {
        signer: () => Promise.resolve({ sign: (request: object) => Promise.resolve(request) }),
        requestHandler: {
          handle: () => {
            if (lastResponse) trace.lastResponse = lastResponse;
            return Promise.resolve();
          },
        },
      };
      return sendSigned(config, post, { trace });
    };
    await assert.rejects(answered(), MalformedAnswer);
    const response = { status: 299, headers: {}, body: Buffer.from('') };
    assert.equal(await answered(response), response);
  });

  test('goes where the profile leads its service, or to AWS, and is signed for the service and its region', async () => {
    const made = async (endpoint?: { protocol: string; hostname: string; port?: number; path: string }) => {
      const trace = newTrace();
      const handed: unknown[] = [];
      await sendSigned(
        {
          ...(endpoint && { endpoint: () => Promise.resolve(endpoint) }),
          signer: (scheme) =>
            Promise.resolve({
              sign: (request: object) => {
                handed.push(scheme);
                return Promise.resolve({ ...request, signed: true });
              },
            }),
          requestHandler: {
            handle: (request) => {
              handed.push(request);
              trace.lastResponse = { status: 200, headers: {}, body: Buffer.from('') };
              return Promise.resolve();
            },
          },
        },
        { ...post, headers: { 'content-type': 'text/plain' } },
        { trace },
      );
      return handed;
    };
    const scheme = { name: 'sigv4', signingName: 'ec2', signingRegion: 'eu-west-1', properties: {} };
    const always = { method: 'POST', query: {}, body: 'Action=DescribeVolumes', signed: true };
    const headers = (host: string) => ({ host, 'content-type': 'text/plain' });
    const own = 'ec2.eu-west-1.amazonaws.com';
    assert.deepEqual(await made(), [
      scheme,
      { ...always, protocol: 'https:', hostname: own, path: '/', headers: headers(own) },
    ]);
    const plain = { protocol: 'https:', hostname: 'proxy.test', path: '/aws' };
    assert.deepEqual(await made(plain), [scheme, { ...always, ...plain, headers: headers('proxy.test') }]);
    const emulator = { protocol: 'http:', hostname: 'localhost', port: 4566, path: '/' };
    assert.deepEqual(await made(emulator), [scheme, { ...always, ...emulator, headers: headers('localhost:4566') }]);
  });
});
