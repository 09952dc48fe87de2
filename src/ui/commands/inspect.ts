import { commands, env, l10n } from 'vscode';
import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { consoleLinkTo } from '../../model/accessPortal.ts';
import { arnOf, consoleUrl } from '../../model/arn.ts';
import { parseReference } from '../../model/reference.ts';
import { plainText } from '../../base/plainText.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { DaemonRef, Resource, StoppableRef, TargetRef } from '../../model/resources/resource.ts';
import { optionalApis } from '../editor/optionalApis.ts';
import { haltLink } from '../links/haltLink.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { Invocation } from './invocation.ts';
import type { Rows } from './rows.ts';
import { inform, mention } from '../words/say.ts';
import { counted } from '../words/counted.ts';

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
  const observedOfRef = (ref: TargetRef): readonly (Resource | ServiceDeployment)[] => {
    const observed = inventory.target(ref);
    return observed ? [observed] : [];
  };
  /** What a command is about, with what is known of it; from the palette without a selection, says what to do. */
  const resources = async (by: Invocation): Promise<readonly (Resource | ServiceDeployment)[]> => {
    const found =
      by.kind === 'reference' ? observedOfRef(by.ref) : rows.nodes(by).flatMap((node) => rows.observed(node) ?? []);
    if (found.length === 0) await inform(l10n.t('Select something in the Halt view first.'));
    return found;
  };
  const daemons = (by: Invocation): readonly DaemonRef[] =>
    rows
      .nodes(by)
      .flatMap((node): readonly DaemonRef[] =>
        node.type === 'daemon' ? [{ kind: 'daemon', scope: node.scope, id: node.arn }] : [],
      );
  /** The first of what has a page. */
  const onePage = (by: Invocation): StoppableRef | DaemonRef | undefined =>
    rows.refs(by).find((one) => one.kind !== 'lever') ?? daemons(by)[0];
  const onePageOrSay = async (by: Invocation): Promise<StoppableRef | DaemonRef | undefined> => {
    const ref = onePage(by);
    if (ref === undefined)
      await inform(l10n.t('Select an instance, a service deployment or an experiment in the Halt view first.'));
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
      if (!(await pages.showHiddenValue())) await inform(l10n.t('Put the cursor on a hidden value first.'));
    },
    copyId: async (by: Invocation): Promise<void> => {
      const found = await resources(by);
      if (found.length > 0) await copy(found.map((resource) => resource.id));
    },
    copyArn: async (by: Invocation): Promise<void> => {
      const ofDaemons = daemons(by).map(({ id }) => id);
      const found = ofDaemons.length > 0 && rows.refs(by).length === 0 ? [] : await resources(by);
      const arns = found.flatMap((resource) => arnOf(resource, accounts.of(resource.scope.profile)?.account) ?? []);
      if (arns.length + ofDaemons.length > 0) await copy([...arns, ...ofDaemons]);
    },
    copyLink: async (by: Invocation): Promise<void> => {
      const found = await resources(by);
      const links = found.flatMap((resource) => {
        const arn = arnOf(resource, accounts.of(resource.scope.profile)?.account);
        return arn !== undefined && parseReference(arn)
          ? [haltLink(optionalApis['env.uriScheme']() ?? 'vscode', arn)]
          : [];
      });
      if (links.length > 0) await copy(links);
      else if (found.length > 0) await inform(l10n.t('There is no link to this: its account is not known yet.'));
    },
    openInConsole: async (by: Invocation): Promise<void> => {
      const [resource] = await resources(by);
      if (!resource) return;
      const { profile } = resource.scope;
      const link = consoleLinkTo(consoleUrl(resource), accounts.of(profile)?.account, scopes.info(profile)?.portal);
      await browse(link.url);
      if (link.kind === 'plain' && link.account !== undefined) {
        mention(l10n.t('The browser has to be signed in to account {0}', link.account));
      }
    },
  };
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
