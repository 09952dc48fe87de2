import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, succeeded } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { type Plan, sendable } from '../../../src/stopping/plan/plan.ts';
import { refKey } from '../../../src/model/resources/resource.ts';
import type { StoppingParts } from '../../../src/stopping/stopping.ts';
import {
  experiment,
  failure,
  fakeChanges,
  fakeReads,
  flush,
  heldTime,
  instance,
  lever,
  looksAt,
  memoryJournal,
  never,
  refTo,
} from '../../stages/fakes.ts';
import { free, plainStopping } from '../../stages/stopping/plainStopping.ts';

const stop = { type: 'stop' } as const;
const stopExperiment = { type: 'stop-experiment' } as const;

/** One window's stopping over an instance and an experiment that run, and a lever. */
function stage(more: Partial<StoppingParts> = {}, reads: Partial<AwsReads> = {}) {
  const clock = heldTime();
  const sent: string[] = [];
  const errors: unknown[] = [];
  const looks: string[] = [];
  const seen = looksAt(() => [instance(), instance({ id: 'i-off', state: 'stopped' }), experiment(), leverNow]);
  let leverNow = lever();
  const journal = memoryJournal();
  const stopping = plainStopping({
    reads: fakeReads({
      describe: (scope, kind, ids, signal) => {
        looks.push(`${scope.profile} ${kind} ${ids.join()}`);
        return seen(scope, kind, ids, signal);
      },
      ...reads,
    }),
    changes: fakeChanges((operation, ids) => sent.push(`${operation} ${ids.join()}`)),
    clock,
    journal,
    onAuditTrouble: (error) => errors.push(error),
    onError: (error) => errors.push(error),
    ...more,
  });
  const setLever = (state: string, reason: string) => {
    leverNow = lever({ state, reason });
  };
  return { stopping, clock, sent, errors, looks, journal, setLever };
}

const wants = [
  { refs: [refTo(instance())], operation: stop },
  { refs: [], operation: { type: 'hibernate' } as const },
  { refs: [refTo(experiment())], operation: stopExperiment },
];

describe('what one dialog asks about', () => {
  it('is a plan for each operation that anything was picked for, and how it came together', async () => {
    const { stopping, sent, looks } = stage();
    for (const reach of ['matching', 'emergency'] as const) {
      const proposal = await stopping.propose(wants, reach, never());
      assert.equal(proposal.reach, reach);
      assert.deepEqual(
        proposal.plans.map(({ operation, groups }) => [
          operation.type,
          groups.flatMap(({ targets }) => targets.map(({ ref }) => ref.id)),
        ]),
        [
          ['stop', ['i-1']],
          ['stop-experiment', ['EXP1']],
        ],
      );
    }
    const each = ['staging instance i-1', 'staging experiment EXP1'];
    assert.deepEqual(looks, [...each, ...each]);
    assert.deepEqual(sent, []);
  });

  it('is confirmed together, by no plan of it alone, and then each of them is sent', async () => {
    const { stopping, sent } = stage();
    const proposal = await stopping.propose(wants, 'matching', never());
    for (const plan of proposal.plans) assert.throws(() => stopping.confirm(plan, {}), /together/);
    const confirmed = stopping.confirmAll(proposal, { reason: 'over budget' });
    assert.deepEqual(sent, []);
    for (const one of confirmed) await stopping.run(one);
    assert.deepEqual(sent, ['stopInstances i-1', 'stopExperiment EXP1']);
    assert.deepEqual(await stopping.lastReasons(), ['over budget']);
    stopping.dispose();
  });

  it('hears later, as the same parts, what dry runs tell', async () => {
    const answers: (() => void)[] = [];
    const dryRuns = () => ({
      dryRun: async (_scope: Scope, _operation: Operation, _ids: readonly string[]) => {
        await new Promise<void>((resolve) => answers.push(resolve));
        return succeeded({ allowed: false, message: 'no', account: '111122223333' });
      },
    });
    const { stopping } = stage({ dryRuns });
    const heard: Plan[] = [];
    const { plans } = await stopping.propose(wants, 'matching', never(), (plan) => heard.push(plan));
    assert.deepEqual([heard, answers.length], [[], 1]);
    for (const answer of answers) answer();
    await flush();
    const [later] = heard;
    assert.ok(later);
    assert.equal(later.id, plans[0]?.id);
    const told = later.groups[0]?.targets[0]?.findings.map(({ type }) => type);
    assert.deepEqual(told, ['not-allowed']);
    assert.throws(() => stopping.confirm(later, {}), /together/);
    // Whom nobody wants to tell hears nothing, and nothing breaks.
    await stopping.propose(wants, 'matching', never());
    for (const answer of answers) answer();
    await flush();
  });

  it('is in production by a profile that was left out', async () => {
    const { stopping, looks } = stage({ policy: () => ({ ...free, production: ['shop-prod'] }) });
    const beside = [refTo(instance({ scope: { ...instance().scope, profile: 'shop-prod' } }))];
    const [want] = wants;
    assert.ok(want);
    const proposal = await stopping.propose([{ ...want, beside }], 'emergency', never());
    const plan = await stopping.plan(want.refs, want.operation, never(), undefined, { beside });
    for (const { groups } of [...proposal.plans, plan])
      assert.deepEqual(
        groups.map(({ production }) => production.map(({ matched }) => matched)),
        [['shop-prod']],
      );
    assert.deepEqual(new Set(looks), new Set(['staging instance i-1']));
    assert.throws(() => stopping.confirmAll(proposal, {}), /typed/);
    assert.equal(stopping.confirmAll(proposal, { typed: ['stop'] }).length, 1);
  });

  it('is of nothing that another account has by now', async () => {
    const { stopping } = stage();
    const [want] = wants;
    const [ref] = want?.refs ?? [];
    assert.ok(want && ref);
    const meant = { whose: new Map([[refKey(ref), { account: '444455556666', elsewhere: undefined }]]) };
    const { plans } = await stopping.propose([{ ...want, ...meant }], 'selected', never());
    const plan = await stopping.plan(want.refs, want.operation, never(), undefined, meant);
    for (const one of [...plans, plan]) {
      assert.deepEqual(sendable(one), []);
      assert.ok(one.groups[0]?.targets[0]?.findings.some(({ type }) => type === 'account-changed'));
    }
  });
});

describe('the plan for a safety lever', () => {
  const engaging = { type: 'engage-lever', reason: 'a drill' } as const;
  const refs = [refTo(lever())];
  const engagedIn = async ({ stopping }: Pick<ReturnType<typeof stage>, 'stopping'>) => {
    const made = await stopping.plan(refs, { type: 'disengage-lever', reason: 'over' }, never());
    return made.groups[0]?.targets[0]?.lever;
  };

  it('says who engaged it and when, as the log tells it', async () => {
    const window = stage();
    const { stopping, clock, setLever } = window;
    const engagedAt = clock.now();
    await stopping.run(stopping.confirm(await stopping.plan(refs, engaging, never()), {}));
    setLever('engaged', 'a drill');
    await clock.advance(60_000);
    assert.deepEqual(await engagedIn(window), {
      engaged: { at: engagedAt, who: 'arn:aws:iam::111122223333:user/jane' },
      reason: 'a drill',
    });
    setLever('engaged', 'somebody else’s');
    assert.deepEqual(await engagedIn(window), { reason: 'somebody else’s' });
    stopping.dispose();
  });

  it('is made although the log can’t be read, and that is told', async () => {
    const window = stage({ journal: { ...memoryJournal(), read: () => Promise.reject(new Error('EIO')) } });
    window.setLever('engaged', 'a drill');
    assert.deepEqual(await engagedIn(window), { reason: 'a drill' });
    assert.match(String(window.errors), /EIO/);
    window.stopping.dispose();
  });
});

describe('a window’s stopping that has ended', () => {
  it('looks at nothing any more, and tells nobody', async () => {
    const { stopping, clock, looks } = stage();
    const heard: unknown[] = [];
    stopping.follow.onDidEnd((ended) => heard.push(ended));
    stopping.onDidAnswer((answer) => heard.push(answer));
    const confirmed = stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {});
    const running = stopping.run(confirmed);
    stopping.dispose();
    await running;
    const before = looks.length;
    await clock.advance(3_600_000);
    assert.deepEqual([looks.length, heard], [before, []]);
    assert.equal(clock.timers(), 0);
  });

  it('has been waited for no longer than its calls and lines take, whether they end well or badly', async () => {
    const changes = {
      ...fakeChanges(() => {}),
      stopExperiment: () => Promise.resolve(failed(failure('denied'))),
    };
    const { stopping, clock } = stage({ changes });
    for (const { refs, operation } of [wants[0], wants[2]].flatMap((want) => want ?? [])) {
      void stopping.run(stopping.confirm(await stopping.plan(refs, operation, never()), {}));
      await stopping.flush();
    }
    const forged = { ...stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {}) };
    await assert.rejects(stopping.run(forged), /not confirmed/);
    await stopping.flush();
    stopping.dispose();
    await clock.advance(0);
  });
});
