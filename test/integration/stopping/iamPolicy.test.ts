import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { none } from '../../../src/model/fact.ts';
import type { Operation, OperationType } from '../../../src/model/operation.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Resource, TargetRef } from '../../../src/model/resources/resource.ts';
import { changeActions, iamPolicy, readActions, policyServices } from '../../../src/stopping/handOver/iamPolicy.ts';
import { sendable } from '../../../src/stopping/plan/plan.ts';
import { STAGING } from '../../stages/accounts.ts';
import { listed, never } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { allowsIn } from '../../stages/iam.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';
import { leverRef, refOf, REGION, scope, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';

describe('the IAM policy and what AWS is asked', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  /** The requests that arrived, as IAM names them; in the log are the names that they are signed for. */
  const logged = () =>
    stage.sim.log.entries().map((entry) => ({
      action: `${entry.service === 'monitoring' ? 'cloudwatch' : entry.service}:${entry.action}`,
      region: entry.region,
    }));
  const called = () => new Set(logged().map(({ action }) => action));

  const readAll = async (): Promise<void> => {
    const { sim, reads } = stage;
    const spot = sim.ec2.add(STAGING, REGION, { stateAge: 0, spot: 'persistent' }).id;
    const deployment = stage.deploy(15 * 60, { failing: true });
    const alarm = `arn:aws:cloudwatch:${REGION}:${STAGING}:alarm:calm`;
    const experiment = stage.startExperiment({ stopConditions: [{ source: 'aws:cloudwatch:alarm', value: alarm }] });
    sim.ecs.createDaemon(STAGING, REGION, 'own', { name: 'agent', instances: 1 });
    const all: Resource[] = [];
    const asks: Readonly<Record<keyof AwsReads, () => Promise<unknown>>> = {
      list: async () => {
        for (const kind of ['instance', 'service', 'experiment', 'lever'] as const)
          all.push(...(await listed({ reads }, scope, kind)).resources);
      },
      profiles: () => reads.profiles(),
      identity: () => reads.identity(scope.profile, never()),
      regions: () => reads.regions(scope.profile, never()),
      describe: async () => {
        await reads.describe(scope, 'instance', [spot], never());
        await reads.describe(scope, 'deployment', [deployment], never());
        await reads.describe(scope, 'experiment', [experiment], never());
        await reads.describe(scope, 'lever', ['default'], never());
      },
      wholeResource: async () => {
        await reads.wholeResource({ kind: 'instance', scope, id: spot }, never());
        await reads.wholeResource({ kind: 'deployment', scope, id: deployment }, never());
        await reads.wholeResource({ kind: 'experiment', scope, id: experiment }, never());
      },
      stopProtection: () => reads.stopProtection(scope, [spot], never()),
      spotKinds: () =>
        reads.spotKinds(
          scope,
          all.flatMap((one) => (one.kind === 'instance' && one.spotRequestId !== undefined ? [one.spotRequestId] : [])),
          never(),
        ),
      volumeSizes: () =>
        reads.volumeSizes(
          scope,
          all.flatMap((one) => (one.kind === 'instance' ? one.volumes.map(({ id }) => id) : [])),
          never(),
        ),
      typeStores: () =>
        reads.typeStores(
          scope,
          all.flatMap((one) => (one.kind === 'instance' ? [one.type] : [])),
          never(),
        ),
      revisions: () =>
        reads.revisions(
          scope,
          deployments().flatMap(({ target }) => target?.arn ?? []),
          never(),
        ),
      wholeRevision: async () => {
        for (const { target } of deployments()) await reads.wholeRevision(scope, target?.arn ?? '', [], never());
      },
      stoppedTasks: async () => {
        for (const one of deployments()) await reads.stoppedTasks(scope, one, never());
      },
      daemons: () => reads.daemons(scope, never()),
      wholeDaemon: () => reads.wholeDaemon(scope, `arn:aws:ecs:${REGION}:${STAGING}:daemon/own/agent`, never()),
      pastDeployments: async () => {
        for (const one of deployments()) await reads.pastDeployments(scope, one.serviceArn, undefined, never());
      },
      resolvedTargets: () => reads.resolvedTargets(scope, experiment, undefined, never()),
      targetAccounts: () => reads.targetAccounts(scope, experiment, never()),
      experimentTemplate: () => reads.experimentTemplate(scope, 'EXT1', never()),
      alarmStates: () => reads.alarmStates(scope, [alarm], never()),
    };
    const deployments = () => all.flatMap((one) => (one.kind === 'service' && one.deployment ? [one.deployment] : []));
    for (const ask of Object.values(asks)) await ask();
  };

  const change = async (ref: TargetRef, operation: Operation): Promise<void> => {
    const window = stage.window();
    const plan = await stage.during(window.plan([ref], operation));
    assert.equal(sendable(plan).length, 1, operation.type);
    await stage.during(window.run(window.confirm(plan, {})));
    await stage.until(() => window.ends.length > 0);
    window.dispose();
  };

  const changeAll = async (): Promise<void> => {
    const instance = (state: 'running' | 'stopped') =>
      refOf('instance', stage.sim.ec2.add(STAGING, REGION, { stateAge: 0, hibernation: true, state }).id);
    const deployment = (options = {}) => refOf('deployment', stage.deploy(120, options));
    const changes: Readonly<Record<OperationType, () => Promise<void>>> = {
      stop: () => change(instance('running'), { type: 'stop' }),
      hibernate: () => change(instance('running'), { type: 'hibernate' }),
      'force-stop': () => change(instance('running'), { type: 'force-stop', skipOsShutdown: false }),
      'skip-os-shutdown': () => change(instance('running'), { type: 'skip-os-shutdown' }),
      start: () => change(instance('stopped'), { type: 'start' }),
      'roll-back': () => change(deployment(), { type: 'roll-back' }),
      // The same action as a rollback with another stop type, which AWS takes in no state that is made here.
      abort: () => Promise.resolve(),
      continue: () =>
        change(deployment({ hooks: [{ type: 'PAUSE', stages: ['PRE_SCALE_UP'] }] }), {
          type: 'continue',
          action: 'CONTINUE',
        }),
      'stop-experiment': () => change(refOf('experiment', stage.startExperiment()), { type: 'stop-experiment' }),
      'engage-lever': () => change(leverRef, { type: 'engage-lever', reason: 'test' }),
      'disengage-lever': () => change(leverRef, { type: 'disengage-lever', reason: 'over' }),
    };
    for (const make of Object.values(changes)) await make();
  };

  it('allows all that looking asks, which is all that it allows, where nothing may be changed', async () => {
    stage.sim.log.clear();
    await readAll();
    assert.deepEqual([...called()].sort(), [...readActions].sort());
    const allows = allowsIn(
      iamPolicy({ ...openPolicy(), readOnly: true }, [{ scope, account: STAGING, alias: none }], policyServices),
    );
    assert.deepEqual(
      logged().filter(({ action, region: where }) => !allows(action, where)),
      [],
    );
    for (const action of changeActions) assert.equal(allows(action, REGION), false, action);
    const asked = logged();
    for (const services of [['ec2'], ['ecs'], ['fis'], ['ec2', 'ecs']] as const) {
      const allowsOf = allowsIn(iamPolicy(openPolicy(), [{ scope, account: STAGING, alias: none }], services));
      // Of an experiment the alarms that would stop it are read, too; who somebody is and which regions there are is asked in any case.
      const wanted: ReadonlySet<string> = new Set([
        ...services,
        ...(services.some((one) => one === 'fis') ? ['cloudwatch'] : []),
      ]);
      const outside = ['ec2:DescribeRegions', 'iam:ListAccountAliases', 'sts:GetCallerIdentity'];
      for (const { action, region } of asked) {
        const isWanted = outside.includes(action) || wanted.has(action.split(':')[0] ?? '');
        assert.equal(allowsOf(action, region), isWanted, `${action} for ${services.join()}`);
      }
    }
  });

  it('allows the dry runs of a plan and of a check where stopping is allowed, and nothing more for them', async () => {
    const { sim, permissions } = stage;
    const added = (state: 'running' | 'stopped') => sim.ec2.add(STAGING, REGION, { stateAge: 0, state }).id;
    const [running, stopped] = [added('running'), added('stopped')];
    sim.log.clear();
    assert.equal(valueOf(await permissions.mayStopInstance(scope, running, never())).allowed, true);
    for (const operation of [
      { type: 'stop' },
      { type: 'hibernate' },
      { type: 'force-stop', skipOsShutdown: true },
      { type: 'skip-os-shutdown' },
    ] as const)
      assert.equal(valueOf(await permissions.dryRun(scope, operation, [running], never(), 0)).allowed, true);
    assert.equal(valueOf(await permissions.dryRun(scope, { type: 'start' }, [stopped], never(), 0)).allowed, true);
    const asked = sim.log.entries().filter(({ service }) => service === 'ec2');
    assert.deepEqual(
      asked.map(({ action, parameters }) => [action, parameters['DryRun']]),
      [...Array.from({ length: 5 }, () => ['StopInstances', 'true']), ['StartInstances', 'true']],
    );
    const allows = allowsIn(iamPolicy(openPolicy(), [{ scope, account: STAGING, alias: none }], policyServices));
    assert.deepEqual(
      logged().filter(({ action, region: where }) => !allows(action, where)),
      [],
    );
    assert.deepEqual(
      [running, stopped].map((id) => sim.ec2.instance(STAGING, REGION, id)?.state),
      ['running', 'stopped'],
    );
  });

  it('allows all that stopping asks, in the chosen region alone', async () => {
    stage.sim.log.clear();
    await changeAll();
    const allows = allowsIn(iamPolicy(openPolicy(), [{ scope, account: STAGING, alias: none }], policyServices));
    assert.deepEqual(
      logged().filter(({ action, region: where }) => !allows(action, where)),
      [],
    );
    for (const action of changeActions) {
      assert.ok(called().has(action), `${action} was not asked`);
      assert.equal(allows(action, 'us-east-1'), false, action);
    }
  });
});
