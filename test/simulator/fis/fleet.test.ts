import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, integer, property } from 'fast-check';
import { largestExperiment } from '../../stages/largestExperiment.ts';
import {
  at,
  definition,
  demo,
  EMPTY,
  harness,
  HOUR,
  MINUTE,
  PRODUCTION,
  SECOND,
  STAGING,
  type Harness,
  type Json,
} from '../../stages/simulator/fis.ts';
import { assertProperty } from '../../stages/property.ts';

/** Every member of StopExperiment's answer, in AWS's order; `*` stands for a map's key or a list's index. */
const MEMBERS = [
  'id',
  'arn',
  'experimentTemplateId',
  'roleArn',
  'state.status',
  'state.reason',
  'state.error.accountId',
  'state.error.code',
  'state.error.location',
  'targets.*.resourceType',
  'targets.*.resourceArns.*',
  'targets.*.resourceTags.*',
  'targets.*.filters.*.path',
  'targets.*.filters.*.values.*',
  'targets.*.selectionMode',
  'targets.*.parameters.*',
  'actions.*.actionId',
  'actions.*.description',
  'actions.*.parameters.*',
  'actions.*.targets.*',
  'actions.*.startAfter.*',
  'actions.*.state.status',
  'actions.*.state.reason',
  'actions.*.startTime',
  'actions.*.endTime',
  'stopConditions.*.source',
  'stopConditions.*.value',
  'creationTime',
  'startTime',
  'endTime',
  'tags.*',
  'logConfiguration.cloudWatchLogsConfiguration.logGroupArn',
  'logConfiguration.s3Configuration.bucketName',
  'logConfiguration.s3Configuration.prefix',
  'logConfiguration.logSchemaVersion',
  'experimentOptions.accountTargeting',
  'experimentOptions.emptyTargetResolutionMode',
  'experimentOptions.actionsMode',
  'targetAccountConfigurationsCount',
  'experimentReportConfiguration.outputs.s3Configuration.bucketName',
  'experimentReportConfiguration.outputs.s3Configuration.prefix',
  'experimentReportConfiguration.dataSources.cloudWatchDashboards.*.dashboardIdentifier',
  'experimentReportConfiguration.preExperimentDuration',
  'experimentReportConfiguration.postExperimentDuration',
  'experimentReport.state.status',
  'experimentReport.state.reason',
  'experimentReport.state.error.code',
  'experimentReport.s3Reports.*.arn',
  'experimentReport.s3Reports.*.reportType',
];

/** The members whose keys are the caller's own. */
const MAPS = /^(targets|actions|tags|targets\.\*\.(resourceTags|parameters)|actions\.\*\.(parameters|targets))$/;

function membersOf(value: unknown, path = ''): string[] {
  if (!(value instanceof Object)) return [path];
  const free = Array.isArray(value) || MAPS.test(path);
  return Object.entries(value).flatMap(([key, inner]) => membersOf(inner, `${path}${path && '.'}${free ? '*' : key}`));
}

const PLACES = demo.accounts.flatMap(({ id }) => demo.regions.map((region) => [id, region] as const));

const everything = (bench: Harness): Json[] =>
  PLACES.flatMap(([account, region]) =>
    bench.fis.experimentIds(account, region).map((id) => bench.fis.experiment(account, region, id)),
  );

const statusOf = (experiment: Json): unknown => at(experiment, 'state.status');
const nameOf = (experiment: Json): unknown => at(experiment, 'tags.Name');
const isActive = (experiment: Json): boolean => experiment['endTime'] === undefined;

function activeIn(bench: Harness, account: string, region: string): Json[] {
  return bench.fis
    .experimentIds(account, region)
    .map((id) => bench.fis.experiment(account, region, id))
    .filter(isActive);
}

/** Every change of state there, by experiment, in the order of their ids. */
function story(bench: Harness, account: string, region: string): unknown {
  const ids = [...bench.fis.experimentIds(account, region)].sort();
  return ids.map((id) => [id, bench.fis.transitions(account, region, id)]);
}

test('every member of the answer is there somewhere, and no other', () => {
  const bench = harness();
  const resourceArns = [`arn:aws:ecs:${EMPTY}:${STAGING}:task/shop/1`];
  const id = bench.fis.start(
    STAGING,
    EMPTY,
    definition({ targets: { Tasks: { resourceType: 'aws:ecs:task', resourceArns, selectionMode: 'ALL' } } }),
  );
  const seen = new Set([...everything(bench), bench.get(id)].flatMap((experiment) => membersOf(experiment)));
  assert.deepEqual([...seen].sort(), [...MEMBERS].sort());
});

test('one running experiment of the demo holds every member that a running one can', () => {
  const bench = harness();
  const found = activeIn(bench, STAGING, 'eu-west-1').find((it) => nameOf(it) === 'Checkout survives losing an AZ');
  assert.ok(found !== undefined);
  const members = new Set(membersOf(found));
  const later = /^(endTime|state\.error.*|experimentReport\.(s3Reports|state\.error).*|targets\.\*\.resourceArns\.\*)$/;
  assert.deepEqual(
    MEMBERS.filter((member) => !members.has(member) && !later.test(member)),
    [],
  );
  assert.equal(Object.keys(found['actions'] as object).length, 6);
  assert.equal(found['targetAccountConfigurationsCount'], 2);
});

test('the demo shows experiments in every state, and a past that reaches every end', () => {
  const bench = harness();
  const seen = (experiments: Json[]): string[] => [...new Set(experiments.map((it) => String(statusOf(it))))].sort();
  assert.deepEqual(seen(everything(bench)), [
    'cancelled',
    'completed',
    'failed',
    'pending',
    'running',
    'stopped',
    'stopping',
  ]);
  for (const [account, region] of PLACES) {
    const all = bench.fis.experimentIds(account, region).map((id) => bench.fis.experiment(account, region, id));
    const past = all.filter((it) => !isActive(it));
    assert.deepEqual(seen(past), ['cancelled', 'completed', 'failed', 'stopped']);
    const oldest = Math.min(...past.map((it) => Number(it['creationTime']) * SECOND));
    assert.ok(bench.clock.now() - oldest > 90 * 24 * HOUR);
    assert.ok(activeIn(bench, account, region).length <= 5);
  }
  const staging = activeIn(bench, STAGING, 'eu-west-1').map((it) => `${String(nameOf(it))}: ${String(statusOf(it))}`);
  assert.deepEqual(staging.sort(), [
    'Checkout survives losing an AZ: running',
    'Payments latency +300 ms: running',
    'Search CPU stress: pending',
    'Shop without recommendations: stopping',
  ]);
  assert.deepEqual(activeIn(bench, PRODUCTION, 'us-east-1').map(nameOf), ['Throttle the orders API']);
});

test('in the demo one fails, and one takes minutes to stop', () => {
  const bench = harness();
  const [failing] = activeIn(bench, STAGING, 'us-east-1');
  const stopping = activeIn(bench, STAGING, 'eu-west-1').find((it) => statusOf(it) === 'stopping');
  assert.ok(failing !== undefined && stopping !== undefined);
  const failed = String(failing['id']);
  const slow = String(stopping['id']);
  bench.clock.step(2 * MINUTE);
  assert.equal(statusOf(bench.get(slow, { region: 'eu-west-1' })), 'stopping');
  bench.clock.step(8 * MINUTE);
  assert.equal(statusOf(bench.get(slow, { region: 'eu-west-1' })), 'stopped');
  const end = bench.get(failed, { region: 'us-east-1' });
  assert.equal(statusOf(end), 'failed');
  assert.equal(at(end, 'state.error.location'), 'actions.KillIndexers');
});

test('a game day goes on: minutes after the last experiment has ended the next one starts', () => {
  const bench = harness();
  const names = new Set<unknown>();
  let quietest = 0;
  for (let minute = 0; minute < 6 * 60; minute += 1) {
    bench.clock.step(MINUTE);
    const active = activeIn(bench, PRODUCTION, 'us-east-1');
    for (const experiment of active) names.add(nameOf(experiment));
    quietest = active.length > 0 ? 0 : quietest + 1;
    assert.ok(quietest <= 7, `nothing has run for ${quietest} minutes`);
  }
  assert.deepEqual(names, new Set(['Throttle the orders API', 'Payments latency +300 ms']));
});

test('a game day rests while the safety lever is engaged', () => {
  const bench = harness();
  bench.fis.setSafetyLever(PRODUCTION, 'us-east-1', 'engaged', 'Freeze');
  bench.clock.step(3 * HOUR);
  assert.deepEqual(activeIn(bench, PRODUCTION, 'us-east-1'), []);
  bench.fis.setSafetyLever(PRODUCTION, 'us-east-1', 'disengaged', 'Over');
  bench.clock.step(7 * MINUTE);
  assert.equal(activeIn(bench, PRODUCTION, 'us-east-1').length, 1);
});

test('the same things happen at the same simulated times, however often one looks', () => {
  const TOTAL = 3 * HOUR;
  const STOP = 17 * MINUTE + 321;
  const run = (steps: readonly number[]): unknown => {
    const bench = harness();
    const template = bench.fis.templateIds(STAGING, 'eu-west-1').get('Stop half of the batch workers') ?? '';
    const id = bench.fis.start(STAGING, 'eu-west-1', template);
    const go = (to: number, origin: number): void => bench.clock.step(origin + to - bench.clock.now());
    const origin = bench.clock.now();
    let elapsed = 0;
    const until = (limit: number): void => {
      for (const step of steps) {
        if (elapsed + step >= limit) break;
        elapsed += step;
        go(elapsed, origin);
        bench.fis.advance(STAGING, 'eu-west-1');
      }
      elapsed = limit;
      go(limit, origin);
    };
    until(STOP);
    bench.call('DELETE', `/experiments/${id}`, { region: 'eu-west-1' });
    until(TOTAL);
    return { story: story(bench, STAGING, 'eu-west-1'), done: bench.ec2.done };
  };
  const expected = run([]);
  assertProperty(
    property(array(integer({ min: 1, max: 10 * MINUTE }), { maxLength: 60 }), (steps) => {
      assert.deepEqual(run(steps), expected);
    }),
    { numRuns: 25 },
  );
  assert.deepEqual(run(Array.from({ length: TOTAL / SECOND }, () => SECOND)), expected);
});

test('nothing depends on when an account and region is first asked for', () => {
  const early = harness();
  early.fis.advance(STAGING, 'us-east-1');
  const late = harness();
  for (const bench of [early, late]) bench.clock.step(2 * HOUR + 1);
  assert.deepEqual(story(late, STAGING, 'us-east-1'), story(early, STAGING, 'us-east-1'));
});

test('a seed gives a fleet, another seed another', () => {
  const ids = (seed: number): readonly string[] => harness({ ...demo, seed }).fis.experimentIds(STAGING, 'eu-west-1');
  assert.deepEqual(ids(1), ids(1));
  assert.notDeepEqual(ids(1), ids(2));
});

test('transitions are in order, join up, and end where the answer says', () => {
  const bench = harness();
  bench.clock.step(4 * HOUR);
  for (const [account, region] of PLACES) {
    for (const id of bench.fis.experimentIds(account, region)) {
      const experiment = bench.fis.experiment(account, region, id);
      const last = new Map<string, string>([['report', 'pending']]);
      for (const name of Object.keys(experiment['actions'] as object)) last.set(`action/${name}`, 'pending');
      let time = 0;
      for (const change of bench.fis.transitions(account, region, id)) {
        assert.ok(change.at >= time);
        time = change.at;
        const key = change.action === undefined ? change.what : `action/${change.action}`;
        assert.equal(change.from, last.get(key), `${id} ${key}`);
        last.set(key, change.to);
      }
      assert.equal(last.get('experiment'), statusOf(experiment));
      for (const [name, action] of Object.entries(experiment['actions'] as Json)) {
        assert.equal(last.get(`action/${name}`), at(action, 'state.status'));
      }
    }
  }
});

test('a sized fleet has so many experiments in each account and region, at most five of them active for hours', () => {
  const bench = harness({ ...demo, kind: 'sized', instances: 0, services: 0, experiments: 120 });
  for (const hours of [0, 8]) {
    bench.clock.step(hours * HOUR);
    assert.equal(bench.fis.experimentIds(PRODUCTION, 'ap-southeast-2').length, 120);
    const active = activeIn(bench, PRODUCTION, 'ap-southeast-2');
    assert.deepEqual(
      active.map(statusOf),
      Array.from({ length: 5 }, () => 'running'),
    );
  }
  const small = harness({ ...demo, kind: 'sized', instances: 0, services: 0, experiments: 2 });
  assert.equal(small.fis.experimentIds(STAGING, 'eu-west-1').length, 2);
});

test('the largest experiment has 20 actions, 5,000 resolved targets and about 2 MB of JSON', () => {
  const bench = harness();
  const largest = largestExperiment();
  const id = bench.fis.start(STAGING, EMPTY, largest, { tags: largest.tags ?? {} });
  bench.until(id, 'state.status', 'running');
  const size = JSON.stringify(bench.get(id)).length;
  assert.ok(size > 1_900_000 && size < 2_300_000, `${size} characters`);
  assert.equal(Object.keys(bench.get(id)['actions'] as object).length, 20);
  const arns = new Set<unknown>();
  let query: Record<string, string> = {};
  for (let page = 0; page < 50; page += 1) {
    const { body } = bench.call('GET', `/experiments/${id}/resolvedTargets`, { query });
    for (const target of body['resolvedTargets'] as unknown[]) arns.add(at(target, 'targetInformation.arn'));
    assert.equal(body['nextToken'] === undefined, page === 49);
    query = { nextToken: String(body['nextToken']) };
  }
  assert.equal(arns.size, 5_000);
});
