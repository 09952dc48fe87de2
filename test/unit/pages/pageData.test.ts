import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { experimentOf } from '../../../src/aws/services/fis/mapping.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { failed, type Failure } from '../../../src/model/failure.ts';
import type { Read } from '../../../src/model/sight.ts';
import { refOf, type Stoppable } from '../../../src/model/resources/target.ts';
import type { LatestResource } from '../../../src/pages/latestResources.ts';
import { createPageData } from '../../../src/pages/pageData.ts';
import type { PageInput } from '../../../src/pages/pageInput.ts';
import { whyAndNext } from '../../../src/pages/pageRows.ts';
import { failure, fakeReads, flush, heldTime } from '../../stages/fakes.ts';
import {
  deployment,
  deploymentExtras,
  deploymentInput,
  instance,
  instanceInput,
} from '../../stages/panel/deploymentPages.ts';
import { experimentAnswer, pageInput, resolvedTargets, scope } from '../../stages/panel/pages.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ACCOUNT = '111122223333';

const experiment = (status = 'running'): Stoppable => {
  const read = experimentOf(scope, experimentAnswer(NOW, { state: { status } }));
  assert.ok(read);
  return read;
};
const [source, target] = deploymentExtras(NOW).revisions.items;
assert.ok(source && target);
const { id } = instance(NOW);

type Asks = (told: <T>(value: T) => Promise<Read<T>>) => Partial<AwsReads>;
interface Source {
  readonly asks: Asks;
  readonly of: () => Stoppable;
  /** The same, over. */
  readonly over: () => Stoppable;
  readonly input: PageInput;
  /** What is on the page once it has been read. */
  readonly shows: RegExp;
  /** Once it has been read, it stays so: nobody asks for it again. */
  readonly stays?: true;
}

const experimentInput = pageInput(NOW, { experiment: experimentAnswer(NOW) });
const onExperiment = { of: experiment, over: () => experiment('completed'), input: experimentInput };
const onDeployment = {
  of: () => deployment(NOW),
  over: () => ({ ...deployment(NOW), status: 'SUCCESSFUL' }),
  input: deploymentInput(NOW),
};
const onInstance = {
  of: () => instance(NOW),
  over: () => ({ ...instance(NOW), state: 'stopped' }),
  input: instanceInput(NOW),
};

/** Everything that a page asks beside AWS's answer for its resource. */
const sources = {
  resolvedTargets: {
    ...onExperiment,
    asks: (tell) => ({ resolvedTargets: () => tell({ items: resolvedTargets(1) }) }),
    shows: /0{32}/,
    stays: true,
  },
  targetAccounts: {
    ...onExperiment,
    asks: (tell) => ({ targetAccounts: () => tell([{ accountId: '777788889999' }]) }),
    shows: /777788889999/,
    stays: true,
  },
  alarmStates: {
    ...onExperiment,
    asks: (tell) => ({
      alarmStates: (_scope, arns) => tell(Object.fromEntries(arns.map((arn) => [arn, 'ALARM' as const]))),
    }),
    shows: /ALARM/,
  },
  revisions: {
    ...onDeployment,
    asks: (tell) => ({ revisions: () => tell([source, target]) }),
    shows: /checkout:82/,
  },
  pastDeployments: {
    ...onDeployment,
    asks: (tell) => ({ pastDeployments: () => tell({ items: deploymentExtras(NOW).past.items }) }),
    shows: /ROLLBACK_SUCCESSFUL/,
  },
  stoppedTasks: {
    ...onDeployment,
    asks: (tell) => ({
      stoppedTasks: () => tell({ total: 1, more: false, groups: [{ count: 1, reason: 'Out of biscuits', exits: [] }] }),
    }),
    shows: /Out of biscuits/,
  },
  stopProtection: {
    ...onInstance,
    asks: (tell) => ({ stopProtection: async () => ({ [id]: await tell(true) }) }),
    shows: /AWS refuses to stop/,
  },
  spotKinds: {
    ...onInstance,
    asks: (tell) => ({ spotKinds: (_scope, ids) => tell(Object.fromEntries(ids.map((one) => [one, 'persistent']))) }),
    shows: /spot, persistent/,
    stays: true,
  },
  volumeSizes: {
    ...onInstance,
    asks: (tell) => ({ volumeSizes: (_scope, ids) => tell(Object.fromEntries(ids.map((one) => [one, 4_711]))) }),
    shows: /4,?711 GiB/,
  },
  typeStores: {
    ...onInstance,
    of: () => ({ ...instance(NOW), instanceStore: 'none' }),
    asks: (tell) => ({ typeStores: (_scope, types) => tell(Object.fromEntries(types.map((one) => [one, true]))) }),
    shows: /erased when it stops/,
    stays: true,
  },
} as const satisfies Record<string, Source>;

/** A page of which one source answers as it is told to; how often it was asked, and what the page shows. */
function stage(one: Source, shown: Stoppable = one.of()) {
  const { asks, input } = one;
  let refusal: Failure | undefined;
  let seen: { readonly account?: string; readonly at: number } = { account: ACCOUNT, at: 0 };
  let asked = 0;
  let listed = shown;
  const data = createPageData({
    clock: heldTime(),
    ref: refOf(listed),
    reads: fakeReads(
      asks((value) => {
        asked += 1;
        return Promise.resolve(refusal ? failed(refusal) : { ok: true, value, seen });
      }),
    ),
    sentence: (why) => whyAndNext(why, one.input),
    changed: () => undefined,
    serviceOf: () => undefined,
    whyNoService: () => undefined,
  });
  return {
    data,
    asked: () => asked,
    fail: (why: Failure | undefined) => {
      refusal = why;
    },
    see: (account: string | undefined) => {
      seen = { at: 0, ...(account !== undefined && { account }) };
    },
    turn: (next: Stoppable) => {
      listed = next;
    },
    /** Takes an answer that came so long after the first, and lets all that it makes ask come to its end. */
    take: async (
      after: number,
      more: Partial<LatestResource> & { readonly unowned?: boolean } = {},
    ): Promise<string> => {
      const { unowned: isUnowned = false, ...rest } = more;
      data.take({ target: listed, gone: false, asOf: NOW + after, ...(!isUnowned && { account: ACCOUNT }), ...rest });
      await flush();
      const { sections, badges, why } = data.page(input, listed);
      return JSON.stringify([sections, badges, why]);
    },
  };
}

describe('what a page asks beside AWS’s answer', () => {
  for (const [name, one] of Object.entries<Source>(sources)) {
    it(`is asked again a minute after it failed, and not before: ${name}`, async () => {
      for (const kind of ['throttled', 'unreachable', 'server', 'malformed'] as const) {
        const { take, fail, asked } = stage(one);
        fail(failure(kind));
        for (const [after, times] of [
          [0, 1],
          [0, 1],
          [15 * SECOND, 1],
          [59 * SECOND, 1],
        ] as const) {
          assert.doesNotMatch(await take(after), one.shows);
          assert.equal(asked(), times, `${kind} ${after}`);
        }
        fail(undefined);
        assert.match(await take(MINUTE), one.shows);
        assert.equal(asked(), 2);
      }
    });

    it(`is asked no oftener than once a minute, and only while it can be another: ${name}`, async () => {
      const { take, asked } = stage(one);
      for (let after = 0; after < 10 * MINUTE; after += 15 * SECOND) assert.match(await take(after), one.shows);
      assert.equal(asked(), one.stays === true ? 1 : 10);
    });

    it(`says that it isn’t known where it can’t be read any more: ${name}`, async () => {
      if (one.stays === true) return;
      const { take, fail, asked } = stage(one);
      await take(0);
      fail(failure('timeout'));
      const page = await take(MINUTE);
      assert.equal(asked(), 2);
      if (name === 'revisions' || name === 'pastDeployments') assert.match(page, /a sentence: timeout/);
      else assert.doesNotMatch(page, one.shows);
      fail(undefined);
      const again = await take(2 * MINUTE);
      assert.match(again, one.shows);
      assert.doesNotMatch(again, /a sentence: timeout/);
    });

    it(`says which permission is missing and what to do where it may not be read, once: ${name}`, async () => {
      const { take, fail } = stage(one);
      fail(failure('denied', { operation: 'aws:Read' }));
      const page = await take(0);
      const said = page.split('a sentence: denied aws:Read').length - 1;
      assert.ok(said === 1 || (said === 2 && name === 'volumeSizes'), `${said}: ${page}`);
      assert.match(page, /a step: denied/);
    });

    it(`isn’t asked again where it may not be read: ${name}`, async () => {
      const { take, fail, asked } = stage(one);
      fail(failure('denied'));
      for (let after = 0; after < 10 * MINUTE; after += MINUTE) await take(after);
      assert.equal(asked(), 1);
    });

    it(`is taken of no other account than the page’s, and of none that nobody knows, unless it is the same in all: ${name}`, async () => {
      for (const account of ['999988887777', undefined]) {
        const { take, see, asked } = stage(one);
        see(account);
        // What was told of a type is told again without a call, and so of nobody.
        if (name === 'typeStores') {
          assert.match(await take(0), one.shows);
          continue;
        }
        assert.doesNotMatch(await take(0), one.shows);
        see(ACCOUNT);
        assert.match(await take(MINUTE), one.shows);
        assert.equal(asked(), 2);
      }
      // Of whom the page is, nobody knows either.
      const { take, see } = stage(one);
      see(undefined);
      assert.match(await take(0, { unowned: true }), one.shows);
    });

    it(`is not asked for what is gone, and by nobody once the page is closed: ${name}`, async () => {
      const { take, asked, data } = stage(one);
      await take(0, { gone: true });
      assert.equal(asked(), 0);
      await take(0);
      data.dispose();
      assert.equal(asked(), 1);
    });

    it(`is asked as often where the clock was put back: ${name}`, async () => {
      const { take, fail, asked } = stage(one);
      fail(failure('server'));
      await take(0);
      await take(-3_600 * SECOND);
      await take(-3_600 * SECOND + 59 * SECOND);
      assert.equal(asked(), 2);
    });
  }

  it('of what is over is read once, and no more where nothing of it changes', async () => {
    for (const name of ['revisions', 'alarmStates', 'resolvedTargets'] as const) {
      const one: Source = sources[name];
      const { take, asked } = stage(one, one.over());
      for (let after = 0; after < 5 * MINUTE; after += MINUTE) await take(after);
      assert.equal(asked(), name === 'alarmStates' ? 0 : 1, name);
    }
  });

  it('why tasks stopped stays shown once it was read, unless it got well', async () => {
    for (const [status, age, isShown] of [
      ['SUCCESSFUL', 0, false],
      ['ROLLBACK_SUCCESSFUL', 0, true],
      ['ROLLBACK_FAILED', 59 * MINUTE, true],
      ['ROLLBACK_FAILED', 60 * MINUTE, true],
      ['STOPPED', 60 * MINUTE, true],
      ['ROLLBACK_IN_PROGRESS', 60 * MINUTE, true],
    ] as const) {
      const { take, turn } = stage(sources.stoppedTasks);
      assert.match(await take(0), sources.stoppedTasks.shows);
      turn({ ...deployment(NOW), status, finishedAt: NOW - age });
      assert.equal(sources.stoppedTasks.shows.test(await take(SECOND)), isShown, `${status} ${age}`);
    }
  });

  it('why tasks stopped is not asked of what ended so long ago that ECS tells it no more', async () => {
    for (const [status, age, calls] of [
      ['SUCCESSFUL', 0, 0],
      ['ROLLBACK_SUCCESSFUL', 60 * MINUTE, 0],
      ['STOPPED', 60 * MINUTE, 0],
      ['STOPPED', 59 * MINUTE, 1],
    ] as const) {
      const { take, asked } = stage(sources.stoppedTasks, { ...deployment(NOW), status, finishedAt: NOW - age });
      await take(0);
      assert.equal(asked(), calls, `${status} ${age}`);
    }
  });

  it('resolved targets that were read while FIS still chooses are read again once the experiment runs', async () => {
    for (const status of ['pending', 'initiating']) {
      const { take, asked, turn } = stage(sources.resolvedTargets, experiment(status));
      await take(0);
      await take(SECOND);
      assert.equal(asked(), 1);
      turn(experiment('running'));
      for (let after = 2 * SECOND; after < 5 * MINUTE; after += MINUTE) await take(after);
      assert.equal(asked(), 2, status);
    }
  });

  it('resolved targets are asked for until FIS has some, and once more when it is over', async () => {
    const none: Source = {
      ...onExperiment,
      asks: (tell) => ({ resolvedTargets: () => tell({ items: [] }) }),
      shows: /^/,
    };
    const { take, asked, turn } = stage(none, experiment('initiating'));
    await take(0);
    turn(experiment('running'));
    await take(SECOND);
    await take(2 * SECOND);
    assert.equal(asked(), 2);
    await take(MINUTE + 2 * SECOND);
    assert.equal(asked(), 3);
    turn(experiment('completed'));
    for (let after = 3 * MINUTE; after < 9 * MINUTE; after += MINUTE) await take(after);
    assert.equal(asked(), 4);
  });

  it('is asked in the state that came while an answer was on its way: that one is of the state before', async () => {
    const answers: ((count: number) => void)[] = [];
    const data = createPageData({
      clock: heldTime(),
      ref: refOf(experiment()),
      reads: fakeReads({
        resolvedTargets: () =>
          new Promise((resolve) => {
            answers.push((count) =>
              resolve({ ok: true, value: { items: resolvedTargets(count) }, seen: { account: ACCOUNT, at: NOW } }),
            );
          }),
      }),
      sentence: ({ kind }) => kind,
      changed: () => undefined,
      serviceOf: () => undefined,
      whyNoService: () => undefined,
    });
    const take = async (status: string): Promise<void> => {
      data.take({ target: experiment(status), gone: false, asOf: NOW, account: ACCOUNT });
      await flush();
    };
    for (const status of ['initiating', 'initiating', 'running']) await take(status);
    assert.equal(answers.length, 1);
    answers[0]?.(1);
    await flush();
    await take('running');
    assert.equal(answers.length, 2);
    answers[1]?.(2);
    await flush();
    for (const status of ['running', 'completed']) await take(status);
    assert.equal(answers.length, 2);
  });
});
