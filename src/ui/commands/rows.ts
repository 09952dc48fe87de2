import { commands, l10n } from 'vscode';
import { refFor, refKey, type Resource, type TargetKind, type TargetRef } from '../../model/resources/resource.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Node } from '../tree/nodes/node.ts';
import type { ResourceTree } from '../tree/resourceTree.ts';
import { notWithDaemons } from '../words/daemons.ts';
import { inform, type OneLine, oneLine } from '../words/say.ts';
import type { Invocation } from './invocation.ts';

/** A branch of the tree that has a command of its own. */
export type Branch = Extract<Node, { type: 'profile' | 'region' | 'group' }>;

/** What a command is about. */
export interface Rows {
  /** All rows that are selected when the clicked one is among them, else the clicked one; without a click, those that the keyboard acts on. */
  nodes(by: Invocation): readonly Node[];
  branches(by: Invocation): readonly Branch[];
  /** What these rows stand for, of one kind where one is given, each once. A service stands for its current deployment. */
  refs(by: Invocation, kind?: TargetKind): readonly TargetRef[];
  /** What is known of a row. */
  observed(node: Node): Resource | ServiceDeployment | undefined;
}

/** What commands are about, as far as the tree has read it. */
export function createRows(tree: Pick<ResourceTree, 'observed'>): Rows {
  const observed = (node: Node) => tree.observed(node);
  return {
    observed,
    nodes: nodesOf,
    branches: (by) =>
      nodesOf(by).filter((node) => node.type === 'profile' || node.type === 'region' || node.type === 'group'),
    refs: (by, kind) => {
      const refs =
        by.kind === 'reference'
          ? [by.ref]
          : nodesOf(by).flatMap((node) => {
              const one = observed(node);
              return !one || (one.kind === 'service' && !one.deployment) ? [] : [refFor(one)];
            });
      const wanted = refs.filter((ref) => kind === undefined || ref.kind === kind);
      return [...new Map(wanted.map((ref) => [refKey(ref), ref])).values()];
    },
  };
}

/** Why a command finds nothing among the selected rows that it could be about. */
export function nothingSelected(rows: Pick<Rows, 'nodes'>, by: Invocation): OneLine {
  return rows.nodes(by).some(({ type }) => type === 'daemon')
    ? notWithDaemons()
    : oneLine(l10n.t('Select something in the Halt view first.'));
}

/** Says what has to be selected first, with a button that leads to where that is done. */
export async function askToSelect(words: string): Promise<void> {
  const button = l10n.t('Show AWS Resources');
  if ((await inform(words, button)) === button) await commands.executeCommand('halt.resources.focus');
}

function nodesOf(by: Invocation): readonly Node[] {
  switch (by.kind) {
    case 'keyboard':
      return by.nodes;
    case 'node':
      return by.selected.some(({ id }) => id === by.node.id) ? by.selected : [by.node];
    case 'reference':
      return [];
  }
}
