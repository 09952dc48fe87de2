import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PERMIT_LIFE } from '../../../../src/model/permit.ts';
import { nobodys } from '../../../../src/model/sight.ts';
import { type Failure, failed, type FailureKind, succeeded } from '../../../../src/model/failure.ts';
import type { Operation, OperationType } from '../../../../src/model/operation.ts';
import type { PermitRefusal } from '../../../../src/model/permit.ts';
import type { AwsChanges } from '../../../../src/model/ports/awsChanges.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { type AnsweredEntry, recordsOf } from '../../../../src/stopping/audit/entry.ts';
import { runStop } from '../../../../src/stopping/run/runStop.ts';
import { isLeftUnsent } from '../../../../src/stopping/runResult.ts';
import {
  deployment,
  deploymentArn,
  experiment,
  failure,
  flush,
  instance,
  lever,
  looksAt,
  pauseHook,
  refTo,
  scope,
} from '../../../stages/fakes.ts';
import { eachOperation } from '../../../stages/stopping/operations.ts';
import { runStage as stage } from '../../../stages/stopping/run.ts';

const lost = (more: Partial<Failure> = {}) =>
  Promise.resolve(failed(failure('cut', { mayHaveHappened: true, ...more })));

describe('each target of a run', () => {
  for (const [type, thing] of [
    ['stop', instance()],
    ['roll-back', deployment()],
    ['continue', deployment({ hooks: [pauseHook('hook')] })],
    ['stop-experiment', experiment()],
    ['engage-lever', lever()],
  ] as const)
    it(`says that AWS throttles it from when that was seen until AWS has answered otherwise: ${type}`, async () => {
      let held = (): void => {};
      const holding = new Promise<void>((resolve) => {
        held = resolve;
      });
      let calls = 0;
      const answer = async () => {
        calls += 1;
        if (calls > 1) await holding;
        return failed(failure(calls === 1 ? 'throttled' : 'denied'));
      };
      const { start, tracker, clock, ends } = stage({
        things: [thing],
        changes: {
          ...{ stopInstances: answer, stopDeployment: answer, continueDeployment: answer, stopExperiment: answer },
          setSafetyLever: answer,
        },
      });
      const seen: unknown[] = [];
      tracker.onDidMark(() => seen.push(tracker.following().map(({ throttled }) => throttled?.until)));
      const confirmed = clock.now();
      void start([refTo(thing)], eachOperation[type]);
      await clock.advance(5_000);
      // It is sent again as long as the confirmation holds.
      assert.deepEqual(seen, [[undefined], [confirmed + PERMIT_LIFE]]);
      assert.deepEqual([calls, tracker.mark(refTo(thing), nobodys)], [2, 'sending']);
      held();
      await clock.advance(5_000);
      assert.deepEqual(
        ends.map(({ tracked, verdict }) => [tracked.throttled, verdict.type]),
        [[undefined, 'refused']],
      );
    });

  it('is answered at its own hook, which its line names, and a roll-back of a paused one at none', async () => {
    const [web, api] = ['web', 'api'].map((name) =>
      deployment({ id: deploymentArn(name, 'd1'), hooks: [pauseHook(`hook of ${name}`)] }),
    );
    assert.ok(web && api);
    const { sent, journal, start } = stage({ things: [web, api] });
    await start([refTo(web), refTo(api)], eachOperation.continue);
    assert.deepEqual(sent, [
      `continueDeployment hook of web CONTINUE ${web.id}`,
      `continueDeployment hook of api CONTINUE ${api.id}`,
    ]);
    await start([refTo(web)], eachOperation['roll-back']);
    const operations = recordsOf(journal.lines).records.map(({ requested }) => requested.operation);
    assert.deepEqual(operations, [
      { type: 'continue', action: 'CONTINUE', hookId: 'hook of web' },
      { type: 'continue', action: 'CONTINUE', hookId: 'hook of api' },
      { type: 'roll-back' },
    ]);
  });

  it('has a line of what it was, where, and what goes on being billed', async () => {
    const other = { profile: 'admin', region: 'us-east-1' };
    const things = [
      instance({ id: 'i-1', name: 'web', volumes: [{ id: 'vol-1', device: '/dev/xvda', deleteOnTermination: true }] }),
      instance({ id: 'i-2', state: 'pending', scope: other }),
    ];
    const { journal, start, clock } = stage({ things });
    const { run, answers } = await start(
      things.map(refTo),
      { type: 'force-stop', skipOsShutdown: true },
      { reason: 'r' },
    );
    const { records } = recordsOf(journal.lines);
    const [first, second] = records.map(({ requested }) => requested);
    const time = new Date(clock.now()).toISOString();
    for (const line of [first, second]) {
      assert.deepEqual([line?.run, line?.time, line?.account, line?.reason], [run, time, '111122223333', 'r']);
      assert.deepEqual(line?.operation, { type: 'force-stop', skipOsShutdown: true });
    }
    assert.deepEqual(
      [first?.profile, first?.region, first?.resource, first?.name, first?.state],
      [...[scope.profile, scope.region, 'i-1', 'web', 'running']],
    );
    assert.deepEqual(
      [second?.profile, second?.region, second?.resource, second?.state],
      [...['admin', 'us-east-1', 'i-2', 'pending']],
    );
    assert.equal(first?.staysBilled?.volumes, 1);
    assert.equal(second?.staysBilled, undefined);
    for (const { tracked } of answers) {
      assert.deepEqual([tracked.run, tracked.requestedAt, tracked.account], [run, clock.now(), '111122223333']);
      assert.ok(records.some(({ requested }) => requested.id === tracked.id && requested.resource === tracked.ref.id));
    }
    assert.deepEqual(
      answers.map(({ tracked }) => [tracked.name, tracked.stateBefore]),
      [
        ['web', 'running'],
        ['i-2', 'pending'],
      ],
    );
  });

  for (const [what, seen, set, expected] of [
    ['agree', {}, 0, 0],
    ['differ', { clockOffset: -3_600_000 }, 0, -3_600_000],
    ['were set apart since the plan', {}, 3_600_000, undefined],
    ['were set to agree since the plan', { clockOffset: -3_600_000 }, -3_600_000, undefined],
    ['can’t be compared: it could not be read again', undefined, 0, undefined],
  ] as const)
    it(`has a line of how far AWS’s clock is ahead, where the clocks ${what}`, async () => {
      const describes: AwsReads['describe'] = async (...asked) =>
        seen ? looksAt(() => [instance()], seen)(...asked) : failed(failure('timeout'));
      const { journal, planFor, confirmations, run, clock } = stage({ describes });
      const confirmed = confirmations.confirm(await planFor([refTo(instance())], { type: 'stop' }), {});
      clock.setBy(set);
      const { answers } = await runStop(run, confirmed);
      const [line] = recordsOf(journal.lines).records;
      assert.deepEqual([line?.requested.clockOffset, answers[0]?.tracked.clockOffset], [expected, expected]);
    });

  it('has AWS’s own answer in its other line: states, the request’s id, or why not', async () => {
    const refused: Partial<Failure> = { code: 'Conflict', message: 'it is over', requestId: 'q-9' };
    const rows: readonly (readonly [Awaited<ReturnType<AwsChanges['stopExperiment']>>, Partial<AnsweredEntry>])[] = [
      [
        succeeded({ value: experiment({ state: 'stopping' }), requestId: 'q-1' }),
        { requestId: 'q-1', current: 'stopping' },
      ],
      [succeeded({ value: experiment({ state: 'stopped' }) }), { current: 'stopped' }],
      [
        failed(failure('refused', refused)),
        {
          requestId: 'q-9',
          error: { kind: 'refused', code: 'Conflict', message: 'it is over', mayHaveHappened: false },
        },
      ],
      [
        failed(failure('server', { message: '', mayHaveHappened: true })),
        { error: { kind: 'server', message: '', mayHaveHappened: true } },
      ],
    ];
    for (const [answer, expected] of rows) {
      const { journal, start, clock } = stage({
        things: [experiment()],
        changes: { stopExperiment: () => Promise.resolve(answer) },
      });
      await start([refTo(experiment())], { type: 'stop-experiment' });
      const [record] = recordsOf(journal.lines).records;
      const { id, time } = { id: record?.requested.id, time: new Date(clock.now()).toISOString() };
      assert.deepEqual(record?.answered, { v: 1, type: 'answered', id, time, ...expected });
    }
  });

  it('is the state that AWS answers for a lever and an experiment, and the states before and after for an instance', async () => {
    const rows: readonly (readonly [Operation, Target, previous: string | undefined, current: string | undefined])[] = [
      [eachOperation.stop, instance(), 'running', 'stopping'],
      [eachOperation['disengage-lever'], lever({ state: 'engaged' }), undefined, 'disengaging'],
      [eachOperation['roll-back'], deployment(), undefined, undefined],
    ];
    for (const [operation, of, previous, current] of rows) {
      const { start } = stage({
        things: [of],
        changes: {
          setSafetyLever: ({ operation: { type } }) =>
            Promise.resolve(
              succeeded({ value: lever({ state: type === 'disengage-lever' ? 'disengaging' : 'engaging' }) }),
            ),
        },
      });
      const { answers } = await start([refTo(of)], operation);
      assert.deepEqual([answers[0]?.previous, answers[0]?.current], [previous, current], operation.type);
    }
  });
});

describe('a deployment of which nobody saw at which hook it waits', () => {
  it('is answered at none: nothing leaves, and the person is told that nothing did', async () => {
    const waiting = deployment({ hooks: [pauseHook('h1')] });
    const { sent, journal, start, ends } = stage({
      things: [waiting],
      describes: () => Promise.resolve(failed(failure('throttled'))),
    });
    const { answers } = await start([refTo(waiting)], eachOperation.continue);
    const refusal = { kind: 'forbidden', code: 'no-waiting-hook', message: '', mayHaveHappened: false };
    assert.deepEqual([sent, answers[0]?.failure], [[], refusal]);
    assert.deepEqual(
      ends.map(({ verdict }) => verdict.type),
      ['refused'],
    );
    assert.deepEqual(recordsOf(journal.lines).records[0]?.answered?.error, refusal);
  });
});

describe('a run of many', () => {
  it('has four calls under way at once, and every target sent', async () => {
    const things = Array.from({ length: 11 }, (_, at) => experiment({ id: `EXP${at}` }));
    const held: (() => void)[] = [];
    const asked: string[] = [];
    const { start } = stage({
      things,
      changes: {
        stopExperiment: async (_permit, id) => {
          asked.push(id);
          await new Promise<void>((resolve) => held.push(resolve));
          return succeeded({ value: experiment({ id, state: 'stopping' }) });
        },
      },
    });
    const running = start(things.map(refTo), { type: 'stop-experiment' });
    for (const most of [4, 8, 11]) {
      while (asked.length < most) await flush();
      assert.equal(asked.length, most);
      for (const release of held.splice(0)) release();
      await flush();
    }
    assert.deepEqual(
      (await running).answers.map(({ tracked }) => tracked.ref.id),
      things.map(({ id }) => id),
    );
  });
});

describe('a call that AWS may have carried out', () => {
  const calls: Readonly<Partial<Record<OperationType, number>>> = {
    ...{ stop: 3, hibernate: 3, 'force-stop': 3, 'skip-os-shutdown': 3, start: 1 },
    ...{ 'roll-back': 1, abort: 1, continue: 1, 'stop-experiment': 1, 'engage-lever': 1, 'disengage-lever': 1 },
  };
  const targets: Readonly<Record<Target['kind'], Target>> = {
    instance: instance({ hibernationConfigured: true }),
    deployment: deployment({ hooks: [pauseHook('h1')] }),
    experiment: experiment(),
    lever: lever(),
  };
  const kinds: Readonly<Partial<Record<OperationType, Target>>> = {
    ...{ start: instance({ state: 'stopped' }), 'disengage-lever': lever({ state: 'engaged' }) },
    ...{ 'roll-back': targets.deployment, abort: targets.deployment, continue: targets.deployment },
    ...{ 'stop-experiment': targets.experiment, 'engage-lever': targets.lever },
  };
  for (const operation of Object.values(eachOperation))
    it(`leaves ${calls[operation.type] === 1 ? 'once' : 'thrice'} where it is to ${operation.type}`, async () => {
      let left = 0;
      const loses = () => {
        left += 1;
        return lost();
      };
      const of = kinds[operation.type] ?? targets.instance;
      const { start, clock, tracker } = stage({
        things: [of],
        changes: {
          ...{ stopInstances: loses, startInstances: loses, stopDeployment: loses, continueDeployment: loses },
          ...{ stopExperiment: loses, setSafetyLever: loses },
        },
      });
      const running = start([refTo(of)], operation);
      await clock.advance(10_000);
      const { answers } = await running;
      assert.equal(left, calls[operation.type]);
      assert.equal(answers[0]?.failure?.mayHaveHappened, true);
      assert.equal(tracker.mark(refTo(of), nobodys), 'requested', 'it is followed');
    });
});

describe('what is kept back before it leaves', () => {
  const again: Readonly<Record<PermitRefusal, boolean>> = {
    ...{ 'permit-expired': true, 'policy-changed': true, 'account-unknown': true, 'destination-changed': true },
    ...{ 'account-elsewhere': false, 'account-changed': false, 'not-permitted': false },
  };
  for (const [code, isAgain] of Object.entries(again))
    it(`can${isAgain ? '' : 'not'} be confirmed again: ${code}`, () => {
      assert.equal(isLeftUnsent(failure('forbidden', { code })), isAgain);
      assert.equal(isLeftUnsent(failure('forbidden', { code, mayHaveHappened: true })), false);
      const kinds: readonly FailureKind[] = ['refused', 'denied', 'unknown'];
      for (const kind of kinds) assert.equal(isLeftUnsent(failure(kind, { code })), false, kind);
    });
});
