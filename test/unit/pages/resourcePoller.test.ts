import { heldTime, told } from '../../stages/fakes.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { AwsReads, Paged, WholeResource } from '../../../src/model/ports/awsReads.ts';
import { createEmitter } from '../../../src/base/event.ts';
import { type Failure, failed } from '../../../src/model/failure.ts';
import { nobodys, type Read } from '../../../src/model/sight.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import { createResourcePoller } from '../../../src/pages/resourcePoller.ts';
import { createListFetcher } from '../../../src/pages/listFetcher.ts';
import { memoryJournal, noon, ref, summary, until } from '../../stages/history/history.ts';
import type { Stoppable } from '../../../src/model/resources/target.ts';

const exp = ref('experiment', 'EXP1');

void describe('the live resources', () => {
  void it('ask at once, keep asking while somebody looks, and nothing after', async () => {
    const scene = start();
    const release = scene.resources.subscribe(exp, () => undefined);
    assert.deepEqual(scene.watched, ['EXP1']);
    await until(() => scene.resources.last(exp).json !== undefined);
    assert.equal(scene.asked(), 1);
    await scene.pass(15_000);
    await until(() => scene.asked() === 2);
    release();
    assert.deepEqual(scene.watched, []);
    await scene.pass(3_600_000);
    assert.equal(scene.asked(), 2);
  });

  void it('ask once for all who look, and again at once when the list shows another state', async () => {
    const scene = start();
    let heard = 0;
    const releases = [1, 2, 3].map(() => scene.resources.subscribe(exp, () => (heard += 1)));
    await until(() => heard >= 3);
    const before = scene.asked();
    scene.list(summary({ state: 'stopping' }));
    await until(() => scene.asked() === before + 1);
    scene.list(summary({ state: 'stopping' }), false);
    await scene.pass(0);
    assert.equal(scene.asked(), before + 1);
    for (const release of releases) release();
    assert.deepEqual(scene.watched, []);
  });

  void it('A4: take nothing of another account than the first, neither what is there nor that it isn’t', async () => {
    const scene = start();
    scene.answer(told({ target: summary({ state: 'running' }), json: '{"of":"A"}' }));
    await scene.resources.refresh(exp);
    const entries = scene.history.of(exp);
    const other = '444455556666';
    const notThere = { kind: 'not-found', message: 'Unknown', mayHaveHappened: false, account: other } as const;
    for (const answer of [
      told({ target: summary({ state: 'stopped' }), json: '{"of":"B"}' }, { account: other }),
      failed(notThere),
    ]) {
      scene.answer(answer);
      const { json, gone, failure: why, account } = await scene.resources.refresh(exp);
      assert.deepEqual([json, gone, why?.code, account], ['{"of":"A"}', false, 'account-changed', '111122223333']);
    }
    assert.deepEqual(scene.history.of(exp), entries);
    // Of the same account, it is what AWS says.
    scene.answer(told({ target: summary({ state: 'stopping' }), json: '{"of":"A again"}' }));
    assert.equal((await scene.resources.refresh(exp)).json, '{"of":"A again"}');
  });

  void it('take nothing of an account that nobody knows for what is in a known one, however long it is said', async () => {
    const scene = start();
    scene.answer(told({ target: summary({ state: 'running' }), json: '{"of":"A"}' }));
    await scene.resources.refresh(exp);
    const [entries, kept] = [scene.history.of(exp), scene.snapshots.of(exp)];
    for (const answer of [
      failed(failure('not-found')),
      { ok: true, value: { target: summary({ state: 'stopped' }), json: '{"of":"?"}' }, seen: { at: 0 } } as const,
      failed(failure('not-found')),
    ]) {
      await scene.pass(61_000);
      scene.answer(answer);
      const { json, gone, failure: why, account } = await scene.resources.refresh(exp);
      assert.deepEqual([json, gone, why?.code, account], ['{"of":"A"}', false, 'account-unknown', '111122223333']);
    }
    assert.deepEqual([scene.history.of(exp), scene.snapshots.of(exp)], [entries, kept]);
    // What was said of nobody counts as nothing: what A says begins anew.
    scene.answer(failed({ ...failure('not-found'), account: '111122223333' }));
    assert.deepEqual((await scene.resources.refresh(exp)).gone, false);
  });

  void it('show what is of an account that nobody knows as long as nothing is known of any', async () => {
    const scene = start();
    scene.answer({ ok: true, value: { target: summary({ state: 'running' }), json: '{"of":"?"}' }, seen: { at: 0 } });
    const first = await scene.resources.refresh(exp);
    assert.deepEqual([first.json, first.account, first.failure], ['{"of":"?"}', undefined, undefined]);
    scene.answer(told({ target: summary({ state: 'running' }), json: '{"of":"A"}' }));
    const { json, account } = await scene.resources.refresh(exp);
    assert.deepEqual([json, account], ['{"of":"A"}', '111122223333']);
  });

  void it('never call gone what may be another account’s: it is only not found', async () => {
    const there = { target: summary({ state: 'running' }), json: '{"of":"?"}' };
    for (const [name, before, account] of [
      ['nobody ever knew whose it is', { ok: true, value: there, seen: { at: 0 } }, undefined],
      ['whose it was nobody knew', { ok: true, value: there, seen: { at: 0 } }, '111122223333'],
      ['nothing was seen of it, and nobody knows of whom it is said', undefined, undefined],
    ] as const) {
      const scene = start();
      if (before !== undefined) {
        scene.answer(before);
        await scene.resources.refresh(exp);
      }
      const entries = scene.history.of(exp);
      scene.answer(failed({ ...failure('not-found'), ...(account !== undefined && { account }) }));
      for (let minute = 0; minute < 5; minute += 1) {
        await scene.resources.refresh(exp);
        await scene.pass(60_000);
      }
      const { gone, failure: why, json } = scene.resources.last(exp);
      assert.deepEqual([gone, why?.kind, json], [false, 'not-found', before && '{"of":"?"}'], name);
      assert.deepEqual(scene.history.of(exp), entries, name);
    }
  });

  void it('call it gone only when it has been missing for a minute in the account where it was seen', async () => {
    const scene = start();
    const notThere = { ...failure('not-found'), account: '111122223333' };
    scene.answer(told({ target: summary({ state: 'running' }), json: '{}' }));
    await scene.resources.refresh(exp);
    scene.answer(failed(notThere));
    const isMissing = (): boolean =>
      scene.history.of(exp).some((each) => each.type === 'event' && each.name === 'missing');
    for (const [pause, gone] of [
      [0, false],
      [30_000, false],
      [29_999, false],
      [1, true],
      [1_000, true],
    ] as const) {
      await scene.pass(pause);
      const answer = await scene.resources.refresh(exp);
      const said = gone ? undefined : 'not-found';
      assert.deepEqual([answer.gone, answer.failure?.kind], [gone, said], String(pause));
      assert.equal(isMissing(), gone, String(pause));
    }
    // Seen again, it is new again.
    scene.answer(told({ target: summary({ state: 'running' }), json: '{"back":true}' }));
    assert.equal((await scene.resources.refresh(exp)).gone, false);
    scene.answer(failed(notThere));
    assert.equal((await scene.resources.refresh(exp)).gone, false);
  });

  void it('slow down when nothing more can happen', async () => {
    const scene = start();
    scene.answer(told({ target: summary({ state: 'completed' }), json: '{}' }));
    scene.resources.subscribe(exp, () => undefined);
    await until(() => scene.resources.last(exp).json !== undefined);
    await scene.pass(59_000);
    assert.equal(scene.asked(), 1);
    await scene.pass(1_000);
    await until(() => scene.asked() === 2);
  });

  void it('keep the last answer when AWS fails, and when it does not know the resource any more', async () => {
    const scene = start();
    scene.resources.subscribe(exp, () => undefined);
    await until(() => scene.resources.last(exp).json !== undefined);
    scene.answer(failed(failure('unreachable')));
    await scene.resources.refresh(exp);
    assert.equal(scene.resources.last(exp).json, '{"state":"running"}');
    assert.equal(scene.resources.last(exp).failure?.kind, 'unreachable');
    scene.answer(failed({ ...failure('not-found'), account: '111122223333' }));
    await scene.resources.refresh(exp);
    await scene.pass(60_000);
    await scene.resources.refresh(exp);
    const { gone, json, failure: left } = scene.resources.last(exp);
    assert.deepEqual({ gone, json, left }, { gone: true, json: '{"state":"running"}', left: undefined });
    assert.ok(scene.history.of(exp).some((entry) => entry.type === 'event' && entry.name === 'missing'));
    scene.answer(told({ target: summary({ state: 'running' }), json: '{"back":true}' }));
    await scene.resources.refresh(exp);
    assert.equal(scene.resources.last(exp).gone, false);
  });

  void it('feed the history, and keep each answer that differs as a moment', async () => {
    const scene = start();
    for (const state of ['running', 'running', 'stopping', 'stopped']) {
      scene.answer(told({ target: summary({ state }), json: JSON.stringify({ state }) }));
      await scene.resources.refresh(exp);
      await scene.pass(1_000);
    }
    assert.deepEqual(
      scene.snapshots.of(exp).map(({ state }) => state),
      ['running', 'stopping', 'stopped'],
    );
    const states = scene.history.of(exp).flatMap((entry) => (entry.type === 'transition' ? [entry.to] : []));
    assert.deepEqual(states, ['running', 'stopping', 'stopped']);
  });
});

void describe('a list that comes page by page', () => {
  void it('fetches one page at a time, goes on after a failure, and forgets what was asked before a reset', async () => {
    const pages: readonly Read<{ items: readonly number[]; next?: string }>[] = [
      told({ items: [1, 2], next: 'b' }),
      failed(failure('throttled')),
      told({ items: [3] }),
    ];
    const asked: (string | undefined)[] = [];
    const fetcher = createListFetcher<number>({
      clock: heldTime(),
      operation: 'ecs:ListServiceDeployments',
      fetch: (next) => {
        asked.push(next);
        return Promise.resolve(pages[asked.length - 1] ?? told({ items: [9] }));
      },
      sentence: ({ kind }) => kind,
      changed: () => undefined,
    });
    await Promise.all([fetcher.more(), fetcher.more()]);
    assert.deepEqual(fetcher.state(), { items: [1, 2], more: true, loading: false });
    await fetcher.more();
    assert.deepEqual(fetcher.state(), { items: [1, 2], more: true, loading: false, failure: 'throttled' });
    await fetcher.more();
    assert.deepEqual(fetcher.state(), { items: [1, 2, 3], more: false, loading: false });
    await fetcher.more();
    assert.deepEqual(asked, [undefined, 'b', 'b']);
    const late = fetcher.more();
    fetcher.reset();
    await late;
    assert.deepEqual(fetcher.state().items, []);
  });

  void it('takes its first page anew, and keeps what came with further pages, in their places', async () => {
    let first: Read<Paged<number>> = told({ items: [3, 2], next: 'b' });
    const asked: (string | undefined)[] = [];
    const fetcher = createListFetcher<number>({
      clock: heldTime(),
      operation: 'ecs:ListServiceDeployments',
      fetch: (next) => {
        asked.push(next);
        return Promise.resolve(next === undefined ? first : told({ items: [1] }));
      },
      sentence: ({ kind }) => kind,
      changed: () => undefined,
      grows: { idOf: String, isOver: () => true },
    });
    await fetcher.renew();
    assert.deepEqual(fetcher.state(), { items: [3, 2], more: true, loading: false });
    first = told({ items: [4, 3], next: 'c' });
    await fetcher.renew();
    assert.deepEqual(fetcher.state().items, [4, 3], 'of one page, the new one is all');
    await fetcher.more();
    assert.deepEqual(fetcher.state(), { items: [4, 3, 1], more: false, loading: false });
    first = failed(failure('throttled'));
    await fetcher.renew();
    assert.deepEqual(fetcher.state(), { items: [4, 3, 1], more: true, loading: false, failure: 'throttled' });
    first = told({ items: [5, 4], next: 'd' });
    await fetcher.more();
    assert.deepEqual(fetcher.state(), { items: [5, 4, 3, 1], more: false, loading: false });
    assert.deepEqual(asked, [undefined, undefined, 'c', undefined, undefined]);
    await Promise.all([fetcher.renew(), fetcher.renew(), fetcher.more()]);
    assert.equal(asked.length, 6);
  });

  void it('asks again for the page that failed, when it is to be renewed', async () => {
    const pages: readonly Read<Paged<number>>[] = [
      told({ items: [1], next: 'b' }),
      failed(failure('server')),
      told({ items: [2] }),
    ];
    const asked: (string | undefined)[] = [];
    const fetcher = createListFetcher<number>({
      clock: heldTime(),
      operation: 'ecs:ListServiceDeployments',
      fetch: (next) => {
        asked.push(next);
        return Promise.resolve(pages[asked.length - 1] ?? told({ items: [9] }));
      },
      sentence: ({ kind }) => kind,
      changed: () => undefined,
      grows: { idOf: String, isOver: () => true },
    });
    await fetcher.renew();
    await fetcher.more();
    assert.equal(fetcher.denied(), false);
    await fetcher.renew();
    assert.deepEqual([fetcher.state(), asked], [{ items: [1, 2], more: false, loading: false }, [undefined, 'b', 'b']]);
  });

  void it('says each gap of its pages once, until it is reset', async () => {
    const denied = failure('denied');
    const pages: readonly Read<Paged<number>>[] = [
      told({ items: [1], gaps: [denied], next: 'b' }),
      told({ items: [2], gaps: [denied, failure('cut')] }),
    ];
    let asked = 0;
    const fetcher = createListFetcher<number>({
      clock: heldTime(),
      operation: 'ecs:ListServiceDeployments',
      fetch: () => Promise.resolve(pages[asked++] ?? told({ items: [] })),
      sentence: ({ kind }) => kind,
      changed: () => undefined,
    });
    await fetcher.more();
    await fetcher.more();
    assert.deepEqual(fetcher.state(), { items: [1, 2], more: false, loading: false, gaps: ['denied', 'cut'] });
    fetcher.reset();
    assert.equal(fetcher.state().gaps, undefined);
  });

  void it('ends with a gap where a page leads back to one that was read, and begins anew after a reset', async () => {
    let asked = 0;
    const fetcher = createListFetcher<number>({
      clock: heldTime(),
      operation: 'fis:ListExperimentResolvedTargets',
      // Three pages that lead round for ever.
      fetch: () => Promise.resolve(told({ items: [(asked += 1)], next: ['b', 'c', 'd'][(asked - 1) % 3] ?? '' })),
      sentence: ({ kind, operation }) => `${kind} ${operation}`,
      changed: () => undefined,
    });
    for (const round of [1, 2]) {
      for (let more = 0; more < 10; more += 1) await fetcher.more();
      const { items, more, gaps } = fetcher.state();
      assert.deepEqual([items.length, more], [4, false], `round ${round}`);
      assert.deepEqual(gaps, ['malformed fis:ListExperimentResolvedTargets']);
      fetcher.reset();
    }
  });
});

const failure = (kind: Failure['kind']): Failure => ({ kind, message: kind, mayHaveHappened: false });

function start() {
  const timers: { at: number; call: () => void }[] = [];
  let now = noon;
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    after: (milliseconds, call) => {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => {
        timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
      };
    },
    random: () => 0,
  };
  let next: Read<WholeResource> = told({ target: summary({}), json: '{"state":"running"}' });
  let asked = 0;
  const wholeResource: AwsReads['wholeResource'] = () => {
    asked += 1;
    return Promise.resolve(next);
  };
  const listed = createEmitter<unknown>();
  let target: Stoppable | undefined = summary({});
  const watched: string[] = [];
  const history = createHistory({ journal: memoryJournal(), clock });
  const snapshots = createAnswerSnapshots({ journal: memoryJournal() });
  const resources = createResourcePoller({
    reads: { wholeResource },
    clock,
    history,
    snapshots,
    inventory: {
      target: () => target,
      owner: () => nobodys,
      onDidChange: listed.event,
      keepFast: (of: StoppableRef) => {
        watched.push(of.id);
        return () => {
          watched.splice(watched.indexOf(of.id), 1);
        };
      },
    },
  });
  return {
    resources,
    history,
    snapshots,
    watched,
    asked: () => asked,
    answer: (outcome: Read<WholeResource>) => {
      next = outcome;
    },
    list: (seen: Stoppable, isNew = true) => {
      if (isNew) target = seen;
      listed.fire(undefined);
    },
    /** Lets time pass, and all that is due come to its end. */
    pass: async (milliseconds: number): Promise<void> => {
      now += milliseconds;
      for (const timer of [...timers]) {
        if (timer.at > now) continue;
        timers.splice(timers.indexOf(timer), 1);
        timer.call();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
