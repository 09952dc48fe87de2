import { commands, env, l10n } from 'vscode';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { consoleLinkTo } from '../../model/accessPortal.ts';
import { accountOfArn, clusterUrl, consoleUrl } from '../../model/arn.ts';
import { daemonNames } from '../../model/resources/daemon.ts';
import { plainText } from '../../base/plainText.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { arnLine, type Copied, idLine, linkLine, type Shown } from '../links/copied.ts';
import { clickedFirst, type Invocation } from './invocation.ts';
import { nothingSelected, type Rows } from './rows.ts';
import { inform, mention, remark } from '../words/say.ts';
import { counted } from '../words/counted.ts';
import { daemonOf } from '../tree/rows/treeItem.ts';

export interface CopyCommandParts {
  readonly rows: Rows;
  readonly inventory: Pick<Inventory, 'target'>;
  readonly accounts: Pick<Accounts, 'of'>;
  readonly scopes: Pick<Scopes, 'info'>;
  /** Opens an address in the browser. */
  readonly browse: (url: string) => Promise<void>;
}

/** The commands that hand on what names a resource elsewhere: its id, its ARN, a link to its page, its page in the console. */
export function copyCommands({ rows, inventory, accounts, scopes, browse }: CopyCommandParts) {
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
  return {
    copyId: copying(idLine),
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

async function copy(lines: readonly string[]): Promise<void> {
  await env.clipboard.writeText(lines.join('\n'));
  const [only] = lines;
  mention(
    lines.length === 1 && only !== undefined
      ? l10n.t('Copied {0}', plainText(only, 80))
      : counted(l10n.t('{0, plural, one {Copied # line} other {Copied # lines}}'), lines.length),
  );
}
