import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import { followOpenLists, type Given } from '../../../../src/ui/tree/openLists.ts';
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
  } as unknown as Parameters<typeof followOpenLists>[0]['view'];
  const open: string[] = [];
  const held = followOpenLists({
    view,
    given: given.event,
    open: ({ kind }) => {
      open.push(kind);
      return () => void open.splice(open.indexOf(kind), 1);
    },
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

  it('is the selected one, too, until another is selected', () => {
    const { open, select } = stage();
    select.fire({ selection: [group('instance')] });
    assert.deepEqual(open, ['instance']);
    select.fire({ selection: [region] });
    assert.deepEqual(open, []);
  });
});
