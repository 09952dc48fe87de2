import { type Disposable, l10n, type TreeView } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Tracked } from '../../stopping/follow/followed.ts';
import type { ItemParts } from './rows/rowParts.ts';
import type { Node } from './nodes/node.ts';
import { shownNumber } from '../words/counted.ts';
import type { Filter } from '../../inventory/filtering/terms.ts';
import type { Lack } from '../../inventory/lack.ts';
import { filterWords } from '../words/filters.ts';
import { lackWords } from '../words/lack.ts';
import { createRunningTree, type RunningTree } from './runningTree.ts';

/** *In Progress*: the view, and the number on it. */
export interface RunningView extends Disposable {
  readonly view: TreeView<Node>;
  readonly tree: RunningTree;
}

/**
 * `following`: requests that are still followed. `unread`: those of them whose targets can't be read now. `logLack`: why there may be more. `filter`:
 * the filter of both views. `saysNothing`: called when the view may say that nothing is in progress, and when it may no longer; the editor itself
 * calls a view empty before it has asked for rows.
 */
export function createRunningView(
  view: TreeView<Node>,
  parts: ItemParts,
  rest: {
    readonly following: () => readonly Tracked[];
    readonly unread: () => readonly Tracked[];
    readonly logLack: () => Lack | undefined;
    readonly filter: () => Pick<Filter, 'text'> | undefined;
    readonly saysNothing: (is: boolean) => void;
    readonly clock: Clock;
  },
): RunningView {
  let saidNothing = false;
  const tree = createRunningTree(parts, {
    leaving: () => rest.following().filter(isLeaving),
    outOfSight: () => rest.unread().some(isLeaving),
    logLack: rest.logLack,
    drawn: () => {
      count();
      explain();
    },
    holdsNothing: (is) => {
      if (is !== saidNothing) rest.saysNothing(is);
      saidNothing = is;
    },
    clock: rest.clock,
  });

  const count = () => {
    const value = tree.count();
    const tooltip = [l10n.t('{0} in progress', shownNumber(value)), lackWords(tree.lack())].filter(Boolean).join('; ');
    const same = (view.badge?.value ?? 0) === value && (value === 0 || view.badge?.tooltip === tooltip);
    if (same) return;
    view.badge = value === 0 ? undefined : { value, tooltip };
  };
  /** Says how many rows the filter hides, since a missing row would read as "not in progress". Where it hides all, a row of the tree says so. */
  const explain = () => {
    const { shown, all } = tree.passed();
    const message = shown === 0 || shown === all ? '' : filterWords(rest.filter(), tree.passed());
    if ((view.message ?? '') !== message) view.message = message;
  };
  return {
    view,
    tree,
    dispose: () => tree.dispose(),
  };
}

const isLeaving = ({ operation }: Tracked): boolean => operation.type !== 'start';
