import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimOnceAnswered, createClaims } from '../../../src/platform/claims.ts';
import { heldTime } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const DAY = 24 * 3_600_000;

test('of several windows that want to do the same, one does, until its time is over', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'claims-')), 'told');
  t.after(() => rmSync(join(folder, '..'), { recursive: true }));
  const windows = Array.from({ length: 8 }, () => createClaims(folder));
  const ask = async (name: string, within: number) =>
    (await Promise.all(windows.map((window) => window.claim(name, within)))).filter(Boolean).length;
  assert.equal(await ask('a/../name: of “anything”', Infinity), 1);
  assert.equal(await ask('a/../name: of “anything”', Infinity), 0);
  assert.equal(await ask('another', MINUTE), 1);
  for (const file of readdirSync(folder)) {
    const then = (Date.now() - 2 * MINUTE) / 1000;
    utimesSync(join(folder, file), then, then);
  }
  const [window] = windows;
  assert.deepEqual([await window?.claim('another', MINUTE), await window?.claim('another', MINUTE)], [true, false]);
  assert.equal(await ask('a/../name: of “anything”', Infinity), 0);
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
    const then = (Date.now() + ahead) / 1000;
    for (const file of readdirSync(folder)) utimesSync(join(folder, file), then, then);
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
  for (const name of ['one', 'two'])
    void closed.claim(name, Infinity).then((isOwn) => (isOwn ? closed.giveBack(name) : undefined));
  await closed.settled();
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
