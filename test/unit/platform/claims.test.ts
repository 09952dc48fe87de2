import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimOnceAnswered, createClaims } from '../../../src/platform/claims.ts';
import { heldTime } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;

function setAges(folder: string, age: number): void {
  const then = (Date.now() - age) / 1000;
  for (const file of readdirSync(folder)) utimesSync(join(folder, file), then, then);
}

test('of several windows that want to do the same, one does, until its time is over', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'claims-')), 'told');
  t.after(() => rmSync(join(folder, '..'), { recursive: true }));
  const windows = Array.from({ length: 8 }, () => createClaims(folder));
  const ask = async (name: string, within: number) =>
    (await Promise.all(windows.map((window) => window.claim(name, within)))).filter(Boolean).length;
  assert.equal(await ask('a/../name: of “anything”', Infinity), 1);
  assert.equal(await ask('a/../name: of “anything”', Infinity), 0);
  assert.equal(await ask('another', MINUTE), 1);
  // Many times: who comes first differs.
  for (let turn = 0; turn < 60; turn++) {
    setAges(folder, 2 * MINUTE);
    assert.equal(await ask('another', MINUTE), 1, `when it is over, ${turn}`);
    assert.equal(await ask('another', MINUTE), 0);
  }
  assert.equal(await ask('a/../name: of “anything”', Infinity), 0);
  assert.equal(readdirSync(folder).length, 2, 'nothing but what stands for the two is left');
});

test('what was given back while somebody saw that it is over is one window’s again', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const windows = Array.from({ length: 4 }, () => createClaims(folder));
  const [first] = windows;
  for (let turn = 0; turn < 60; turn++) {
    await first?.claim('x', MINUTE);
    const [, ...told] = await Promise.all([first?.giveBack('x'), ...windows.map((one) => one.claim('x', MINUTE))]);
    const later = await Promise.all(windows.map((one) => one.claim('x', MINUTE)));
    assert.equal([...told, ...later].filter(Boolean).length, 1, `${turn}`);
    await first?.giveBack('x');
  }
});

test('a window that ended while it took over, or a disk that lets nobody, is in the way of none', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await createClaims(folder).claim('x', MINUTE);
  const [file = ''] = readdirSync(folder);
  writeFileSync(join(folder, `${file}.next`), '');
  setAges(folder, 2 * MINUTE);
  const later = createClaims(folder);
  assert.deepEqual([await later.claim('x', MINUTE), await later.claim('x', MINUTE)], [true, false]);
  assert.deepEqual(readdirSync(folder), [file]);
  // Nothing takes the place of a folder that isn't empty.
  rmSync(join(folder, file));
  mkdirSync(join(folder, file, 'below'), { recursive: true });
  setAges(folder, 2 * MINUTE);
  assert.deepEqual([await later.claim('x', MINUTE), await later.claim('x', MINUTE)], [true, true]);
  assert.deepEqual(readdirSync(folder), [file]);
});

test('what the disk has no room to note was done by nobody', { skip: process.platform === 'win32' }, async (t) => {
  const top = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(top, { recursive: true }));
  // A folder whose path is so long that none of its files can have one.
  const longest = process.platform === 'linux' ? 4095 : 1023;
  let folder = top;
  while (folder.length < longest - 60) folder = join(folder, 'x'.repeat(Math.min(200, longest - 30 - folder.length)));
  const claims = createClaims(folder);
  assert.deepEqual([await claims.claim('x', Infinity), await claims.claim('x', Infinity)], [true, true]);
  assert.deepEqual(readdirSync(folder), []);
});

test('what was done long ago is swept away, and a disk that refuses keeps nobody from being told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'old'), '');
  writeFileSync(join(folder, 'not so old'), '');
  for (const [name, days] of [
    ['old', 8],
    ['not so old', 6],
  ] as const) {
    const then = (Date.now() - days * DAY) / 1000;
    utimesSync(join(folder, name), then, then);
  }
  assert.equal(await createClaims(folder).claim('new', Infinity), true);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('old')),
    ['not so old'],
  );
  // Once for each window: looking through the folder costs more than a claim.
  const window = createClaims(folder);
  await window.claim('first', Infinity);
  writeFileSync(join(folder, 'older'), '');
  utimesSync(join(folder, 'older'), 0, 0);
  await window.claim('second', Infinity);
  assert.ok(readdirSync(folder).includes('older'));
  writeFileSync(join(folder, 'file'), '');
  assert.equal(await createClaims(join(folder, 'file', 'below')).claim('x', Infinity), true);
});

test('what claims to have been done in a time to come holds nobody up', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const ahead of [10 * MINUTE, DAY, 3_650 * DAY]) {
    const [one, other] = [createClaims(folder), createClaims(folder)];
    const name = `told ${ahead}`;
    assert.equal(await one.claim(name, MINUTE), true);
    setAges(folder, -ahead);
    // What is done once was done, whenever that was.
    if (ahead <= DAY) assert.equal(await other.claim(name, Infinity), false, `${ahead}`);
    assert.deepEqual([await other.claim(name, MINUTE), await one.claim(name, MINUTE)], [true, false], `${ahead}`);
  }
  // Left for long by a clock that was wrong, it is no more than litter.
  const far = (Date.now() + 8 * DAY) / 1000;
  writeFileSync(join(folder, 'left'), '');
  utimesSync(join(folder, 'left'), far, far);
  await createClaims(folder).claim('new', Infinity);
  assert.equal(readdirSync(folder).includes('left'), false);
});

test('what was claimed and not done is given back before the window that claimed it has ended', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claims-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [closed, other] = [createClaims(folder), createClaims(folder)];
  const claimed: string[] = [];
  for (const name of ['one', 'two'])
    void closed.claim(name, Infinity).then((isOwn) => {
      if (!isOwn) return undefined;
      claimed.push(name);
      return closed.giveBack(name);
    });
  await closed.settled();
  assert.deepEqual(new Set(claimed), new Set(['one', 'two']));
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual([await other.claim('one', Infinity), await closed.claim('one', Infinity)], [true, false]);
  writeFileSync(join(folder, 'file'), '');
  const refused = createClaims(join(folder, 'file', 'below'));
  await refused.giveBack('x');
  await refused.settled();
});

test('a window that answers late doesn’t tell again what another one told meanwhile', async () => {
  for (const hours of [0, 1, 5]) {
    const clock = heldTime();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const asked: number[] = [];
    const claims = { claim: async (_: string, within: number) => asked.push(within) > 0 };
    const presence = { answered: () => answered };
    const claim = claimOnceAnswered(claims, { presence, clock }, 'engaged', 2 * MINUTE);
    await clock.advance(hours * 60 * MINUTE);
    assert.deepEqual(asked, [], 'nothing is claimed that nobody may see');
    answer();
    assert.equal(await claim, true);
    assert.deepEqual(asked, [(2 + hours * 60) * MINUTE]);
  }
});
