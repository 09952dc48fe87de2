import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { type Failure, type FailureKind, failed, succeeded } from '../../../../src/model/failure.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { recordsOf } from '../../../../src/stopping/audit/entry.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { isForAnotherProfile, isLeftUnsent } from '../../../../src/stopping/runResult.ts';
import { type RunParts, runStop } from '../../../../src/stopping/run/runStop.ts';
import { runStage as stage } from '../../../stages/stopping/run.ts';
import {
  deployment,
  experiment,
  failure,
  flush,
  instance,
  lever,
  memoryJournal,
  pauseHook,
  refTo,
} from '../../../stages/fakes.ts';
import type { AwsChanges } from '../../../../src/model/ports/awsChanges.ts';
import type { Target } from '../../../../src/model/resources/target.ts';

const goOn: Operation = { type: 'continue', action: 'CONTINUE' };
const waiting = deployment({ hooks: [pauseHook('h1')] });

describe('a run', () => {
  it('sends each operation as the one API call that it is, and tells what AWS answered', async () => {
    const rows: readonly (readonly [Operation, Target | ReturnType<typeof lever>, string, string | undefined])[] = [
      [{ type: 'stop' }, instance(), 'stopInstances i-1', 'stopping'],
      [{ type: 'start' }, instance({ state: 'stopped' }), 'startInstances i-1', 'pending'],
      [{ type: 'roll-back' }, deployment(), `stopDeployment ROLLBACK ${deployment().id}`, undefined],
      [{ type: 'abort' }, deployment(), `stopDeployment ABORT ${deployment().id}`, undefined],
      [goOn, waiting, `continueDeployment h1 CONTINUE ${waiting.id}`, undefined],
      [{ type: 'continue', action: 'ROLLBACK' }, waiting, `continueDeployment h1 ROLLBACK ${waiting.id}`, undefined],
      [{ type: 'stop-experiment' }, experiment(), 'stopExperiment EXP1', 'stopping'],
      [{ type: 'engage-lever', reason: 'r' }, lever(), 'setSafetyLever engaged default', 'engaging'],
    ];
    for (const [operation, of, call, current] of rows) {
      const { sent, start, tracker } = stage({ things: of.kind === 'lever' ? [] : [of] });
      const { answers } = await start([refTo(of)], operation);
      assert.deepEqual(sent, [call]);
      assert.equal(answers[0]?.current, current);
      assert.equal(tracker.mark(refTo(of), nobodys), 'requested');
    }
  });

  it('hands the options of a stop on', async () => {
    const options: unknown[] = [];
    const changes: Partial<AwsChanges> = {
      stopInstances: ({ operation }, ids) => {
        options.push(operation);
        return Promise.resolve(
          succeeded({ value: ids.map((id) => ({ id, previous: 'running', current: 'stopping' })) }),
        );
      },
    };
    const running = instance({ hibernationConfigured: true });
    const operations: readonly Operation[] = [
      { type: 'stop' },
      { type: 'hibernate' },
      { type: 'force-stop', skipOsShutdown: false },
      { type: 'force-stop', skipOsShutdown: true },
      { type: 'skip-os-shutdown' },
    ];
    for (const operation of operations) await stage({ changes, things: [running] }).start([refTo(running)], operation);
    assert.deepEqual(options, operations);
  });

  it('writes what it is about to ask before it asks, and AWS’s answer after it', async () => {
    const seen: string[] = [];
    const { journal, start } = stage({
      things: [waiting],
      changes: {
        continueDeployment: (_scope, arn) => {
          seen.push(...journal.lines.map((line) => (line as { type: string }).type));
          return Promise.resolve(succeeded({ value: arn, requestId: 'q-1' }));
        },
      },
    });
    await start([refTo(waiting)], goOn, { reason: 'looks good', reference: 'INC-7' });
    assert.deepEqual(seen, ['requested']);
    const [requested, answered] = journal.lines as Readonly<Record<string, unknown>>[];
    assert.deepEqual(
      [
        requested?.['operation'],
        requested?.['reason'],
        requested?.['reference'],
        requested?.['who'],
        requested?.['action'],
      ],
      [
        { ...goOn, hookId: 'h1' },
        'looks good',
        'INC-7',
        'arn:aws:iam::111122223333:user/jane',
        'ecs:ContinueServiceDeployment',
      ],
    );
    assert.equal(requested?.['state'], 'IN_PROGRESS');
    const { time: _time, id: _id, ...said } = answered ?? {};
    // What the plan saw stands in the request; ECS's answer tells no state.
    assert.deepEqual(said, { v: 1, type: 'answered', requestId: 'q-1' });
  });

  it('tells the log once a run what the plan left out, in how many places and targets ever', async () => {
    const other = { profile: 'admin', region: 'us-east-1' };
    const things = [instance(), instance({ id: 'i-2' }), instance({ id: 'i-3', scope: other })];
    const gone = [refTo(instance({ id: 'i-8' })), refTo(instance({ id: 'i-9', scope: other }))];
    for (const [refs, expected] of [
      [
        [...things.map(refTo), ...gone],
        ['i-8', 'i-9'],
      ],
      [
        [...gone, ...things.slice(2).map(refTo)],
        ['i-8', 'i-9'],
      ],
      [things.map(refTo), []],
    ] as const) {
      const { journal, start } = stage({ things });
      await start(refs, { type: 'stop' });
      const requested = recordsOf(journal.lines).records.map((one) => one.requested);
      assert.ok(requested.length > 0);
      assert.deepEqual(
        requested.flatMap(({ leftOut = [] }) => leftOut.map(({ resource }) => resource)),
        expected,
      );
      // It stands on the run's first line.
      assert.equal(requested[0]?.leftOut?.length ?? 0, expected.length);
    }
  });

  it('goes through when the log refuses, breaks or hangs, and says so', async () => {
    const broken: readonly RunParts['audit'][] = [
      { ...createAuditLog(memoryJournal()), write: () => Promise.reject(new Error('full')) },
      {
        ...createAuditLog(memoryJournal()),
        write: () => {
          throw new Error('broken');
        },
      },
    ];
    for (const audit of broken) {
      const { sent, start, troubles } = stage({ parts: { audit }, things: [instance()] });
      await start([refTo(instance())], { type: 'stop' });
      assert.deepEqual([sent, troubles.length], [['stopInstances i-1'], 2]);
    }
    const hangs = { ...createAuditLog(memoryJournal()), write: () => new Promise<void>(() => {}) };
    const { sent, start, clock } = stage({ parts: { audit: hangs }, things: [instance()] });
    const running = start([refTo(instance())], { type: 'stop' });
    await clock.advance(1_999);
    assert.deepEqual(sent, []);
    await clock.advance(1);
    assert.deepEqual(sent, ['stopInstances i-1']);
    await clock.advance(2_000);
    assert.equal((await running).answers.length, 1);
  });

  it('tells what the time left unsent, so that it can be confirmed again, and nothing that may have left', async () => {
    const things = ['a', 'b', 'c', 'd'].map((id) => experiment({ id }));
    const codes: Record<string, Partial<Failure>> = {
      b: { kind: 'forbidden', code: 'permit-expired' },
      c: { kind: 'forbidden', code: 'permit-expired', mayHaveHappened: true },
      d: { kind: 'forbidden', code: 'account-changed' },
    };
    const { start } = stage({
      things,
      changes: {
        stopExperiment: (_permit, id) =>
          Promise.resolve(
            codes[id] ? failed(failure('forbidden', codes[id])) : succeeded({ value: experiment({ id }) }),
          ),
      },
    });
    const result = await start(things.map(refTo), { type: 'stop-experiment' });
    assert.deepEqual(
      result.answers.flatMap(({ tracked, failure: why }) => (why && isLeftUnsent(why) ? [tracked.ref.id] : [])),
      ['b'],
    );
  });

  it('offers again what credentials or the network kept back, and nothing that may have left or that AWS answered', () => {
    const kinds: Readonly<Record<FailureKind, boolean>> = {
      ...{ 'config-broken': true, 'profile-unknown': true, 'credentials-missing': true, 'signin-expired': true },
      ...{ 'mfa-needed': true, 'credentials-expired': true, unreachable: true, timeout: true, cut: true },
      ...{ 'credentials-wrong': false, 'region-disabled': false, 'service-missing': false, denied: false },
      ...{ throttled: false, 'clock-skew': false, server: false, malformed: false, 'not-found': false, refused: false },
      ...{ forbidden: false, cancelled: false, unknown: false },
    };
    for (const [kind, isOffered] of Object.entries(kinds) as [FailureKind, boolean][])
      for (const code of [undefined, 'ExpiredToken', 'permit-expired']) {
        const of = failure(kind, { ...(code && { code }), mayHaveHappened: false });
        assert.equal(
          isLeftUnsent(of),
          isOffered || (kind === 'forbidden' && code === 'permit-expired'),
          `${kind} ${code}`,
        );
        assert.equal(isLeftUnsent({ ...of, mayHaveHappened: true }), false, kind);
      }
  });

  it('refuses what was refused, follows in doubt what may have happened, and keeps the plan’s order', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const things = ids.map((id) => experiment({ id }));
    const { start, ends, tracker } = stage({
      things,
      changes: {
        stopExperiment: async (_scope, id) => {
          if (id === 'a') await flush();
          if (id === 'b') return failed(failure('denied'));
          if (id === 'c') return failed(failure('cut', { mayHaveHappened: true }));
          return succeeded({ value: experiment({ id, state: 'stopping' }) });
        },
      },
    });
    const { answers } = await start(things.map(refTo), { type: 'stop-experiment' });
    assert.deepEqual(
      answers.map(({ tracked, failure: why }) => `${tracked.ref.id} ${why?.kind ?? 'ok'}`),
      ['a ok', 'b denied', 'c cut', 'd ok', 'e ok'],
    );
    assert.deepEqual(
      ends.map(({ tracked, verdict }) => `${tracked.ref.id} ${verdict.type}`),
      ['b refused'],
    );
    assert.deepEqual(
      tracker
        .following()
        .map(({ ref, uncertain }) => `${ref.id} ${uncertain?.kind ?? 'sure'}`)
        .toSorted(),
      ['a sure', 'c cut', 'd sure', 'e sure'],
    );
  });

  it('marks every target of every place before the first call', async () => {
    const other = { profile: 'admin', region: 'us-east-1' };
    const things = [instance(), instance({ id: 'i-2' }), instance({ id: 'i-3', scope: other })];
    const marks: unknown[] = [];
    const { start, tracker } = stage({
      things,
      changes: {
        stopInstances: (_scope, ids) => {
          marks.push(...things.map((one) => tracker.mark(refTo(one), nobodys)));
          return Promise.resolve(
            succeeded({ value: ids.map((id) => ({ id, previous: 'running', current: 'stopping' })) }),
          );
        },
      },
    });
    await start(things.map(refTo), { type: 'stop' });
    assert.deepEqual(marks.slice(0, 3), ['sending', 'sending', 'sending']);
  });

  it('carries out a plan once, and none that was not confirmed', async () => {
    const { run, confirmations, planFor, sent } = stage({ things: [instance()] });
    const made = await planFor([refTo(instance())], { type: 'stop' });
    const confirmed = confirmations.confirm(made, {});
    const results = await Promise.allSettled([
      runStop(run, confirmed),
      runStop(run, confirmed),
      runStop(run, { ...confirmed }),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    assert.deepEqual(sent, ['stopInstances i-1']);
  });

  it('asks again for what AWS throttled, of each service', async () => {
    let left = 2;
    const throttled = <T>(answer: T) => {
      left -= 1;
      return Promise.resolve(left >= 0 ? failed(failure('throttled')) : succeeded({ value: answer }));
    };
    const rows: readonly (readonly [Operation, Target, Partial<AwsChanges>])[] = [
      [
        { type: 'stop' },
        instance(),
        { stopInstances: () => throttled([{ id: 'i-1', previous: 'running', current: 'stopping' }]) },
      ],
      [{ type: 'roll-back' }, deployment(), { stopDeployment: () => throttled('') }],
      [goOn, waiting, { continueDeployment: () => throttled('') }],
      [{ type: 'stop-experiment' }, experiment(), { stopExperiment: () => throttled(experiment()) }],
    ];
    for (const [operation, of, changes] of rows) {
      left = 2;
      const { start, clock } = stage({ changes, things: [of] });
      const running = start([refTo(of)], operation);
      await clock.advance(10_000);
      assert.equal((await running).answers[0]?.failure, undefined, operation.type);
    }
  });
});

describe('what several profiles of an account lead to', () => {
  const at = (profile: string) => ({ profile, region: 'eu-west-1' });
  const cases: readonly (readonly [Operation, (profile: string) => Target | ReturnType<typeof lever>])[] = [
    [{ type: 'stop' }, (profile) => instance({ scope: at(profile) })],
    [{ type: 'roll-back' }, (profile) => deployment({ scope: at(profile) })],
    [{ type: 'stop-experiment' }, (profile) => experiment({ scope: at(profile) })],
    [{ type: 'engage-lever', reason: 'r' }, (profile) => lever({ scope: at(profile) })],
  ];
  const deniedTo = (kind: FailureKind, more: Partial<Failure> = {}): Partial<AwsChanges> => {
    const no = () => Promise.resolve(failed(failure(kind, more)));
    return { stopInstances: no, stopDeployment: no, stopExperiment: no, setSafetyLever: no };
  };
  const answered = async (
    profiles: readonly string[],
    changes: Partial<AwsChanges>,
    [operation, of]: (typeof cases)[number],
  ) => {
    const all = profiles.map(of);
    const { start } = stage({ changes, things: all.flatMap((one) => (one.kind === 'lever' ? [] : [one])) });
    const { answers } = await start(all.map(refTo), operation);
    assert.equal(answers.length, 1, 'one of them is sent');
    return answers.flatMap((answer) => [
      { is: isForAnotherProfile(answer), twins: answer.tracked.twins?.map(({ scope }) => scope.profile) },
    ]);
  };

  it('is known with its other profiles when AWS denies it to the first', async () => {
    for (const one of cases) {
      const { type } = one[0];
      assert.deepEqual(
        await answered(['viewer', 'admin'], deniedTo('denied'), one),
        [{ is: true, twins: ['admin'] }],
        type,
      );
      const three = await answered(['viewer', 'admin', 'ops'], deniedTo('denied'), one);
      assert.deepEqual(three, [{ is: true, twins: ['admin', 'ops'] }], type);
      assert.deepEqual(await answered(['viewer'], deniedTo('denied'), one), [{ is: false, twins: undefined }], type);
      assert.deepEqual(await answered(['viewer', 'admin'], {}, one), [{ is: false, twins: ['admin'] }], type);
    }
  });

  it('is for another profile where it is the profile that keeps AWS from it, and nowhere else', async () => {
    const own: readonly FailureKind[] = ['denied', 'credentials-wrong'];
    const others: readonly FailureKind[] = ['signin-expired', 'refused', 'not-found', 'forbidden', 'server', 'cut'];
    const [, , experiments] = cases;
    assert.ok(experiments);
    for (const kind of [...own, ...others]) {
      const [answer] = await answered(['viewer', 'admin'], deniedTo(kind), experiments);
      assert.equal(answer?.is, own.includes(kind), kind);
      const [inDoubt] = await answered(['viewer', 'admin'], deniedTo(kind, { mayHaveHappened: true }), experiments);
      assert.equal(inDoubt?.is, false, kind);
    }
  });
});
