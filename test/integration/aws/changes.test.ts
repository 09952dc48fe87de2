import assert from 'node:assert/strict';
import { confirmed, openPolicy, permitFor } from '../../stages/stopping/permits.ts';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import type { ChangePolicy } from '../../../src/model/changePolicy.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import { stateTraits } from '../../../src/model/resources/states.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { createStage, listed, never, profileLines, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { STAGING } from '../../stages/accounts.ts';
import type { InstanceOperation } from '../../../src/model/operation.ts';
import { waitingHook } from '../../../src/model/resources/deployment.ts';

const NOT_ASKED = ['forbidden', 'dry-run-unheeded', false];

const mutating = [
  'StopInstances',
  'StartInstances',
  'StopServiceDeployment',
  'ContinueServiceDeployment',
  'StopExperiment',
  'UpdateSafetyLeverState',
];

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`changing AWS (${way})`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await createStage({ way, clock: heldClock() });
    });
    afterEach(() => stage.close());

    const stoppable = (): readonly string[] =>
      stage.sim.ec2
        .instances(STAGING, 'eu-west-1')
        .filter(
          (it) => it.state === 'running' && !it.apiStopDisabled && it.rootDevice === 'ebs' && it.spot === undefined,
        )
        .map(({ id }) => id);
    const activeExperiment = async (): Promise<string> => {
      const { resources } = await listed(stage.aws, stage.scope, 'experiment');
      const running = resources.find((it) => it.kind === 'experiment' && it.state === 'running');
      return running?.id ?? '';
    };
    const deployments = async (scope = stage.scope) =>
      (await listed(stage.aws, scope, 'service')).resources.flatMap((it) =>
        it.kind === 'service' && it.deployment !== undefined ? [it.deployment] : [],
      );
    const arrivals = (): number => mutating.reduce((sum, action) => sum + stage.sim.log.count({ action }), 0);
    /** One call of each method, with arguments that AWS would take. */
    const everyChange = async (
      aws: Aws,
      policy: () => ChangePolicy = openPolicy,
    ): Promise<Readonly<Record<string, () => Promise<{ readonly ok: boolean }>>>> => {
      const { scope } = stage;
      const now = () => confirmed(aws, { policy: policy() });
      const id = stoppable()[0] ?? '';
      const deployment = (await deployments())[0]?.id ?? '';
      const experiment = await activeExperiment();
      return {
        stopInstances: () => now().stopInstances(scope, [id]),
        startInstances: () => now().startInstances(scope, [id]),
        stopDeployment: () => now().stopDeployment(scope, deployment, 'ROLLBACK'),
        continueDeployment: () => now().continueDeployment(scope, deployment, 'hook', 'CONTINUE'),
        stopExperiment: () => now().stopExperiment(scope, experiment),
        setSafetyLever: () => now().setSafetyLever(scope, 'engaged', 'A drill.'),
      };
    };

    test('stops instances and starts them again, and says which state they came from', async () => {
      const ids = stoppable().slice(0, 2);
      const stopped = valueOf(await confirmed(stage.aws).stopInstances(stage.scope, ids));
      assert.deepEqual(
        new Set(stopped.value.map((it) => JSON.stringify(it))),
        new Set(ids.map((id) => JSON.stringify({ id, previous: 'running', current: 'stopping' }))),
      );
      assert.match(stopped.requestId ?? '', /^[\w-]{8,}$/);
      const [asked] = stage.sim.log.entries({ action: 'StopInstances' });
      assert.equal(asked?.requestId, stopped.requestId);
      for (const name of ['Force', 'Hibernate', 'SkipOsShutdown', 'DryRun'])
        assert.equal(asked?.parameters[name], undefined);
      stage.sim.ec2.set(STAGING, 'eu-west-1', ids[0] ?? '', { state: 'stopped' });
      const started = valueOf(await confirmed(stage.aws).startInstances(stage.scope, [ids[0] ?? '']));
      assert.deepEqual(started.value, [{ id: ids[0], previous: 'stopped', current: 'pending' }]);
    });

    for (const minutes of [20, -20]) {
      test(`works, each change once, while this machine’s clock is ${-minutes} minutes off, and once it is set right`, async () => {
        const [id = ''] = stoppable();
        const target = (await deployments()).find((it) => it.status === 'IN_PROGRESS' && it.sources.length > 0);
        const experiment = await activeExperiment();
        for (const ahead of [minutes * 60_000, 0]) {
          stage.sim.wall.ahead = ahead;
          stage.sim.log.clear();
          valueOf(await confirmed(stage.aws).stopInstances(stage.scope, [id]));
          if (ahead !== 0) {
            valueOf(await confirmed(stage.aws).setSafetyLever(stage.scope, 'engaged', 'A drill.'));
            valueOf(await confirmed(stage.aws).stopDeployment(stage.scope, target?.id ?? '', 'ROLLBACK'));
            valueOf(await confirmed(stage.aws).stopExperiment(stage.scope, experiment));
          }
          for (const action of mutating) {
            const handled = stage.sim.log.entries({ action }).filter((entry) => entry.handled);
            assert.ok(handled.length <= 1, action);
          }
        }
      });
    }

    test('sends the options that were chosen', async () => {
      const [id = ''] = stoppable();
      await confirmed(stage.aws).stopInstances(stage.scope, [id], {
        hibernate: false,
        force: true,
        skipOsShutdown: true,
      });
      const [asked] = stage.sim.log.entries({ action: 'StopInstances' });
      assert.equal(asked?.parameters['Force'], 'true');
      assert.equal(asked?.parameters['SkipOsShutdown'], 'true');
    });

    test('skips the shutdown of the operating system without force, under a permit for that', async () => {
      const [id = ''] = stoppable();
      const permit = permitFor({ type: 'skip-os-shutdown' }, [id], { scope: stage.scope });
      valueOf(await stage.aws.changes.stopInstances(permit, [id]));
      const [asked] = stage.sim.log.entries({ action: 'StopInstances' });
      assert.equal(asked?.parameters['Force'], undefined);
      assert.equal(asked?.parameters['SkipOsShutdown'], 'true');
    });

    test('checks a permission without changing anything', async () => {
      const [id = ''] = stoppable();
      assert.equal(valueOf(await stage.aws.permissions.mayStopInstance(stage.scope, id, never())).allowed, true);
      stage.sim.faults.add({ action: 'StopInstances', times: 1, effect: { kind: 'denied' } });
      assert.equal(valueOf(await stage.aws.permissions.mayStopInstance(stage.scope, id, never())).allowed, false);
      assert.equal(stage.sim.ec2.instance(STAGING, 'eu-west-1', id)?.state, 'running');
    });

    test('asks by dry runs with the parameters of the operation, and changes nothing', async () => {
      const [one = '', other = ''] = stoppable();
      const stopped = stage.sim.ec2.add(STAGING, 'eu-west-1', { stateAge: 0, state: 'stopped' }).id;
      const { permissions } = stage.aws;
      const before = stage.sim.ec2.instances(STAGING, 'eu-west-1');
      for (const [operation, ids] of [
        [{ type: 'stop' }, [one, other]],
        [{ type: 'hibernate' }, [one]],
        [{ type: 'force-stop', skipOsShutdown: false }, [one]],
        [{ type: 'force-stop', skipOsShutdown: true }, [one]],
        [{ type: 'skip-os-shutdown' }, [one]],
        [{ type: 'start' }, [stopped]],
      ] satisfies [InstanceOperation, string[]][]) {
        stage.sim.log.clear();
        const said = valueOf(await permissions.dryRun(stage.scope, operation, ids, never(), 0));
        assert.deepEqual([said.allowed, said.account], [true, STAGING]);
        const asked = stage.sim.log.entries().filter(({ service }) => service === 'ec2');
        const [{ parameters, action } = {}] = asked;
        assert.equal(action, operation.type === 'start' ? 'StartInstances' : 'StopInstances');
        const more = { ...parameters };
        delete more['Action'];
        delete more['Version'];
        assert.deepEqual(more, {
          ...Object.fromEntries(ids.map((id, at) => [`InstanceId.${at + 1}`, id])),
          DryRun: 'true',
          ...(operation.type === 'hibernate' && { Hibernate: 'true' }),
          ...(operation.type === 'force-stop' && { Force: 'true' }),
          ...((operation.type === 'skip-os-shutdown' ||
            (operation.type === 'force-stop' && operation.skipOsShutdown)) && {
            SkipOsShutdown: 'true',
          }),
        });
      }
      assert.deepEqual(stage.sim.ec2.instances(STAGING, 'eu-west-1'), before);
      stage.sim.faults.add({ action: 'StopInstances', times: 1, effect: { kind: 'denied' } });
      const denied = valueOf(await permissions.dryRun(stage.scope, { type: 'stop' }, [one], never(), 0));
      assert.deepEqual([denied.allowed, denied.account], [false, STAGING]);
      const unknown = await permissions.dryRun(stage.scope, { type: 'stop' }, ['i-0123456789abcdef0'], never(), 0);
      assert.equal(unknown.ok ? 'answered' : unknown.failure.kind, 'not-found');
      stage.sim.log.clear();
      const spared = await permissions.dryRun(stage.scope, { type: 'stop' }, [one], never(), 1_000);
      assert.equal(spared.ok ? 'answered' : spared.failure.kind, 'throttled');
      assert.equal(stage.sim.log.count({ action: 'StopInstances' }), 0, 'nothing is asked at the cost of a stop');
      assert.ok((await permissions.dryRun(stage.scope, { type: 'start' }, [stopped], never(), 1_000)).ok);
    });

    test('asks nobody by a dry run who may not know what that is, whoever wants to know', async () => {
      const [id = ''] = stoppable();
      const unmarked = profileLines('staging', STAGING, stage.sim.endpoint).replace('halt_simulated = true\n', '');
      await stage.home.write('.aws/config', unmarked);
      const { permissions } = stage.aws;
      for (const type of ['stop', 'start'] as const) {
        const failure = failureIn(await permissions.dryRun(stage.scope, { type }, [id], never(), 0));
        assert.deepEqual([failure.kind, failure.code, failure.mayHaveHappened], NOT_ASKED);
      }
      const failure = failureIn(await permissions.mayStopInstance(stage.scope, id, never()));
      assert.deepEqual([failure.kind, failure.code, failure.mayHaveHappened], NOT_ASKED);
      assert.equal(arrivals(), 0);
    });

    test('rolls a deployment back', async () => {
      const target = (await deployments()).find((it) => it.status === 'IN_PROGRESS' && it.sources.length > 0);
      assert.ok(target);
      const stopped = valueOf(await confirmed(stage.aws).stopDeployment(stage.scope, target.id, 'ROLLBACK'));
      assert.equal(stopped.value, target.id);
      assert.notEqual(stopped.requestId, undefined);
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'deployment', [target.id], never()));
      const [seen] = found.targets;
      assert.ok(seen?.kind === 'deployment' && seen.status.startsWith('ROLLBACK_'), JSON.stringify(seen));
    });

    test('continues a deployment that waits at a pause hook', async () => {
      const scopes = ['staging', 'production'].flatMap((profile) =>
        ['eu-west-1', 'us-east-1'].map((region) => ({ profile, region })),
      );
      const found = await Promise.all(scopes.map((scope) => deployments(scope)));
      const waiting = found.flat().find((it) => waitingHook(it) !== undefined);
      assert.ok(waiting);
      const hook = waitingHook(waiting)?.id ?? '';
      const answer = valueOf(
        await confirmed(stage.aws).continueDeployment(waiting.scope, waiting.id, hook, 'CONTINUE'),
      );
      assert.equal(answer.value, waiting.id);
      const again = valueOf(await stage.aws.reads.describe(waiting.scope, 'deployment', [waiting.id], never()));
      const [seen] = again.targets;
      assert.ok(seen?.kind === 'deployment' && waitingHook(seen) === undefined);
    });

    test('stops an experiment and answers with it as it is now', async () => {
      const id = await activeExperiment();
      const stopped = valueOf(await confirmed(stage.aws).stopExperiment(stage.scope, id));
      assert.equal(stopped.value.id, id);
      assert.match(stopped.value.state, /^(stopping|stopped)$/);
      assert.ok((stopped.value.full?.actions.length ?? 0) > 0);
    });

    test('engages and disengages the safety lever', async () => {
      const engaged = valueOf(await confirmed(stage.aws).setSafetyLever(stage.scope, 'engaged', 'A drill.'));
      assert.match(engaged.value.state, /^engag(ing|ed)$/);
      assert.equal(engaged.value.reason, 'A drill.');
      const again = failureIn(await confirmed(stage.aws).setSafetyLever(stage.scope, 'disengaged', 'Over.'));
      assert.equal(again.code, 'ConflictException');
      assert.equal(again.kind, 'refused');
      assert.equal(again.mayHaveHappened, false);
    });

    test('passes on why AWS refuses, and which instance', async () => {
      const guarded = stage.sim.ec2.instances(STAGING, 'eu-west-1').find((it) => it.apiStopDisabled);
      const failure = failureIn(await confirmed(stage.aws).stopInstances(stage.scope, [guarded?.id ?? '']));
      assert.equal(failure.kind, 'refused');
      assert.equal(failure.code, 'OperationNotPermitted');
      assert.ok(failure.message.includes(guarded?.id ?? 'none'));
      assert.equal(failure.operation, 'ec2:StopInstances');
      assert.equal(failure.mayHaveHappened, false);
      assert.notEqual(failure.requestId, undefined);
    });

    test('sends nothing that the policy forbids, and asks it for each call', async () => {
      let policy: ChangePolicy = { readOnly: true, allowedRegions: [] };
      const aws = stage.another({ policy: () => policy });
      const changes = await everyChange(aws, () => policy);
      stage.sim.log.clear();
      const forbidding: ChangePolicy[] = [
        { readOnly: true, allowedRegions: [] },
        { readOnly: ['other', 'staging'], allowedRegions: [] },
        { readOnly: false, allowedRegions: ['us-east-1'] },
      ];
      for (policy of forbidding) {
        for (const [name, change] of Object.entries(changes)) {
          const answer = await change();
          assert.equal(answer.ok, false, name);
          assert.ok('failure' in answer && (answer.failure as { kind: string }).kind === 'forbidden', name);
        }
      }
      assert.equal(stage.sim.log.count(), 0);
      policy = { readOnly: ['other'], allowedRegions: ['eu-west-1'] };
      assert.equal((await changes['stopExperiment']?.())?.ok, true);
      assert.equal(arrivals(), 1);
    });

    test('forbids everything when the policy can not be read', async () => {
      const aws = stage.another({
        policy: () => {
          throw new Error('no settings');
        },
      });
      const answer = await confirmed(aws).stopInstances(stage.scope, [stoppable()[0] ?? '']);
      assert.equal(answer.ok, false);
      assert.equal(arrivals(), 0);
    });

    const doubt: readonly (readonly [string, FaultEffect, boolean])[] = [
      ['a cut after AWS acted', { kind: 'drop', when: 'after' }, true],
      ['half an answer', { kind: 'halfAnswer' }, true],
      ['a 500 after AWS acted', { kind: 'serverError', status: 500, when: 'after' }, true],
      ['a 503 before AWS acted, which looks the same', { kind: 'serverError', status: 503, when: 'before' }, true],
      ['no answer in time', { kind: 'hang', when: 'after' }, true],
      ['an answer that can not be read', { kind: 'malformedBody' }, true],
      ['an empty answer', { kind: 'emptyBody' }, true],
      ['throttling', { kind: 'throttle' }, false],
      ['a denial', { kind: 'denied' }, false],
      ['expired credentials', { kind: 'expiredToken' }, false],
      ['a refusal', { kind: 'error', code: 'ValidationException', message: 'No.', status: 400 }, false],
    ];
    test('knows whether a change may have happened', async () => {
      const patient = stage.aws;
      // Patient where nothing hangs. Whose the profile is has been asked by then.
      const hurried = stage.another({ timeouts: { connect: 30_000, request: 2_000 } });
      valueOf(await hurried.reads.identity(stage.scope.profile, never()));
      const id = stoppable()[0] ?? '';
      const experiment = await activeExperiment();
      const deployment = (await deployments())[0]?.id ?? '';
      const asks = {
        StopInstances: (aws: Aws) => confirmed(aws).stopInstances(stage.scope, [id]),
        StopServiceDeployment: (aws: Aws) => confirmed(aws).stopDeployment(stage.scope, deployment, 'ROLLBACK'),
        StopExperiment: (aws: Aws) => confirmed(aws).stopExperiment(stage.scope, experiment),
      };
      const tell = async (action: string, ask: (aws: Aws) => Promise<Outcome<unknown>>): Promise<void> => {
        for (const [name, effect, expected] of doubt) {
          const fault = stage.sim.faults.add({ action, effect });
          const failure = failureIn(await ask(effect.kind === 'hang' ? hurried : patient));
          stage.sim.faults.remove(fault);
          assert.equal(failure.mayHaveHappened, expected, `${action}: ${name}: ${JSON.stringify(failure)}`);
        }
      };
      await Promise.all(Object.entries(asks).map(([action, ask]) => tell(action, ask)));
    });

    test('does not forget a first attempt that may have happened when the second was refused', async () => {
      const id = stoppable()[0] ?? '';
      stage.sim.faults.add({ action: 'StopInstances', times: 1, effect: { kind: 'drop', when: 'after' } });
      stage.sim.faults.add({ action: 'StopInstances', effect: { kind: 'denied' } });
      const failure = failureIn(await confirmed(stage.aws).stopInstances(stage.scope, [id]));
      assert.equal(failure.kind, 'denied');
      assert.equal(failure.attempts, 2);
      assert.equal(failure.mayHaveHappened, true);
    });

    test('knows that nothing happened where nothing was reached', async () => {
      const [id = ''] = stoppable();
      valueOf(await stage.aws.reads.identity(stage.scope.profile, never()));
      await stage.sim.close();
      // Until the end of the kept connections is known here, a request may leave on one of them, and nobody knows what became of it.
      assert.equal(failureIn(await stage.aws.reads.identity(stage.scope.profile, never())).code, 'ECONNREFUSED');
      const failure = failureIn(await confirmed(stage.aws).stopInstances(stage.scope, [id]));
      assert.equal(failure.kind, 'unreachable');
      assert.equal(failure.code, 'ECONNREFUSED');
      assert.equal(failure.mayHaveHappened, false);
      assert.equal(failure.endpoint, stage.sim.endpoint);
    });

    test('leaves what it stopped in a state that is not final before AWS says so', async () => {
      const [id = ''] = stoppable();
      await confirmed(stage.aws).stopInstances(stage.scope, [id]);
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'instance', [id], never()));
      const [seen] = found.targets;
      assert.ok(seen?.kind === 'instance' && !stateTraits('instance', seen.state).final, JSON.stringify(found));
    });
  });
}
