import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { leavesListWhole } from '../inventory/listStatus.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { DaemonRef, StoppableRef, TargetRef } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { nobodys, ofWhom } from '../model/sight.ts';
import { daemonSource, daemonSourceOf, type DaemonPageParts } from '../ui/records/daemonPage.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import { type PlaceParts, whereIs } from './whereabouts.ts';
import { continueMeant } from '../ui/commands/stopChoices.ts';
import { endWatching } from '../ui/commands/watch.ts';
import { linkHere } from '../ui/links/linkHere.ts';
import type { Watches } from '../news/watches.ts';
import { meantAgain } from '../stopping/follow/followed.ts';
import { plainStop } from '../stopping/operation.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import { createDetailPages, type DetailOptions, type DetailPages } from '../ui/detail/detailPages.ts';
import type { StopFlow } from '../ui/stop/stopFlow.ts';

export interface PageParts extends Pick<
  DetailOptions,
  | ('extensionUri' | 'reads' | 'clock' | 'history' | 'snapshots')
  | ('whereabouts' | 'onDidChangePlaces' | 'revealInTree' | 'sayFailed' | 'onError')
> {
  readonly inventory: Pick<Inventory, 'target' | 'onDidChange' | 'serviceOf' | 'status'>;
  readonly accounts: Pick<Accounts, 'shown'>;
  readonly guards: Pick<AskedGuards, 'forbidding'>;
  readonly past: Pick<PastDeploymentStore, 'find'>;
  readonly poller: Pick<Poller, 'keepFast'>;
  readonly stopFlow: Pick<StopFlow, 'startBehind'>;
  readonly follow: Pick<Follow, 'letGo'>;
  readonly watches: Pick<Watches, 'stop'>;
}

/** Connects the detail pages to what is known, and to the way of a stop. */
export function createPages({
  inventory,
  accounts,
  guards,
  past,
  poller,
  stopFlow,
  follow,
  watches,
  ...parts
}: PageParts): DetailPages {
  const target = (ref: StoppableRef) => inventory.target(ref) ?? past.find(ref);
  const waiting = {
    target: (ref: TargetRef) => (ref.kind === 'lever' ? undefined : target(ref)),
    status: inventory.status,
  };
  return createDetailPages({
    ...parts,
    inventory: {
      target,
      owner: (ref) => (inventory.target(ref) ? accounts.shown(ref.scope.profile) : nobodys),
      onDidChange: inventory.onDidChange,
      keepFast: (ref) => poller.keepFast(ref),
    },
    serviceOf: (ref) => inventory.serviceOf(ref),
    whyNoService: ({ scope }) => {
      const { failure, gaps } = inventory.status(scope, 'service');
      return failure ?? gaps.find((gap) => !leavesListWhole(gap));
    },
    requestStop: async (ref, owner) => {
      const want = { ...meantAgain([{ ref, ...ofWhom(owner) }]), operation: plainStop[ref.kind] };
      await stopFlow.startBehind(0, want, new Map());
    },
    continueDeployment: (ref, owner) =>
      continueMeant(
        { inventory: waiting, guards, now: () => parts.clock.now(), stopFlow },
        meantAgain([{ ref, ...ofWhom(owner) }]),
      ),
    stopWatching: (ref, owner) => {
      const whose = owner.account === undefined ? accounts.shown(ref.scope.profile) : owner;
      endWatching({ follow, watches }, [{ ref, whose }]);
    },
    linkTo: linkHere,
  });
}

/** The pages of managed daemons, and the one that had an id before a reload. */
export function createDaemonPages({
  places,
  guards,
  records,
  ...more
}: Omit<DaemonPageParts, 'place' | 'linkTo'> & {
  readonly places: PlaceParts;
  readonly guards: Pick<AskedGuards, 'productionMark'>;
  readonly records: Pick<RecordPages, 'show'>;
}) {
  const place = (scope: Scope) => {
    const production = guards.productionMark(scope);
    return { ...whereIs(places, scope), ...(production && { production }) };
  };
  const parts: DaemonPageParts = { ...more, place, linkTo: linkHere };
  return {
    show: (ref: DaemonRef) => records.show(daemonSource(ref, parts)),
    sourceOf: (id: string) => daemonSourceOf(id, parts),
  };
}
