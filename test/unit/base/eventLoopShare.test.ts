import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPause, createEventLoopShare } from '../../../src/base/eventLoopShare.ts';

/** Turns of a time that goes on only while something works, however slow the machine is. */
function turnsOfWork(share?: number) {
  let time = 0;
  const work = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { eventLoopShare: createEventLoopShare(() => time, share), work };
}

/** Counts the turns of the event loop from here on. */
function countTurns() {
  let count = 0;
  let next: NodeJS.Immediate;
  const tick = (): void => {
    next = setImmediate(() => {
      count += 1;
      tick();
    });
  };
  tick();
  return { now: () => count, stop: () => clearImmediate(next) };
}

describe('what is done in a turn of the event loop', () => {
  it('is all that fits into its share, at once', () => {
    const { eventLoopShare, work } = turnsOfWork();
    const pieces = [1, 2, 3, 4].map((value) =>
      eventLoopShare(() => {
        work(1);
        return value;
      }),
    );
    assert.deepEqual(pieces, [1, 2, 3, 4]);
    assert.ok(eventLoopShare(() => 5) instanceof Promise);
  });

  it('is as much as its owner lets it be', () => {
    const { eventLoopShare, work } = turnsOfWork(25);
    const pieces = [10, 10, 4, 1, 1].map((milliseconds) => eventLoopShare(() => work(milliseconds)));
    assert.deepEqual(
      pieces.map((piece) => piece instanceof Promise),
      [false, false, false, false, true],
    );
  });

  it('is left to later turns beyond that, in order', async () => {
    const count = countTurns();
    const { eventLoopShare, work } = turnsOfWork();
    const pieces = ['a', 'b', 'c'].map((name) =>
      eventLoopShare(() => {
        work(6);
        return { name, turn: count.now() };
      }),
    );
    assert.deepEqual(pieces[0], { name: 'a', turn: 0 });
    const done = await Promise.all(pieces.map(async (piece) => piece));
    count.stop();
    assert.deepEqual(
      done.map(({ name }) => name),
      ['a', 'b', 'c'],
    );
    assert.equal(new Set(done.map(({ turn }) => turn)).size, 3, JSON.stringify(done));
  });

  it('is one share, not a second one among the immediates that follow on it', async () => {
    const count = countTurns();
    const { eventLoopShare, work } = turnsOfWork();
    void eventLoopShare(() => work(6));
    const turn = await eventLoopShare(count.now);
    count.stop();
    assert.ok(turn >= 2, `the immediates of turn ${turn} come right after the first share`);
  });

  it('is many small pieces of those that wait', async () => {
    const count = countTurns();
    const { eventLoopShare, work } = turnsOfWork();
    void eventLoopShare(() => work(6));
    const done = await Promise.all(Array.from({ length: 500 }, async () => eventLoopShare(count.now)));
    count.stop();
    assert.ok(new Set(done).size < 50, 'not a turn for each');
    assert.ok(!done.includes(0), 'not in the turn that was used up');
  });

  it('is less where more follows from a piece', async () => {
    const count = countTurns();
    const { eventLoopShare, work } = turnsOfWork();
    void eventLoopShare(() => work(6));
    const handedOn = async (): Promise<number> => {
      const turn = await eventLoopShare(count.now);
      await Promise.resolve();
      work(6);
      return turn;
    };
    const done = await Promise.all(Array.from({ length: 6 }, handedOn));
    count.stop();
    assert.ok(new Set(done).size >= 3, JSON.stringify(done));
  });

  it('fails the piece that throws, and goes on', async () => {
    const { eventLoopShare, work } = turnsOfWork();
    void eventLoopShare(() => work(6));
    const broken = eventLoopShare(() => {
      throw new Error('no');
    });
    const next = eventLoopShare(() => 'yes');
    await assert.rejects(async () => broken, /no/);
    assert.equal(await next, 'yes');
  });
});

describe('a pause in a long piece of work', () => {
  it('is none until the share is used, and a later turn then', async () => {
    const count = countTurns();
    let time = 0;
    const pause = createPause(() => time);
    const turns: number[] = [];
    for (let part = 0; part < 6; part += 1) {
      time += 2;
      await pause();
      turns.push(count.now());
    }
    count.stop();
    assert.deepEqual(turns, [0, 1, 1, 2, 2, 3]);
  });
});
