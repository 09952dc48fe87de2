import { commands, l10n } from 'vscode';
import type { DaemonRef, StoppableRef } from '../../model/resources/resource.ts';
import { clickedFirst, type Invocation } from './invocation.ts';
import { askToSelect, type Rows } from './rows.ts';
import { oneLine, remark } from '../words/say.ts';
import { daemonOf } from '../tree/rows/treeItem.ts';

export interface InspectCommandParts {
  readonly rows: Rows;
  readonly pages: {
    show(ref: StoppableRef): void;
    openJson(ref: StoppableRef): Promise<void>;
    showDaemon(ref: DaemonRef): void;
    openDaemonJson(ref: DaemonRef): Promise<void>;
    showHiddenValue(): Promise<boolean>;
  };
}

/** The commands that show all that AWS tells of a resource. */
export function inspectCommands({ rows, pages }: InspectCommandParts) {
  const pagesFor = (by: Invocation): readonly (StoppableRef | DaemonRef)[] => {
    const stoppable = (of: Invocation) => rows.refs(of).filter((one) => one.kind !== 'lever');
    if (by.kind === 'reference') return stoppable(by);
    return rows
      .nodes(by)
      .flatMap((node): readonly (StoppableRef | DaemonRef)[] =>
        node.type === 'daemon' ? [daemonOf(node)] : stoppable({ kind: 'node', node, selected: [] }),
      );
  };
  const onePage = (by: Invocation): StoppableRef | DaemonRef | undefined => clickedFirst(by, pagesFor);
  const onePageOrSay = async (by: Invocation): Promise<StoppableRef | DaemonRef | undefined> => {
    const ref = onePage(by);
    if (ref === undefined)
      await askToSelect(l10n.t('Select an instance, a service deployment or an experiment in the Halt view first.'));
    return ref;
  };
  const show = (ref: StoppableRef | DaemonRef): void =>
    ref.kind === 'daemon' ? pages.showDaemon(ref) : pages.show(ref);
  return {
    /** Enter: the page of what has one; what has none is opened, closed or followed, as everywhere in the editor. */
    openRow: async (by: Invocation): Promise<void> => {
      const ref = onePage(by);
      if (ref) show(ref);
      else await commands.executeCommand('list.select');
    },
    showDetails: async (by: Invocation): Promise<void> => {
      const ref = await onePageOrSay(by);
      if (ref) show(ref);
    },
    openJson: async (by: Invocation): Promise<void> => {
      const ref = await onePageOrSay(by);
      if (ref) await (ref.kind === 'daemon' ? pages.openDaemonJson(ref) : pages.openJson(ref));
    },
    showHiddenValue: async (): Promise<void> => {
      if (!(await pages.showHiddenValue())) remark(oneLine(l10n.t('Put the cursor on a hidden value first.')));
    },
  };
}
