import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { asGrouping } from '../../../src/inventory/grouping.ts';
import { asSorting } from '../../../src/inventory/sorting.ts';
import { saved } from '../../../src/model/savedState.ts';
import { asHidden } from '../../../src/ui/settings/hiddenRows.ts';
import { asSavedFilters } from '../../../src/ui/settings/savedFilters.ts';
import { createBranches } from '../../../src/ui/tree/nodes/branches.ts';
import { rememberedWatches } from '../../../src/news/rememberedWatches.ts';
import { assertProperty } from '../../stages/property.ts';

const row = { id: 'i', label: 'web-1', profile: 'dev', region: 'eu-west-1' };
const scope = { profile: 'dev', region: 'eu-west-1' };
const watch = { ref: { kind: 'lever', scope, id: 'default' }, name: 'the lever', from: 'engaged' };

const never = (error: unknown): void => assert.fail(String(error));
const watchesIn = (value: unknown) =>
  rememberedWatches({ get: () => value, update: () => assert.fail('nothing was to be written') }, never).read();

/** What a memory may hold for each list, a member that is right, and how it is read. */
const lists: readonly (readonly [string, unknown, (value: unknown) => readonly unknown[]])[] = [
  ['hidden rows', row, (value) => [...asHidden(value).values()]],
  ['saved filters', { name: 'mine', text: 'older:7d' }, asSavedFilters],
  ['watches', watch, watchesIn],
];

describe('a saved state', () => {
  for (const [name, right, read] of lists) {
    it(`of ${name} gives what can be understood, whatever stands around it`, () => {
      assertProperty(
        fc.property(fc.array(fc.anything()), fc.array(fc.anything()), (before, after) => {
          assert.deepEqual(read([...before, right, ...after]), [right]);
        }),
        {
          examples: [
            [
              [null, undefined],
              [[], {}, 'x', 1, [['a', true]]],
            ],
          ],
        },
      );
      assertProperty(fc.property(fc.anything(), (value) => assert.deepEqual(read(value), [])));
    });
  }

  it('of one value is that value or nothing', () => {
    const text = v.string();
    assertProperty(
      fc.property(fc.anything(), (value) => {
        assert.equal(saved(text, value), typeof value === 'string' ? value : undefined);
        assert.deepEqual([asGrouping({ type: value }).type, asSorting({ value })], ['none', 'state']);
      }),
    );
    assert.deepEqual(
      [asGrouping({ type: 'tag', key: '' }), asGrouping({ type: 'tag', key: 'env', more: 1 })],
      [{ type: 'none' }, { type: 'tag', key: 'env' }],
    );
  });

  it('of a watch is left out where one member is not as it should be', () => {
    const wrong = [
      { ...watch, ref: { ...watch.ref, kind: 'cluster' } },
      { ...watch, ref: { ...watch.ref, scope: { ...scope, region: 'x.evil.test/#' } } },
      { ...watch, ref: { ...watch.ref, id: '' } },
      { ...watch, name: 5 },
      { ...watch, account: 5 },
      { ...watch, elsewhere: 5 },
      { ...watch, elsewhere: { kind: 'custom' } },
      { ...watch, from: undefined },
    ];
    const whole = { ...watch, account: '111122223333', elsewhere: 'http://localhost:4566' };
    assert.deepEqual(watchesIn([...wrong, whole]), [whole]);
  });

  it('of branches opens what it names, and nothing else', () => {
    const branches = createBranches({
      ...{ filter: () => undefined, isSinglePlace: () => false, onError: never },
      memory: { get: () => [['a', true], 'b', ['c'], ['d', 1], ['e', false]], update: () => Promise.resolve() },
    });
    const isOpen = (id: string): boolean => branches.isOpen({ type: 'profile', id, profile: 'dev' });
    assert.deepEqual(['a', 'b', 'c', 'd', 'e'].filter(isOpen), ['a']);
  });
});
