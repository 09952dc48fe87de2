import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createWindowCount, type WindowCount } from '../../../src/platform/windowCount.ts';
import { type HeldTime, heldTime } from '../../stages/fakes.ts';

let home = '';
let folder = '';
const open: WindowCount[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'halt-windows-'));
  folder = join(home, 'storage', 'windows');
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.dispose();
  rmSync(home, { recursive: true, force: true });
});

interface Window {
  clock: HeldTime;
  count: WindowCount;
  heard: number[];
}

/** @param isThere whether the window itself answers when it is asked. */
function newWindow(isThere: () => boolean = () => true): Window {
  const clock = heldTime();
  const count = createWindowCount(folder, { clock, presence: { check: () => Promise.resolve(isThere()) } });
  open.push(count);
  const heard: number[] = [];
  count.onDidChange((windows) => heard.push(windows));
  return { clock, count, heard };
}
const files = (): number => {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
};
async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); await pause(5))
    if (performance.now() > end) throw new Error(`Waited for ${what}`);
}
const beat = async ({ clock }: { clock: HeldTime }): Promise<void> => {
  await until('the beat before', () => clock.timers() === 1);
  await clock.advance(5_000);
  await until('the beat', () => clock.timers() === 1);
};

describe('the windows that ask AWS', () => {
  it('hear of each other, and of one that closes', async () => {
    const [first, second] = [newWindow(), newWindow()];
    first.count.used();
    // It sets its next beat once it has counted.
    await until('the first', () => files() === 1 && first.clock.timers() === 1);
    second.count.used();
    second.count.used();
    await until('the second', () => second.heard.length > 0);
    assert.deepEqual([second.heard, files()], [[2], 2]);
    assert.deepEqual([first.count.count(), second.count.count()], [1, 2]);
    first.count.used();
    await beat(first);
    assert.deepEqual(first.heard, [2]);
    await second.count.dispose();
    assert.equal(files(), 1);
    first.count.used();
    await beat(first);
    assert.deepEqual(first.heard, [2, 1]);
  });

  it('don’t count one that asks nothing, and count it again when it does', async () => {
    const one = newWindow();
    one.count.used();
    for (let turn = 0; turn < 12; turn += 1) await beat(one);
    await one.clock.advance(5_000);
    await until('it to leave', () => files() === 0);
    assert.equal(one.clock.timers(), 0);
    one.count.used();
    await until('it to come back', () => files() === 1);
  });

  it('count one that was killed for a little while, and clear its file away later', async () => {
    mkdirSync(folder, { recursive: true });
    const killed = (name: string, secondsAgo: number) => {
      writeFileSync(join(folder, name), '');
      const time = Date.now() / 1_000 - secondsAgo;
      utimesSync(join(folder, name), time, time);
    };
    killed('fresh', 10);
    killed('stale', 120);
    killed('litter', 1_200);
    const one = newWindow();
    one.count.used();
    await until('the count', () => one.heard.length > 0);
    assert.deepEqual(one.heard, [2]);
    assert.ok(!readdirSync(folder).includes('litter'));
    assert.ok(readdirSync(folder).includes('stale'), 'it may only be held up');
  });

  it('don’t count for long what was left in a time to come, by a clock that was wrong', async () => {
    mkdirSync(folder, { recursive: true });
    const left = (name: string, secondsAhead: number) => {
      writeFileSync(join(folder, name), '');
      const time = Date.now() / 1_000 + secondsAhead;
      utimesSync(join(folder, name), time, time);
    };
    left('steered', 10);
    left('tomorrow', 24 * 3_600);
    left('soon', 120);
    const one = newWindow();
    one.count.used();
    await until('the count', () => one.heard.length > 0);
    assert.deepEqual(one.heard, [2]);
    assert.ok(!readdirSync(folder).includes('tomorrow'));
  });

  it('don’t count one that has gone while its extensions live on and ask, and count it again when it is back', async () => {
    let isThere = true;
    const [left, other] = [newWindow(() => isThere), newWindow()];
    left.count.used();
    await until('the first', () => files() === 1);
    other.count.used();
    await until('the second', () => other.heard.length > 0);
    isThere = false;
    for (const heard of [
      [2, 1],
      [2, 1],
    ]) {
      left.count.used();
      other.count.used();
      await beat(left);
      await beat(other);
      assert.deepEqual([other.heard, files()], [heard, 1]);
    }
    isThere = true;
    await beat(left);
    await beat(other);
    assert.deepEqual([other.heard, files()], [[2, 1, 2], 2]);
  });

  it('are no more told by one that is closed, which asks no more either', async () => {
    const [closed, other] = [newWindow(), newWindow()];
    closed.count.used();
    await until('the first', () => files() === 1);
    await closed.count.dispose();
    closed.count.used();
    other.count.used();
    await until('the other', () => other.clock.timers() === 1);
    assert.deepEqual([files(), closed.clock.timers(), closed.count.count(), other.count.count()], [1, 0, 1, 1]);
  });

  it('are one where the disk refuses', async () => {
    writeFileSync(join(home, 'storage'), 'a file is in the way');
    const one = newWindow();
    one.count.used();
    for (let turn = 0; turn < 3; turn += 1) {
      await beat(one);
      one.count.used();
    }
    assert.deepEqual(one.heard, []);
  });
});
