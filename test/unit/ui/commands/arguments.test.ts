import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../../../src/base/untrusted.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import { parseTargetRef } from '../../../../src/model/resources/resource.ts';
import { parseArguments } from '../../../../src/ui/commands/arguments.ts';
import type { Node, NoteAbout } from '../../../../src/ui/tree/nodes/node.ts';

const scope = { profile: 'staging', region: 'eu-west-1' };

const isLever = (ref: unknown): boolean => member(ref, 'kind') === 'lever';

/** A row of each type, and a note about each. */
const rows: { readonly [T in Node['type']]: Extract<Node, { type: T }> } = {
  profile: { type: 'profile', id: 'p', profile: 'staging' },
  region: { type: 'region', id: 'r', scope },
  group: { type: 'group', id: 'g', scope, kind: 'service' },
  bucket: { type: 'bucket', id: 'b', scope, grouping: { type: 'tag', key: 'team' }, value: known('') },
  cluster: { type: 'cluster', id: 'c', scope, arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop', name: 'shop' },
  service: { type: 'service', id: 's', scope, arn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web' },
  target: { type: 'target', id: 't', ref: { kind: 'deployment', scope, id: 'arn:1' }, past: true },
  lever: { type: 'lever', id: 'l', scope },
  daemons: { type: 'daemons', id: 'ds', scope },
  daemon: { type: 'daemon', id: 'd', scope, arn: 'arn:aws:ecs:eu-west-1:111122223333:daemon/agent' },
  note: { type: 'note', id: 'n', about: { type: 'loading', below: 'r' } },
};
const abouts: { readonly [T in NoteAbout['type']]: Extract<NoteAbout, { type: T }> } = {
  'scope-failure': { type: 'scope-failure', below: 'r', scope },
  'list-failure': { type: 'list-failure', below: 'g', scope, kind: 'lever' },
  gap: { type: 'gap', below: 'g', scope, kind: 'service', index: 0 },
  'no-regions': { type: 'no-regions', below: 'p', profile: 'staging' },
  empty: { type: 'empty', below: 'ds', kind: 'daemon' },
  filtered: { type: 'filtered', below: 'roots', all: 7 },
  hidden: { type: 'hidden', below: 'g', all: 2 },
  loading: { type: 'loading', below: 's' },
  unread: { type: 'unread', below: 'running' },
  'requests-unread': { type: 'requests-unread', below: 'running' },
  config: { type: 'config', below: 'roots', path: '/x/config' },
  more: { type: 'more', below: 'g', parent: 'g', left: 40 },
};
const notes = Object.values(abouts).map((about): Node => ({ type: 'note', id: 'n', about }));
const groupings = (['none', 'state', 'auto-scaling-group'] as const).flatMap((type) =>
  [known('web'), none, unread].map((value): Node => ({ ...rows.bucket, grouping: { type }, value })),
);

/** The row without one member, and with each member as something else, in what it is about as well. */
function misshapen(row: object): readonly object[] {
  return Object.entries(row).flatMap(([key, value]: [string, unknown]) => {
    const without = Object.fromEntries(Object.entries(row).filter(([other]) => other !== key));
    const within = typeof value === 'object' && value !== null ? misshapen(value) : [];
    return [
      ...(key === 'past' ? [] : [without]),
      ...[7.5, '', null, ['staging'], { region: 'x.evil.test/#' }, 'x'.repeat(70_000)].flatMap((odd) =>
        mayBe(key, odd) ? [] : [{ ...row, [key]: odd }],
      ),
      ...within.map((one) => ({ ...row, [key]: one })),
    ];
  });
}

/** Names of rows, clusters, tags and files, and values of tags, are whatever text they are; where they are the names of nothing, nothing is found. */
const mayBe = (key: string, odd: unknown): boolean =>
  typeof odd === 'string' &&
  (['name', 'value'].includes(key) || (odd !== '' && ['id', 'below', 'parent', 'path', 'key'].includes(key)));

test('11.24: a row of each type that the tree makes is taken as it is', () => {
  for (const row of [...Object.values(rows), ...notes, ...groupings]) {
    assert.deepEqual(parseArguments([row, [row, rows.region]]), {
      kind: 'node',
      node: row,
      selected: [row, rows.region],
    });
  }
});

test('11.24: a row that lacks what its type has, or has something else in its place, is none', () => {
  for (const row of [...Object.values(rows), ...notes, ...groupings]) {
    for (const odd of misshapen(row)) {
      const told = JSON.stringify(odd).slice(0, 300);
      assert.equal(parseArguments([odd]).kind, 'unclear', told);
      assert.deepEqual(parseArguments([rows.lever, [odd, rows.lever]]), {
        ...{ kind: 'node', node: rows.lever },
        selected: [rows.lever],
      });
    }
  }
  const about = { type: 'scope-failure', below: 'r', scope: { profile: 'staging', region: 'x.evil.test/#' } };
  for (const odd of [
    { type: 'nonsense', id: 'x' },
    { type: 'toString', id: 'x' },
    { type: 'note', id: 'x', about },
    { type: 'note', id: 'x', about: { ...about, type: 'nonsense', scope } },
    { type: 'note', id: 'x', about: { type: 'no-regions', below: 'p', profile: '\ud800' } },
    { type: 'target', id: 'x', ref: { kind: 'lever', scope, id: 'default' } },
  ])
    assert.equal(parseArguments([odd]).kind, 'unclear', JSON.stringify(odd));
});

test('11.24: a row is what it was when it was read, whatever it becomes later', () => {
  let reads = 0;
  const shifty = {
    ...{ type: 'region', id: 'r', surplus: 'x' },
    get scope() {
      reads += 1;
      return reads === 1 ? scope : { profile: 'staging', region: 'x.evil.test/#' };
    },
  };
  assert.deepEqual(parseArguments([shifty]), { kind: 'node', node: rows.region, selected: [] });
});

test('a safety lever has one id', () => {
  const named = (id: unknown) => parseArguments([{ kind: 'lever', scope, id }]).kind;
  assert.equal(named('default'), 'reference');
  for (const id of ['Default', 'default ', '', 'other', 'arn:aws:fis:eu-west-1:111122223333:safety-lever/default'])
    assert.equal(named(id), 'unclear', id);
  assert.equal(parseArguments([{ kind: 'instance', scope, id: 'i-0123456789abcdef0' }]).kind, 'reference');
});

test('11.24: what looks like a row or a reference, but stands in no place or names nothing, is neither', () => {
  const ref = { kind: 'instance', scope, id: 'i-0123456789abcdef0' };
  assert.equal(parseArguments([{ type: 'region', id: 'r', scope }]).kind, 'node');
  assert.equal(parseArguments([{ type: 'target', id: 't', ref }]).kind, 'node');
  assert.equal(parseArguments([{ type: 'profile', id: 'p', profile: 'staging' }]).kind, 'node');
  const nowhere = [
    { profile: 'staging', region: 'x.evil.test/#' },
    { profile: 'staging', region: '' },
    { profile: '', region: 'eu-west-1' },
    { profile: '\ud800', region: 'eu-west-1' },
    { profile: ['staging'], region: 'eu-west-1' },
    'staging',
    null,
  ];
  for (const place of nowhere) {
    const told = JSON.stringify(place);
    for (const type of ['region', 'group', 'lever', 'cluster', 'service', 'daemon'])
      assert.equal(parseArguments([{ type, id: 'x', scope: place }]).kind, 'unclear', `${type} ${told}`);
    assert.equal(parseArguments([{ type: 'target', id: 'x', ref: { ...ref, scope: place } }]).kind, 'unclear', told);
    assert.equal(parseArguments([{ ...ref, scope: place }]).kind, 'unclear', told);
    const both = parseArguments([
      { type: 'region', id: 'r', scope },
      [
        { type: 'region', id: 'r', scope },
        { type: 'region', id: 'x', scope: place },
      ],
    ]);
    assert.equal(both.kind === 'node' && both.selected.length, 1, told);
  }
  for (const id of ['', '\ud800', 'x'.repeat(3_000), 7, null])
    assert.equal(parseArguments([{ ...ref, id }]).kind, 'unclear', String(id));
  for (const type of [undefined, 1, null]) assert.equal(parseArguments([{ type, id: 'r', scope }]).kind, 'unclear');
});

test('a command takes a reference exactly where a kept watch or a link in a page would', () => {
  const long = 'p'.repeat(1_025);
  const odd: readonly [what: string, ref: unknown, isOne: boolean][] = [
    ['an instance', { kind: 'instance', scope, id: 'i-0123456789abcdef0' }, true],
    ['with more members than it needs', { kind: 'experiment', scope, id: 'EXP1', name: 'x' }, true],
    ['the longest name of a profile', { kind: 'instance', scope: { ...scope, profile: long.slice(1) }, id: 'i' }, true],
    ['a profile that is longer', { kind: 'instance', scope: { ...scope, profile: long }, id: 'i' }, false],
    ['no profile', { kind: 'instance', scope: { ...scope, profile: '' }, id: 'i' }, false],
    ['half a character in the profile', { kind: 'instance', scope: { ...scope, profile: '\ud800' }, id: 'i' }, false],
    ['a host for a region', { kind: 'instance', scope: { ...scope, region: 'x.evil.test/#' }, id: 'i' }, false],
    ['a safety lever', { kind: 'lever', scope, id: 'default' }, true],
    ['another lever', { kind: 'lever', scope, id: 'other' }, false],
    ['a kind that nothing stops', { kind: 'daemon', scope, id: 'd' }, false],
    ['no id', { kind: 'deployment', scope }, false],
    ['a list', [{ kind: 'instance', scope, id: 'i' }], false],
  ];
  for (const [what, ref, isOne] of odd) {
    assert.equal(parseTargetRef(ref) !== undefined, isOne, what);
    assert.equal(parseArguments([ref]).kind === 'reference', isOne, what);
    // The safety lever has a row of its own type.
    assert.equal(parseArguments([{ type: 'target', id: 'x', ref }]).kind === 'node', isOne && !isLever(ref), what);
  }
});

test('only what hands over nothing is taken for a call from the palette', () => {
  assert.equal(parseArguments([]).kind, 'none');
  for (const lost of [[undefined], [null], [undefined, undefined]]) assert.equal(parseArguments(lost).kind, 'lost');
  const throwing = new Proxy({}, { get: () => assert.fail('read'), has: () => assert.fail('asked') });
  for (const odd of ['i-0123456789abcdef0', 7, '', false, [], {}, { id: 'i-0123456789abcdef0' }, { view: 7 }, throwing])
    assert.equal(parseArguments([odd]).kind, 'unclear', typeof odd);
  assert.deepEqual(parseArguments([{ view: 'halt.running' }]), { kind: 'key', view: 'halt.running' });
});

test('a target is the one that it names, whatever else stands with it', () => {
  const ref = { kind: 'instance', scope, id: 'i-0123456789abcdef0' };
  assert.deepEqual(parseArguments([{ ...ref, view: 'halt.resources' }]), { kind: 'reference', ref });
});
