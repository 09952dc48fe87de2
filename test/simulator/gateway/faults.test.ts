import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock, type SimulatorClock } from '../../../src/simulator/core/clock.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { signRequest } from '../../../src/simulator/core/sigv4.ts';
import { ACCOUNT, ec2, refusal, REGION, send, texts, type Answer } from '../../stages/simulator/caller.ts';

interface Stage {
  readonly simulator: Simulator;
  readonly clock: SimulatorClock;
  /** A running instance that can be stopped. */
  readonly id: string;
  readonly state: () => string | undefined;
}

async function stage(t: TestContext, options: SimulatorOptions = {}): Promise<Stage> {
  const clock = heldClock();
  const simulator = await startSimulator({ clock, ...options });
  t.after(() => simulator.close());
  const { id } = simulator.ec2.add(ACCOUNT, REGION, { name: 'spare' });
  return { simulator, clock, id, state: () => simulator.ec2.instance(ACCOUNT, REGION, id)?.state };
}

const stop = ({ simulator, id }: Stage): Promise<Answer> => ec2(simulator, 'StopInstances', { 'InstanceId.1': id });
const listClusters = (simulator: Simulator): Promise<Answer> =>
  send(simulator, {
    service: 'ecs',
    headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters' },
    body: '{}',
  });
const listExperiments = (simulator: Simulator): Promise<Answer> =>
  send(simulator, { service: 'fis', method: 'GET', path: '/experiments' });

/** Status and error code of what the three services answer under a fault. */
async function refusals(effect: FaultEffect, t: TestContext): Promise<readonly string[]> {
  const at = await stage(t);
  at.simulator.faults.add({ effect });
  const answers = [await stop(at), await listClusters(at.simulator), await listExperiments(at.simulator)];
  assert.equal(at.state(), 'running');
  return answers.map(refusal);
}

const common: readonly (readonly [FaultEffect, ...string[]])[] = [
  [{ kind: 'throttle' }, '503 RequestLimitExceeded', '400 ThrottlingException', '429 ThrottlingException'],
  [
    { kind: 'serverError', status: 500, when: 'before' },
    '500 InternalError',
    '500 ServerException',
    '500 InternalServerException',
  ],
  [
    { kind: 'serverError', status: 503, when: 'before' },
    '503 Unavailable',
    '503 ServiceUnavailableException',
    '503 ServiceUnavailableException',
  ],
  [{ kind: 'expiredToken' }, '400 RequestExpired', '400 ExpiredTokenException', '403 ExpiredTokenException'],
  [
    { kind: 'wrongCredentials' },
    '401 AuthFailure',
    '400 UnrecognizedClientException',
    '403 UnrecognizedClientException',
  ],
  [
    { kind: 'regionNotEnabled' },
    '401 AuthFailure',
    '400 UnrecognizedClientException',
    '403 UnrecognizedClientException',
  ],
  [{ kind: 'denied' }, '403 UnauthorizedOperation', '400 AccessDeniedException', '403 AccessDeniedException'],
  [{ kind: 'error', code: 'Odd', message: 'An odd one.', status: 418 }, '418 Odd', '418 Odd', '418 Odd'],
];
for (const [effect, ...expected] of common) {
  test(`${effect.kind} ${'status' in effect ? effect.status : ''} speaks each service's language`, async (t) => {
    assert.deepEqual(await refusals(effect, t), expected);
  });
}

test('a denial names who, what and on which resource', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'denied' } });
  const arn = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${at.id}`;
  assert.ok(
    (await stop(at)).text.includes(
      `User: arn:aws:iam::${ACCOUNT}:user/demo is not authorized to perform: ec2:StopInstances on resource: ${arn} because`,
    ),
  );
  assert.match((await stop(at)).text, /Encoded authorization failure message: [\w-]+/);
  assert.match((await ec2(at.simulator, 'DescribeInstances')).text, /perform: ec2:DescribeInstances because/);
  assert.match((await listClusters(at.simulator)).text, /perform: ecs:ListClusters on resource: \* because/);
});

test('a server error before the action leaves things alone; one after it does not', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'serverError', status: 500, when: 'before' }, times: 1 });
  at.simulator.faults.add({ effect: { kind: 'serverError', status: 503, when: 'after' }, times: 1 });
  assert.equal((await stop(at)).status, 500);
  assert.equal(at.state(), 'running');
  assert.equal((await stop(at)).status, 503);
  assert.equal(at.state(), 'stopping');
  assert.equal((await stop(at)).status, 200);
  assert.deepEqual(
    at.simulator.log.entries({ action: 'StopInstances' }).map(({ status, handled }) => [status, handled]),
    [
      [500, false],
      [503, true],
      [200, true],
    ],
  );
});

test('a dropped connection gives no answer, before or after the action took effect', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'drop', when: 'before' }, times: 1 });
  await assert.rejects(stop(at), { code: 'ECONNRESET' });
  assert.equal(at.state(), 'running');
  at.simulator.faults.add({ effect: { kind: 'drop', when: 'after' }, times: 1 });
  await assert.rejects(stop(at), { code: 'ECONNRESET' });
  assert.equal(at.state(), 'stopping');
  assert.deepEqual(
    at.simulator.log.entries().map(({ status, handled }) => [status, handled]),
    [
      [undefined, false],
      [undefined, true],
    ],
  );
});

test('half an answer breaks off after some of it arrived, and the action took effect', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'halfAnswer' }, times: 1 });
  const raw = await rawExchange(at);
  assert.match(raw, /^HTTP\/1\.1 200 OK\r\n/);
  const promised = Number(/content-length: (\d+)/.exec(raw)?.[1]);
  const received = Buffer.byteLength(raw.slice(raw.indexOf('\r\n\r\n') + 4));
  assert.ok(received > 0 && received < promised, `${received} of ${promised}`);
  assert.equal(at.state(), 'stopping');
});

/** Signs a StopInstances and gives all bytes that come back until the connection ends. */
async function rawExchange({ simulator, id }: Stage): Promise<string> {
  const body = `Action=StopInstances&Version=2016-11-15&InstanceId.1=${id}`;
  const headers = signRequest(
    { method: 'POST', path: '/', query: '', headers: { host: `127.0.0.1:${simulator.port}` }, body },
    { accessKeyId: simulatedAccessKeyId(ACCOUNT), secret: simulatedSecret(ACCOUNT), region: REGION, service: 'ec2' },
  );
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) }).map(([k, v]) => `${k}: ${v}\r\n`);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(simulator.port, '127.0.0.1', () =>
      socket.write(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`),
    );
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

test('malformed, empty and foreign answers keep their status', async (t) => {
  const at = await stage(t);
  const sound = (await ec2(at.simulator, 'DescribeRegions')).text;
  const under = async (effect: FaultEffect): Promise<Answer> => {
    at.simulator.faults.add({ effect, times: 1 });
    return ec2(at.simulator, 'DescribeRegions');
  };
  const malformed = await under({ kind: 'malformedBody' });
  assert.equal(malformed.status, 200);
  assert.ok(malformed.text.length < sound.length && !malformed.text.includes('</DescribeRegionsResponse>'));
  assert.equal((await under({ kind: 'emptyBody' })).text, '');
  const page = await under({ kind: 'wrongContentType' });
  assert.equal(page.headers['content-type'], 'text/html');
  assert.match(page.text, /^<!DOCTYPE html>/);
  const scripted = await under({ kind: 'body', body: '<Odd/>', status: 202, contentType: 'text/xml' });
  assert.deepEqual([scripted.status, scripted.text], [202, '<Odd/>']);
  assert.equal((await ec2(at.simulator, 'DescribeRegions')).status, 200);
});

test('a hanging call is not answered, and closing the simulator ends it', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ action: 'DescribeRegions', effect: { kind: 'hang' } });
  const hanging = ec2(at.simulator, 'DescribeRegions');
  const rejected = assert.rejects(hanging);
  assert.equal((await ec2(at.simulator, 'DescribeInstances')).status, 200);
  assert.equal(at.simulator.log.entries({ action: 'DescribeRegions' })[0]?.status, undefined);
  await at.simulator.close();
  await rejected;
});

test('latency delays, also one that grows with every call', async (t) => {
  const at = await stage(t);
  const took = async (): Promise<number> => {
    const from = performance.now();
    await ec2(at.simulator, 'DescribeRegions');
    return performance.now() - from;
  };
  at.simulator.faults.add({ action: 'DescribeRegions', effect: { kind: 'latency', milliseconds: 40, perCall: 80 } });
  const [first, second] = [await took(), await took()];
  assert.ok(first >= 38, `${first}`);
  assert.ok(second >= 118, `${second}`);
});

test('closing does not wait for a delayed call', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'latency', milliseconds: 3_600_000 } });
  const waiting = assert.rejects(ec2(at.simulator, 'DescribeRegions'));
  while (at.simulator.log.count() === 0) await new Promise((resolve) => setImmediate(resolve));
  await at.simulator.close();
  await waiting;
});

for (const { way, times } of [
  { way: 'removed', times: undefined },
  { way: 'cleared', times: undefined },
  { way: 'cleared though it has struck as often as it should', times: 1 },
]) {
  test(`a held call is answered when the fault is ${way}`, async (t) => {
    const at = await stage(t);
    const id = at.simulator.faults.add({
      action: 'DescribeRegions',
      effect: { kind: 'hold' },
      ...(times && { times }),
    });
    let answered = false;
    const held = ec2(at.simulator, 'DescribeRegions').then(({ status }) => {
      answered = true;
      return status;
    });
    assert.equal((await ec2(at.simulator, 'DescribeInstances')).status, 200);
    assert.equal(answered, false);
    if (way === 'removed') at.simulator.faults.remove(id);
    else at.simulator.faults.clear();
    assert.equal(await held, 200);
  });
}

test('closing does not wait for a held call', async (t) => {
  const at = await stage(t);
  at.simulator.faults.add({ effect: { kind: 'hold' } });
  const waiting = assert.rejects(ec2(at.simulator, 'DescribeRegions'));
  while (at.simulator.log.count() === 0) await new Promise((resolve) => setImmediate(resolve));
  await at.simulator.close();
  await waiting;
});

test('stale reads show what was so many milliseconds ago, while the write answers at once', async (t) => {
  const at = await stage(t);
  const described = async (): Promise<string | undefined> => {
    const { text } = await ec2(at.simulator, 'DescribeInstances', { 'InstanceId.1': at.id });
    return texts(text, 'name')[0] ?? texts(text, 'Code')[0];
  };
  at.clock.step(10_000);
  at.simulator.faults.add({ service: 'ec2', effect: { kind: 'staleReads', milliseconds: 3_000 } });
  const answer = await stop(at);
  assert.deepEqual(texts(answer.text, 'name'), ['stopping', 'running']);
  assert.equal(await described(), 'running');
  at.clock.step(2_999);
  assert.equal(await described(), 'running');
  at.clock.step(1);
  assert.equal(await described(), 'stopping');
  const young = at.simulator.ec2.add(ACCOUNT, REGION, { name: 'young' });
  const early = await ec2(at.simulator, 'DescribeInstances', { 'InstanceId.1': young.id });
  assert.deepEqual(texts(early.text, 'Code'), ['InvalidInstanceID.NotFound']);
});

test('a fault strikes only its service, action, region and account, so often as it says', async (t) => {
  const { simulator } = await stage(t);
  simulator.faults.add({
    service: 'ec2',
    action: 'DescribeRegions',
    region: 'us-east-1',
    account: '444455556666',
    effect: { kind: 'throttle' },
    times: 2,
  });
  const ask = async (action: string, where: { region: string; account: string }): Promise<number> =>
    (await ec2(simulator, action, {}, where)).status;
  const target = { region: 'us-east-1', account: '444455556666' };
  assert.equal(await ask('DescribeInstances', target), 200);
  assert.equal(await ask('DescribeRegions', { ...target, region: REGION }), 200);
  assert.equal(await ask('DescribeRegions', { ...target, account: ACCOUNT }), 200);
  assert.equal(await ask('DescribeRegions', target), 503);
  assert.equal(simulator.faults.list()[0]?.struck, 1);
  assert.equal(await ask('DescribeRegions', target), 503);
  assert.equal(await ask('DescribeRegions', target), 200);
  assert.deepEqual(simulator.faults.list(), []);
});

test('a fault without a number of times stays until it is removed', async (t) => {
  const { simulator } = await stage(t);
  const id = simulator.faults.add({ action: '*', effect: { kind: 'throttle' } });
  for (let call = 0; call < 3; call += 1) assert.equal((await ec2(simulator, 'DescribeRegions')).status, 503);
  assert.equal(simulator.faults.remove(id), true);
  assert.equal(simulator.faults.remove(id), false);
  assert.equal((await ec2(simulator, 'DescribeRegions')).status, 200);
});
