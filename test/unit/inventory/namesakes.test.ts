import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesakesAmong } from '../../../src/inventory/namesakes.ts';
import { experiment, instance } from '../../stages/fakes.ts';
import { serviceLike } from '../../stages/resources.ts';

const elsewhere = { profile: 'other', region: 'us-east-1' };
const inCluster = (clusterName: string, name = 'api') =>
  serviceLike({ id: `arn:aws:ecs:eu-west-1:111122223333:service/${clusterName}/${name}`, name, clusterName });

describe('what is called the same', () => {
  const told = (...all: Parameters<typeof namesakesAmong>[0]) => all.map(namesakesAmong(all));

  it('is told apart within its kind and place, a service in whatever cluster', () => {
    assert.deepEqual(told(inCluster('blue'), inCluster('green'), inCluster('blue', 'web')), [true, true, false]);
    const [one, two] = [instance({ id: 'i-1', name: 'web' }), instance({ id: 'i-2', name: 'web' })];
    assert.deepEqual(told(one, two, experiment({ name: 'web' }), inCluster('blue', 'web')), [true, true, false, false]);
    assert.deepEqual(told(one, { ...two, scope: elsewhere }), [false, false]);
  });

  for (const name of ['we\u200Bb', 'web ', '\u2800web', 'we\ufff9b', 'w\u0435b'])
    it(`is what looks the same: ${JSON.stringify(name)}`, () => {
      assert.deepEqual(told(instance({ id: 'i-1', name: 'web' }), instance({ id: 'i-2', name })), [true, true]);
    });

  it('is nothing where there is no name, and nothing among other rows', () => {
    const [one, two] = ['i-1', 'i-2'].map((id) => {
      const { name: _, ...nameless } = instance({ id });
      return nameless;
    });
    assert.ok(one && two);
    assert.deepEqual(told(one, two), [false, false]);
    assert.equal(namesakesAmong([])(one), false);
  });
});
