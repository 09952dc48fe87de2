import { commands, l10n, ThemeIcon } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { knowledgeOf, lackOf, placesLacking } from '../../inventory/lack.ts';
import { ownFacts } from '../../inventory/heldFacts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { rankOfSight, sightsPerAccount } from '../../inventory/oncePerAccount.ts';
import { isInProgress } from '../../inventory/runningNow.ts';
import { plainText } from '../../base/plainText.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import type { SafetyLever } from '../../model/resources/safetyLever.ts';
import { refOf } from '../../model/resources/target.ts';
import { scopeKey } from '../../model/scope.ts';
import type { Follow } from '../../stopping/stopping.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { resourceRow } from '../tree/rows/resourceRow.ts';
import { editorHasTaken } from '../pick/editorHasTaken.ts';
import { createMoves } from '../pick/moves.ts';
import { createRedraw } from '../pick/redraw.ts';
import { sayJustChanged } from '../pick/words.ts';
import { createPick, type PickRow, pickText } from '../words/say.ts';
import { clockTime } from '../words/times.ts';
import { stateWords } from '../words/states.ts';
import { counted } from '../words/counted.ts';
import { strictestMark } from '../../stopping/plan/productionPolicy.ts';
import { productionMarkWords } from '../words/production.ts';

export interface RunningExperimentsParts {
  readonly inventory: Pick<Inventory, 'list' | 'status' | 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'of' | 'failure' | 'onDidChange'>;
  readonly scopes: Pick<Scopes, 'all'>;
  readonly follow: Pick<Follow, 'mark' | 'following'>;
  /** Until when no news is told, in milliseconds since the epoch; undefined where it is. */
  readonly quietUntil: () => number | undefined;
  readonly guards: Pick<AskedGuards, 'mayAct' | 'productionMark'>;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly onError: (error: unknown) => void;
}

interface ExperimentItem extends PickRow {
  /** Of the same thing each time the rows are drawn. */
  readonly key: string;
  /** Whose page it shows. */
  readonly ref?: TargetRef;
  /** What its command is about, where that is one thing. */
  readonly about?: TargetRef;
  readonly command?: 'halt.stopAllExperiments' | 'halt.disengageSafetyLever' | 'halt.running.focus' | 'halt.endQuiet';
}

const stopButton = () => ({ iconPath: new ThemeIcon('debug-stop'), tooltip: l10n.t('Stop…') });
const showButton = () => ({ iconPath: new ThemeIcon('open-preview'), tooltip: l10n.t('Show Details') });

/** The status bar's click: what runs, and for each to show or to stop it. */
export function showRunningExperiments(parts: RunningExperimentsParts): void {
  const stop = stopButton();
  const show = showButton();
  const pick = createPick<ExperimentItem>();
  pick.title = l10n.t('Running experiments');
  pick.keepScrollPosition = true;
  const moves = createMoves(parts.clock);
  /** The editor tells by its place which row was meant: one that has just come has another one in that place. */
  const isMeant = (): boolean => {
    if (!moves.justMoved()) return true;
    sayJustChanged(pick);
    return false;
  };
  const fill = () => {
    const { engaged, running, hasMore } = whatRuns(parts);
    const count = running.length;
    const [active] = pick.activeItems;
    pick.items = [
      ...engaged.map((sights) => leverItem(parts, ...sights)),
      ...running.map((sights) => ({ ...experimentItem(parts, ...sights), buttons: [show, stop] })),
      ...(count > 1 ? [stopAllItem(count)] : []),
      ...(hasMore ? [everythingItem()] : []),
      ...quietItem(parts),
    ];
    // The editor takes the first row otherwise, and Enter would be about another one than the person stands on.
    const under = pick.items.find(({ key }) => key === active?.key);
    if (under) pick.activeItems = [under];
    moves.give(pick.items.map(({ key }) => key));
    editorHasTaken().then(moves.heard, moves.heard);
    const scopes = parts.scopes.all();
    const silent = scopes.filter(({ profile }) => parts.accounts.failure(profile) !== undefined);
    const unread = placesLacking(parts, { scopes, kind: 'experiment', silent }).length;
    const isIdle = engaged.length + running.length === 0;
    pick.placeholder = placeholderOf({ scopes: scopes.length, unread, ...unknownLevers(parts), isIdle });
  };
  const redraw = createRedraw(() => Promise.resolve(fill()), parts.onError);
  const releases = [
    parts.inventory.onDidChange(() => redraw.later()),
    parts.accounts.onDidChange(() => redraw.later()),
    () => redraw.dispose(),
  ];
  fill();
  pick.show();
  pick.onDidTriggerItemButton(({ item, button }) => {
    if (!isMeant()) return;
    pick.hide();
    if (item.ref) void commands.executeCommand(button === stop ? 'halt.stopExperiments' : 'halt.showDetails', item.ref);
  });
  pick.onDidAccept(() => {
    if (!isMeant()) return;
    const [item] = pick.activeItems;
    pick.hide();
    const command = item && commandOf(item);
    if (command) void commands.executeCommand(...command);
  });
  pick.onDidHide(() => {
    for (const release of releases) release();
    pick.dispose();
  });
}

/** Of how many places the safety lever can't be read, or hasn't been yet: it may be engaged. */
export function unknownLevers({ inventory, scopes }: Pick<RunningExperimentsParts, 'inventory' | 'scopes'>) {
  const lacks = scopes.all().map((scope) => lackOf(knowledgeOf(inventory.status(scope, 'lever'))));
  return {
    hiddenLevers: lacks.filter((lack) => lack === 'unread').length,
    loadingLevers: lacks.filter((lack) => lack === 'loading').length,
  };
}

/** What is said above the rows: first what isn't known, so that an empty list isn't taken for a calm one. */
export function placeholderOf(of: {
  readonly scopes: number;
  readonly unread: number;
  readonly hiddenLevers: number;
  readonly loadingLevers: number;
  readonly isIdle: boolean;
}): string {
  const levers =
    of.hiddenLevers > 0 &&
    counted(
      l10n.t(
        '{0, plural, one {# safety lever can’t be read: it may be engaged} other {# safety levers can’t be read: they may be engaged}}',
      ),
      of.hiddenLevers,
    );
  const loading =
    of.loadingLevers > 0 &&
    counted(
      l10n.t(
        '{0, plural, one {# safety lever isn’t read yet: it may be engaged} other {# safety levers aren’t read yet: they may be engaged}}',
      ),
      of.loadingLevers,
    );
  return [unreadOrIdle(of), levers, loading].filter(Boolean).join(' · ');
}

function unreadOrIdle({
  scopes,
  unread,
  isIdle,
}: Pick<Parameters<typeof placeholderOf>[0], 'scopes' | 'unread' | 'isIdle'>): string {
  // Nobody has looked anywhere.
  if (scopes === 0) return l10n.t('No profile and region is chosen, so it isn’t known what runs');
  if (unread === 0) {
    return isIdle
      ? l10n.t('No experiment is active')
      : l10n.t('Enter shows one; the buttons at its right show or stop it');
  }
  return unread === scopes
    ? l10n.t('No place could be read, so it isn’t known what runs')
    : counted(
        l10n.t(
          '{0, plural, one {{1} of # place could not be read: more may be running} other {{1} of # places could not be read: more may be running}}',
        ),
        scopes,
        unread,
      );
}

/** What Enter does: of a safety lever it asks about that one, whichever others are engaged. */
export function commandOf({
  ref,
  command,
  about,
}: Pick<ExperimentItem, 'ref' | 'command' | 'about'>): readonly [string, ...TargetRef[]] | undefined {
  if (ref) return ['halt.showDetails', ref];
  return command && [command, ...(about ? [about] : [])];
}

/** Each thing once, as the status bar counts it. */
export function whatRuns(
  parts: Pick<RunningExperimentsParts, 'inventory' | 'accounts' | 'scopes' | 'follow' | 'guards'>,
) {
  const { inventory, accounts, scopes, follow } = parts;
  const all = scopes.all();
  const rank = (one: Experiment | SafetyLever): number =>
    rankOfSight(follow.mark(refOf(one)) !== undefined, parts.guards.mayAct(one.scope, one.kind));
  return {
    /** Deployments and stops, which the view has. */
    hasMore: follow.following().length > 0 || all.some((scope) => inventory.list(scope, 'service').some(isInProgress)),
    engaged: sightsPerAccount(
      all.flatMap((scope) => inventory.list(scope, 'lever').filter(isInProgress)),
      accounts,
      rank,
    ),
    running: sightsPerAccount(
      all.flatMap((scope) => inventory.list(scope, 'experiment').filter(isInProgress)),
      accounts,
      rank,
    ),
  };
}

export const leverItem = (
  { guards }: { readonly guards: Pick<AskedGuards, 'productionMark'> },
  lever: SafetyLever,
  ...others: readonly SafetyLever[]
): ExperimentItem => {
  const { state, reason, scope, id } = lever;
  const mark = strictestMark([lever, ...others].map((one) => guards.productionMark(one.scope, ownFacts(one))));
  return {
    key: `lever ${scopeKey(scope)}`,
    label: pickText(l10n.t('Safety lever {0}', stateWords('lever', state))),
    iconPath: new ThemeIcon('workspace-untrusted'),
    description: pickText(
      [plainText(scope.profile, 60), productionMarkWords(mark), scope.region].filter(Boolean).join(' · '),
    ),
    ...(reason === undefined || reason === '' ? {} : { detail: pickText(reason) }),
    command: 'halt.disengageSafetyLever',
    about: { kind: 'lever', scope, id },
  };
};

function experimentItem(
  { accounts, follow, guards }: RunningExperimentsParts,
  experiment: Experiment,
  ...others: readonly Experiment[]
): ExperimentItem {
  const { scope, id } = experiment;
  const marks = [experiment, ...others].map((one) => guards.productionMark(one.scope, ownFacts(one)));
  const ref: TargetRef = { kind: 'experiment', scope, id };
  const row = resourceRow(experiment, { mark: follow.mark(ref), production: strictestMark(marks) });
  const account = accounts.of(scope.profile)?.account;
  return {
    key: refKey(ref),
    label: pickText(row.label),
    iconPath: row.icon,
    description: pickText(row.description),
    detail: pickText([plainText(scope.profile, 60), account, scope.region].filter(Boolean).join(' · ')),
    ref,
  };
}

const stopAllItem = (count: number): ExperimentItem => ({
  key: 'stop all',
  label: pickText(counted(l10n.t('{0, plural, one {Stop #…} other {Stop all #…}}'), count)),
  iconPath: new ThemeIcon('debug-stop'),
  command: 'halt.stopAllExperiments',
});

const everythingItem = (): ExperimentItem => ({
  key: 'everything',
  label: pickText(l10n.t('Show everything in progress')),
  iconPath: new ThemeIcon('list-flat'),
  command: 'halt.running.focus',
});

function quietItem({ quietUntil }: RunningExperimentsParts): readonly ExperimentItem[] {
  const until = quietUntil();
  if (until === undefined) return [];
  return [
    {
      key: 'quiet',
      label: pickText(l10n.t('No notifications until {0}', clockTime(until))),
      description: pickText(l10n.t('Enter ends this')),
      iconPath: new ThemeIcon('bell-slash'),
      command: 'halt.endQuiet',
    },
  ];
}
