import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { STAGING } from '../../stages/accounts.ts';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';
import { allOperations } from '../../stages/stopping/operations.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { InstanceOperation, Operation } from '../../../src/model/operation.ts';
import { sendable } from '../../../src/stopping/plan/plan.ts';
import { memoryJournal } from '../../stages/fakes.ts';
import { acceptedLines } from '../../stages/stopping/auditLines.ts';
import { refOf, REGION, scope, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';
import type { Changed, StateChange } from '../../../src/model/ports/awsChanges.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

/** The guards of the stage, under which its permits are made. */
const policy = { ...openPolicy(), production: [], requireReason: 'off' };

/** Of each state, by operation: what AWS answers to the bare call, and how it ends. Marked with ! where Halt offers it. */
type Row = readonly [answer: string, verdict: string];
const wrong: Row = ['IncorrectInstanceState', '-'];
const final: Row = ['ConflictException', '-'];

const instanceRows = {
  pending: {
    stop: wrong,
    hibernate: wrong,
    'force-stop': ['pending → stopping !', 'stopped'],
    'skip-os-shutdown': wrong,
    start: ['pending → pending', 'started'],
  },
  running: {
    stop: ['running → stopping !', 'stopped'],
    hibernate: ['running → stopping !', 'hibernated'],
    'force-stop': ['running → stopping !', 'stopped'],
    'skip-os-shutdown': ['running → stopping !', 'stopped'],
    start: ['running → running', 'started'],
  },
  stopping: {
    stop: ['stopping → stopping', 'stopped'],
    hibernate: ['stopping → stopping', 'shut-down-instead'],
    'force-stop': ['stopping → stopping !', 'stopped'],
    'skip-os-shutdown': ['stopping → stopping', 'stopped'],
    start: wrong,
  },
  stopped: {
    stop: ['stopped → stopped', 'stopped'],
    hibernate: ['stopped → stopped', 'shut-down-instead'],
    'force-stop': ['stopped → stopped', 'stopped'],
    'skip-os-shutdown': ['stopped → stopped', 'stopped'],
    start: ['stopped → pending !', 'started'],
  },
  'shutting-down': { stop: wrong, hibernate: wrong, 'force-stop': wrong, 'skip-os-shutdown': wrong, start: wrong },
  terminated: { stop: wrong, hibernate: wrong, 'force-stop': wrong, 'skip-os-shutdown': wrong, start: wrong },
} as const satisfies Record<string, Readonly<Record<InstanceOperation['type'], Row>>>;

/** Instances that run, but that something stands in the way of. */
const special = {
  protected: [
    { apiStopDisabled: true, hibernation: true },
    'OperationNotPermitted',
    ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
  ],
  managed: [
    { operator: 'eks.amazonaws.com', hibernation: true },
    'UnsupportedOperation',
    ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
  ],
  'one-time spot': [
    { spot: 'one-time', hibernation: true },
    'UnsupportedOperation',
    ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
  ],
  'instance store': [
    { rootDevice: 'instance-store' },
    'UnsupportedOperation',
    ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
  ],
  'not for hibernation': [{}, 'UnsupportedHibernationConfiguration', ['hibernate']],
} as const satisfies Record<string, readonly [InstanceSpec, string, readonly string[]]>;

const rollsBack: Row = ['accepted !', 'rolled-back'];
const goesDown: Row = ['accepted !', 'stopped'];
const noHook: Row = ['InvalidParameterException', '-'];
const noAbort: Row = ['InvalidParameterException !', '-'];
const deploymentRows = {
  PENDING: { 'roll-back': rollsBack, abort: noAbort, continue: noHook },
  IN_PROGRESS: { 'roll-back': rollsBack, abort: noAbort, continue: noHook },
  'IN_PROGRESS, waiting': { 'roll-back': rollsBack, abort: noAbort, continue: ['accepted !', 'continued'] },
  STOP_REQUESTED: { 'roll-back': goesDown, abort: noAbort, continue: noHook },
  ROLLBACK_REQUESTED: { 'roll-back': rollsBack, abort: noAbort, continue: noHook },
  ROLLBACK_IN_PROGRESS: { 'roll-back': rollsBack, abort: noAbort, continue: noHook },
  SUCCESSFUL: { 'roll-back': final, abort: ['InvalidParameterException', '-'], continue: noHook },
  STOPPED: { 'roll-back': final, abort: ['InvalidParameterException', '-'], continue: noHook },
  ROLLBACK_SUCCESSFUL: { 'roll-back': final, abort: ['InvalidParameterException', '-'], continue: noHook },
  ROLLBACK_FAILED: { 'roll-back': final, abort: ['InvalidParameterException', '-'], continue: noHook },
} as const satisfies Record<string, Readonly<Record<'roll-back' | 'abort' | 'continue', Row>>>;

const ended: Row = ['ValidationException', '-'];
const experimentRows = {
  pending: ['pending → stopping !', 'stopped'],
  initiating: ['initiating → stopping !', 'stopped'],
  running: ['running → stopping !', 'stopped'],
  stopping: ['stopping → stopping !', 'stopped'],
  completed: ended,
  stopped: ended,
  failed: ended,
  cancelled: ended,
} as const satisfies Record<string, Row>;

/** Force alone, without what else the dialog offers with it. */
const operations: readonly Operation[] = [{ type: 'force-stop', skipOsShutdown: false }, ...allOperations];
const operationOf = (type: string): Operation => {
  const operation = operations.find((one) => one.type === type);
  assert.ok(operation, type);
  return operation;
};

describe('every kind × state × operation, to its end', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  const instanceIn = (spec: InstanceSpec): TargetRef =>
    refOf('instance', stage.sim.ec2.add(STAGING, REGION, { stateAge: 0, ...spec }).id);

  const deploymentIn = async (name: string): Promise<TargetRef> => {
    const failing = { failing: true, circuitBreaker: { rollback: true, threshold: 3 } };
    const alone = (age: number, options = {}) => {
      const service = stage.sim.ecs.createService(STAGING, REGION, 'tests', {
        name: crypto.randomUUID(),
        desired: 4,
        launch: 'FARGATE',
      });
      return stage.sim.ecs.startDeployment(service, { ...options, ageSeconds: age });
    };
    const stopped = async (arn: string) => {
      await confirmed(stage, { confirmed: momentOf(stage.time), policy }).stopDeployment(scope, arn, 'ROLLBACK');
      return arn;
    };
    const recipes: Readonly<Record<string, () => string | Promise<string>>> = {
      PENDING: () => stage.deploy(0),
      IN_PROGRESS: () => stage.deploy(120),
      'IN_PROGRESS, waiting': () => stage.deploy(120, { hooks: [{ type: 'PAUSE', stages: ['PRE_SCALE_UP'] }] }),
      STOP_REQUESTED: () => stopped(alone(120)),
      ROLLBACK_REQUESTED: () => stopped(stage.deploy(120)),
      ROLLBACK_IN_PROGRESS: () => stage.deploy(200, failing),
      SUCCESSFUL: () => stage.deploy(3600),
      STOPPED: () => alone(3600, { ...failing, circuitBreaker: { rollback: false } }),
      ROLLBACK_SUCCESSFUL: () => stage.deploy(3600, failing),
      ROLLBACK_FAILED: () => stage.deploy(3600, { ...failing, failRollback: true }),
    };
    const arn = (await recipes[name]?.()) ?? '';
    assert.equal(stage.sim.ecs.deployment(arn)?.['status'], name.split(',')[0]);
    return refOf('deployment', arn);
  };

  const experimentIn = async (state: string): Promise<TargetRef> => {
    const { fis } = stage.sim;
    // Others would take the places of the five that may be active.
    await stage.pass(40);
    const id = stage.startExperiment(
      state === 'failed'
        ? { targets: { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 0 } } }
        : {},
    );
    const status = () => (fis.experiment(STAGING, REGION, id)['state'] as { status: string }).status;
    if (state === 'stopped' || state === 'stopping') {
      await stage.until(() => status() === 'running');
      await confirmed(stage, { confirmed: momentOf(stage.time), policy }).stopExperiment(scope, id);
    }
    if (state === 'cancelled') {
      fis.setSafetyLever(STAGING, REGION, 'engaged', 'test');
      const other = stage.startExperiment();
      await stage.pass(10);
      fis.setSafetyLever(STAGING, REGION, 'disengaged', 'over');
      assert.deepEqual((fis.experiment(STAGING, REGION, other)['state'] as { status: string }).status, state);
      return refOf('experiment', other);
    }
    await stage.until(() => status() === state);
    return refOf('experiment', id);
  };

  /** The bare call, whether Halt offers it or not; what it came to. */
  const call = async (ref: TargetRef, operation: Operation): Promise<readonly [string, boolean]> => {
    const changes = confirmed(stage, { confirmed: momentOf(stage.time), policy });
    const say = (outcome: Outcome<Changed<readonly StateChange[]>>): readonly [string, boolean] => {
      if (!outcome.ok) return [outcome.failure.code ?? outcome.failure.kind, false];
      const [change] = outcome.value.value;
      return [`${change?.previous} → ${change?.current}`, true];
    };
    const yes = (outcome: Outcome<unknown>): readonly [string, boolean] =>
      outcome.ok ? ['accepted', true] : [outcome.failure.code ?? outcome.failure.kind, false];
    switch (operation.type) {
      case 'start':
        return say(await changes.startInstances(scope, [ref.id]));
      case 'stop':
      case 'hibernate':
      case 'force-stop':
      case 'skip-os-shutdown':
        return say(
          await changes.stopInstances(scope, [ref.id], {
            hibernate: operation.type === 'hibernate',
            force: operation.type === 'force-stop',
            skipOsShutdown: operation.type === 'skip-os-shutdown',
          }),
        );
      case 'roll-back':
      case 'abort':
        return yes(await changes.stopDeployment(scope, ref.id, operation.type === 'abort' ? 'ABORT' : 'ROLLBACK'));
      case 'continue': {
        const hooks = stage.sim.ecs.deployment(ref.id)?.['lifecycleHookDetails'];
        const [hook] = Array.isArray(hooks) ? (hooks as { hookId: string }[]) : [];
        return yes(await changes.continueDeployment(scope, ref.id, hook?.hookId ?? 'none', operation.action));
      }
      default: {
        const before_ = (stage.sim.fis.experiment(STAGING, REGION, ref.id)['state'] as { status: string }).status;
        const outcome = await changes.stopExperiment(scope, ref.id);
        return outcome.ok ? [`${before_} → ${outcome.value.value.state}`, true] : yes(outcome);
      }
    }
  };

  /** Follows what the bare call did, to its end, as a window does that finds it in the audit log. */
  const follow = async (ref: TargetRef, operation: Operation): Promise<string> => {
    const window = stage.window({ journal: memoryJournal(acceptedLines(ref, operation, stage.time.now())) });
    await stage.during(window.resume());
    await stage.until(() => window.ends.length > 0);
    window.dispose();
    return window.ends[0]?.verdict.type ?? '';
  };

  /** The way through plan, confirmation and run. */
  const through = async (ref: TargetRef, operation: Operation): Promise<string> => {
    const window = stage.window();
    const plan = await stage.during(window.plan([ref], operation));
    const offered = sendable(plan).length === 1;
    const arrived = stage.sent.length;
    await stage.during(window.run(window.confirm(plan, {})));
    assert.equal(stage.sent.length, arrived + (offered ? 1 : 0), 'what isn’t offered isn’t sent');
    if (offered) await stage.until(() => window.ends.length > 0);
    window.dispose();
    return offered ? (window.ends[0]?.verdict.type ?? '') : 'not offered';
  };

  const check = (name: string, make: () => TargetRef | Promise<TargetRef>, type: string, [answer, verdict]: Row) => {
    it(`${type} of ${name}: ${answer}, ${verdict}`, async () => {
      const operation = operationOf(type);
      const offered = answer.endsWith(' !');
      const ref = await make();
      const [said, accepted] = await call(ref, operation);
      assert.equal(said, answer.replace(' !', ''));
      if (accepted) assert.equal(await follow(ref, operation), verdict);
      const end = accepted ? verdict : 'refused';
      assert.equal(await through(await make(), operation), offered ? end : 'not offered');
    });
  };

  for (const [state, row] of Object.entries(instanceRows))
    for (const [type, expected] of Object.entries(row))
      check(
        `instance ${state}`,
        () => instanceIn({ state: state as keyof typeof instanceRows, hibernation: true }),
        type,
        expected,
      );
  for (const [name, [spec, code, types]] of Object.entries(special))
    for (const type of types) check(`instance ${name}`, () => instanceIn(spec), type, [code, '-']);
  check(
    'instance whose guest can’t hibernate',
    () => instanceIn({ hibernation: true, hibernationFails: true }),
    'hibernate',
    ['running → stopping !', 'shut-down-instead'],
  );
  check('instance persistent spot', () => instanceIn({ spot: 'persistent' }), 'stop', [
    'running → stopping !',
    'stopped',
  ]);
  check('instance persistent spot', () => instanceIn({ spot: 'persistent', hibernation: true }), 'hibernate', [
    'running → stopping !',
    'hibernated',
  ]);
  check('instance in an Auto Scaling group', () => instanceIn({ autoScalingGroup: 'web' }), 'stop', [
    'running → stopping !',
    'stopped',
  ]);

  for (const [status, row] of Object.entries(deploymentRows))
    for (const [type, expected] of Object.entries(row))
      check(`deployment ${status}`, () => deploymentIn(status), type, expected);
  check(
    'deployment whose rollback fails',
    () => refOf('deployment', stage.deploy(120, { failRollback: true })),
    'roll-back',
    ['accepted !', 'rollback-failed'],
  );
  check('deployment that is the first', () => deploymentIn('STOP_REQUESTED'), 'roll-back', goesDown);

  for (const [state, expected] of Object.entries(experimentRows))
    check(`experiment ${state}`, () => experimentIn(state), 'stop-experiment', expected);
});
