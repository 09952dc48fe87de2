import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  at,
  definition,
  EMPTY,
  harness,
  HOUR,
  MINUTE,
  SECOND,
  STAGING,
  stress,
  type Answer,
  type CallOptions,
  type Harness,
  type Json,
} from '../../stages/simulator/fis.ts';

const LEVER = '/safetyLevers/default';

const pull = (bench: Harness, status: string, reason: string): Answer =>
  bench.call('PATCH', `${LEVER}/state`, { body: { state: { status, reason } } });

const state = (bench: Harness): unknown => at(bench.call('GET', LEVER).body, 'safetyLever.state');

const long = definition({ actions: { Stress: stress('PT1H') } });

test('a lever begins disengaged, without a reason', () => {
  const bench = harness();
  assert.deepEqual(bench.call('GET', LEVER).body, {
    safetyLever: {
      id: 'default',
      arn: `arn:aws:fis:${EMPTY}:${STAGING}:safety-lever/default`,
      state: { status: 'disengaged' },
    },
  });
});

test('engaging stops every active experiment of that account and region, and is over when they have stopped', () => {
  const bench = harness();
  const first = bench.fis.start(STAGING, EMPTY, long);
  const second = bench.fis.start(STAGING, EMPTY, long, { pendingFor: HOUR });
  const elsewhere = bench.fis.start(STAGING, 'eu-north-1', long);
  bench.until(first, 'actions.Stress.state.status', 'running');
  const { status, body } = pull(bench, 'engaged', 'Incident 4711');
  assert.equal(status, 200);
  assert.deepEqual(at(body, 'safetyLever.state'), { status: 'engaging', reason: 'Incident 4711' });
  assert.equal(at(bench.get(first), 'state.status'), 'stopping');
  for (const wanted of ['engaged', 'disengaged']) {
    const refused = pull(bench, wanted, 'Again');
    assert.deepEqual([refused.status, refused.headers['x-amzn-errortype']], [409, 'ConflictException']);
  }
  bench.until(first, 'state.status', 'stopped');
  bench.clock.step(5 * SECOND);
  assert.deepEqual(state(bench), { status: 'engaged', reason: 'Incident 4711' });
  for (const id of [first, second]) {
    assert.deepEqual(at(bench.get(id), 'state'), { status: 'stopped', reason: 'Experiment halted by safety lever.' });
  }
  assert.equal(at(bench.fis.experiment(STAGING, 'eu-north-1', elsewhere), 'state.status'), 'running');
});

test('it engages within seconds where nothing is active, and an experiment that starts then is cancelled', () => {
  const bench = harness();
  pull(bench, 'engaged', 'Freeze');
  assert.equal(at(state(bench), 'status'), 'engaging');
  bench.clock.step(5 * SECOND);
  assert.equal(at(state(bench), 'status'), 'engaged');
  const id = bench.fis.start(STAGING, EMPTY, long);
  bench.clock.step(MINUTE);
  const experiment = bench.get(id);
  assert.deepEqual(at(experiment, 'state'), {
    status: 'cancelled',
    reason: 'Experiment cancelled because the safety lever is engaged.',
  });
  assert.equal(at(experiment, 'actions.Stress.state.status'), 'cancelled');
  assert.equal(at(experiment, 'startTime'), undefined);
  assert.equal(pull(bench, 'disengaged', 'Over').status, 200);
  assert.deepEqual(state(bench), { status: 'disengaged', reason: 'Over' });
  const allowed = bench.fis.start(STAGING, EMPTY, long);
  bench.until(allowed, 'state.status', 'running');
});

test('the same state again is accepted with the same reason alone', () => {
  const bench = harness();
  bench.fis.setSafetyLever(STAGING, EMPTY, 'engaged', 'Freeze');
  bench.clock.step(MINUTE);
  assert.equal(pull(bench, 'engaged', 'Freeze').status, 200);
  assert.equal(pull(bench, 'engaged', 'Other').status, 409);
  assert.deepEqual(state(bench), { status: 'engaged', reason: 'Freeze' });
});

test('five experiments are active at most, and one that ends makes room', () => {
  const bench = harness();
  const ids = Array.from({ length: 5 }, () => bench.fis.start(STAGING, EMPTY, long));
  const experimentTemplateId = String(bench.get(ids[0] ?? '')['experimentTemplateId']);
  const start = (clientToken: string): Answer =>
    bench.call('POST', '/experiments', { body: { clientToken, experimentTemplateId } });
  const refused = start('one');
  assert.deepEqual([refused.status, refused.headers['x-amzn-errortype']], [402, 'ServiceQuotaExceededException']);
  bench.call('DELETE', `/experiments/${ids[0] ?? ''}`);
  assert.equal(start('two').status, 402, 'a stopping experiment is active');
  bench.until(ids[0] ?? '', 'state.status', 'stopped');
  assert.equal(start('three').status, 200);
});

test('StartExperiment is idempotent by its token', () => {
  const bench = harness();
  const experimentTemplateId = String(bench.get(bench.fis.start(STAGING, EMPTY, long))['experimentTemplateId']);
  const start = (clientToken: string, tags: Record<string, string>): Answer =>
    bench.call('POST', '/experiments', {
      body: { clientToken, experimentTemplateId, tags, experimentOptions: { actionsMode: 'skip-all' } },
    });
  const first = start('token', { Name: 'Game day' }).body['experiment'];
  assert.deepEqual(at(first, 'tags'), { Name: 'Game day' });
  assert.equal(at(first, 'experimentOptions.actionsMode'), 'skip-all');
  assert.equal(at(first, 'state.status'), 'pending');
  bench.clock.step(MINUTE);
  assert.equal(at(start('token', { Name: 'Game day' }).body, 'experiment.id'), at(first, 'id'));
  const conflict = start('token', { Name: 'Another' });
  assert.deepEqual([conflict.status, conflict.headers['x-amzn-errortype']], [409, 'ConflictException']);
  assert.notEqual(at(start('other', { Name: 'Game day' }).body, 'experiment.id'), at(first, 'id'));
});

test('reads of the lever and of experiments may lag behind a change', () => {
  const bench = harness();
  const id = bench.fis.start(STAGING, EMPTY, long);
  bench.until(id, 'actions.Stress.state.status', 'running');
  bench.clock.step(MINUTE);
  const told = (options: CallOptions) => {
    const experiments = at(bench.call('GET', '/experiments', options).body, 'experiments') as readonly Json[];
    return [
      at(bench.call('GET', LEVER, options).body, 'safetyLever.state.status'),
      at(bench.call('GET', `/experiments/${id}`, options).body, 'experiment.state.status'),
      ...experiments.filter((one) => one['id'] === id).map((one) => at(one, 'state.status')),
    ];
  };
  const before = bench.clock.now();
  bench.clock.step(SECOND);
  pull(bench, 'engaged', 'Incident 4711');
  assert.deepEqual(told({}), ['engaging', 'stopping', 'stopping']);
  assert.deepEqual(told({ asOf: before }), ['disengaged', 'running', 'running']);
  bench.until(id, 'state.status', 'stopped');
  assert.deepEqual(told({}), ['engaged', 'stopped', 'stopped']);
  assert.deepEqual(told({ asOf: before + SECOND }), ['engaging', 'stopping', 'stopping']);
  assert.deepEqual(told({ asOf: before }), ['disengaged', 'running', 'running']);

  pull(bench, 'disengaged', 'Over');
  const created = bench.clock.now();
  bench.clock.step(SECOND);
  const young = bench.fis.start(STAGING, EMPTY, long);
  assert.equal(bench.call('GET', `/experiments/${young}`, { asOf: created }).status, 404);
  assert.equal(bench.call('GET', `/experiments/${young}`).status, 200);
});
