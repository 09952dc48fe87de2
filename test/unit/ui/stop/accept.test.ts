import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accept } from '../../../../src/ui/stop/accept.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';

const row = (kind: 'experiment' | 'lever', profile: string, id: string, region = 'eu-west-1') => ({
  key: [kind, profile, region, id].join(),
  ref: { kind, scope: { profile, region }, id } as TargetRef,
});
const rows = [
  row('experiment', 'one', 'a'),
  row('experiment', 'two', 'a'),
  row('experiment', 'two', 'a', 'us-east-1'),
  row('experiment', 'two', 'b'),
  row('lever', 'one', 'default'),
  row('lever', 'two', 'default'),
];
const accepted = (...unticked: readonly string[]) =>
  accept([{ key: 'heading' }, ...rows], {
    isTicked: ({ key }) => key !== 'heading' && !unticked.includes(key),
    justChanged: () => false,
  });
const refsOf = (keys: readonly string[]) => rows.filter(({ key }) => keys.includes(key)).map(({ ref }) => ref);
const allBut = (...keys: readonly string[]) => rows.filter(({ key }) => !keys.includes(key)).map(({ ref }) => ref);

describe('Enter in a list in which everything is ticked', () => {
  it('takes each thing through the rows that are ticked, and names those of it that aren’t', () => {
    const both = ['experiment,one,eu-west-1,a', 'experiment,two,eu-west-1,a'];
    const alone = ['experiment,two,us-east-1,a', 'experiment,two,eu-west-1,b', 'lever,one,eu-west-1,default'];
    assert.deepEqual(accepted(), { type: 'taken', refs: allBut(), beside: [] });
    for (const one of both)
      assert.deepEqual(accepted(one), { type: 'taken', refs: allBut(one), beside: refsOf([one]) });
    // A lever of another profile may be one of another account.
    for (const one of alone) assert.deepEqual(accepted(one), { type: 'taken', refs: allBut(one), beside: [] });
  });

  it('never takes what is unticked in all of its rows', () => {
    const both = ['experiment,one,eu-west-1,a', 'experiment,two,eu-west-1,a'];
    for (const more of [[], ['experiment,two,eu-west-1,b'], ['experiment,two,us-east-1,a']])
      assert.deepEqual(accepted(...both, ...more), { type: 'taken', refs: allBut(...both, ...more), beside: [] });
  });

  it('says whether nothing is ticked, or nothing can be', () => {
    assert.deepEqual(accepted(...rows.map(({ key }) => key)), { type: 'none-ticked' });
    const ticks = { isTicked: () => false, justChanged: () => false };
    assert.deepEqual(accept([{ key: 'heading' }], ticks), { type: 'nothing' });
    assert.deepEqual(accept([], ticks), { type: 'nothing' });
  });

  it('means nothing where the rows have just changed', () => {
    assert.deepEqual(accept(rows, { isTicked: () => true, justChanged: () => true }), { type: 'just-changed' });
  });
});
