import type { Clock } from '../base/clock.ts';
import { leavesListWhole } from '../inventory/listStatus.ts';
import type { DaemonRef, StoppableRef, TargetRef } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { nobodys, ofWhom } from '../model/sight.ts';
import { meantAgain } from '../stopping/follow/followed.ts';
import { plainStop } from '../stopping/operation.ts';
import { continueMeant } from '../ui/commands/stopChoices.ts';
import { endWatching } from '../ui/commands/watch.ts';
import { createDetailPages, type DetailOptions } from '../ui/detail/detailPages.ts';
import { linkHere } from '../ui/links/linkHere.ts';
import { daemonSource, daemonSourceOf, type DaemonPageParts } from '../ui/records/daemonPage.ts';
import type { RecordPages, RecordPagesParts } from '../ui/records/recordPages.ts';
import type { Ongoing } from './ongoing.ts';
import type { Knowledge } from './knowledge.ts';
import type { Ownership } from './ownership.ts';
import type { Prompts } from './prompts.ts';
import { whereaboutsChanges, whereaboutsOf, whereIs } from './whereabouts.ts';

export type Pages = ReturnType<typeof createPages>;

/** What a page of any kind stands on in the editor. */
export type PageHost = Omit<RecordPagesParts, 'onChange'>;

interface PageParts {
  readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
  readonly prompts: Pick<Prompts, 'stopFlow'>;
  readonly records: Pick<RecordPages, 'show'>;
  readonly ownership: Pick<Ownership, 'own'>;
  readonly clock: Clock;
  readonly host: PageHost;
}

/** Makes the pages of resources, and those of managed daemons. */
export function createPages(
  known: Pick<
    Knowledge,
    | ('settings' | 'guards' | 'reads' | 'history' | 'snapshots')
    | ('inventory' | 'accounts' | 'scopes' | 'poller' | 'past' | 'daemons')
  >,
  { ongoing, prompts, records, ownership, clock, host }: PageParts,
) {
  const { settings, guards, reads, history, snapshots, inventory, accounts, scopes, daemons } = known;
  const { watches } = ongoing;
  const { follow } = ongoing.stopping;
  const places = { accounts, scopes };
  const where = { places, inventory, guards, scheduleTag: () => settings.now().scheduleTag, follow, watches };
  const onDidChangePlaces = whereaboutsChanges({ settings, accounts, follow, watches });
  const detail = ownership.own(
    createDetailPages({
      ...host,
      ...{ reads, clock, history, snapshots, onDidChangePlaces },
      whereabouts: (ref, page) => whereaboutsOf(where, ref, page),
      ...ofLists(known),
      ...deedsOfPages(known, { ongoing, prompts, clock }),
      linkTo: linkHere,
    }),
  );
  const place = (scope: Scope) => {
    const production = guards.productionMark(scope);
    return { ...whereIs(places, scope), ...(production && { production }) };
  };
  const openJson = (ref: DaemonRef) => detail.openDaemonJson(ref);
  const ofDaemons: DaemonPageParts = { reads, daemons, clock, place, onDidChangePlaces, openJson, linkTo: linkHere };
  return {
    detail,
    showDaemon: (ref: DaemonRef) => records.show(daemonSource(ref, ofDaemons)),
    /** The page of a daemon that had this id before a reload. */
    daemonSourceOf: (id: string) => daemonSourceOf(id, ofDaemons),
  };
}

/** What a page takes from the lists. */
function ofLists({
  inventory,
  accounts,
  past,
  poller,
}: Pick<Knowledge, 'inventory' | 'accounts' | 'past' | 'poller'>): Pick<
  DetailOptions,
  'inventory' | 'serviceOf' | 'whyNoService'
> {
  return {
    inventory: {
      target: (ref) => inventory.target(ref) ?? past.find(ref),
      owner: (ref) => (inventory.target(ref) ? accounts.shown(ref.scope.profile) : nobodys),
      onDidChange: inventory.onDidChange,
      keepFast: (ref) => poller.keepFast(ref),
    },
    serviceOf: (ref) => inventory.serviceOf(ref),
    whyNoService: ({ scope }) => {
      const { failure, gaps } = inventory.status(scope, 'service');
      return failure ?? gaps.find((gap) => !leavesListWhole(gap));
    },
  };
}

/** What a page's buttons do to its resource. What would change AWS begins at the prompt. */
function deedsOfPages(
  { inventory, past, accounts, guards }: Pick<Knowledge, 'inventory' | 'past' | 'accounts' | 'guards'>,
  {
    ongoing: {
      stopping: { follow },
      watches,
    },
    prompts: { stopFlow },
    clock,
  }: Pick<PageParts, 'ongoing' | 'prompts' | 'clock'>,
): Pick<DetailOptions, 'requestStop' | 'continueDeployment' | 'stopWatching'> {
  const meant = (ref: StoppableRef, owner: Parameters<typeof ofWhom>[0]) => meantAgain([{ ref, ...ofWhom(owner) }]);
  const waiting: Parameters<typeof continueMeant>[0]['inventory'] = {
    target: (ref: TargetRef) => (ref.kind === 'lever' ? undefined : (inventory.target(ref) ?? past.find(ref))),
    status: (scope, kind) => inventory.status(scope, kind),
  };
  const continuing = { inventory: waiting, guards, now: () => clock.now(), stopFlow };
  return {
    requestStop: async (ref, owner) => {
      await stopFlow.startBehind(0, { ...meant(ref, owner), operation: plainStop[ref.kind] }, new Map());
    },
    continueDeployment: (ref, owner) => continueMeant(continuing, meant(ref, owner)),
    stopWatching: (ref, owner) => {
      const whose = owner.account === undefined ? accounts.shown(ref.scope.profile) : owner;
      endWatching({ follow, watches }, [{ ref, whose }]);
    },
  };
}
