import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import { holdOpenLists, type Given } from '../../../../src/ui/tree/openLists.ts';
import { groupId, type Node, profileId, regionId } from '../../../../src/ui/tree/nodes/node.ts';
import { scope } from '../../../stages/fakes.ts';

const group = (kind: 'instance' | 'service'): Node => ({ type: 'group', id: groupId(scope, kind), scope, kind });
const region: Node = { type: 'region', id: regionId(scope), scope };
const profile: Node = { type: 'profile', id: profileId(scope.profile), profile: scope.profile };

function stage() {
  const given = createEmitter<Given>();
  const expand = createEmitter<{ element: Node }>();
  const collapse = createEmitter<{ element: Node }>();
  const select = createEmitter<{ selection: readonly Node[] }>();
  const listener =
    <T>(event: (heard: (value: T) => void) => () => void) =>
    (heard: (value: T) => void) => ({ dispose: event(heard) });
  const view = {
    onDidExpandElement: listener(expand.event),
    onDidCollapseElement: listener(collapse.event),
    onDidChangeSelection: listener(select.event),
  } as unknown as Parameters<typeof holdOpenLists>[0]['view'];
  const open: string[] = [];
  const held = holdOpenLists({
    view,
    given: given.event,
    open: ({ kind, scope: { region: where } }) => {
      const list = where === scope.region ? kind : `${kind}/${where}`;
      open.push(list);
      return () => void open.splice(open.indexOf(list), 1);
    },
    regionsOf: () => [scope.region, 'us-east-1'],
  });
  return { open, held, given, expand, collapse, select };
}

describe('the lists that somebody has open', () => {
  it('are those whose children the editor asks for, as long as something is in them and nothing around them is closed', () => {
    const { open, given, collapse, expand, held } = stage();
    given.fire({ node: group('service'), isFilled: false });
    given.fire({ node: region, isFilled: true });
    assert.deepEqual(open, [], 'where nothing is, nobody sees anything');
    given.fire({ node: group('service'), isFilled: true });
    given.fire({ node: group('service'), isFilled: true });
    expand.fire({ element: group('instance') });
    assert.deepEqual(open, ['service', 'instance']);
    for (const around of [profile, region]) {
      collapse.fire({ element: around });
      assert.deepEqual(open, []);
      expand.fire({ element: around });
      assert.deepEqual(new Set(open), new Set(['instance', 'service']));
    }
    collapse.fire({ element: group('instance') });
    assert.deepEqual(open, ['service']);
    held.dispose();
    assert.deepEqual(open, []);
  });

  const REST = ['experiment', 'service'];
  const cases = [
    { what: 'a group', node: group('instance'), expected: ['instance'] },
    { what: 'a region', node: region, expected: ['instance', ...REST] },
    {
      what: 'a profile',
      node: profile,
      expected: ['experiment/us-east-1', 'instance', 'instance/us-east-1', ...REST, 'service/us-east-1'],
    },
  ];
  for (const { what, node, expected } of cases)
    it(`are those of what is selected, too, until something else is: ${what}`, () => {
      const { open, select, held } = stage();
      select.fire({ selection: [node] });
      assert.deepEqual(open.toSorted(), expected.toSorted());
      select.fire({ selection: [group('service')] });
      assert.deepEqual(open, ['service']);
      select.fire({ selection: [node] });
      select.fire({ selection: [] });
      assert.deepEqual(open, []);
      select.fire({ selection: [node] });
      held.dispose();
      assert.deepEqual(open, []);
    });
});
