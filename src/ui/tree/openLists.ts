import type { Disposable, TreeView } from 'vscode';
import type { Event, Release } from '../../base/event.ts';
import type { ListName } from '../../inventory/resourceLists.ts';
import type { GroupKind, Node } from './nodes/node.ts';
import * as nodes from './nodes/node.ts';
import type { Scope } from '../../model/scope.ts';

/** A node whose children the editor was given. It asks for them only if the branch is open. */
export interface Given {
  readonly node: Node;
  /** Whether there are children other than lines that explain. */
  readonly isFilled: boolean;
}

interface Group {
  readonly scope: Scope;
  readonly kind: GroupKind;
  release: Release | undefined;
}

/**
 * Keeps each list open (by `open`, so that it is read often) of which somebody sees members: its branch and those around it are open, and it has
 * members or a person opened it. Also the lists of what is selected: of one group, of a region, or of all regions of a profile.
 */
export function holdOpenLists(parts: {
  readonly view: TreeView<Node>;
  readonly given: Event<Given>;
  readonly open: (list: ListName) => Release;
  readonly regionsOf: (profile: string) => readonly string[];
}): Disposable {
  const groups = new Map<string, Group>();
  /** Branches that a person closed, by the nodes' ids. */
  const closed = new Set<string>();
  let selected: readonly Release[] = [];

  const settle = (id: string, group: Group): void => {
    const around = [id, nodes.regionId(group.scope), nodes.profileId(group.scope.profile)];
    if (around.some((one) => closed.has(one))) {
      group.release?.();
      group.release = undefined;
    } else group.release ??= parts.open({ scope: group.scope, kind: group.kind });
  };
  const show = (node: Node): void => {
    if (node.type !== 'group') return;
    const group = groups.get(node.id) ?? { scope: node.scope, kind: node.kind, release: undefined };
    groups.set(node.id, group);
    settle(node.id, group);
  };
  const setClosed = (node: Node, isClosed: boolean): void => {
    if (isClosed) closed.add(node.id);
    else closed.delete(node.id);
    if (node.type === 'group' && !isClosed) show(node);
    for (const [id, group] of groups) settle(id, group);
  };
  const select = (node: Node | undefined): void => {
    // A list that stays selected isn't released in between.
    const before = selected;
    selected = listsOf(node, parts.regionsOf).map((list) => parts.open(list));
    for (const release of before) release();
  };
  const stop = parts.given(({ node, isFilled }) => {
    // The editor asked for the children of a branch that a person had closed: it is open again, for example under a filter.
    closed.delete(node.id);
    if (isFilled) show(node);
  });
  const listeners = [
    parts.view.onDidExpandElement(({ element }) => setClosed(element, false)),
    parts.view.onDidCollapseElement(({ element }) => setClosed(element, true)),
    parts.view.onDidChangeSelection(({ selection: [first] }) => select(first)),
  ];
  return {
    dispose: () => {
      stop();
      for (const listener of listeners) listener.dispose();
      for (const { release } of groups.values()) release?.();
      for (const release of selected) release();
    },
  };
}

/** The lists below a selected node. */
function listsOf(node: Node | undefined, regionsOf: (profile: string) => readonly string[]): readonly ListName[] {
  switch (node?.type) {
    case 'group':
      return [{ scope: node.scope, kind: node.kind }];
    case 'region':
      return nodes.groupKinds.map((kind) => ({ scope: node.scope, kind }));
    case 'profile': {
      const { profile } = node;
      return regionsOf(profile).flatMap((region) =>
        nodes.groupKinds.map((kind) => ({ scope: { profile, region }, kind })),
      );
    }
    default:
      return [];
  }
}
