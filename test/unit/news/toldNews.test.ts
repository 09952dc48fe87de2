import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../src/base/event.ts';
import type { News } from '../../../src/news/news.ts';
import { claimingOwn, gatherNews } from '../../../src/news/toldNews.ts';
import { experiment, heldTime, refTo } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const fails = (error: unknown) => assert.fail(String(error));

const newsOf = (key: string, name = key): News => ({
  ...{ type: 'started', ref: refTo(experiment()), name, state: 'running', key, tags: [], tagsUnread: false },
});

function stage() {
  const clock = heldTime();
  const claimed = new Set<string>();
  const told: string[] = [];
  const happened = createEmitter<News>(fails);
  let isQuiet = false;
  let disk = Promise.resolve();
  const open = (name: string) =>
    gatherNews({
      onDidHappen: happened.event,
      clock,
      isQuiet: () => isQuiet,
      isWanted: ({ name: of }) => of !== 'unwanted',
      claim: async (key) => {
        const isFirst = !claimed.has(key) && claimed.add(key) !== undefined;
        await disk;
        return isFirst;
      },
      giveBack: async (key) => void claimed.delete(key),
      tell: async (burst) => void told.push(`${name}: ${burst.map((news) => news.key).join()}`),
      onError: fails,
    });
  const happen = (key: string, name = key) => happened.fire(newsOf(key, name));
  return {
    clock,
    claimed,
    told,
    open,
    happen,
    setQuiet: (on: boolean) => (isQuiet = on),
    setDisk: (next: Promise<void>): void => {
      disk = next;
    },
  };
}

describe('news', () => {
  it('are told once, by one of the windows that saw them', async () => {
    const { clock, told, open, happen } = stage();
    const windows = [open('one'), open('two')];
    for (const key of ['a', 'b', 'a']) happen(key);
    happen('c', 'unwanted');
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['one: a,b']);
    for (const close of windows) close();
    assert.equal(clock.timers(), 0);
  });

  it('are told by no other window where this one brought them about itself', async () => {
    const { clock, claimed, told, open, happen } = stage();
    const claim = (key: string) => Promise.resolve(!claimed.has(key) && claimed.add(key) !== undefined);
    const isOwn = claimingOwn({ did: ({ key }) => key === 'mine', claim, onError: fails });
    const other = open('other');
    for (const key of ['mine', 'theirs']) {
      isOwn(newsOf(key));
      happen(key);
    }
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: theirs']);
    other();
  });

  it('are claimed for good where they happen once, and for a short while where the same can happen again', async () => {
    const withins: number[] = [];
    const happened = createEmitter<News>(fails);
    const clock = heldTime();
    gatherNews({
      ...{ onDidHappen: happened.event, clock, isQuiet: () => false, isWanted: () => true, onError: fails },
      claim: (_, within) => Promise.resolve(withins.push(within) > 0),
      giveBack: async () => {},
      tell: async () => {},
    });
    for (const more of [
      {},
      { type: 'paused' },
      { type: 'engaged', canRecur: true },
      { type: 'deployment-failed', canRecur: true },
    ] as const) {
      happened.fire({ ...newsOf('a'), ...more });
      await clock.advance(5 * MINUTE);
    }
    assert.deepEqual(withins, [Infinity, Infinity, 2 * MINUTE, 2 * MINUTE]);
  });

  it('are told by another window where the one that gathers them is closed', async () => {
    for (const gathered of [0, 1_000, 2_999]) {
      const { clock, claimed, told, open, happen } = stage();
      const [closeOne, closeTwo] = [open('one'), open('two')];
      happen('a');
      await clock.advance(gathered);
      assert.equal(claimed.size, 0, 'nothing is claimed that isn’t told yet');
      closeOne();
      await clock.advance(MINUTE);
      assert.deepEqual(told, ['two: a']);
      closeTwo();
    }
  });

  it('are left to another window by one that is closed while the disk says whether they were told', async () => {
    const { clock, claimed, told, open, happen, setDisk } = stage();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    setDisk(answered);
    const close = open('closed');
    for (const key of ['a', 'b']) happen(key);
    await clock.advance(MINUTE);
    assert.equal(claimed.size, 2);
    close();
    answer();
    await clock.advance(1);
    assert.equal(claimed.size, 0);
    open('other');
    happen('a');
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: a']);
  });

  it('are neither told nor claimed where quiet began while they were gathered', async () => {
    const { clock, claimed, told, open, happen, setQuiet } = stage();
    open('one');
    happen('a');
    setQuiet(true);
    await clock.advance(MINUTE);
    assert.deepEqual([told, claimed.size], [[], 0]);
  });
});
