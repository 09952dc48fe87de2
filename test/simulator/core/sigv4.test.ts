import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
} from '../../../src/simulator/core/accounts.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { signatureOf, signRequest } from '../../../src/simulator/core/sigv4.ts';
import { ACCOUNT, ec2, refusal, send, texts, type Asked } from '../../stages/simulator/caller.ts';

const MINUTE = 60_000;

async function start(t: TestContext): Promise<Simulator> {
  const simulator = await startSimulator();
  t.after(() => simulator.close());
  return simulator;
}

const sts = (simulator: Simulator, asked: Asked = {}) =>
  send(simulator, { service: 'sts', body: 'Action=GetCallerIdentity&Version=2011-06-15', ...asked });
const ecs = (simulator: Simulator, asked: Asked = {}) =>
  send(simulator, {
    service: 'ecs',
    headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' },
    body: '{}',
    ...asked,
  });
const fis = (simulator: Simulator, asked: Asked = {}) =>
  send(simulator, { service: 'fis', method: 'GET', path: '/experiments', ...asked });

test('signatures are those of AWS’s own examples', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const time = '20150830T123600Z';
  const scope = { date: '20150830', region: 'us-east-1', service: 'service', time };
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': time };
  const plain = { method: 'GET', path: '/', query: '', headers, body: '' };
  const names = ['host', 'x-amz-date'];
  assert.equal(
    signatureOf(plain, { ...scope, signedHeaders: names }, secret),
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
  assert.equal(
    signatureOf({ ...plain, query: 'Param2=value2&Param1=value1' }, { ...scope, signedHeaders: names }, secret),
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  );
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
  assert.equal(
    signatureOf(
      { ...plain, method: 'POST', headers: form, body: 'Param1=value1' },
      { ...scope, signedHeaders: ['content-type', ...names] },
      secret,
    ),
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  );
});

test('the key decides the account and the scope the region', async (t) => {
  const simulator = await start(t);
  const answer = await sts(simulator, { account: '444455556666', region: 'ap-southeast-2' });
  assert.deepEqual(texts(answer.text, 'Account'), ['444455556666']);
  assert.deepEqual(texts(answer.text, 'Arn'), ['arn:aws:iam::444455556666:user/demo']);
  const [entry] = simulator.log.entries();
  assert.equal(entry?.region, 'ap-southeast-2');
  assert.equal(entry?.account, '444455556666');
});

test('each service refuses a wrong secret, an unknown key and no key in its own words', async (t) => {
  const simulator = await start(t);
  const cases: readonly (readonly [Asked, string, string, string, string])[] = [
    [
      { secret: 'not the secret' },
      '401 AuthFailure',
      '403 SignatureDoesNotMatch',
      '400 InvalidSignatureException',
      '403 InvalidSignatureException',
    ],
    [
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
      '401 AuthFailure',
      '403 InvalidClientTokenId',
      '400 UnrecognizedClientException',
      '403 UnrecognizedClientException',
    ],
    [
      { accessKeyId: 'AKIA999999999999DEMO', secret: simulatedSecret('999999999999') },
      '401 AuthFailure',
      '403 InvalidClientTokenId',
      '400 UnrecognizedClientException',
      '403 UnrecognizedClientException',
    ],
    [
      { unsigned: true },
      '401 AuthFailure',
      '403 MissingAuthenticationToken',
      '400 MissingAuthenticationTokenException',
      '403 MissingAuthenticationTokenException',
    ],
  ];
  for (const [asked, ...expected] of cases) {
    const answers = [
      await ec2(simulator, 'DescribeRegions', {}, asked),
      await sts(simulator, asked),
      await ecs(simulator, asked),
      await fis(simulator, asked),
    ];
    assert.deepEqual(answers.map(refusal), expected);
  }
});

test('a body, a path, a query or a header that was changed on the way is noticed', async (t) => {
  const simulator = await start(t);
  const host = `127.0.0.1:${simulator.port}`;
  assert.equal((await ec2(simulator, 'DescribeRegions')).status, 200);
  assert.equal((await fis(simulator, { query: 'maxResults=5' })).status, 200);
  assert.equal(
    (await ec2(simulator, 'DescribeRegions', {}, { headers: { host: `localhost:${simulator.port}` } })).status,
    200,
  );
  const signed = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  assert.equal((await ec2(simulator, 'DescribeRegions', {}, { headers: signed })).status, 200);

  const identity = {
    accessKeyId: `AKIA${ACCOUNT}DEMO`,
    secret: simulatedSecret(ACCOUNT),
    region: 'eu-west-1',
    service: 'ec2',
  };
  const body = 'Action=DescribeRegions&Version=2016-11-15';
  const headers = signRequest({ method: 'POST', path: '/', query: '', headers: { host }, body }, identity);
  const status = async (path: string, sent: string, more: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${simulator.endpoint}${path}`, { method: 'POST', headers: { ...headers, ...more }, body: sent }))
      .status;
  assert.equal(await status('/', body), 200);
  assert.equal(await status('/', body.replace('Regions', 'Instances')), 401);
  assert.equal(await status('/elsewhere', body), 401);
  assert.equal(await status('/?a=b', body), 401);
  assert.equal(await status('/', body, { 'x-amz-date': '20260101T000000Z' }), 400);
});

test('more than five minutes off the wall clock is refused, either way', async (t) => {
  const simulator = await start(t);
  const early = { time: Date.now() - 6 * MINUTE };
  const late = { time: Date.now() + 6 * MINUTE };
  assert.equal(refusal(await ec2(simulator, 'DescribeRegions', {}, early)), '400 RequestExpired');
  assert.equal(refusal(await ec2(simulator, 'DescribeRegions', {}, late)), '401 AuthFailure');
  assert.match(
    (await sts(simulator, early)).text,
    /Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(/,
  );
  assert.match((await sts(simulator, late)).text, /Signature not yet current: .* is still later than /);
  assert.match((await ecs(simulator, early)).text, /InvalidSignatureException.*Signature expired/);
  assert.equal((await ec2(simulator, 'DescribeRegions', {}, { time: Date.now() - 4 * MINUTE })).status, 200);
});

test('a temporary key needs its account’s session token, until it expires', async (t) => {
  const simulator = await start(t);
  const accessKeyId = simulatedTemporaryKeyId(ACCOUNT);
  const session = { account: ACCOUNT, role: 'Ops', name: 'mira', expires: Date.now() + MINUTE };
  const token = simulatedSessionToken(session);
  const identity = await sts(simulator, { accessKeyId, token });
  assert.deepEqual(texts(identity.text, 'Arn'), [`arn:aws:sts::${ACCOUNT}:assumed-role/Ops/mira`]);
  assert.equal(refusal(await sts(simulator, { accessKeyId })), '403 InvalidClientTokenId');
  assert.equal(refusal(await sts(simulator, { accessKeyId, token: `${token}x` })), '403 InvalidClientTokenId');
  const other = simulatedSessionToken({ ...session, account: '444455556666' });
  assert.equal(refusal(await sts(simulator, { accessKeyId, token: other })), '403 InvalidClientTokenId');
  const old = simulatedSessionToken({ ...session, expires: Date.now() - 1 });
  assert.equal(refusal(await sts(simulator, { accessKeyId, token: old })), '403 ExpiredToken');
  assert.equal(refusal(await ec2(simulator, 'DescribeRegions', {}, { accessKeyId, token: old })), '400 RequestExpired');
});

test('AssumeRole gives keys that work, asks for a code where the role wants one, and knows its accounts', async (t) => {
  const simulator = await start(t);
  const assume = (parameters: Record<string, string>) =>
    sts(simulator, {
      body: new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', ...parameters }).toString(),
    });
  const role = { RoleArn: 'arn:aws:iam::444455556666:role/OnCall', RoleSessionName: 'mira' };
  const { text } = await assume(role);
  const [accessKeyId = '', secret = '', token = ''] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map(
    (name) => texts(text, name)[0] ?? '',
  );
  const identity = await sts(simulator, { accessKeyId, secret, token });
  assert.deepEqual(texts(identity.text, 'Arn'), ['arn:aws:sts::444455556666:assumed-role/OnCall/mira']);
  const guarded = { ...role, RoleArn: 'arn:aws:iam::444455556666:role/OnCall-mfa' };
  assert.equal(refusal(await assume(guarded)), '403 AccessDenied');
  const serial = { SerialNumber: 'arn:aws:iam::111122223333:mfa/mira' };
  assert.equal((await assume({ ...guarded, ...serial, TokenCode: '123456' })).status, 200);
  assert.match((await assume({ ...guarded, ...serial, TokenCode: '000000' })).text, /MultiFactorAuthentication failed/);
  assert.equal(
    refusal(await assume({ ...role, RoleArn: 'arn:aws:iam::999999999999:role/OnCall' })),
    '403 AccessDenied',
  );
});

test('a region that the account has not turned on refuses like a bad key', async (t) => {
  const simulator = await start(t);
  const away = { region: 'af-south-1' };
  assert.equal(refusal(await ec2(simulator, 'DescribeInstances', {}, away)), '401 AuthFailure');
  assert.match((await ecs(simulator, away)).text, /UnrecognizedClientException/);
  const quiet = await ec2(simulator, 'DescribeInstances', {}, { region: 'sa-east-1' });
  assert.equal(quiet.status, 200);
  assert.match(quiet.text, /<reservationSet><\/reservationSet>/);
});

test('ListAccountAliases knows the account’s alias', async (t) => {
  const simulator = await start(t);
  const body = 'Action=ListAccountAliases&Version=2010-05-08';
  const answer = await send(simulator, { service: 'iam', region: 'us-east-1', body, account: '444455556666' });
  assert.deepEqual(texts(answer.text, 'member'), ['shop-production']);
});

test('what is no service here says so', async (t) => {
  const simulator = await start(t);
  const answer = await send(simulator, { service: 's3', method: 'GET' });
  assert.equal(answer.status, 404);
  assert.match(answer.text, /No service 's3' is simulated here/);
});
