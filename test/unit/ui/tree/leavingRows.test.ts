import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leavingRows, losesRows } from '../../../../src/ui/tree/leavingRows.ts';
import type { Node } from '../../../../src/ui/tree/nodes/node.ts';

const scope = { profile: 'shop', region: 'eu-west-1' };
const profile: Node = { type: 'profile', id: 'profile', profile: 'shop' };
const group = (id: string): Node => ({ type: 'group', id, scope, kind: 'instance' });
const target = (id: string): Node => ({ type: 'target', id, ref: { kind: 'instance', scope, id } });
const note = (id: string): Node => ({ type: 'note', id, about: { type: 'loading', below: id } });

type Shape = Readonly<Record<string, readonly Node[]>>;

/** The ids of what leaves between two shapes of a tree, children by the parent's id. */
function leaving(
  before: Shape,
  after: Shape,
  { drawn, otherIds = [] }: { drawn?: readonly Node[]; otherIds?: readonly string[] } = {},
): readonly string[] {
  const tree = {
    given: { shownChildrenOf: (id: string) => before[id], drawnId: (id: string) => id },
    drawnIdOf: ({ id }: Node) => (otherIds.includes(id) ? `2/${id}` : id),
    childrenOf: (node: Node | undefined) => after[node?.id ?? ''] ?? [],
  };
  return leavingRows(tree, drawn).map(({ id }) => id);
}

const before: Shape = {
  '': [profile],
  profile: [group('a'), group('b'), note('gap')],
  a: [target('a1'), target('a2')],
  b: [target('b1')],
};

void describe('the rows that leave with the next drawing', () => {
  void it('are none where everything stays, whatever comes to it', () => {
    assert.deepEqual(leaving(before, before), []);
    assert.deepEqual(leaving(before, { ...before, a: [target('a0'), target('a2'), target('a1'), note('more')] }), []);
  });

  void it('are those that are gone from their own branch, and those of a branch that goes', () => {
    assert.deepEqual(leaving(before, { ...before, a: [target('a2')] }), ['a1']);
    assert.deepEqual(leaving(before, { ...before, profile: [group('b')] }), ['a1', 'a2', 'gap']);
    assert.deepEqual(leaving(before, { '': [note('filtered')] }), ['a1', 'a2', 'b1', 'gap']);
  });

  void it('are all of a branch that the editor is to take for another one', () => {
    assert.deepEqual(leaving(before, before, { otherIds: ['b'] }), ['b1']);
    assert.deepEqual(leaving(before, before, { otherIds: ['a2'] }), ['a2']);
  });

  void it('are looked for below what is drawn again alone', () => {
    const after = { ...before, a: [], b: [] };
    assert.deepEqual(leaving(before, after, { drawn: [group('b')] }), ['b1']);
    assert.deepEqual(leaving(before, after, { drawn: [] }), []);
  });

  void it('are branches, too, that were drawn without anything below', () => {
    const tree = {
      given: { shownChildrenOf: (id: string) => (id === '' ? [profile] : undefined), drawnId: () => 'profile#leaf' },
      drawnIdOf: ({ id }: Node) => id,
      childrenOf: () => [profile],
    };
    assert.deepEqual(leavingRows(tree, undefined), [profile]);
  });

  void it('matter to editors before 1.108', () => {
    for (const version of ['1.105.0', '1.105.1', '1.107.3', '1.107.0-insider', '0.9.0'])
      assert.ok(losesRows(version), version);
    for (const version of ['1.108.0', '1.108.0-insider', '1.139.1', '2.0.0']) assert.ok(!losesRows(version), version);
  });
});
