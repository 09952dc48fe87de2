import { commands, type Memento, window } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { createGatheredRefreshes } from '../inventory/polling/gatheredRefreshes.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import { createChanges } from '../news/noticedChanges.ts';
import { createRememberedLevers } from '../news/rememberedLevers.ts';
import { claimingOwn } from '../news/toldNews.ts';
import { createOwnStops } from '../news/ownStops.ts';
import { untoldEnds } from '../news/untoldEnds.ts';
import { createIsProduction } from './isProduction.ts';
import type { Platform } from './platform.ts';
import type { Quiet } from '../news/quiet.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Follow } from '../stopping/stopping.ts';
import { offerNotify } from '../ui/news/offerNotify.ts';
import type { Watches } from '../news/watches.ts';
import { tellWatches, type WatchTellerParts } from '../ui/news/tellWatches.ts';
import { tellNews } from '../ui/news/tellNews.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { WatchedRef } from '../model/resources/resource.ts';

/** What changes are told of, and to whom. */
export interface ChangeNews extends Pick<NewsParts, 'clock' | 'quiet' | 'show' | 'onError'> {
  readonly seen: { readonly inventory: Inventory; readonly poller: Poller; readonly accounts: Accounts };
  readonly settings: Pick<LiveSettings, 'now' | 'onDidChange'>;
  readonly guards: Pick<AskedGuards, 'productionMark'>;
  readonly follow: Parameters<typeof createOwnStops>[0];
  readonly memory: Memento;
  /** Which of the windows tells it. */
  readonly turns: Pick<Platform, 'claim' | 'giveBack'>;
}

/** What is watched until it ends. */
export interface WatchNews extends Pick<NewsParts, 'clock' | 'show' | 'onError'> {
  readonly seen: { readonly accounts: Pick<Accounts, 'shown'> };
  readonly follow: Parameters<typeof untoldEnds>[1];
  readonly watches: Watches;
  /** A daemon's row is read when it is opened, and at the end of what was watched. */
  readonly daemons: Pick<DaemonStore, 'refresh'>;
}

interface NewsParts {
  readonly clock: Clock;
  readonly quiet: Quiet;
  /** Shows what a message is about. */
  readonly show: (refs: readonly WatchedRef[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Connects what is read to whoever asked to be told of it. */
export function connectNews(parts: ChangeNews & WatchNews & { readonly follow: Follow }): Release {
  const { follow, memory, onError } = parts;
  const stops = [
    tellChanges(parts),
    showQuiet(parts.quiet),
    tellEndsOfWatches({ ...parts, isProduction: createIsProduction(parts.guards, parts.seen) }),
    offerNotify({ follow, memory, onError }),
  ];
  parts.watches.resume();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Tells of changes between two looks, if that is wanted, in one of the windows. */
function tellChanges({
  seen,
  turns,
  clock,
  settings,
  guards,
  follow,
  quiet,
  memory,
  show,
  onError,
}: ChangeNews): Release {
  const claim = (name: string, within: number) => turns.claim(name, within);
  const own = createOwnStops(follow, (profile) => seen.accounts.shown(profile));
  const levers = createRememberedLevers({ memory, now: () => clock.now(), onError });
  const changes = createChanges({
    ...seen,
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
      giveBack: (name) => turns.giveBack(name),
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
  seen,
  daemons,
  clock,
  isProduction,
  show,
  onError,
}: WatchNews & Pick<WatchTellerParts, 'isProduction'>): Release {
  const untold = untoldEnds(watches, follow, onError);
  const ofDaemons = createGatheredRefreshes(clock, (scopes) => {
    for (const scope of scopes) daemons.refresh({ scope }).catch(onError);
  });
  const stops = [
    untold.dispose,
    tellWatches({
      onDidEnd: untold.onDidEnd,
      shown: (profile) => seen.accounts.shown(profile),
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
