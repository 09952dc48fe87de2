import { commands, type Memento, window } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import { createGatheredRefreshes } from '../inventory/polling/gatheredRefreshes.ts';
import { createChanges } from '../news/noticedChanges.ts';
import { createRememberedLevers } from '../news/rememberedLevers.ts';
import { claimingOwn } from '../news/toldNews.ts';
import { createOwnStops } from '../news/ownStops.ts';
import { untoldEnds } from '../news/untoldEnds.ts';
import { createIsProduction } from './isProduction.ts';
import type { Ongoing } from './ongoing.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pages } from './pages.ts';
import type { Platform } from './platform.ts';
import { showInTree } from './revealInTree.ts';
import type { Views } from './views.ts';
import type { Quiet } from '../news/quiet.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import { offerNotify } from '../ui/news/offerNotify.ts';
import type { Watches } from '../news/watches.ts';
import { tellWatches, type WatchTellerParts } from '../ui/news/tellWatches.ts';
import { tellNews } from '../ui/news/tellNews.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { WatchedRef } from '../model/resources/resource.ts';

interface NewsParts {
  readonly clock: Clock;
  /** Shows what a message is about. */
  readonly show: (refs: readonly WatchedRef[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Connects what is read to whoever asked to be told of it. */
export function connectNews(
  platform: Pick<Platform, 'clock' | 'claim' | 'giveBack'>,
  {
    inventory,
    poller,
    accounts,
    settings,
    guards,
    daemons,
  }: Pick<Knowledge, 'inventory' | 'poller' | 'accounts' | 'settings' | 'guards' | 'daemons'>,
  {
    ongoing: {
      stopping: { follow },
      watches,
    },
    views: { tree, view, quiet },
    pages: { detail, showDaemon },
    memory,
    onError,
  }: {
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly views: Pick<Views, 'tree' | 'view' | 'quiet'>;
    readonly pages: Pick<Pages, 'detail' | 'showDaemon'>;
    readonly memory: Memento;
    readonly onError: (error: unknown) => void;
  },
): Release {
  const { clock } = platform;
  const show = (refs: readonly WatchedRef[]) => showInTree({ tree, view, pages: detail, showDaemon }, refs);
  const seen = { inventory, poller, accounts };
  const isProduction = createIsProduction(guards, { inventory, accounts });
  const stops = [
    tellChanges({ seen, windows: platform, clock, settings, guards, follow, quiet, memory, show, onError }),
    showQuiet(quiet),
    tellEndsOfWatches({ watches, follow, accounts, daemons, clock, isProduction, show, onError }),
    offerNotify({ follow, memory, onError }),
  ];
  watches.resume();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Tells of changes between two looks, if that is wanted, in one of the windows. */
function tellChanges({
  seen,
  windows,
  clock,
  settings,
  guards,
  follow,
  quiet,
  memory,
  show,
  onError,
}: NewsParts & {
  readonly seen: Pick<Knowledge, 'inventory' | 'poller' | 'accounts'>;
  readonly settings: Pick<LiveSettings, 'now' | 'onDidChange'>;
  readonly guards: Pick<AskedGuards, 'productionMark'>;
  readonly follow: Parameters<typeof createOwnStops>[0];
  readonly quiet: Quiet;
  readonly memory: Memento;
  /** Which of the windows tells it. */
  readonly windows: Pick<Platform, 'claim' | 'giveBack'>;
}): Release {
  const claim = (name: string, within: number) => windows.claim(name, within);
  const own = createOwnStops(follow, (profile) => seen.accounts.shown(profile));
  const levers = createRememberedLevers({ memory, now: () => clock.now(), onError });
  const changes = createChanges({
    inventory: seen.inventory,
    poller: seen.poller,
    accounts: seen.accounts,
    clock,
    levers,
    onError,
    isOwn: claimingOwn({ did: own.did, claim, onError }),
    mayRemind: () => !quiet.isOn(),
  });
  const want = () => changes.setWanted(settings.now().notify !== 'off');
  want();
  const stops = [
    settings.onDidChange(want),
    tellNews({
      onDidHappen: changes.onDidHappen,
      clock,
      quiet,
      claim,
      onError,
      giveBack: (name) => windows.giveBack(name),
      notify: () => settings.now().notify,
      // Also where that isn't known.
      isProduction: ({ ref, tags, tagsUnread }) => guards.productionMark(ref.scope, { tags, tagsUnread }) !== undefined,
      show,
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    changes.dispose();
    own.dispose();
  };
}

/** Has the views know for how long nothing is told. */
function showQuiet(quiet: Pick<Quiet, 'isOn' | 'refresh' | 'onDidChange'>): Release {
  const say = () => void commands.executeCommand('setContext', 'halt.quiet', quiet.isOn());
  const windows = window.onDidChangeWindowState(quiet.refresh);
  say();
  const stop = quiet.onDidChange(say);
  return () => {
    stop();
    windows.dispose();
  };
}

/** Tells how that ended which somebody watches, and has a daemon's row read again. */
function tellEndsOfWatches({
  watches,
  follow,
  accounts,
  daemons,
  clock,
  isProduction,
  show,
  onError,
}: NewsParts & {
  readonly watches: Watches;
  readonly follow: Parameters<typeof untoldEnds>[1];
  readonly accounts: Pick<Accounts, 'shown'>;
  /** A daemon's row is read when it is opened, and at the end of what was watched. */
  readonly daemons: Pick<DaemonStore, 'refresh'>;
  readonly isProduction: WatchTellerParts['isProduction'];
}): Release {
  const untold = untoldEnds(watches, follow, onError);
  const ofDaemons = createGatheredRefreshes(clock, (scopes) => {
    for (const scope of scopes) daemons.refresh({ scope }).catch(onError);
  });
  const stops = [
    untold.dispose,
    tellWatches({
      onDidEnd: untold.onDidEnd,
      shown: (profile) => accounts.shown(profile),
      all: () => watches.all(),
      onDidLoseSight: watches.onDidLoseSight,
      forget: (watch) => watches.forget(watch),
      clock,
      isProduction,
      show,
      onError,
    }),
    () => ofDaemons.dispose(),
    watches.onDidEnd(({ watch: { ref } }) => {
      if (ref.kind === 'daemon') ofDaemons.add(ref.scope);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
