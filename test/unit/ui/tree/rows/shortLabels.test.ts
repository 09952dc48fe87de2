import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createElisions } from '../../../../../src/ui/tree/rows/elided.ts';
import {
  createShortLabels,
  labelColumns,
  labelColumnsBeside,
  shortened,
} from '../../../../../src/ui/tree/rows/shortLabels.ts';
import { experimentLike, instanceLike } from '../../../../stages/resources.ts';

describe('how much of a label is shown', () => {
  it('is what its state leaves of a row of 300 pixels', () => {
    assert.equal(labelColumns('running', 4, undefined), 18);
    assert.equal(labelColumns('running · t3.micro', 4, undefined), 16);
    assert.equal(labelColumns('running · t3.micro', 3, undefined), 17);
    assert.equal(labelColumns('rolling out 2 of 3', 4, undefined), 10);
    assert.equal(labelColumns('running', 0, undefined), 24);
    assert.equal(labelColumns('stopping since 12:04', 0, undefined), 13);
  });

  it('is more where only a part of what is said first has to be seen, and less where a mark stands before it', () => {
    assert.equal(labelColumns('stopping since 12:04', 0, 'stopping'), 21);
    assert.equal(labelColumns('★ · running · t3.micro', 3, 'running'), 14);
    // What isn't in it asks for no room of its own.
    assert.equal(labelColumns('', 0, ''), 31);
  });

  it('is less the more the state says, the deeper the row is, and the wider the letters are', () => {
    const states = ['', 'paused', 'running', 'stopping…', 'rolling back'];
    for (const level of [0, 1, 4, 5]) {
      const sizes = states.map((state) => labelColumns(state, level, undefined));
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => b - a),
        String(level),
      );
    }
    for (const state of states) {
      const sizes = [0, 1, 4, 5].map((level) => labelColumns(state, level, undefined));
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => b - a),
        state,
      );
    }
    assert.ok(labelColumns('実行中です', 4, undefined) < labelColumns('start', 4, undefined));
  });

  it('is what a longer beginning leaves, as long as enough of a name is left', () => {
    const running = 'running · production · shop (eu-west-1)';
    assert.equal(labelColumnsBeside(running, undefined, undefined), labelColumns(running, 0, undefined));
    assert.equal(labelColumnsBeside(running, undefined, 'running · production'), 11);
    const rolling = 'rolling out 1 of 2 · production · shop (eu-west-1)';
    const asBefore = labelColumns(rolling, 0, undefined);
    assert.equal(labelColumnsBeside(rolling, undefined, 'rolling out 1 of 2 · production'), asBefore);
  });

  it('is never so little that nobody knows the name', () => {
    for (const level of [0, 4, 5, 6]) assert.ok(labelColumns('x'.repeat(200), level, undefined) >= 10);
  });
});

describe('a label', () => {
  it('stays whole where hardly a letter would be won', () => {
    const elisions = createElisions(['runtime-guard', 'runtime-guard-eu', 'recommendations-api']);
    for (const [name, columns, said] of [
      ['runtime-guard', 13, 'runtime-guard'],
      ['runtime-guard', 12, 'runtime-guard'],
      ['runtime-guard', 11, 'runtime-guard'],
      ['runtime-guard', 10, 'runti…uard'],
      ['recommendations-api', 16, 'recommen…ons-api'],
    ] as const)
      assert.equal(shortened(elisions, name, columns), said, `${name} in ${columns}`);
  });
});

describe('the short labels of a list', () => {
  it('are those of its own names, of what has none by its id, and of another list another’s', () => {
    const labels = createShortLabels();
    const [blue, green] = ['payments-worker-blue-production', 'payments-worker-green-production'].map((name, index) =>
      instanceLike({ id: `i-${index}`, name }),
    );
    assert.ok(blue && green);
    const both = [blue, green];
    assert.equal(labels.among(both), labels.among(both));
    assert.match(labels.among(both)(blue.name ?? '', 12), /bl/);
    assert.equal(labels.among([blue])(blue.name ?? '', 12), 'paymen…ction');
    const nameless = experimentLike({ id: 'EXP1111111111111111111' });
    assert.equal(labels.among([nameless])(nameless.id, 12), 'EXP111…11111');
  });
});
