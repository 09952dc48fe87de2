import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOncePerAccount, oncePerAccount } from '../../../src/inventory/oncePerAccount.ts';
import { customAt } from '../../stages/destinations.ts';
import type { Identity } from '../../../src/model/identity.ts';
import { experiment, identityOf } from '../../stages/fakes.ts';

const ONE = '111122223333';
const OTHER = '444455556666';
const custom = customAt('http://localhost:4566');

/** What profiles see, and whose they are, as it becomes known. */
function stage() {
  const known = new Map<string, Identity>();
  let asked = 0;
  const accounts = {
    of: (profile: string) => {
      asked += 1;
      return known.get(profile);
    },
  };
  const once = createOncePerAccount<ReturnType<typeof seenBy>>(accounts);
  return {
    accounts,
    once,
    asked: () => asked,
    /** Of which profiles those are that stand for all. */
    stand: () => [...once.all.values()].map(({ scope, id }) => `${id} by ${scope.profile} in ${scope.region}`),
    learn: (profile: string, account: string, more: Partial<Identity> = {}) => {
      known.set(profile, { ...identityOf(profile, account), ...more });
      once.regroup(profile);
    },
  };
}

const seenBy = (profile: string, id = 'EXP1', region = 'eu-west-1') =>
  experiment({ scope: { profile, region }, id, state: 'running' });

describe('what several profiles see', () => {
  it('counts for each of them until it is known that they are of one account', () => {
    const { once, learn, stand } = stage();
    for (const profile of ['admin', 'ro']) once.put(seenBy(profile));
    assert.equal(once.all.size, 2);
    learn('admin', ONE);
    assert.equal(once.all.size, 2);
    learn('ro', ONE);
    assert.deepEqual(stand(), ['EXP1 by admin in eu-west-1']);
    learn('ro', OTHER);
    assert.equal(once.all.size, 2);
  });

  it('is one thing as long as one of them sees it, and as that one does', () => {
    const { once, learn, stand } = stage();
    for (const profile of ['admin', 'ro', 'audit']) learn(profile, ONE);
    for (const profile of ['admin', 'ro', 'audit']) once.put(seenBy(profile));
    once.remove(seenBy('admin'));
    assert.deepEqual(stand(), ['EXP1 by ro in eu-west-1']);
    once.remove(seenBy('audit'));
    assert.deepEqual(stand(), ['EXP1 by ro in eu-west-1']);
    once.remove(seenBy('ro'));
    assert.deepEqual(stand(), []);
    once.remove(seenBy('ro'));
    once.put(seenBy('audit'));
    assert.deepEqual(stand(), ['EXP1 by audit in eu-west-1']);
  });

  it('is as it was last seen', () => {
    const { once, learn } = stage();
    learn('admin', ONE);
    once.put(seenBy('admin'));
    const stopping = { ...seenBy('admin'), state: 'stopping' as const };
    once.put(stopping);
    assert.deepEqual([...once.all.values()], [stopping]);
  });

  it('is the same only in the same account, region and AWS', () => {
    for (const [first, second, count] of [
      [['a', ONE, 'EXP1', 'eu-west-1'], ['b', ONE, 'EXP1', 'eu-west-1'], 1],
      [['a', ONE, 'EXP1', 'eu-west-1'], ['b', ONE, 'EXP2', 'eu-west-1'], 2],
      [['a', ONE, 'EXP1', 'eu-west-1'], ['b', ONE, 'EXP1', 'us-east-1'], 2],
      [['a', ONE, 'EXP1', 'eu-west-1'], ['b', OTHER, 'EXP1', 'eu-west-1'], 2],
      [['a', ONE, 'EXP1', 'eu-west-1'], ['b', ONE, 'EXP1', 'eu-west-1', custom], 2],
      [['a', ONE, 'EXP1', 'eu-west-1', custom], ['b', ONE, 'EXP1', 'eu-west-1', custom], 1],
      [['a', undefined, 'EXP1', 'eu-west-1'], ['b', undefined, 'EXP1', 'eu-west-1'], 2],
      [['a', undefined, 'EXP1', 'eu-west-1'], ['b', ONE, 'EXP1', 'eu-west-1'], 2],
    ] as const) {
      const { accounts, once, learn } = stage();
      const things = [first, second].map(([profile, account, id, region, destination]) => {
        if (account !== undefined) learn(profile, account, destination && { destination });
        return seenBy(profile, id, region);
      });
      for (const one of things) once.put(one);
      assert.equal(once.all.size, count, JSON.stringify([first, second]));
      assert.deepEqual(oncePerAccount(things, accounts), count === 1 ? things.slice(0, 1) : things);
    }
  });

  it('is forgotten at once, and with it whose the profiles were', () => {
    const { once, learn, stand } = stage();
    learn('admin', ONE);
    for (const profile of ['admin', 'ro']) once.put(seenBy(profile));
    once.clear();
    assert.equal(once.all.size, 0);
    learn('ro', ONE);
    for (const profile of ['ro', 'admin']) once.put(seenBy(profile));
    assert.deepEqual(stand(), ['EXP1 by ro in eu-west-1']);
  });

  it('costs what has changed, whatever else there is', () => {
    const { once, learn, asked } = stage();
    for (let profile = 0; profile < 50; profile += 1)
      for (let id = 0; id < 20; id += 1) once.put(seenBy(`p${profile}`, `EXP${id}`));
    assert.ok(asked() <= 50, 'a profile is asked about with its first thing alone');
    const before = asked();
    once.put(seenBy('p7', 'EXP3'));
    once.remove(seenBy('p8', 'EXP3'));
    assert.equal(asked(), before);
    learn('p7', ONE);
    assert.equal(asked(), before + 1);
  });
});
