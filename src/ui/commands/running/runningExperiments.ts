import { commands, l10n, type QuickInputButton, ThemeIcon } from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import type { GuardSetting } from '../../../model/guardSettings.ts';
import type { TargetRef } from '../../../model/resources/resource.ts';
import type { Node } from '../../tree/nodes/node.ts';
import { editorHasTaken } from '../../pick/editorHasTaken.ts';
import { createMoves } from '../../pick/moves.ts';
import { createRedraw } from '../../pick/redraw.ts';
import { sayJustChanged } from '../../pick/words.ts';
import { openSetting } from '../../editor/openSetting.ts';
import { counted, shownNumber } from '../../words/counted.ts';
import { createPick, pickText } from '../../words/say.ts';
import { clockTime } from '../../words/times.ts';
import type { ExperimentItem, RunningList } from './runningList.ts';

export interface RunningExperimentsParts {
  readonly list: RunningList;
  /** Until when no news is told, in milliseconds since the epoch; undefined where it is. */
  readonly quietUntil: () => number | undefined;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly onError: (error: unknown) => void;
}

/** A button of a row, and what it does with it. */
export interface RowButton extends QuickInputButton {
  readonly deed: 'show' | 'stop' | 'open-setting';
}

/** What a row offers beside Enter: a stop where one is allowed, and else the setting that forbids it. */
export function buttonsOf({ ref, mayStop, forbiddenBy }: ExperimentItem): readonly RowButton[] {
  const isExperiment = ref !== undefined;
  return [
    ...(isExperiment
      ? [{ deed: 'show', iconPath: new ThemeIcon('open-preview'), tooltip: l10n.t('Show Details') } as const]
      : []),
    ...(mayStop === true
      ? [{ deed: 'stop', iconPath: new ThemeIcon('debug-stop'), tooltip: l10n.t('Stop…') } as const]
      : []),
    ...(forbiddenBy !== undefined
      ? [{ deed: 'open-setting', iconPath: new ThemeIcon('gear'), tooltip: openSettingWords(forbiddenBy) } as const]
      : []),
  ];
}

const openSettingWords = (setting: GuardSetting): string => `${l10n.t('Open Setting')}: ${setting}`;

/** The rows of what runs, each with its buttons, and below them one that stops all that may be stopped, where those are several. */
export function rowsOfRunning({
  engaged,
  running,
}: Pick<ReturnType<RunningList['now']>, 'engaged' | 'running'>): readonly ExperimentItem[] {
  const stoppable = running.filter(({ mayStop }) => mayStop === true).length;
  return [
    ...[...engaged, ...running].map((item) => ({ ...item, buttons: buttonsOf(item) })),
    ...(stoppable > 1 ? [stopAllItem(stoppable, running.length)] : []),
  ];
}

/** The status bar's click: what runs, and for each to show or to stop it. */
export function showRunningExperiments(parts: RunningExperimentsParts): void {
  const pick = createPick<ExperimentItem>();
  pick.title = l10n.t('Running Experiments');
  pick.keepScrollPosition = true;
  const moves = createMoves(parts.clock);
  /** The editor tells by its place which row was meant: one that has just come has another one in that place. */
  const isMeant = (): boolean => {
    if (!moves.justMoved()) return true;
    sayJustChanged(pick);
    return false;
  };
  const fill = () => {
    const { unknown, engaged, running, hasMore, placeholder } = parts.list.now();
    const [active] = pick.activeItems;
    pick.items = [
      ...unknown,
      ...rowsOfRunning({ engaged, running }),
      ...(hasMore ? [everythingItem()] : []),
      ...quietItem(parts),
    ];
    // The editor takes the first row otherwise, and Enter would be about another one than the person stands on.
    const under = pick.items.find(({ key }) => key === active?.key);
    if (under) pick.activeItems = [under];
    moves.give(pick.items.map(({ key }) => key));
    editorHasTaken().then(moves.heard, moves.heard);
    pick.placeholder = placeholder;
  };
  const redraw = createRedraw(() => Promise.resolve(fill()), parts.onError);
  const releases = [parts.list.onDidChange(() => redraw.later()), () => redraw.dispose()];
  fill();
  pick.show();
  pick.onDidTriggerItemButton(({ item, button }) => {
    if (!isMeant()) return;
    pick.hide();
    void press(item, button);
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

/** Does what a button of this row says; `pressed` is that button, or one like it. */
async function press(item: ExperimentItem, pressed: QuickInputButton): Promise<void> {
  const { ref, forbiddenBy } = item;
  const deed = buttonsOf(item).find(({ tooltip }) => tooltip === pressed.tooltip)?.deed;
  if (deed === 'open-setting' && forbiddenBy !== undefined) await openSetting(forbiddenBy);
  else if (ref) await commands.executeCommand(deed === 'stop' ? 'halt.stopExperiments' : 'halt.showDetails', ref);
}

/** What Enter does: of a safety lever it asks about that one, whichever others are engaged. */
export function commandOf({
  ref,
  command,
  about,
}: Pick<ExperimentItem, 'ref' | 'command' | 'about'>): readonly [string, ...(TargetRef | Node)[]] | undefined {
  if (ref) return ['halt.showDetails', ref];
  return command && [command, ...(about ? [about] : [])];
}

/** It says of how many where some are left out, as one that is stopping already is. */
const stopAllItem = (count: number, running: number): ExperimentItem => ({
  key: 'stop all',
  label: pickText(
    count === running
      ? counted(l10n.t('{0, plural, one {Stop #…} other {Stop all #…}}'), count)
      : l10n.t('Stop {0} of {1}…', shownNumber(count), shownNumber(running)),
  ),
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
