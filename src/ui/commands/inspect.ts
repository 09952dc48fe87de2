import { commands, env, l10n } from 'vscode';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { consoleLinkTo } from '../../model/accessPortal.ts';
import { accountOfArn, clusterUrl, consoleUrl } from '../../model/arn.ts';
import { daemonNames } from '../../model/resources/daemon.ts';
import { plainText } from '../../base/plainText.ts';
import type { DaemonRef, StoppableRef } from '../../model/resources/resource.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { arnLine, type Copied, idOf, linkLine, type Shown } from './copied.ts';
import type { Invocation } from './invocation.ts';
import { askToSelect, nothingSelected, type Rows } from './rows.ts';
import { inform, mention, oneLine, remark } from '../words/say.ts';
import { counted } from '../words/counted.ts';
import { daemonOf } from '../tree/rows/treeItem.ts';

export interface InspectCommandParts {
  readonly rows: Rows;
  readonly inventory: Pick<Inventory, 'list' | 'target'>;
  readonly accounts: Pick<Accounts, 'of'>;
  readonly scopes: Pick<Scopes, 'info'>;
  readonly pages: {
    show(ref: StoppableRef): void;
    openJson(ref: StoppableRef): Promise<void>;
    showDaemon(ref: DaemonRef): void;
    openDaemonJson(ref: DaemonRef): Promise<void>;
    showHiddenValue(): Promise<boolean>;
  };
  /** Opens an address in the browser. */
  readonly browse: (url: string) => Promise<void>;
}

/** The commands that show or copy what is known of a resource. */
export function inspectCommands({ rows, inventory, accounts, scopes, pages, browse }: InspectCommandParts) {
  const allShown = (by: Invocation): readonly Shown[] => {
    if (by.kind !== 'reference') {
      return rows
        .nodes(by)
        .flatMap((node): Shown | readonly Shown[] =>
          node.type === 'daemon' ? daemonOf(node) : (rows.observed(node) ?? []),
        );
    }
    const observed = inventory.target(by.ref);
    return observed ? [observed] : [];
  };
  /** What a command is about, with what is known of it; from the palette without a selection, says what to do. */
  const shown = async (by: Invocation): Promise<readonly Shown[]> => {
    const found = allShown(by);
    if (found.length === 0) remark(nothingSelected(rows, by));
    return found;
  };
  const accountOf = (one: Shown): string | undefined => accounts.of(one.scope.profile)?.account;
  const arn = (one: Shown): Copied => arnLine(one, accountOf(one));
  /** Copies a line a row, and says why there is none of the others. */
  const copyAll = async (by: Invocation, copied: (one: Shown) => Copied): Promise<void> => {
    const all = (await shown(by)).map(copied);
    const lines = all.flatMap(({ line }) => line ?? []);
    if (lines.length > 0) await copy(lines);
    const lacks = all.flatMap((one) => one.lacks ?? []);
    const [next] = lacks.map((one) => one.next);
    if (next === undefined) return;
    const button = next === 'copy-arn' ? l10n.t('Copy ARN') : l10n.t('Refresh');
    if ((await inform([...new Set(lacks.map(({ words }) => words))].join(' '), button)) !== button) return;
    if (next === 'copy-arn') await copyAll(by, arn);
    else await commands.executeCommand('halt.refresh');
  };
  const copying =
    (copied: (one: Shown) => Copied) =>
    (by: Invocation): Promise<void> =>
      copyAll(by, copied);
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
    copyId: copying(idOf),
    copyArn: copying(arn),
    copyLink: copying((one) => linkLine(one, accountOf(one))),
    openInConsole: async (by: Invocation): Promise<void> => {
      await shown(by);
      const one = clickedFirst(by, allShown);
      if (one === undefined) return;
      const { profile } = one.scope;
      const account = (one.kind === 'daemon' ? accountOfArn(one.id) : undefined) ?? accounts.of(profile)?.account;
      const link = consoleLinkTo(consolePage(one), account, scopes.info(profile)?.portal);
      await browse(link.url);
      if (link.kind === 'plain' && link.account !== undefined) {
        mention(l10n.t('The browser has to be signed in to account {0}', link.account));
      }
    },
  };
}

/** Of a managed daemon, the page of its cluster, where it can be updated. */
const consolePage = (one: Shown): string =>
  one.kind === 'daemon' ? clusterUrl(one.scope, daemonNames(one.id).clusterName) : consoleUrl(one);

/** What a command for one thing alone is about: the clicked row, before others that are selected too. */
function clickedFirst<T>(by: Invocation, of: (by: Invocation) => readonly T[]): T | undefined {
  const [clicked] = by.kind === 'node' ? of({ ...by, selected: [] }) : [];
  return clicked ?? of(by)[0];
}

async function copy(lines: readonly string[]): Promise<void> {
  await env.clipboard.writeText(lines.join('\n'));
  const [only] = lines;
  mention(
    lines.length === 1 && only !== undefined
      ? l10n.t('Copied {0}', plainText(only, 80))
      : counted(l10n.t('{0, plural, one {Copied # line} other {Copied # lines}}'), lines.length),
  );
}
