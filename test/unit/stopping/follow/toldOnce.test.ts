import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Tracked } from '../../../../src/stopping/follow/followed.ts';
import { createToldOnce } from '../../../../src/stopping/follow/toldOnce.ts';
import { createEmitter } from '../../../../src/base/event.ts';
import { heldTime, instance, refTo } from '../../../stages/fakes.ts';

const MINUTE = 60_000;

/** Windows that share what was claimed. */
function stage() {
  const clock = heldTime();
  const claimed = new Set<string>();
  const turns: string[] = [];
  const told: string[] = [];
  let disk = Promise.resolve();
  const setDisk = (next: Promise<void>): void => {
    disk = next;
  };
  const windows = createEmitter<number>((error) => assert.fail(String(error)));
  let others = 1;
  const leave = () => {
    others = 0;
    windows.fire(1);
  };
  const stir = () => windows.fire(others + 1);
  const open = (name: string, isAlone = false) =>
    createToldOnce<{ readonly tracked: Tracked; readonly loggedAt?: number }>({
      clock,
      kept: 15_000,
      claim: async (what) => {
        // As on a disk, where others have their turn between two files.
        await new Promise((resolve) => setImmediate(resolve));
        const isFirst = !claimed.has(what) && claimed.add(what) !== undefined;
        await disk;
        return isFirst;
      },
      giveBack: async (what) => void claimed.delete(what),
      takeTurn: async () => {
        if (turns.length > 0) return false;
        turns.push(name);
        return true;
      },
      // As with a file, which is anybody's to take away.
      endTurn: async () => void turns.pop(),
      isAlone: () => isAlone || others === 0,
      onDidChangeWindows: windows.event,
      nameOf: ({ tracked }) => tracked.id,
      tell: (all) => told.push(`${name}: ${all.map(({ tracked }) => tracked.id).join()}`),
      onError: (error) => assert.fail(String(error)),
    });
  const one = (id: string, isTakenUp: boolean, age = 0) => ({
    tracked: {
      ...{ id, run: 'r', ref: refTo(instance()), name: id, requestedAt: clock.now() - age },
      operation: { type: 'stop' } as const,
      ...(isTakenUp && { takenUp: true as const }),
    },
  });
  return { clock, told, open, one, leave, stir, setDisk, turns };
}

describe('how a stop ended', () => {
  it('is told by the window that asked for it, whichever saw it first', async () => {
    for (const isOwnerFirst of [true, false]) {
      const { clock, told, open, one } = stage();
      const [owner, other] = [open('owner'), open('other')];
      const ways = [() => owner.add([one('a', false)]), () => other.add([one('a', true)])];
      for (const end of isOwnerFirst ? ways : ways.toReversed()) {
        end();
        await clock.advance(5_000);
      }
      await clock.advance(MINUTE);
      assert.deepEqual(told, ['owner: a']);
    }
  });

  it('is told by the window that asked for it, however late its pace lets it look', async () => {
    // The longest pauses, in milliseconds, of what was asked for so long ago.
    for (const [age, pause] of [
      [10_000, 2_400],
      [MINUTE, 4_800],
      [3 * MINUTE, 12_000],
      [9 * MINUTE, 12_000],
      [11 * MINUTE, 36_000],
      [600 * MINUTE, 36_000],
    ] as const) {
      const { clock, told, open, one } = stage();
      const [owner, other] = [open('owner'), open('other')];
      other.add([one('a', true, age)]);
      await clock.advance(pause + 15_000);
      owner.add([one('a', false, age)]);
      await clock.advance(2 * MINUTE);
      assert.deepEqual(told, ['owner: a'], `${age}`);
    }
  });

  it('is left to the window that asked for as long as the pace of what was asked first lets it', async () => {
    const { clock, told, open, one } = stage();
    const [owner, other] = [open('owner'), open('other')];
    other.add([one('young', true, 10_000), one('old', true, 11 * MINUTE), one('middle', true, 3 * MINUTE)]);
    await clock.advance(36_000 + 15_000);
    owner.add([one('young', false, 10_000), one('old', false, 11 * MINUTE), one('middle', false, 3 * MINUTE)]);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(told, ['owner: young,old,middle']);
  });

  it('is still left to it where windows come and go, and it is not the last one that is there', async () => {
    const { clock, told, open, one, stir } = stage();
    const other = open('other');
    other.add([one('a', true)]);
    await clock.advance(1_000);
    stir();
    await clock.advance(1_000);
    assert.deepEqual(told, []);
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: a']);
  });

  it('is told by another window no later than the pace of the one that asked, and a look, would have it', async () => {
    for (const [age, latest] of [
      [10_000, 2_400 + 15_000 + 6_000],
      [3 * MINUTE, 12_000 + 15_000 + 6_000],
    ] as const) {
      const { clock, told, open, one } = stage();
      open('other').add([one('a', true, age)]);
      await clock.advance(latest);
      assert.deepEqual(told, ['other: a']);
    }
  });

  it('is waited for no longer by a window that is closed, or that has told it', async () => {
    const { clock, told, open, one, leave } = stage();
    const closed = open('closed');
    closed.add([one('a', true), { ...one('b', true), loggedAt: clock.now() }]);
    assert.equal(clock.timers(), 1);
    closed.dispose();
    assert.equal(clock.timers(), 0);
    const other = open('other');
    other.add([one('a', true)]);
    await clock.advance(MINUTE);
    leave();
    assert.deepEqual([told, clock.timers()], [['other: a'], 0]);
  });

  it('is waited for by nobody in the window that asked', async () => {
    const { clock, told, open, one } = stage();
    open('owner').add([one('a', false)]);
    await clock.advance(0);
    assert.deepEqual([told, clock.timers()], [['owner: a'], 0]);
  });

  it('is known to whoever hears of errors where nobody can say whether it was told', async () => {
    const clock = heldTime();
    const heard: string[] = [];
    const windows = createEmitter<number>((error) => assert.fail(String(error)));
    const broken = createToldOnce<{ readonly tracked: Tracked }>({
      clock,
      kept: 15_000,
      claim: (name) => Promise.reject(new Error(`no disk for ${name}`)),
      giveBack: () => Promise.resolve(),
      takeTurn: () => Promise.resolve(true),
      endTurn: () => Promise.resolve(),
      isAlone: () => true,
      onDidChangeWindows: windows.event,
      nameOf: ({ tracked }) => tracked.id,
      tell: () => assert.fail('It told what it could not claim.'),
      onError: (error) => heard.push(error instanceof Error ? error.message : String(error)),
    });
    const { one } = stage();
    broken.add([one('own', false)]);
    broken.add([one('other', true)]);
    await clock.advance(1_000);
    assert.deepEqual(heard, ['no disk for own', 'no disk for other']);
    assert.equal(clock.timers(), 0);
  });

  it('is told once, too, where the window that asked sees it only after another one has told it', async () => {
    const { clock, told, open, one } = stage();
    const [owner, other] = [open('owner'), open('other')];
    other.add([one('a', true), one('b', true)]);
    await clock.advance(2 * MINUTE);
    owner.add([one('a', false), one('c', false)]);
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: a,b', 'owner: c']);
  });

  it('is told by one of those that took it up where the one that asked is gone, each thing once', async () => {
    const { clock, told, open, one } = stage();
    const [first, second] = [open('first'), open('second')];
    first.add([one('a', true), one('b', true)]);
    second.add([one('b', true), one('c', true)]);
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['first: a,b', 'second: c']);
  });

  it('is told in one message by one of two windows that were restored together', async () => {
    const { clock, told, open, one, turns } = stage();
    const [first, second] = [open('first'), open('second')];
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    first.add(ids.map((id) => ({ ...one(id, true), loggedAt: clock.now() })));
    second.add(ids.toReversed().map((id) => ({ ...one(id, true), loggedAt: clock.now() })));
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['first: a,b,c,d,e,f']);
    assert.deepEqual([turns, clock.timers()], [[], 0]);
  });

  it('is told though a window that had its turn is gone, and by nobody who is closed while it waits for one', async () => {
    const { clock, told, open, one, turns } = stage();
    turns.push('gone');
    const [closed, other] = [open('closed'), open('other')];
    closed.add([one('a', false)]);
    other.add([one('b', false)]);
    await clock.advance(5_000);
    closed.dispose();
    assert.deepEqual(told, []);
    turns.pop();
    await clock.advance(5_000);
    assert.deepEqual([told, clock.timers()], [['other: b'], 0]);
    turns.push('gone');
    other.add([one('c', false)]);
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: b', 'other: c'], 'nobody waits for ever');
    assert.deepEqual(turns, ['gone'], 'who had no turn ends none');
  });

  it('is told in one message where a part of its run was seen and the log has the rest, as late as the later of both', async () => {
    for (const isAlone of [true, false]) {
      const { clock, told, open, one, leave } = stage();
      open('reloaded', isAlone).add([one('a', true), { ...one('b', true), loggedAt: clock.now() }]);
      await clock.advance(10_000);
      leave();
      await clock.advance(10_000);
      assert.deepEqual(told, [], 'who wrote the one may be there');
      await clock.advance(2_000);
      assert.deepEqual([told, clock.timers()], [['reloaded: a,b'], 0]);
    }
  });

  it('is told at once after a reload of the only window', async () => {
    const { clock, told, open, one } = stage();
    open('reloaded', true).add([one('a', true)]);
    await clock.advance(1);
    assert.deepEqual(told, ['reloaded: a']);
  });

  it('is told at once when the other window has gone, and once', async () => {
    const { clock, told, open, one, leave } = stage();
    const reloaded = open('reloaded');
    reloaded.add([one('a', true)]);
    await clock.advance(1_000);
    assert.deepEqual(told, []);
    leave();
    leave();
    await clock.advance(1);
    assert.deepEqual(told, ['reloaded: a']);
    await clock.advance(2 * MINUTE);
    leave();
    await clock.advance(1);
    assert.deepEqual([told, clock.timers()], [['reloaded: a'], 0]);
    reloaded.add([one('b', true)]);
    reloaded.dispose();
    leave();
    await clock.advance(2 * MINUTE);
    assert.deepEqual([told, clock.timers()], [['reloaded: a'], 0]);
  });

  it('is left to another window by one that is closed', async () => {
    const { clock, told, open, one } = stage();
    const [closed, other] = [open('closed'), open('other')];
    closed.add([one('a', true)]);
    closed.dispose();
    await clock.advance(MINUTE);
    other.add([one('a', true)]);
    await clock.advance(MINUTE);
    assert.deepEqual(told, ['other: a']);
    assert.equal(clock.timers(), 0);
  });

  it('is left to another window by one that is closed while the disk says whether it was told', async () => {
    for (const isTakenUp of [false, true]) {
      const { clock, told, open, one, setDisk } = stage();
      const [closed, other] = [open('closed'), open('other')];
      let answer = () => {};
      const answered = new Promise<void>((resolve) => (answer = resolve));
      setDisk(answered);
      closed.add([one('a', isTakenUp), one('b', isTakenUp)]);
      await clock.advance(MINUTE);
      closed.dispose();
      answer();
      await clock.advance(1);
      other.add([one('a', true), one('b', true)]);
      await clock.advance(MINUTE);
      assert.deepEqual(told, ['other: a,b'], `${isTakenUp}`);
    }
  });

  it('that is known from the log alone is left to who wrote it, alone or not, and told where that one is gone', async () => {
    for (const isAlone of [true, false])
      for (const isWriterThere of [true, false]) {
        const { clock, told, open, one, leave } = stage();
        const [writer, opened] = [open('writer'), open('opened', isAlone)];
        opened.add([{ ...one('a', true, 600 * MINUTE), loggedAt: clock.now() }]);
        leave();
        // So long the writer keeps what has ended.
        await clock.advance(15_000);
        assert.deepEqual(told, []);
        if (isWriterThere) writer.add([one('a', false)]);
        await clock.advance(MINUTE);
        assert.deepEqual(told, [isWriterThere ? 'writer: a' : 'opened: a'], `${isAlone}`);
        assert.equal(clock.timers(), 0);
      }
  });

  it('that is known from the log alone waits for who wrote it only, however long the pause of who asked', async () => {
    const { clock, told, open, one, turns } = stage();
    open('opened').add([{ ...one('a', true, 600 * MINUTE), loggedAt: clock.now() }]);
    assert.deepEqual(turns, [], 'nothing is to be told yet');
    await clock.advance(15_000 + 6_000 - 1);
    assert.deepEqual(told, []);
    await clock.advance(1);
    assert.deepEqual(told, ['opened: a']);
  });

  it('that is known from the log alone is told by nobody once the window is closed', async () => {
    const { clock, told, open, one } = stage();
    const closed = open('closed');
    closed.add([{ ...one('a', true), loggedAt: clock.now() }]);
    closed.dispose();
    assert.equal(clock.timers(), 0);
    await clock.advance(MINUTE);
    assert.deepEqual([told, clock.timers()], [[], 0]);
  });
});
