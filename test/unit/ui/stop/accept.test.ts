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
const taken = (...unticked: readonly string[]) => {
  const accepted = accept([{ key: 'heading' }, ...rows], {
    isTicked: ({ key }) => key !== 'heading' && !unticked.includes(key),
    justChanged: () => false,
  });
  return accepted.type === 'taken' ? accepted.refs : accepted.type;
};
const allBut = (...keys: readonly string[]) => rows.filter(({ key }) => !keys.includes(key)).map(({ ref }) => ref);

describe('Enter in a list in which everything is ticked', () => {
  it('leaves out, in every profile’s row, what the person unticked in one, but a lever of another account', () => {
    const both = ['experiment,one,eu-west-1,a', 'experiment,two,eu-west-1,a'];
    assert.deepEqual(taken(), allBut());
    for (const one of both) assert.deepEqual(taken(one), allBut(...both));
    for (const one of ['experiment,two,us-east-1,a', 'experiment,two,eu-west-1,b', 'lever,one,eu-west-1,default'])
      assert.deepEqual(taken(one), allBut(one));
    assert.equal(taken(...rows.map(({ key }) => key)), 'nothing');
  });

  it('means nothing where the rows have just changed', () => {
    assert.deepEqual(accept(rows, { isTicked: () => true, justChanged: () => true }), { type: 'just-changed' });
  });
});
