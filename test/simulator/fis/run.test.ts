import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentDefinition } from '../../../src/simulator/fis/definition.ts';
import type { Transition } from '../../../src/simulator/fis/experimentRun.ts';
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
  wait,
  type Harness,
} from '../../stages/simulator/fis.ts';

const start = (bench: Harness, over: Partial<ExperimentDefinition> = {}): string =>
  bench.fis.start(STAGING, EMPTY, definition(over));

const transitions = (bench: Harness, id: string): readonly Transition[] => bench.fis.transitions(STAGING, EMPTY, id);

/** The statuses that an action, or with no name the experiment, went through. */
function statuses(bench: Harness, id: string, action?: string): string[] {
  return transitions(bench, id)
    .filter((change) => (action === undefined ? change.what === 'experiment' : change.action === action))
    .map((change) => change.to);
}

function timeOf(bench: Harness, id: string, to: string, action?: string): number {
  const found = transitions(bench, id).find((change) => change.action === action && change.to === to);
  assert.ok(found !== undefined, `${action ?? 'experiment'} never became ${to}`);
  return found.at;
}

const instances = (selectionMode: string): ExperimentDefinition['targets'] => ({
  Instances: { resourceType: 'aws:ec2:instance', resourceTags: { Service: 'batch' }, selectionMode },
});

const stopInstances = (parameters: Readonly<Record<string, string>>): ExperimentDefinition['actions'][string] => ({
  actionId: 'aws:ec2:stop-instances',
  parameters,
  targets: { Instances: 'Instances' },
});

const stop = (bench: Harness, id: string): Readonly<Record<string, unknown>> => {
  const { status, body } = bench.call('DELETE', `/experiments/${id}`);
  assert.equal(status, 200);
  return body['experiment'] as Readonly<Record<string, unknown>>;
};

test('an experiment goes through its states and ends as completed, each state with its time', () => {
  const bench = harness();
  const id = start(bench);
  assert.equal(at(bench.get(id), 'startTime'), undefined);
  bench.clock.step(HOUR);
  const experiment = bench.get(id);
  assert.deepEqual(statuses(bench, id), ['pending', 'initiating', 'running', 'completed']);
  assert.deepEqual(statuses(bench, id, 'Stress'), ['initiating', 'running', 'completed']);
  assert.equal(at(experiment, 'startTime'), timeOf(bench, id, 'initiating') / 1_000);
  assert.equal(at(experiment, 'endTime'), timeOf(bench, id, 'completed') / 1_000);
  assert.equal(at(experiment, 'actions.Stress.startTime'), timeOf(bench, id, 'initiating', 'Stress') / 1_000);
  assert.equal(at(experiment, 'actions.Stress.endTime'), timeOf(bench, id, 'completed', 'Stress') / 1_000);
  assert.equal(at(experiment, 'state.error'), undefined);
});

test('an action starts when the last of those it starts after has completed, and lasts its duration', () => {
  const bench = harness();
  const id = start(bench, {
    actions: {
      Last: stress('PT1M', 'Short', 'Long'),
      Short: wait('PT30S', 'First'),
      Long: wait('PT3M', 'First'),
      First: wait('PT1M'),
      Alone: wait('PT10S'),
    },
  });
  bench.until(id, 'state.status', 'completed');
  const began = (action: string): number => timeOf(bench, id, 'initiating', action);
  const ended = (action: string): number => timeOf(bench, id, 'completed', action);
  assert.equal(began('First'), timeOf(bench, id, 'running'));
  assert.equal(began('Alone'), began('First'));
  assert.equal(began('Short'), ended('First'));
  assert.equal(began('Long'), ended('First'));
  assert.equal(began('Last'), ended('Long'));
  assert.ok(ended('Short') < ended('Long'));
  assert.equal(ended('Long') - timeOf(bench, id, 'running', 'Long'), 3 * MINUTE);
  assert.ok(timeOf(bench, id, 'completed') > ended('Last'));
});

test('a stop runs the outstanding post-actions, cancels what has not begun, and only then is the experiment stopped', () => {
  const bench = harness();
  const id = start(bench, {
    targets: {
      Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 2 },
      Subnets: { resourceType: 'aws:ec2:subnet', selectionMode: 'ALL', population: 10 },
    },
    actions: {
      Quick: wait('PT5S'),
      Stress: stress('PT10M'),
      Cut: {
        actionId: 'aws:network:disrupt-connectivity',
        parameters: { duration: 'PT20M', scope: 'all' },
        targets: { Subnets: 'Subnets' },
      },
      Hold: wait('PT10M'),
      Later: wait('PT1M', 'Hold'),
    },
  });
  bench.until(id, 'actions.Stress.state.status', 'running');
  const answered = stop(bench, id);
  const stopped = bench.clock.now();
  assert.equal(at(answered, 'state.status'), 'stopping');
  assert.equal(at(answered, 'endTime'), undefined);
  assert.equal(at(answered, 'actions.Quick.state.status'), 'completed');
  assert.equal(at(answered, 'actions.Stress.state.status'), 'stopping');
  assert.equal(at(answered, 'actions.Cut.state.status'), 'stopping');
  assert.equal(at(answered, 'actions.Later.state.status'), 'cancelled');
  assert.equal(at(answered, 'actions.Later.startTime'), undefined);
  bench.until(id, 'actions.Hold.state.status', 'stopped');
  assert.equal(at(bench.get(id), 'state.status'), 'stopping');
  const again = stop(bench, id);
  assert.equal(at(again, 'state.status'), 'stopping');
  bench.until(id, 'state.status', 'stopped');
  assert.equal(at(bench.get(id), 'state.reason'), 'Experiment halted by user.');
  assert.deepEqual(statuses(bench, id), ['pending', 'initiating', 'running', 'stopping', 'stopped']);
  const took = (action: string): number => timeOf(bench, id, 'stopped', action) - stopped;
  assert.ok(took('Cut') > 2 * MINUTE, 'the network of ten subnets takes minutes to restore');
  assert.ok(took('Stress') > 15 * SECOND && took('Stress') < took('Cut'));
  assert.ok(took('Hold') < 5 * SECOND, 'a wait has nothing to undo');
  assert.ok(timeOf(bench, id, 'stopped') >= timeOf(bench, id, 'stopped', 'Cut'));
});

test('a final experiment cannot be stopped', () => {
  const bench = harness();
  const id = start(bench);
  bench.until(id, 'state.status', 'completed');
  const { status, headers } = bench.call('DELETE', `/experiments/${id}`);
  assert.deepEqual([status, headers['x-amzn-errortype']], [400, 'ValidationException']);
  assert.equal(at(bench.get(id), 'state.status'), 'completed');
});

test('an experiment that is still pending is stopped before it does anything', () => {
  const bench = harness();
  const id = bench.fis.start(STAGING, EMPTY, definition(), { pendingFor: 10 * MINUTE });
  bench.clock.step(5 * MINUTE);
  assert.equal(at(bench.get(id), 'state.status'), 'pending');
  stop(bench, id);
  bench.until(id, 'state.status', 'stopped');
  assert.deepEqual(statuses(bench, id), ['pending', 'stopping', 'stopped']);
  assert.equal(at(bench.get(id), 'startTime'), undefined);
});

test('instances are stopped, and started again after the duration', () => {
  const bench = harness();
  const id = start(bench, {
    targets: instances('PERCENT(50)'),
    actions: { Stop: stopInstances({ startInstancesAfterDuration: 'PT5M' }) },
  });
  bench.until(id, 'actions.Stop.state.status', 'running');
  const [stopped] = bench.ec2.done;
  assert.equal(stopped?.what, 'stop');
  assert.equal(stopped.arns.length, 2);
  bench.clock.step(4 * MINUTE);
  bench.fis.advance(STAGING, EMPTY);
  assert.equal(bench.ec2.done.length, 1);
  bench.clock.step(MINUTE);
  assert.equal(at(bench.get(id), 'actions.Stop.state.status'), 'running', 'the instances are starting');
  bench.until(id, 'state.status', 'completed');
  assert.deepEqual(bench.ec2.done.slice(1), [{ what: 'start', account: STAGING, arns: stopped.arns }]);
  const resolved = bench.call('GET', `/experiments/${id}/resolvedTargets`).body['resolvedTargets'] as unknown[];
  assert.deepEqual(
    resolved.map((target) => at(target, 'targetInformation.arn')),
    stopped.arns,
  );
});

test('a stop starts the instances again at once, where the experiment would have', () => {
  const bench = harness();
  const id = start(bench, {
    targets: instances('ALL'),
    actions: { Stop: stopInstances({ startInstancesAfterDuration: 'PT1H' }) },
  });
  bench.until(id, 'actions.Stop.state.status', 'running');
  stop(bench, id);
  assert.deepEqual(
    bench.ec2.done.map(({ what }) => what),
    ['stop', 'start'],
  );
  bench.until(id, 'state.status', 'stopped');
  assert.equal(bench.ec2.done.length, 2);
});

test('a stop while the instances are starting lets them, and starts them only once', () => {
  const bench = harness();
  const id = start(bench, {
    targets: instances('ALL'),
    actions: { Stop: stopInstances({ startInstancesAfterDuration: 'PT5M' }) },
  });
  bench.until(id, 'actions.Stop.state.status', 'running');
  bench.clock.step(5 * MINUTE + SECOND);
  stop(bench, id);
  assert.deepEqual(
    bench.ec2.done.map(({ what }) => what),
    ['stop', 'start'],
  );
  bench.clock.step(30 * SECOND);
  assert.equal(at(bench.get(id), 'state.status'), 'stopping');
  bench.until(id, 'state.status', 'stopped');
  assert.equal(bench.ec2.done.length, 2);
});

test('a failure with nothing left to undo is final at once', () => {
  const bench = harness();
  const id = start(bench);
  bench.until(id, 'actions.Stress.state.status', 'running');
  bench.fis.failExperiment(STAGING, EMPTY, id, { code: 'InternalError', reason: 'Something broke.' }, 'Stress');
  assert.equal(at(bench.get(id), 'state.status'), 'failed');
  assert.throws(() => bench.fis.failExperiment(STAGING, EMPTY, id, { code: 'InternalError', reason: 'Twice.' }));
});

test('an experiment can fail as a whole, in another account', () => {
  const bench = harness();
  const id = start(bench);
  bench.until(id, 'state.status', 'running');
  const failure = {
    code: 'AccountTargetConfigurationFailure',
    reason: 'No.',
    accountId: '777788889999',
    location: 'x',
  };
  bench.fis.failExperiment(STAGING, EMPTY, id, failure);
  bench.until(id, 'state.status', 'failed');
  const { code, location, accountId } = failure;
  assert.deepEqual(at(bench.get(id), 'state.error'), { accountId, code, location });
});

test('instances that no one starts again stay stopped', () => {
  const bench = harness();
  const id = start(bench, { targets: instances('ALL'), actions: { Stop: stopInstances({}) } });
  bench.until(id, 'actions.Stop.state.status', 'running');
  stop(bench, id);
  bench.until(id, 'state.status', 'stopped');
  assert.deepEqual(
    bench.ec2.done.map(({ what }) => what),
    ['stop'],
  );
});

test('instances of other accounts are asked for and stopped there', () => {
  const bench = harness(undefined, 1);
  const other = { accountId: '777788889999', roleArn: 'arn:aws:iam::777788889999:role/fis', description: '' };
  const id = start(bench, {
    targets: instances('ALL'),
    actions: { Stop: stopInstances({}) },
    targetAccounts: [{ ...other, accountId: STAGING }, other],
  });
  bench.until(id, 'actions.Stop.state.status', 'running');
  assert.deepEqual(
    bench.ec2.done.map(({ account }) => account),
    [STAGING, '777788889999'],
  );
});

test('a stop condition ends the experiment as stopped and says so', () => {
  const bench = harness();
  const value = `arn:aws:cloudwatch:${EMPTY}:${STAGING}:alarm:checkout`;
  const id = start(bench, { stopConditions: [{ source: 'aws:cloudwatch:alarm', value }] });
  bench.until(id, 'actions.Stress.state.status', 'running');
  bench.fis.triggerStopCondition(STAGING, EMPTY, id);
  assert.equal(at(bench.get(id), 'state.status'), 'stopping');
  bench.until(id, 'state.status', 'stopped');
  assert.equal(at(bench.get(id), 'state.reason'), 'Experiment halted by stop condition.');
});

test('a failed action fails the experiment once the others have been undone', () => {
  const bench = harness();
  const id = start(bench, { actions: { Bad: stress('PT10M'), Good: stress('PT10M'), Later: wait('PT1M', 'Bad') } });
  bench.until(id, 'actions.Bad.state.status', 'running');
  const failure = { code: 'AccessDeniedException', reason: 'Not authorized to perform ssm:SendCommand.' };
  bench.fis.failExperiment(STAGING, EMPTY, id, failure, 'Bad');
  assert.equal(at(bench.get(id), 'state.status'), 'stopping');
  bench.until(id, 'state.status', 'failed');
  const experiment = bench.get(id);
  assert.equal(at(experiment, 'actions.Bad.state.status'), 'failed');
  assert.equal(at(experiment, 'actions.Good.state.status'), 'stopped');
  assert.equal(at(experiment, 'actions.Later.state.status'), 'cancelled');
  assert.deepEqual(at(experiment, 'state'), {
    status: 'failed',
    reason: failure.reason,
    error: { accountId: STAGING, code: 'AccessDeniedException', location: 'actions.Bad' },
  });
});

test('a target without resources fails the experiment, or skips its actions', () => {
  const targets = {
    Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 0 },
    Subnets: { resourceType: 'aws:ec2:subnet', selectionMode: 'ALL', population: 1 },
  };
  const actions = { Stress: stress('PT1M'), After: wait('PT1M', 'Stress') };
  const bench = harness();
  const failing = start(bench, { targets, actions });
  bench.until(failing, 'state.status', 'failed');
  assert.deepEqual(at(bench.get(failing), 'state.error'), {
    accountId: STAGING,
    code: 'InvalidTarget',
    location: 'targets.Tasks',
  });
  assert.deepEqual(statuses(bench, failing, 'Stress'), ['cancelled']);

  const skipping = start(bench, { targets, actions, emptyTargetResolutionMode: 'skip' });
  bench.until(skipping, 'state.status', 'completed');
  assert.deepEqual(statuses(bench, skipping, 'Stress'), ['skipped']);
  assert.deepEqual(statuses(bench, skipping, 'After'), ['initiating', 'running', 'completed']);
});

test('a preview resolves the targets, skips every action and touches nothing', () => {
  const bench = harness();
  const shape = definition({
    targets: instances('ALL'),
    actions: { Stop: stopInstances({}), Then: wait('PT1H', 'Stop') },
  });
  const id = bench.fis.start(STAGING, EMPTY, shape, { actionsMode: 'skip-all' });
  bench.clock.step(MINUTE);
  const experiment = bench.get(id);
  assert.equal(at(experiment, 'state.status'), 'completed');
  assert.equal(at(experiment, 'experimentOptions.actionsMode'), 'skip-all');
  assert.deepEqual([...statuses(bench, id, 'Stop'), ...statuses(bench, id, 'Then')], ['skipped', 'skipped']);
  assert.deepEqual(bench.ec2.done, []);
  assert.equal(
    (bench.call('GET', `/experiments/${id}/resolvedTargets`).body['resolvedTargets'] as unknown[]).length,
    4,
  );
});

const experimentReportConfiguration = {
  outputs: { s3Configuration: { bucketName: 'shop-reports', prefix: 'fis/' } },
  postExperimentDuration: 'PT10M',
};

test('the report is written after the experiment, once its time after the end is over', () => {
  const bench = harness();
  const id = start(bench, { experimentReportConfiguration });
  assert.deepEqual(at(bench.get(id), 'experimentReport.state.status'), 'pending');
  bench.until(id, 'state.status', 'completed');
  assert.equal(at(bench.get(id), 'experimentReport.state.status'), 'pending');
  bench.until(id, 'experimentReport.state.status', 'completed');
  const [running, completed] = transitions(bench, id).filter(({ what }) => what === 'report');
  assert.equal(running?.at, timeOf(bench, id, 'completed') + 10 * MINUTE);
  assert.equal(completed?.from, 'running');
  const [report] = at(bench.get(id), 'experimentReport.s3Reports') as { arn: string; reportType: string }[];
  assert.deepEqual(report, { arn: `arn:aws:s3:::shop-reports/fis/${id}/report.pdf`, reportType: 'pdf' });
});

test('a report fails or is cancelled when it is told to, and when the experiment never ran', () => {
  const bench = harness();
  const failing = start(bench, { experimentReportConfiguration });
  bench.fis.setReportOutcome(STAGING, EMPTY, failing, { type: 'failed', code: 'S3AccessDenied', reason: 'No.' });
  const cancelling = start(bench, { experimentReportConfiguration });
  bench.fis.setReportOutcome(STAGING, EMPTY, cancelling, { type: 'cancelled', reason: 'Not wanted.' });
  const empty = { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 0 } };
  const never = start(bench, { experimentReportConfiguration, targets: empty });
  bench.clock.step(HOUR);
  assert.deepEqual(at(bench.get(failing), 'experimentReport.state'), {
    status: 'failed',
    reason: 'No.',
    error: { code: 'S3AccessDenied' },
  });
  assert.equal(at(bench.get(cancelling), 'experimentReport.state.reason'), 'Not wanted.');
  assert.equal(at(bench.get(never), 'state.status'), 'failed');
  assert.equal(at(bench.get(never), 'experimentReport.state.status'), 'cancelled');
  assert.throws(() => bench.fis.setReportOutcome(STAGING, EMPTY, failing, { type: 'completed' }));
});

test('a definition that AWS would refuse is refused', () => {
  const bench = harness();
  const refused = (actions: ExperimentDefinition['actions'], code: string): void =>
    assert.throws(() => start(bench, { actions }), { code });
  refused({ A: wait('PT1M', 'B') }, 'ValidationException');
  refused({ A: wait('PT1M', 'B'), B: wait('PT1M', 'A') }, 'ValidationException');
  refused({ A: { actionId: 'aws:ec2:nothing' } }, 'ValidationException');
  refused({ A: { actionId: 'aws:ecs:stop-task', targets: { Tasks: 'Other' } } }, 'ValidationException');
  refused({}, 'ValidationException');
  const many = Array.from({ length: 21 }, (_, index) => [`A${index}`, wait('PT1M')] as const);
  refused(Object.fromEntries(many), 'ServiceQuotaExceededException');
});
