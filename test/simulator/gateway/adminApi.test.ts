import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { askAdminApi, ec2 } from '../../stages/simulator/caller.ts';

async function start(t: TestContext): Promise<Simulator> {
  const simulator = await startSimulator({ clock: heldClock(Date.UTC(2026, 0, 15, 12)) });
  t.after(() => simulator.close());
  return simulator;
}

test('faults can be set, seen and removed over HTTP', async (t) => {
  const simulator = await start(t);
  const fault = { service: 'ec2', action: 'DescribeRegions', effect: { kind: 'throttle' }, times: 2 };
  const added = await askAdminApi(simulator, 'POST', 'faults', fault);
  assert.equal(added.status, 201);
  const { id } = JSON.parse(added.text) as { id: string };
  assert.equal((await ec2(simulator, 'DescribeRegions')).status, 503);
  const state = JSON.parse((await askAdminApi(simulator, 'GET', 'state')).text) as Record<string, unknown>;
  assert.deepEqual(state['faults'], [{ ...fault, id, struck: 1 }]);
  assert.equal(state['now'], '2026-01-15T12:00:00.000Z');
  assert.deepEqual(state['requests'], { 'ec2:DescribeRegions': 1 });
  assert.deepEqual(state['everAsked'], ['ec2:DescribeRegions']);
  assert.equal((await askAdminApi(simulator, 'DELETE', `faults/${id}`)).status, 200);
  assert.equal((await askAdminApi(simulator, 'DELETE', `faults/${id}`)).status, 404);
  assert.equal((await ec2(simulator, 'DescribeRegions')).status, 200);
  await askAdminApi(simulator, 'POST', 'faults', fault);
  await askAdminApi(simulator, 'DELETE', 'faults');
  assert.deepEqual(simulator.faults.list(), []);
});

test('every kind of fault can be set', async (t) => {
  const simulator = await start(t);
  const effects: readonly object[] = [
    { kind: 'latency', milliseconds: 1, perCall: 1, when: 'after' },
    { kind: 'hold' },
    { kind: 'throttle' },
    { kind: 'serverError', status: 503, when: 'after' },
    { kind: 'drop', when: 'before' },
    { kind: 'halfAnswer' },
    { kind: 'malformedBody' },
    { kind: 'emptyBody' },
    { kind: 'wrongContentType' },
    { kind: 'hang' },
    { kind: 'expiredToken' },
    { kind: 'wrongCredentials' },
    { kind: 'denied' },
    { kind: 'regionNotEnabled' },
    { kind: 'staleReads', milliseconds: 500 },
    { kind: 'error', code: 'Odd', message: 'Odd.', status: 400 },
    { kind: 'body', body: 'x', status: 200, contentType: 'text/plain' },
  ];
  for (const effect of effects)
    assert.equal(
      (await askAdminApi(simulator, 'POST', 'faults', { service: 'ec2', effect })).status,
      201,
      JSON.stringify(effect),
    );
  assert.deepEqual(
    simulator.faults.list().map(({ effect }) => effect),
    effects,
  );
});

test('what is no fault is refused with a sentence', async (t) => {
  const simulator = await start(t);
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{}, /"effect" is an object/],
    [{ effect: { kind: 'gremlin' } }, /no fault of kind "gremlin"/],
    [{ effect: { kind: 'serverError', status: 404, when: 'before' } }, /500 or 503/],
    [{ effect: { kind: 'drop' } }, /"before" or "after"/],
    [{ effect: { kind: 'latency', milliseconds: -1 } }, /"milliseconds" is a number/],
    [{ effect: { kind: 'throttle' }, times: 0 }, /"times" is a whole number/],
    [{ effect: { kind: 'error', code: 'A', message: 'B', status: 42 } }, /HTTP status/],
    [{ service: 7, effect: { kind: 'throttle' } }, /"service" is a text/],
    [{ effect: { kind: 'staleReads', milliseconds: 5 } }, /Stale reads are for "service": ec2/],
    [[], /JSON object/],
  ];
  for (const [value, sentence] of wrong) {
    const answer = await askAdminApi(simulator, 'POST', 'faults', value);
    assert.equal(answer.status, 400);
    assert.match((JSON.parse(answer.text) as { message: string }).message, sentence);
  }
  assert.equal((await askAdminApi(simulator, 'POST', 'elsewhere', {})).status, 404);
  assert.equal((await askAdminApi(simulator, 'POST', 'clock', { step: 'far' })).status, 400);
  assert.equal((await askAdminApi(simulator, 'POST', 'throttling', {})).status, 400);
});

test('the clock can be stepped and throttling turned on over HTTP', async (t) => {
  const simulator = await start(t);
  await askAdminApi(simulator, 'POST', 'clock', { step: 90_000 });
  assert.equal(simulator.clock.now(), Date.UTC(2026, 0, 15, 12, 1, 30));
  await askAdminApi(simulator, 'POST', 'throttling', { enabled: true });
  assert.equal(simulator.throttling.enabled, true);
});

test('an instance can be launched over HTTP', async (t) => {
  const simulator = await start(t);
  const wanted = { account: '111122223333', region: 'us-east-1', name: 'probe' };
  const { status, text } = await askAdminApi(simulator, 'POST', 'instances', wanted);
  assert.equal(status, 201);
  const { id } = JSON.parse(text) as { id: string };
  const instance = simulator.ec2.instance(wanted.account, wanted.region, id);
  assert.deepEqual([instance?.state, instance?.tags['Name']], ['running', 'probe']);
  const before = simulator.ec2.instances(wanted.account, wanted.region).length;
  for (const wrong of [{ account: '1' }, { account: 7 }, { region: 'mars-1' }, { region: undefined }, { name: 7 }])
    assert.equal((await askAdminApi(simulator, 'POST', 'instances', { ...wanted, ...wrong })).status, 400);
  assert.equal(simulator.ec2.instances(wanted.account, wanted.region).length, before);
});

test('the log tells what arrived, filtered, and can be cleared', async (t) => {
  const simulator = await start(t);
  await ec2(simulator, 'DescribeRegions', { AllRegions: 'true' }, { region: 'us-east-1' });
  await ec2(simulator, 'DescribeInstances');
  const { text } = await askAdminApi(simulator, 'GET', 'log?action=DescribeRegions');
  const [entry, ...others] = JSON.parse(text) as Record<string, unknown>[];
  assert.equal(others.length, 0);
  const { requestId, ...rest } = entry ?? {};
  assert.match(String(requestId), /^[0-9a-f-]{36}$/);
  assert.deepEqual(rest, {
    time: Date.UTC(2026, 0, 15, 12),
    service: 'ec2',
    action: 'DescribeRegions',
    region: 'us-east-1',
    account: '111122223333',
    parameters: { Action: 'DescribeRegions', Version: '2016-11-15', AllRegions: 'true' },
    handled: true,
    status: 200,
  });
  await askAdminApi(simulator, 'DELETE', 'log');
  assert.equal(simulator.log.count(), 0);
});

test('a web page can neither look nor act', async (t) => {
  const simulator = await start(t);
  const fault = { effect: { kind: 'throttle' } };
  const strangers: readonly Record<string, string>[] = [
    { origin: 'https://example.com' },
    { origin: `http://127.0.0.1:${simulator.port}` },
    { origin: 'null' },
    { host: 'rebound.example.com' },
    { host: `127.0.0.1.example.com:${simulator.port}` },
  ];
  for (const headers of strangers) {
    assert.equal((await askAdminApi(simulator, 'GET', 'state', undefined, headers)).status, 403);
    assert.equal((await askAdminApi(simulator, 'POST', 'faults', fault, headers)).status, 403);
  }
  assert.deepEqual(simulator.faults.list(), []);
  for (const host of [`localhost:${simulator.port}`, `[::1]:${simulator.port}`])
    assert.equal((await askAdminApi(simulator, 'GET', 'state', undefined, { host })).status, 200);
});
