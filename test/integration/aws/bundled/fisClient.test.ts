import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAws } from '../../../../src/aws/aws.ts';
import type { WireRequest, WireResponse } from '../../../../src/aws/transport/transport.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { createHome, type Home, listed, never } from '../../../stages/aws.ts';
import { bundledAws } from '../../../stages/worker/productBundles.ts';

const scope: Scope = { profile: 'p', region: 'eu-west-1' };
const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'a-request', ...headers },
  body: Buffer.from(body),
});
const error = (status: number, code: string, message: string): WireResponse =>
  answer(status, JSON.stringify({ message }), { 'x-amzn-errortype': code });

/** What a request says, but for what differs from one to the next: its time, its id and the signature over both. */
const said = ({ method, url, headers, body }: WireRequest) => {
  const {
    authorization = '',
    'x-amz-date': date,
    'amz-sdk-invocation-id': id,
    'user-agent': agent,
    ...others
  } = headers;
  assert.ok(date !== undefined && id !== undefined && agent !== undefined);
  const signed = authorization.replace(/Signature=.*|\/\d{8}\//g, '');
  return { method, url, others, signed, body: body && Buffer.from(body).toString() };
};

const [FIPS, DUAL_STACK] = [{ AWS_USE_FIPS_ENDPOINT: 'true' }, { AWS_USE_DUALSTACK_ENDPOINT: 'true' }];
/** With the host in `eu-west-1`. */
const variants = [
  { variant: 'plainly', env: {}, host: 'fis.eu-west-1.amazonaws.com' },
  { variant: 'by FIPS', env: FIPS, host: 'fis-fips.eu-west-1.amazonaws.com' },
  { variant: 'by dual stack', env: DUAL_STACK, host: 'fis.eu-west-1.api.aws' },
  { variant: 'by both', env: { ...FIPS, ...DUAL_STACK }, host: 'fis-fips.eu-west-1.api.aws' },
  {
    variant: 'at an endpoint of its own',
    env: { AWS_ENDPOINT_URL_FIS: 'https://fis.example:8443' },
    host: 'fis.example:8443',
  },
  {
    variant: 'at an endpoint with a path',
    env: { AWS_ENDPOINT_URL_FIS: 'https://fis.example/in/side' },
    host: 'fis.example',
    base: '/in/side',
  },
  {
    variant: 'at an endpoint whose path ends with a slash',
    env: { AWS_ENDPOINT_URL_FIS: 'http://fis.example/experiments/' },
    host: 'fis.example',
    base: '/experiments',
  },
];

/** Where each of the questions is asked, below the endpoint's own path. */
const PATHS = [
  '/experiments',
  '/safetyLevers/default',
  '/experiments/EXP1abcdefghij',
  '/experiments/EXP1abcdefghij/resolvedTargets',
  '/experiments/EXP1abcdefghij/targetAccountConfigurations',
  '/experimentTemplates/EXT1abcdefghij',
];

/** Everything that Halt asks FIS, with each answer that it gets, as the packages are and as the product brings them. */
async function asked(
  home: Home,
  way: 'direct' | 'bundled',
  place: Scope,
  answers: readonly WireResponse[],
  env: Readonly<Record<string, string>> = {},
) {
  const seen: WireRequest[] = [];
  const create = way === 'bundled' ? await bundledAws() : createAws;
  const aws = create({
    env: { ...home.env, ...env },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
    transport: {
      send: (request) => {
        seen.push(request);
        return Promise.resolve(answers[Math.min(seen.length, answers.length) - 1] ?? answer(200, '{}'));
      },
      close: () => undefined,
    },
    attempts: 2,
  });
  const id = 'EXP1abcdefghij';
  try {
    const outcomes = [
      await listed(aws, place, 'experiment'),
      await listed(aws, place, 'lever'),
      await aws.reads.describe(place, 'experiment', [id], never()),
      await aws.reads.resolvedTargets(place, id, undefined, never()),
      await aws.reads.targetAccounts(place, id, never()),
      await aws.reads.experimentTemplate(place, 'EXT1abcdefghij', never()),
    ];
    return {
      outcomes: withoutTime(outcomes),
      requests: seen.filter(({ url }) => !/sts|iam/.test(new URL(url).host)).map(said),
    };
  } finally {
    await aws.dispose();
  }
}

const withoutTime = (outcomes: readonly unknown[]): unknown =>
  JSON.parse(JSON.stringify(outcomes, (name, value: unknown) => (name === 'at' ? undefined : value)));

describe('FIS’s client in the product', () => {
  let home: Home;
  before(async () => {
    home = await createHome();
    await home.write(
      '.aws/config',
      '[profile p]\nregion = eu-west-1\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n',
    );
  });
  after(() => home.remove());

  const compared = async (place: Scope, answers: readonly WireResponse[], env = {}) => {
    const [direct, bundled] = await Promise.all([
      asked(home, 'direct', place, answers, env),
      asked(home, 'bundled', place, answers, env),
    ]);
    assert.deepEqual(bundled, direct);
    return direct;
  };

  for (const region of ['eu-west-1', 'us-east-1', 'us-gov-west-1', 'cn-north-1'])
    for (const { variant, env, host, base = '' } of variants)
      test(`asks in ${region}, ${variant}, what the package asks`, async () => {
        const none = [error(404, 'ResourceNotFoundException', 'There is none.')];
        const { requests } = await compared({ ...scope, region }, none, env);
        if (region !== 'eu-west-1') return;
        assert.deepEqual([...new Set(requests.map(({ url }) => new URL(url).host))], [host]);
        assert.deepEqual(
          requests.map(({ url }) => new URL(url).pathname),
          PATHS.map((path) => `${base}${path}`),
        );
      });

  for (const [what, answers] of Object.entries({
    nothing: [answer(200, '{}')],
    'no JSON': [answer(200, 'certainly not')],
    'an answer': [
      answer(
        200,
        JSON.stringify({
          experiments: [
            {
              id: 'EXP1',
              arn: 'arn:aws:fis:eu-west-1:111122223333:experiment/EXP1',
              state: { status: 'running' },
              creationTime: 1.5,
            },
          ],
        }),
      ),
    ],
    'an error by its header': [error(400, 'ValidationException', 'This is wrong.')],
    'an error by its header, with where it is described': [
      error(403, 'AccessDeniedException:http://internal.amazon.com/x', 'You may not.'),
    ],
    'an error by its body': [
      answer(400, JSON.stringify({ __type: 'com.amazonaws.fis#ValidationException', Message: 'This is wrong.' })),
    ],
    'an error that nobody knows': [error(418, 'TeapotException', 'I am one.')],
    'an error without a code': [answer(403, '')],
    'an error of a proxy': [answer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' })],
    'expired credentials': [error(403, 'ExpiredTokenException', 'They are.')],
    'a throttled call, then an answer': [error(429, 'ThrottlingException', 'Slower.'), answer(200, '{}')],
    'throttled calls': [error(400, 'ThrottlingException', 'Slower.')],
    'a server’s error, then an answer': [error(500, 'InternalServerException', 'Once more.'), answer(200, '{}')],
    'servers’ errors': [error(503, 'ServiceUnavailable', 'Not now.')],
  } satisfies Record<string, readonly WireResponse[]>))
    test(`makes of ${what} what the package makes of it`, async () => {
      await compared(scope, answers);
    });
});
