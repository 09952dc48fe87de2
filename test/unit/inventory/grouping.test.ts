import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../src/aws/services/ec2/instance.ts';
import {
  asGrouping,
  type Grouping,
  groupInstances,
  groupingKey,
  groupOf,
  groupValueKey,
  tagKeys,
} from '../../../src/inventory/grouping.ts';
import { known, none, unread } from '../../../src/model/fact.ts';
import { instanceLike, scope } from '../../stages/resources.ts';

const fleet = [
  instanceLike({ id: 'i-1', state: 'stopped', autoScalingGroup: 'web-10', tags: [{ key: 'team', value: 'red' }] }),
  instanceLike({
    id: 'i-2',
    state: 'running',
    tags: [
      { key: 'team', value: '' },
      { key: 'Name', value: 'x' },
    ],
  }),
  instanceLike({
    id: 'i-3',
    state: 'stopping',
    autoScalingGroup: 'web-9',
    tags: [
      { key: 'team', value: 'blue' },
      { key: 'env', value: 'dev' },
    ],
  }),
  instanceLike({ id: 'i-4', state: 'running', autoScalingGroup: 'web-9', tags: [{ key: 'aws:x', value: 'y' }] }),
  instanceLike({ id: 'i-5', state: 'a-new-state' }),
];
const shape = (grouping: Parameters<typeof groupInstances>[0]) =>
  groupInstances(grouping, fleet).map(({ value, instances }) => [
    value.kind === 'known' ? value.value : value.kind,
    ...instances.map(({ id }) => id),
  ]);

void describe('instances grouped', () => {
  void it('by state: what needs eyes first, a state that AWS added among them', () => {
    assert.deepEqual(shape({ type: 'state' }), [
      ['stopping', 'i-3'],
      ['a-new-state', 'i-5'],
      ['running', 'i-2', 'i-4'],
      ['stopped', 'i-1'],
    ]);
  });

  void it('by Auto Scaling group: in the order of their numbers, those without one last', () => {
    assert.deepEqual(shape({ type: 'auto-scaling-group' }), [
      ['web-9', 'i-3', 'i-4'],
      ['web-10', 'i-1'],
      ['none', 'i-2', 'i-5'],
    ]);
  });

  void it('by tag: an empty value is a value, no tag is none', () => {
    assert.deepEqual(shape({ type: 'tag', key: 'team' }), [
      ['', 'i-2'],
      ['blue', 'i-3'],
      ['red', 'i-1'],
      ['none', 'i-4', 'i-5'],
    ]);
  });

  void it('loses and doubles none', () => {
    for (const type of ['none', 'state', 'auto-scaling-group'] as const) {
      assert.deepEqual(
        shape({ type })
          .flatMap(([, ...ids]) => ids)
          .toSorted((a = '', b = '') => a.localeCompare(b)),
        ['i-1', 'i-2', 'i-3', 'i-4', 'i-5'],
      );
    }
  });
});

void describe('what an instance is grouped by and nobody can read', () => {
  const GROUP = 'aws:autoscaling:groupName';
  const of = (more: object) => {
    const read = instanceOf(scope, { InstanceId: 'i-1', State: { Code: 16 }, ...more }, '1');
    assert.ok(read);
    return read;
  };
  const tags = (...all: readonly (readonly [string, unknown])[]) =>
    of({ Tags: all.map(([Key, Value]) => ({ Key, Value })) });
  const byGroup: Grouping = { type: 'auto-scaling-group' };
  const byTag: Grouping = { type: 'tag', key: 'env' };
  const byState: Grouping = { type: 'state' };

  void it('is neither a value nor the lack of one', () => {
    for (const [grouping, instance, expected] of [
      [byGroup, tags([GROUP, {}]), unread],
      [byGroup, tags([GROUP, 'web'], ['env', 7]), known('web')],
      [byGroup, tags([GROUP, '']), known('')],
      [byGroup, tags(['env', 'prod']), none],
      [byGroup, of({}), none],
      [byTag, tags(['env', {}]), unread],
      [byTag, tags(['env', 'prod'], [GROUP, {}]), known('prod')],
      [byTag, tags(['env', '']), known('')],
      [byTag, tags([GROUP, 'web']), none],
      [byState, of({ State: 'running' }), unread],
      [byState, of({ State: { Code: 'x' } }), unread],
      [byState, of({ State: { Code: 7, Name: 'resting' } }), known('resting')],
      ...['none', [7], [{ Key: {}, Value: 'x' }]].flatMap((Tags) => [
        [byGroup, of({ Tags }), unread] as const,
        [byTag, of({ Tags }), unread] as const,
        [byState, of({ Tags }), known('running')] as const,
      ]),
    ] as const)
      assert.deepEqual(groupOf(grouping, instance), expected, `${groupingKey(grouping)} ${JSON.stringify(instance)}`);
  });

  void it('has a group of its own, after those that have no value', () => {
    const [read, without] = [tags([GROUP, 'web'], ['env', 'prod']), of({})];
    for (const grouping of [byGroup, byTag]) {
      const untold = [of({ Tags: 'none' }), of({ Tags: [7] })];
      const groups = groupInstances(grouping, [...untold, without, read]);
      assert.deepEqual(
        groups.map(({ value, instances }) => [value.kind, instances.length]),
        [
          ['known', 1],
          ['none', 1],
          ['unread', 2],
        ],
      );
    }
  });

  void it('names groups apart, whatever the values are', () => {
    const values = [none, unread, ...['', '?', '=', 'unread', 'none'].map(known)];
    assert.equal(new Set(values.map(groupValueKey)).size, values.length);
  });
});

void describe('a remembered grouping', () => {
  void it('is read back', () => {
    for (const grouping of [
      { type: 'none' },
      { type: 'state' },
      { type: 'auto-scaling-group' },
      { type: 'tag', key: 'env' },
    ] as const) {
      assert.deepEqual(asGrouping(JSON.parse(JSON.stringify(grouping))), grouping);
    }
  });

  void it('is none when it can’t be understood', () => {
    for (const value of [
      undefined,
      null,
      7,
      'state',
      {},
      { type: 'colour' },
      { type: 'tag' },
      { type: 'tag', key: '' },
      { type: 'tag', key: 3 },
      { type: 'tag', key: 'a\ud83d' },
    ]) {
      assert.deepEqual(asGrouping(value), { type: 'none' });
    }
  });

  void it('names two tags apart', () =>
    assert.notEqual(groupingKey({ type: 'tag', key: 'a' }), groupingKey({ type: 'tag', key: 'b' })));
});

void it('offers the tag keys that are in use, the most used first', () => {
  assert.deepEqual(tagKeys(fleet), [
    { key: 'team', count: 3 },
    { key: 'env', count: 1 },
  ]);
});
