import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { STAGING } from '../../stages/accounts.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { afterDoubt } from '../../../src/model/operation.ts';
import { RESENDS } from '../../../src/stopping/run/instanceBatches.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { leverRef, refOf, REGION, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';

interface Kind {
  readonly name: string;
  readonly operation: Operation;
  /** What it sends, and what it is followed with. */
  readonly action: string;
  readonly read: string;
  /** How it ends when it arrives, and the state in which it stays when it doesn't. */
  readonly end: string;
  readonly untouched: string;
  make(stage: StoppingStage): TargetRef | Promise<TargetRef>;
}

const kinds: readonly Kind[] = [
  {
    name: 'EC2',
    operation: { type: 'stop' },
    action: 'StopInstances',
    read: 'DescribeInstances',
    end: 'stopped',
    untouched: 'running',
    make: ({ sim }) => refOf('instance', sim.ec2.add(STAGING, REGION, {}).id),
  },
  {
    name: 'ECS',
    operation: { type: 'roll-back' },
    action: 'StopServiceDeployment',
    read: 'DescribeServiceDeployments',
    end: 'rolled-back',
    untouched: 'IN_PROGRESS',
    make: (stage) => refOf('deployment', stage.deploy(120, { bakeMinutes: 60 })),
  },
  {
    name: 'FIS',
    operation: { type: 'stop-experiment' },
    action: 'StopExperiment',
    read: 'GetExperiment',
    end: 'stopped',
    untouched: 'running',
    make: async (stage) => {
      // At most five may be active: those of the tests before have to end.
      const active = () =>
        stage.sim.fis
          .experimentIds(STAGING, REGION)
          .filter((id) =>
            /pending|initiating|running|stopping/.test(
              JSON.stringify(stage.sim.fis.experiment(STAGING, REGION, id)['state']),
            ),
          );
      await stage.until(() => active().length < 3);
      const id = stage.startExperiment();
      await stage.until(() =>
        JSON.stringify(stage.sim.fis.experiment(STAGING, REGION, id)['state']).includes('running'),
      );
      return refOf('experiment', id);
    },
  },
];

/** What becomes of a stop whose call meets this, `times` times (always, without). */
interface Row {
  readonly what: string;
  readonly effect: FaultEffect;
  readonly times?: number;
  readonly becomes: 'the end' | 'not-carried-out' | 'refused';
  /** Whether the answer was lost. */
  readonly lost?: boolean;
  /** Calls of the SDK, each with its own retries. */
  readonly calls?: number;
}

const rows: readonly Row[] = [
  { what: 'a throttle', effect: { kind: 'throttle' }, times: 1, becomes: 'the end' },
  {
    what: 'a throttle that outlasts the SDK’s retries',
    effect: { kind: 'throttle' },
    times: 4,
    becomes: 'the end',
    calls: 2,
  },
  {
    what: 'a 500 before it was accepted',
    effect: { kind: 'serverError', status: 500, when: 'before' },
    times: 1,
    becomes: 'the end',
  },
  {
    what: 'a 503 after it was accepted',
    effect: { kind: 'serverError', status: 503, when: 'after' },
    times: 1,
    becomes: 'the end',
  },
  {
    what: '500s before it was accepted',
    effect: { kind: 'serverError', status: 500, when: 'before' },
    becomes: 'not-carried-out',
    lost: true,
  },
  {
    what: '500s after it was accepted',
    effect: { kind: 'serverError', status: 500, when: 'after' },
    becomes: 'the end',
    lost: true,
  },
  { what: 'a cut before it arrived', effect: { kind: 'drop', when: 'before' }, times: 1, becomes: 'the end' },
  { what: 'cuts before it arrived', effect: { kind: 'drop', when: 'before' }, becomes: 'not-carried-out', lost: true },
  { what: 'cuts before the answer', effect: { kind: 'drop', when: 'after' }, becomes: 'the end', lost: true },
  { what: 'cuts in the middle of the answer', effect: { kind: 'halfAnswer' }, becomes: 'the end', lost: true },
  {
    what: 'silence before it was accepted',
    effect: { kind: 'hang', when: 'before' },
    becomes: 'not-carried-out',
    lost: true,
  },
  { what: 'silence after it was accepted', effect: { kind: 'hang', when: 'after' }, becomes: 'the end', lost: true },
  { what: 'an answer that can’t be read', effect: { kind: 'malformedBody' }, becomes: 'the end', lost: true },
  { what: 'no answer in the answer', effect: { kind: 'emptyBody' }, becomes: 'the end', lost: true },
  { what: 'another’s page for an answer', effect: { kind: 'wrongContentType' }, becomes: 'the end', lost: true },
  { what: 'credentials that expire', effect: { kind: 'expiredToken' }, becomes: 'refused' },
  { what: 'credentials that are wrong', effect: { kind: 'wrongCredentials' }, becomes: 'refused' },
  { what: 'a denial', effect: { kind: 'denied' }, becomes: 'refused' },
];

describe('a stop in the middle of which something fails', () => {
  let stage: StoppingStage;
  /** Where everything is answered, be it late on a busy machine, and where something isn't. */
  const stages: { patient?: StoppingStage; hasty?: StoppingStage } = {};
  before(async () => {
    stages.patient = await stoppingStage();
    stages.hasty = await stoppingStage({ changeTimeouts: { connect: 1_000, request: 250 } });
  });
  after(() => Promise.all([stages.patient?.close(), stages.hasty?.close()]));
  const goTo = (next: StoppingStage | undefined): void => {
    assert.ok(next);
    stage = next;
    stage.sim.faults.clear();
  };
  beforeEach(() => goTo(stages.patient));

  /** Plans, confirms and runs it with the faults that `between` sets after the plan; follows it to its end. */
  const stop = async (kind: Kind, ref: TargetRef, between: () => void, minutes = 30) => {
    const window = stage.window();
    const plan = await stage.during(window.plan([ref], kind.operation));
    stage.sim.log.clear();
    stage.sent.splice(0);
    between();
    const result = await stage.during(window.run(window.confirm(plan, {})));
    const calls = new Set(stage.sent.map(({ invocation }) => invocation)).size;
    await stage.until(() => window.ends.length > 0, minutes);
    window.dispose();
    const { records } = await window.audit.read();
    const record = records.find(({ requested }) => requested.run === result.run);
    const [end] = window.ends as readonly [Ended];
    assert.deepEqual(
      withoutText(record?.ended?.verdict),
      withoutText(end.verdict),
      'the log has the end that was told',
    );
    return { answer: result.answers[0], end: end.verdict, calls };
  };

  for (const kind of kinds) {
    for (const row of rows) {
      it(`${kind.name}, ${row.what}: ${row.becomes}`, async () => {
        const { effect, times } = row;
        if (effect.kind === 'hang') goTo(stages.hasty);
        const { answer, end, calls } = await stop(kind, await kind.make(stage), () => {
          stage.sim.faults.add({ action: kind.action, effect, ...(times === undefined ? {} : { times }) });
        });
        assert.equal(answer?.failure?.mayHaveHappened ?? false, row.lost ?? false);
        // What asks for the same end is sent again twice for those who are in doubt.
        const again = row.lost === true && afterDoubt[kind.operation.type] === 'sent-again' ? RESENDS : 0;
        assert.equal(calls, (row.calls ?? 1) + again);
        assert.equal(end.type, row.becomes === 'the end' ? kind.end : row.becomes);
        if (end.type === 'not-carried-out') assert.equal(end.state, kind.untouched);
        const handled = stage.sim.log.entries({ action: kind.action }).filter((request) => request.handled).length;
        assert.equal(handled > 0, row.becomes === 'the end', 'the verdict is what really happened');
      });
    }

    it(`${kind.name}, reads that fail for a while: the end, and no second call`, async () => {
      const { end, calls } = await stop(kind, await kind.make(stage), () => {
        stage.sim.faults.add({
          action: kind.read,
          times: 7,
          effect: { kind: 'serverError', status: 503, when: 'before' },
        });
        stage.sim.faults.add({ action: kind.read, times: 4, effect: { kind: 'drop', when: 'before' } });
      });
      assert.deepEqual([end.type, calls], [kind.end, 1]);
      assert.equal(stage.sim.log.count({ action: kind.action }), 1);
    });
  }

  for (const kind of kinds) {
    it(`${kind.name}, reads that lag behind: the end, and only when it has come`, async () => {
      const ref = await kind.make(stage);
      // Old enough to be there in the reads of before.
      await stage.pass(70);
      const { end } = await stop(kind, ref, () => {
        stage.sim.faults.add({ action: kind.read, effect: { kind: 'staleReads', milliseconds: 30_000 } });
      });
      assert.equal(end.type, kind.end);
      const state =
        ref.kind === 'instance'
          ? stage.sim.ec2.instance(STAGING, REGION, ref.id)?.state
          : ref.kind === 'deployment'
            ? stage.sim.ecs.deployment(ref.id)?.['status']
            : (stage.sim.fis.experiment(STAGING, REGION, ref.id)['state'] as { status: string }).status;
      assert.equal(state, 'state' in end ? end.state : '');
    });

    it(`${kind.name}, an answer that is lost and reads that lag behind: the end`, async () => {
      const ref = await kind.make(stage);
      await stage.pass(70);
      const { end } = await stop(kind, ref, () => {
        stage.sim.faults.add({ action: kind.read, effect: { kind: 'staleReads', milliseconds: 60_000 } });
        stage.sim.faults.add({ action: kind.action, effect: { kind: 'drop', when: 'after' } });
      });
      assert.equal(end.type, kind.end);
    });
  }

  it('says that it isn’t known, with the reason, when nothing can be seen any more', async () => {
    const [ec2] = kinds as readonly [Kind];
    const { end } = await stop(
      ec2,
      await ec2.make(stage),
      () => stage.sim.faults.add({ action: ec2.read, effect: { kind: 'denied' } }),
      60,
    );
    assert.equal(end.type, 'unknown');
    assert.equal('unread' in end ? end.unread?.failure.kind : undefined, 'denied');
  });

  it('tells a lever whose answer was lost by what the lever is', async () => {
    for (const [when, becomes] of [
      ['before', 'not-carried-out'],
      ['after', 'engaged'],
    ] as const) {
      stage.sim.faults.clear();
      const kind: Kind = {
        name: 'lever',
        operation: { type: 'engage-lever', reason: 'test' },
        action: 'UpdateSafetyLeverState',
        read: '',
        end: '',
        untouched: '',
        make: () => leverRef,
      };
      const { end, calls } = await stop(kind, leverRef, () => {
        stage.sim.faults.add({ action: kind.action, effect: { kind: 'drop', when } });
      });
      assert.deepEqual([end.type, calls], [becomes, 1]);
    }
  });
});

/** A verdict without the text of its failure: the log keeps no text from outside but what AWS answered to the change itself. */
function withoutText(verdict: Ended['verdict'] | undefined): unknown {
  return verdict !== undefined && 'failure' in verdict && verdict.failure !== undefined
    ? { ...verdict, failure: { ...verdict.failure, message: '' } }
    : verdict;
}
