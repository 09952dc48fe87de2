import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Node } from '../../../../src/ui/tree/nodes/node.ts';
import { createTreeEvents, type TreeEvents } from '../../../../src/ui/tree/treeEvents.ts';
import { heldTime } from '../../../stages/fakes.ts';
import { assertProperty } from '../../../stages/property.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const scope = { profile: 'shop', region: 'eu-west-1' };
const REGION: Node = { type: 'region', id: 'region', scope };
const group = (id: string): Node => ({ type: 'group', id, scope, kind: 'instance' });
const bucket = (id: string): Node => ({
  type: 'bucket',
  id,
  scope,
  grouping: { type: 'auto-scaling-group' },
  value: { kind: 'none' },
});
const target = (id: string): Node => ({ type: 'target', id, ref: { kind: 'instance', scope, id } });

/**
 * Which instances stand in which group, and the groups whose rows are other ones to the editor than before, by how often that has happened. `isGrouped`: the instances of a group stand in two buckets
 * below it.
 */
interface Shape {
  readonly isGrouped?: boolean;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly turns: Readonly<Record<string, number>>;
}

/** The buckets of a group that have anything in them. */
const bucketsOf = (id: string, inside: readonly string[]) =>
  [0, 1]
    .map((index) => ({
      id: `${id}/${index}`,
      inside: inside.filter((name) => names.indexOf(name) % 2 === index),
    }))
    .filter((one) => one.inside.length > 0);

/** A row as an editor has it, which keeps what it was told until it hears otherwise. */
interface Row {
  readonly node: Node;
  readonly handle: string;
  hasIcon: boolean;
  children: Row[];
}

const drawn = (row: Row): string => row.handle + (row.hasIcon ? '' : ' (bare)');

/** A tree of a region, groups and instances, and an editor before 1.108 that shows all of it, asking level by level. */
function stage(first: Shape) {
  let shape = first;
  const clock = heldTime();
  const drawnIdOf = ({ id, type }: Node): string => (type === 'group' ? `${id}#${shape.turns[id] ?? 0}` : id);
  const childrenOf = (node: Node | undefined): readonly Node[] => {
    if (!node) return [REGION];
    if (node.type === 'region') return Object.keys(shape.groups).map(group);
    if (node.type === 'group') {
      const inside = shape.groups[node.id] ?? [];
      return shape.isGrouped ? bucketsOf(node.id, inside).map(({ id }) => bucket(id)) : inside.map(target);
    }
    const [above = ''] = node.id.split('/');
    return node.type === 'bucket'
      ? (bucketsOf(above, shape.groups[above] ?? []).find(({ id }) => id === node.id)?.inside ?? []).map(target)
      : [];
  };
  const signatureOf = (node: Node): string => `${node.id} ${childrenOf(node).length}`;
  const events = createTreeEvents({ signatureOf, drawnIdOf, childrenOf, iconsLeaveFirst: true, clock });
  const editor = editorOf(events, { drawnIdOf, childrenOf, signatureOf });
  return {
    clock,
    events,
    editor,
    become: (next: Shape) => {
      const ids = (one: Shape): readonly string[] => Object.values(one.groups).flat();
      const before = shape;
      shape = next;
      for (const id of ids(before)) if (!ids(next).includes(id)) events.forget(id);
      for (const node of [REGION, ...Object.keys(next.groups).map(group)]) events.suspect(node.id);
      for (const id of Object.keys(next.groups)) events.rowChanged(id);
      if (next.isGrouped !== before.isGrouped) events.everythingChanged();
    },
    wanted: () =>
      Object.fromEntries(
        Object.entries(shape.groups).map(([id, ids]) => [
          drawnIdOf(group(id)),
          shape.isGrouped ? bucketsOf(id, ids).map((one) => `${one.id}: ${one.inside.join()}`) : [...ids],
        ]),
      ),
  };
}

/** What it draws is `rows`; each `step` asks for one thing more. Fails where a line leaves that has its icon. */
function editorOf(
  events: TreeEvents,
  tree: Readonly<{
    drawnIdOf: (node: Node) => string;
    childrenOf: (node: Node | undefined) => readonly Node[];
    signatureOf: (node: Node) => string;
  }>,
) {
  const root: Row = { node: REGION, handle: '', hasIcon: false, children: [] };
  const told: (readonly Node[] | undefined)[] = [];
  const closed = new Set<string>();
  const asks: Row[] = [];
  const everyRow = (row: Row): Row[] => [row, ...row.children.flatMap(everyRow)];
  const rowOf = (id: string): Row | undefined => everyRow(root).find((row) => row !== root && row.node.id === id);

  const take = (node: Node): Pick<Row, 'handle' | 'hasIcon'> => {
    if (events.takesWithoutIcon(node.id))
      return { handle: events.given.drawnId(node.id) ?? tree.drawnIdOf(node), hasIcon: false };
    const handle = events.idOf(node, tree.drawnIdOf(node));
    events.drew(node.id, tree.signatureOf(node), handle);
    return { handle, hasIcon: true };
  };
  const ask = (row: Row): void => {
    const parent = row === root ? undefined : row.node;
    events.asked(parent);
    const live = tree.childrenOf(parent).map((child) => events.given.settled(child));
    if (closed.has(row.node.id)) return;
    const before = row.children;
    row.children = events.give(parent, live).map((node) => {
      const taken = take(node);
      const same = before.find(({ handle }) => handle === taken.handle);
      return { node, ...taken, children: same?.children ?? [] };
    });
    const handles = new Set(row.children.map(({ handle }) => handle));
    for (const left of before.filter(({ handle }) => !handles.has(handle)).flatMap(everyRow))
      assert.ok(left.node.type !== 'target' || !left.hasIcon, `${left.handle} leaves with its icon`);
    asks.push(...row.children.filter(({ node }) => node.type !== 'target'));
  };
  const refresh = (nodes: readonly Node[] | undefined): void => {
    if (!nodes) return ask(root);
    for (const node of nodes) {
      const row = rowOf(node.id);
      // What the editor doesn't know it leaves out.
      if (!row) continue;
      const taken = take(node);
      assert.equal(taken.handle, row.handle, 'it is the same row');
      row.hasIcon = taken.hasIcon;
      if (node.type !== 'target') asks.push(row);
    }
  };
  const isIdle = (): boolean => asks.length === 0 && told.length === 0;
  events.onDidChange((nodes) => told.push(nodes));
  ask(root);
  return {
    isIdle,
    /** What was below it isn't known any more. */
    close: (id: string) => {
      closed.add(id);
      const row = rowOf(id);
      if (row) row.children = [];
    },
    // One refresh after the other.
    step: () => {
      const row = asks.shift();
      if (row) ask(row);
      else if (told.length > 0) refresh(told.shift());
    },
    drawn: () =>
      Object.fromEntries(
        (rowOf(REGION.id)?.children ?? []).map(({ handle, children }) => [
          handle,
          children.map((row) =>
            row.node.type === 'bucket' ? `${row.handle}: ${row.children.map(drawn).join()}` : drawn(row),
          ),
        ]),
      ),
  };
}

/** Each instance stands in one group at most. */
const shapes = fc
  .tuple(
    fc.shuffledSubarray(names),
    fc.array(fc.integer({ min: -1, max: 2 }), { minLength: names.length, maxLength: names.length }),
    fc.shuffledSubarray(['g0', 'g1', 'g2'], { minLength: 1 }),
    fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([order, places, groups, turned, isGrouped]): Shape => ({
    isGrouped,
    groups: Object.fromEntries(
      groups.map((id) => [id, order.filter((name) => `g${places[names.indexOf(name)]}` === id)]),
    ),
    turns: Object.fromEntries(turned.map((turn, index) => [`g${index}`, turn])),
  }));
const steps = fc.array(
  fc.oneof(
    shapes.map((shape) => ({ type: 'change' as const, shape })),
    fc.constant({ type: 'editor' as const }),
    fc.integer({ min: 1, max: 400 }).map((milliseconds) => ({ type: 'time' as const, milliseconds })),
  ),
  { maxLength: 40 },
);

void describe('what an editor before 1.108 is given when it asks', () => {
  void it('never lacks a line that has its icon still, whatever has changed since it was told, and is all there in the end', async () => {
    await assertProperty(
      fc.asyncProperty(shapes, steps, async (first, all) => {
        const { clock, events, editor, become, wanted } = stage(first);
        for (const step of all) {
          if (step.type === 'change') become(step.shape);
          else if (step.type === 'editor') editor.step();
          else await clock.advance(step.milliseconds);
        }
        for (let turn = 0; turn < 40; turn += 1) {
          while (!editor.isIdle()) editor.step();
          await clock.advance(500);
        }
        assert.deepEqual(editor.drawn(), wanted());
        assert.equal(clock.timers(), 0, 'nothing is drawn any more');
        events.dispose();
      }),
      { numRuns: 300 },
    );
  });

  void it('is not held up for good by lines of a closed branch, which the editor doesn’t ask for', async () => {
    const { clock, events, editor, become, wanted } = stage({ groups: { g0: ['a', 'b'], g1: ['c'] }, turns: {} });
    const untilQuiet = async (): Promise<void> => {
      for (let turn = 0; turn < 8; turn += 1) {
        while (!editor.isIdle()) editor.step();
        await clock.advance(500);
      }
    };
    await untilQuiet();
    editor.close('g0');
    become({ groups: { g0: [], g1: ['c', 'a'] }, turns: {} });
    await untilQuiet();
    assert.deepEqual(editor.drawn(), wanted(), 'a line has gone from there to another branch');
    become({ groups: { g1: ['c', 'a'] }, turns: {} });
    await untilQuiet();
    assert.deepEqual(editor.drawn(), wanted(), 'the branch has gone');
    assert.equal(clock.timers(), 0);
    events.dispose();
  });

  void it('is kept of what AWS has no more for as long as the editor shows it, and no longer', async () => {
    const { clock, events, editor, become } = stage({ groups: { g0: ['a', 'b'] }, turns: {} });
    while (!editor.isIdle()) editor.step();
    become({ groups: { g0: ['a'] }, turns: {} });
    assert.ok(events.given.known('b'));
    for (let turn = 0; turn < 4; turn += 1) {
      await clock.advance(500);
      while (!editor.isIdle()) editor.step();
    }
    assert.equal(events.given.known('b'), undefined);
    assert.ok(events.given.known('a'));
    events.dispose();
  });
});
