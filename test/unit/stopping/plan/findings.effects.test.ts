import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, type Failure, succeeded } from '../../../../src/model/failure.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import { known } from '../../../../src/model/fact.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { action, experiment, failure, instance, told } from '../../../stages/fakes.ts';
import { findings, stop, stopExperiment } from '../../../stages/stopping/plan.ts';
import { findingsFor, type FurtherReads } from '../../../../src/stopping/plan/findings.ts';

describe('the plan of an instance', () => {
  it('says what a stop erases by what AWS tells of the type, by its name alone where AWS denies that, and else that it isn’t known', async () => {
    const erased = [{ severity: 'warn', type: 'instance-store-data' }];
    const of = (instanceStore: Instance['instanceStore'], typeStores: AwsReads['typeStores']) =>
      findings(instance({ instanceStore, type: 'x9d.large' }), stop, { reads: { typeStores } });
    assert.deepEqual(await of('none', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('data', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    const maybe = [{ severity: 'warn', type: 'instance-store-unknown' }];
    const denied = failed(failure('denied'));
    for (const [name, finding] of [
      ['unknown', maybe],
      ['data', erased],
      ['none', []],
      ['root', [{ severity: 'block', type: 'unfit', unfit: 'instance-store-root', state: 'running' }]],
    ] as const)
      assert.deepEqual(await of(name, () => Promise.resolve(denied)), finding, name);
    const kinds: readonly Failure['kind'][] = ['timeout', 'cancelled', 'throttled', 'server', 'refused', 'unreachable'];
    const untold = [told({}), told({ other: true }), ...kinds.map((kind) => failed(failure(kind)))];
    for (const answer of untold)
      for (const name of ['unknown', 'data', 'none'] as const)
        assert.deepEqual(await of(name, () => Promise.resolve(answer)), maybe, JSON.stringify([answer, name]));
  });

  const of = (operation: Operation, more: Partial<Instance>, asked: FurtherReads = {}) =>
    findingsFor(operation, instance(more), asked, 'Schedule', 0);
  const force: Operation = { type: 'force-stop', skipOsShutdown: false };
  const hibernate: Operation = { type: 'hibernate' };
  const persistent: FurtherReads = { spotKind: known('persistent') };

  it('warns of Windows where its stop is forced, and of no other', () => {
    assert.deepEqual(of(force, { windows: true }), [{ severity: 'warn', type: 'force-windows' }]);
    assert.deepEqual([...of(stop, { windows: true }), ...of(force, {})], []);
  });

  it('says of a Spot instance alone who resumes it, and what becomes of its request where somebody asked', () => {
    const asleep = { hibernationConfigured: true };
    const spot = { ...asleep, lifecycle: 'spot' };
    const goesOn = { severity: 'info', type: 'persistent-spot' };
    const resumes = { severity: 'info', type: 'spot-hibernation' };
    assert.deepEqual(of(hibernate, asleep), []);
    assert.deepEqual(of(hibernate, spot, persistent), [goesOn, resumes]);
    assert.deepEqual(of(hibernate, spot), [resumes]);
    assert.deepEqual(of(stop, spot), []);
    assert.deepEqual(of(stop, spot, persistent), [goesOn]);
  });

  it('says that it stops already', () => {
    const already = { severity: 'info', type: 'already-on-its-way', state: 'stopping' };
    assert.deepEqual(of(force, { state: 'stopping' }).at(-1), already);
    assert.deepEqual(of(force, { state: 'running' }), []);
  });

  it('says that nobody asked whether it is protected, and nothing of one that isn’t', () => {
    const unchecked = { severity: 'info', type: 'protection-unchecked' };
    assert.deepEqual(of(stop, {}, { protection: 'not-asked' }), [unchecked]);
    assert.deepEqual(of(stop, {}, { protection: succeeded(false) }), []);
  });

  it('tells of a stack without warning of it, since CloudFormation starts nothing again', () => {
    const tags = (key: string) => [{ key, value: 'web' }];
    const severity = (key: string) =>
      of(stop, { tags: tags(key) }).map(
        (finding) => finding.type === 'owner' && [finding.owner.kind, finding.severity],
      );
    assert.deepEqual(severity('aws:cloudformation:stack-name'), [['cloudformation', 'info']]);
    assert.deepEqual(severity('karpenter.sh/nodepool'), [['karpenter', 'warn']]);
  });
});

const full = { actions: [], targets: [], stopConditions: [{ source: 'none' }], targetAccounts: 0 };

describe('what the plan says of an experiment', () => {
  it('says of actions that have begun what the stop undoes, and nothing of those that are over or still to come', async () => {
    const of = (more: Parameters<typeof action>[0]) => action({ actionId: 'aws:ec2:stop-instances', ...more });
    const again = { startInstancesAfterDuration: 'PT5M' };
    const { startedAt: _never, ...pending } = of({ name: 'pending', state: 'pending' });
    const found = await findings(
      experiment({
        full: {
          ...full,
          actions: [
            of({ name: 'stays' }),
            of({ name: 'restored', parameters: again }),
            of({ name: 'restored already', parameters: again, state: 'completed' }),
            of({ name: 'ended already', actionId: 'aws:ecs:task-cpu-stress', state: 'completed' }),
            of({ name: 'waited', actionId: 'aws:fis:wait', state: 'completed' }),
            of({ name: 'waits', actionId: 'aws:fis:wait' }),
            of({ name: 'ends', actionId: 'aws:ecs:task-cpu-stress' }),
            of({ name: 'skipped', state: 'skipped' }),
            pending,
            of({ name: 'partly', actionId: 'aws:ssm:send-command', state: 'completed' }),
            of({ name: 'new', actionId: 'aws:quantum:entangle' }),
          ],
        },
      }),
      stopExperiment,
    );
    assert.deepEqual(
      found.slice(1).map((finding) => ('undo' in finding ? `${finding.action} ${finding.undo}` : finding.type)),
      ['stays-done', 'restored restored', 'waits nothing', 'ends ends', 'partly partly', 'new unknown'],
    );
  });

  it('says that it stops already', () => {
    const already = { severity: 'info', type: 'already-on-its-way', state: 'stopping' };
    const of = (state: string) => findingsFor(stopExperiment, experiment({ state }), {}, '', 0);
    assert.deepEqual(of('stopping').at(-1), already);
    assert.deepEqual(of('running'), []);
  });

  it('has the states of the alarms that would stop it, where AWS told one of them', () => {
    const arns = ['a', 'b'].map((name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`);
    const stopConditions = arns.map((value) => ({ source: 'aws:cloudwatch:alarm', value }));
    const [first = '', second = ''] = arns;
    for (const [alarms, severity, states] of [
      [undefined, 'info', undefined],
      [{}, 'info', undefined],
      [{ 'arn:of another': 'OK' }, 'info', undefined],
      [{ [first]: 'OK' }, 'info', { [first]: 'OK' }],
      [{ [second]: 'gone' }, 'info', { [second]: 'gone' }],
      [{ [first]: 'gone', [second]: 'INSUFFICIENT_DATA' }, 'warn', { [first]: 'gone', [second]: 'INSUFFICIENT_DATA' }],
    ] as const) {
      const observed = experiment({ full: { ...full, stopConditions } });
      const [finding] = findingsFor(stopExperiment, observed, { ...(alarms && { alarms }) }, '', 0);
      const expected = { severity, type: 'stop-conditions', conditions: arns };
      assert.deepEqual(finding, states === undefined ? expected : { ...expected, alarms: states });
    }
  });
});
