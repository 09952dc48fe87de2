import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTargetRef } from '../../../../src/model/resources/resource.ts';
import { parseArguments } from '../../../../src/ui/commands/arguments.ts';

const scope = { profile: 'staging', region: 'eu-west-1' };

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
    assert.equal(parseArguments([{ type: 'target', id: 'x', ref }]).kind === 'node', isOne, what);
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
