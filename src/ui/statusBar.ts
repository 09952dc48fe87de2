import { whoseInText, whoseOf } from '../model/sight.ts';
import { type Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Accounts } from '../inventory/accounts.ts';
import { ownTagsNow } from '../inventory/heldFacts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type AgeParts, type Lack, lackOfAll } from '../inventory/lack.ts';
import { createRunningTotals, type RunningTotals } from '../inventory/runningTotals.ts';
import { plainText } from '../base/plainText.ts';
import { groupBy } from '../base/groupBy.ts';
import { inertText } from '../base/shownText.ts';
import { refKey } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { isStop } from '../stopping/operation.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Count } from './settings/settings.ts';
import { lackWords } from './words/lack.ts';
import { stateWords } from './words/states.ts';
import { placeCount, placeList } from './words/places/planPlaces.ts';
import { clockTime } from './words/times.ts';
import { failureWords } from './words/failures.ts';
import { counted, shownNumber } from './words/counted.ts';
import { strictestMark } from '../stopping/plan/productionPolicy.ts';
import { howOld } from './words/lack.ts';
import { productionMarkWords } from './words/production.ts';
import { placeName } from './words/targetNames.ts';

/** One item: how many experiments, deployments and stops are under way, and whether a safety lever is engaged. Hidden when nothing is chosen, or to be counted. */
export interface StatusBar extends Disposable {
  update(): void;
}

export interface StatusBarParts {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: () => readonly Scope[];
  readonly follow: Pick<Follow, 'following' | 'unread' | 'logLack'>;
  /** Until when no news is told, in milliseconds since the epoch; undefined where it is. */
  readonly quietUntil: () => number | undefined;
  readonly counts: () => ReadonlySet<Count>;
  readonly guards: Pick<AskedGuards, 'productionMark'>;
}

/** One of its counts: as it stands in the bar, as it is read aloud, and in the tooltip's lines below. */
interface CountShown {
  readonly text: string;
  readonly spoken: readonly string[];
  readonly lines: readonly string[];
  readonly urgency: 'none' | 'active' | 'lever';
}

/** So many things are named in the tooltip. */
const NAMED = 10;

/** Shows nothing before the first {@link StatusBar.update}, whose caller hears of what changes. */
export function createStatusBar(parts: StatusBarParts): StatusBar {
  const item = window.createStatusBarItem('experiments', StatusBarAlignment.Left, 50);
  item.name = l10n.t('Halt: experiments, deployments and stops');
  item.command = 'halt.showRunningExperiments';
  const totals = createRunningTotals(parts.inventory, parts.accounts);
  let shown = '';
  return {
    update: () => {
      const scopes = parts.scopes();
      const counts = parts.counts();
      if (scopes.length === 0 || counts.size === 0) {
        item.hide();
        shown = '';
        return;
      }
      totals.choose(scopes);
      const { all, text, spoken, tooltip } = statusBarWords(parts, totals);
      const urgencies = new Set(all.map(({ urgency }) => urgency));
      const colour = urgencies.has('lever') ? 'error' : urgencies.has('active') ? 'warning' : undefined;
      // The editor draws the item each time, and this is called for every page of a list.
      const now = JSON.stringify([text, spoken, tooltip, colour]);
      if (now === shown) return;
      shown = now;
      item.text = text;
      item.accessibilityInformation = { label: `Halt: ${spoken}`, role: 'button' };
      item.tooltip = tooltip;
      item.backgroundColor = colour === undefined ? undefined : new ThemeColor(`statusBarItem.${colour}Background`);
      // Where only stops are counted and none is under way, there is nothing to show.
      if (all.length > 0) item.show();
      else item.hide();
    },
    dispose: () => {
      totals.dispose();
      item.dispose();
    },
  };
}

/** All that the item says, and the counts that it is made of. */
export function statusBarWords(
  parts: Pick<StatusBarParts, 'counts' | 'follow' | 'guards' | 'quietUntil'> & AgeParts,
  totals: RunningTotals,
) {
  const counts = parts.counts();
  const all = [
    ...(counts.has('experiments') ? [experimentsCount(parts, totals)] : []),
    ...(counts.has('deployments') ? [deploymentsCount(totals)] : []),
    ...(counts.has('stops') ? stopsCount(parts.follow) : []),
  ];
  const text = all.map((count) => count.text).join(' · ');
  const spoken = all.flatMap((count) => count.spoken).join('; ');
  // Plain text: the editor reads the Markdown of a tooltip each time, and the first time it takes as long as all else that a first sight draws in a turn.
  const tooltip = [
    spoken,
    ...all.flatMap(({ lines }) => lines),
    ...failureLines(totals, counts),
    ...waitingLine(totals, counts),
    ...quietLine(parts),
  ].join('\n');
  return { all, text, spoken, tooltip };
}

/** The running experiments, and the safety levers that aren't disengaged. */
export function experimentsCount(parts: Pick<StatusBarParts, 'guards'> & AgeParts, totals: RunningTotals): CountShown {
  const running = totals.experiments();
  const levers = [...totals.levers().values()];
  const leverStates = groupBy(levers, ({ state }) => stateWords('lever', state));
  // Until the levers are read, the count carries a “?”: a number alone would say that no lever is engaged.
  const lack = lackOfAll([totals.leverLack(), totals.lack()]);
  const count = `$(beaker) ${numberShown(running.size, lack)}`;
  return {
    text:
      levers.length > 0
        ? `$(workspace-untrusted) ${inertText(l10n.t('lever {0}', [...leverStates.keys()].join(', ')), 40)} · ${count}`
        : count,
    spoken: [
      withLack(
        counted(
          l10n.t('{0, plural, one {# FIS experiment is active} other {# FIS experiments are active}}'),
          running.size,
        ),
        lack,
      ),
      ...[...leverStates].flatMap(([state, same]) =>
        // What can't be read any more is told as of when it was so, apart from what is so now.
        [...groupBy(same, (lever) => howOld(parts, lever) ?? '')].map(([age, alike]) => {
          const places = alike.map(({ scope }) => scope);
          const words = l10n.t('the safety lever is {0} in {1}', state, placeList(places, NAMED));
          return age === '' ? words : l10n.t('{0} ({1})', words, age);
        }),
      ),
    ],
    lines: [
      ...firstOf(running.values(), NAMED).map((experiment) => {
        const { id, name = id, state, scope } = experiment;
        const seen = totals.experimentAs(experiment);
        const marks = seen.map((one) => parts.guards.productionMark(one.scope, ownTagsNow(parts, one)));
        return [
          plainText(name, 100),
          stateWords('experiment', state),
          productionMarkWords(strictestMark(marks)),
          placeName(scope),
          howOld(parts, experiment),
        ]
          .filter(Boolean)
          .join(' · ');
      }),
      ...(running.size > NAMED ? [l10n.t('… and {0} more', shownNumber(running.size - NAMED))] : []),
    ],
    urgency: levers.length > 0 ? 'lever' : running.size > 0 ? 'active' : 'none',
  };
}

function deploymentsCount(totals: RunningTotals): CountShown {
  const { size } = totals.deployments();
  const paused = totals.paused();
  // How many of them wait isn't known where one couldn't be described.
  const lack = totals.hidesPause() ? 'unread' : totals.lack('service');
  return {
    text: `$(rocket) ${numberShown(size, lack)}`,
    spoken: [withLack(deploymentsWords(size, paused), lack)],
    lines: [],
    // A deployment is everyday work; one that waits wants an answer.
    urgency: paused > 0 ? 'active' : 'none',
  };
}

function deploymentsWords(size: number, paused: number): string {
  return paused > 0
    ? counted(
        l10n.t(
          '{0, plural, one {# ECS deployment is paused} other {# ECS deployments are in progress, {1} of them paused}}',
        ),
        size,
        paused,
      )
    : counted(
        l10n.t('{0, plural, one {# ECS deployment is in progress} other {# ECS deployments are in progress}}'),
        size,
      );
}

/** The count of confirmed stops that AWS hasn't finished. Nothing is shown where there is none; but while the audit log isn't read, which may tell of some, a zero with a mark is. */
export function stopsCount({ following, unread, logLack }: StatusBarParts['follow']): readonly CountShown[] {
  const last = new Map(following().map((one) => [`${refKey(one.ref)} ${whoseInText(whoseOf(one))}`, one.operation]));
  const { size } = last;
  const lack = lackOfAll([logLack(), unread().length > 0 ? 'unread' : undefined]);
  if (size === 0 && logLack() === undefined) return [];
  const changes = [...last.values()].filter((operation) => !isStop(operation)).length;
  const underWay = [
    ...(size > changes || size === 0
      ? [counted(l10n.t('{0, plural, one {# stop is under way} other {# stops are under way}}'), size - changes)]
      : []),
    ...(changes > 0
      ? [counted(l10n.t('{0, plural, one {# change is under way} other {# changes are under way}}'), changes)]
      : []),
  ];
  return [
    {
      text: `$(stop-circle) ${numberShown(size, lack)}`,
      spoken: underWay.map((words) => withLack(words, lack)),
      lines: [],
      urgency: 'none',
    },
  ];
}

/** A count that misses something says so: "0" must mean that there is nothing. */
const numberShown = (count: number, lack: Lack | undefined): string => `${count}${lack === undefined ? '' : '?'}`;

function withLack(words: string, lack: Lack | undefined): string {
  const why = lackWords(lack);
  return why === undefined ? words : l10n.t('{0} ({1})', words, why);
}

function quietLine({ quietUntil }: Pick<StatusBarParts, 'quietUntil'>): readonly string[] {
  const until = quietUntil();
  return until === undefined ? [] : [l10n.t('No notifications until {0}', clockTime(until))];
}

/** Why something of what is counted can't be read, each reason once. */
function failureLines(totals: RunningTotals, counts: ReadonlySet<Count>): readonly string[] {
  const failures = [
    counts.has('experiments') ? totals.failure() : undefined,
    counts.has('deployments') ? totals.failure('service') : undefined,
  ].filter((failure) => failure !== undefined);
  return [...new Set(failures.map(({ failure, place }) => failureWords(failure, place).sentence))];
}

/** Where AWS owes an answer that is counted, and since when the longest: a count with a “?” alone says that something is still read, for however long. */
export function waitingLine(totals: Pick<RunningTotals, 'waiting'>, counts: ReadonlySet<Count>): readonly string[] {
  const lists = [
    ...(counts.has('experiments') ? totals.waiting() : []),
    ...(counts.has('deployments') ? totals.waiting('service') : []),
  ].filter(({ size }) => size > 0);
  // In the order in which they began to wait: the first ones are enough.
  const first = lists.flatMap((list) => firstOf(list, NAMED));
  if (first.length === 0) return [];
  const places = new Map(first.map(([key, { scope }]) => [key, scope]));
  const since = clockTime(Math.min(...first.map(([, waiting]) => waiting.since)));
  const most = Math.max(places.size, ...lists.map(({ size }) => size));
  const where = most > NAMED ? placeCount(most) : placeList([...places.values()], NAMED);
  return [l10n.t('No answer from AWS yet, waiting since {0}: {1}', since, where)];
}

function firstOf<T>(items: Iterable<T>, most: number): readonly T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === most) break;
    first.push(item);
  }
  return first;
}
