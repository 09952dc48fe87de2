import { commands, l10n, type TreeView, type Uri } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { History } from '../history/history.ts';
import type { AnswerSnapshots } from '../history/snapshots.ts';
import type { Accounts } from '../inventory/accounts.ts';
import { heldTags } from '../inventory/heldFacts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { leavesListWhole } from '../inventory/listStatus.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { Identity } from '../model/identity.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import { type DaemonRef, refKey, type StoppableRef, type TargetRef } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import type { Stoppable } from '../model/resources/target.ts';
import { daemonSource, daemonSourceOf, type DaemonPageParts } from '../ui/records/daemonPage.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import type { Whereabouts } from '../ui/detail/panelParts.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { Watches } from '../news/watches.ts';
import type { Follow } from '../stopping/stopping.ts';
import { linkHere } from '../ui/links/linkHere.ts';
import { plainStop } from '../stopping/operation.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import { createDetailPages, type DetailPages } from '../ui/detail/detailPages.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import type { StopFlow } from '../ui/stop/stopFlow.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import { inform, oneLine, remark } from '../ui/words/say.ts';

export interface PageParts {
  readonly extensionUri: Uri;
  /** Of the shown account alone. */
  readonly reads: AwsReads;
  readonly clock: Clock;
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly inventory: Inventory;
  readonly past: PastDeploymentStore;
  readonly poller: Poller;
  readonly accounts: Accounts;
  readonly scopes: Pick<Scopes, 'info'>;
  readonly settings: LiveSettings;
  readonly guards: Pick<AskedGuards, 'forbidding' | 'productionMark'>;
  readonly stopFlow: StopFlow;
  readonly follow: Pick<Follow, 'following' | 'mark' | 'onDidMark'>;
  readonly watches: Pick<Watches, 'has' | 'onDidChange'>;
  readonly tree: ResourceTree;
  readonly view: TreeView<Node>;
  readonly options: ViewOptions;
  readonly sayFailed: (error: unknown) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Connects the detail pages to what is known, to the way of a stop, and to the tree. */
export function createPages(parts: PageParts): DetailPages {
  const { inventory, past, poller } = parts;
  return createDetailPages({
    extensionUri: parts.extensionUri,
    reads: parts.reads,
    clock: parts.clock,
    history: parts.history,
    snapshots: parts.snapshots,
    inventory: {
      target: (ref) => inventory.target(ref) ?? past.find(ref),
      onDidChange: inventory.onDidChange,
      keepFast: (ref) => poller.keepFast(ref),
    },
    serviceOf: (ref) => inventory.serviceOf(ref),
    whyNoService: ({ scope }) => {
      const { failure, gaps } = inventory.status(scope, 'service');
      return failure ?? gaps.find((gap) => !leavesListWhole(gap));
    },
    whereabouts: (ref, target) => whereaboutsOf(parts, ref, target),
    onDidChangePlaces: (listener) => {
      const releases = [
        parts.settings.onDidChange(listener),
        parts.accounts.onDidChange(listener),
        parts.follow.onDidMark(listener),
        parts.watches.onDidChange(listener),
      ];
      return () => {
        for (const release of releases) release();
      };
    },
    requestStop: (ref) => parts.stopFlow.start([ref], plainStop[ref.kind]),
    revealInTree: (ref) => revealInTree(parts, ref),
    linkTo: linkHere,
    sayFailed: parts.sayFailed,
    onError: parts.onError,
  });
}

/** The pages of managed daemons, and the one that had an id before a reload. */
export function createDaemonPages({
  reads,
  daemons,
  clock,
  accounts,
  scopes,
  records,
  openJson,
}: Pick<PageParts, 'accounts' | 'scopes'> &
  Omit<DaemonPageParts, 'place' | 'linkTo'> & { readonly records: Pick<RecordPages, 'show'> }) {
  const place = (scope: Scope) => whereIs({ accounts, scopes }, scope);
  const parts: DaemonPageParts = { reads, daemons, clock, place, openJson, linkTo: linkHere };
  return {
    show: (ref: DaemonRef) => records.show(daemonSource(ref, parts)),
    sourceOf: (id: string) => daemonSourceOf(id, parts),
  };
}

/** Whose account a place is in, and where its requests and its console links lead, as far as it is known. */
function whereIs({ accounts, scopes }: Pick<PageParts, 'accounts' | 'scopes'>, { profile }: Scope) {
  const identity = accounts.of(profile);
  const info = scopes.info(profile);
  const destination = identity?.destination ?? info?.destination;
  return {
    ...(identity && { account: accountOf(identity) }),
    ...(info?.portal && { portal: info.portal }),
    ...(destination && { destination }),
  };
}

const accountOf = ({ account, alias }: Identity) => ({
  id: account,
  ...(alias.kind === 'known' && { alias: alias.value }),
});

function whereaboutsOf(parts: PageParts, ref: StoppableRef, target: Stoppable | undefined): Whereabouts {
  const { guards, settings } = parts;
  const forbiddenBy = guards.forbidding(ref.scope, plainStop[ref.kind].type);
  const mark = guards.productionMark(ref.scope, heldTags(parts.inventory, target));
  return {
    ...whereIs(parts, ref.scope),
    ...(mark !== undefined && { production: mark }),
    ...(forbiddenBy === undefined ? {} : { forbiddenBy }),
    scheduleTag: settings.now().scheduleTag,
    // What is still being sent can't be let go.
    throttled: isThrottled(parts, ref),
    watched: parts.follow.mark(ref) === 'requested' || parts.watches.has(ref),
  };
}

function isThrottled({ follow }: Pick<PageParts, 'follow'>, ref: StoppableRef): boolean {
  if (follow.mark(ref) !== 'sending') return false;
  return follow.following().some((one) => one.throttled === true && refKey(one.ref) === refKey(ref));
}

/** Shows a target's row in the tree, or says why there is none. */
export async function revealInTree(
  { tree, view, options }: Pick<PageParts, 'tree' | 'view' | 'options'>,
  ref: TargetRef,
): Promise<void> {
  const node = tree.nodeOf(ref);
  if (node) {
    await view.reveal(node, { select: true, focus: true });
    return;
  }
  await commands.executeCommand('halt.resources.focus');
  if (options.hidden().size > 0) {
    const show = l10n.t('Show Hidden');
    const said = await inform(l10n.t('It is hidden, filtered out, or not listed any more.'), show);
    if (said === show) await commands.executeCommand('halt.showHidden');
    return;
  }
  if (options.filter() === undefined) {
    remark(oneLine(l10n.t('It is not listed any more.')));
    return;
  }
  const clear = l10n.t('Clear the Filter');
  const said = await inform(l10n.t('The filter hides it, or it is not listed any more.'), clear);
  if (said === clear) await commands.executeCommand('halt.clearFilter');
}
