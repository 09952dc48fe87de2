import { actionName, type Experiment, type ExperimentAction } from '../../model/resources/experiment.ts';
import { type HistoryEntry, mayHaveTaken } from '../../history/entry.ts';
import { undoOf, type Undo } from '../../stopping/plan/experimentUndo.ts';
import type { Lane, Marker, PageRow, PageSection, Value } from '../../panel/protocol/page.ts';
import { groupBy } from '../../base/groupBy.ts';
import { isoDuration } from '../../model/resources/isoDuration.ts';
import { plainText } from '../../base/plainText.ts';
import { shownState } from '../shownState.ts';
import type { PageInput } from '../pageInput.ts';
import { listValue, mono, pairsRow, row, textValue, timeRow } from '../pageRows.ts';
import type { Words } from '../words.ts';

interface Action extends ExperimentAction {
  /** What its `duration` says, in ms. */
  readonly planned: number | undefined;
}

const final: ReadonlySet<string> = new Set(['completed', 'cancelled', 'stopped', 'failed', 'skipped']);

/** The experiment's actions on a time axis, in the order in which `startAfter` lets them start. */
export function experimentTimeline(
  { createdAt, full }: Experiment,
  input: PageInput,
  over: boolean,
): readonly PageSection[] {
  const { l10n, now, history } = input;
  const actions = (full?.actions ?? []).map((action): Action => ({
    ...action,
    planned: isoDuration(action.parameters['duration']),
  }));
  if (actions.length === 0) return [];
  const from = full?.startedAt ?? createdAt ?? now;
  const starts = expectedStarts(actions, from, now);
  const startOf = (action: Action): number => action.startedAt ?? starts.get(action.name) ?? from;
  const depths = depthsOf(actions);
  const ordered = actions.toSorted(
    (a, b) =>
      startOf(a) - startOf(b) || (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0) || compare(a.name, b.name),
  );
  const ends = ordered.map((action) => action.endedAt ?? startOf(action) + (over ? 0 : (action.planned ?? 0)));
  const to = over ? (full?.endedAt ?? Math.max(from, ...ends)) : Math.max(from + 1_000, ...ends);
  const lanes = ordered.map((action) => laneOf(action, startOf(action), over, l10n));
  return [
    {
      id: 'timeline',
      title: l10n.t('Actions'),
      note: progressWords(actions, l10n),
      wide: true,
      blocks: [
        { type: 'timeline', from, to: Math.max(to, from + 1), live: !over, lanes, markers: markersOf(history, l10n) },
      ],
    },
  ];
}

/** When each action is expected to start: after the last of those that it waits for, none of which can end before now while it runs. */
function expectedStarts(actions: readonly Action[], from: number, now: number): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const startOf = (action: Action): number => action.startedAt ?? starts.get(action.name) ?? from;
  const endOf = (action: Action): number => {
    // An action that was cancelled before it could start ends before it was to start.
    if (action.endedAt !== undefined) return Math.max(action.endedAt, startOf(action));
    const planned = startOf(action) + (action.planned ?? 0);
    return action.startedAt === undefined ? planned : Math.max(planned, now);
  };
  for (const { action, waitsFor } of inTheirOrder(actions)) {
    if (action.startedAt === undefined) starts.set(action.name, Math.max(from, ...waitsFor.map(endOf)));
  }
  return starts;
}

/** How many actions have to end before each one can start. A circle, which AWS refuses, has no depth. */
function depthsOf(actions: readonly Action[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { action, waitsFor } of inTheirOrder(actions)) {
    depths.set(action.name, Math.max(0, ...waitsFor.map(({ name }) => (depths.get(name) ?? 0) + 1)));
  }
  return depths;
}

interface Waiting {
  readonly action: Action;
  readonly waitsFor: readonly Action[];
}

/** Every action behind those that it waits for, as far as they form no circle. However long a chain of them is, it takes no deep stack. */
function inTheirOrder(actions: readonly Action[]): readonly Waiting[] {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const ordered: Waiting[] = [];
  const begun = new Set<string>();
  for (const first of actions) {
    const path = [waitingOf(first, byName)].filter(({ action }) => !begun.has(action.name));
    begun.add(first.name);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.waitsFor.find(({ name }) => !begun.has(name));
      if (next === undefined) {
        ordered.push(last);
        path.pop();
      } else {
        begun.add(next.name);
        path.push(waitingOf(next, byName));
      }
    }
  }
  return ordered;
}

const waitingOf = (action: Action, byName: ReadonlyMap<string, Action>): Waiting => ({
  action,
  waitsFor: action.startAfter.flatMap((name) => byName.get(name) ?? []),
});

function laneOf(action: Action, start: number, over: boolean, l10n: Words): Lane {
  const { name, actionId, state, startedAt, planned } = action;
  const willRun = !final.has(state) && !over;
  return {
    id: name,
    label: actionName(action),
    caption: actionId,
    state: shownState('action', state),
    ...(planned === undefined || (startedAt === undefined && !willRun)
      ? {}
      : { planned: { from: start, to: start + planned } }),
    ...realOf(action, over),
    ...(planned === undefined ? {} : { plannedFor: planned }),
    details: detailsOf(action, over, l10n),
  };
}

/** When the experiment is over and AWS told no end of the action, how long it ran is not known. */
function realOf({ startedAt, endedAt }: Action, over: boolean): { real?: { from: number; to?: number } } {
  if (startedAt === undefined || (over && endedAt === undefined)) return {};
  return { real: endedAt === undefined ? { from: startedAt } : { from: startedAt, to: endedAt } };
}

function detailsOf(action: Action, over: boolean, l10n: Words): readonly PageRow[] {
  const { state, startAfter } = action;
  const waits: Value | undefined = startAfter.length === 0 ? undefined : listValue(startAfter.map(mono));
  return [
    ...row(l10n.t('State'), { type: 'state', state: shownState('action', state) }),
    ...row(l10n.t('Reason'), action.reason),
    ...row(l10n.t('Description'), action.description),
    ...row(l10n.t('Action'), mono(action.actionId)),
    ...row(l10n.t('Starts after'), waits ?? textValue(l10n.t('the experiment starts'))),
    ...timeRow(l10n.t('Started'), action.startedAt),
    ...timeRow(l10n.t('Ended'), action.endedAt),
    ...pairsRow(l10n.t('Targets'), Object.entries(action.targets)),
    ...pairsRow(l10n.t('Parameters'), Object.entries(action.parameters)),
    ...(over ? [] : row(l10n.t('If you stop now'), stopWords(action, l10n))),
  ];
}

function stopWords(action: Action, l10n: Words): string {
  if (final.has(action.state) && action.state !== 'completed') return l10n.t('Nothing; it has ended.');
  if (action.startedAt === undefined) return l10n.t('It won’t start.');
  return undoWords(undoOf(action), l10n);
}

function undoWords(undo: Undo, l10n: Words): string {
  switch (undo) {
    case 'restored':
      return l10n.t('Its post-action restores things before the experiment stops.');
    case 'ends':
      return l10n.t('The fault ends with the stop.');
    case 'stays':
      return l10n.t('What it did isn’t undone.');
    case 'partly':
      return l10n.t('It is cancelled. What it has done so far depends on its document.');
    case 'nothing':
      return l10n.t('Nothing; this action changes nothing.');
    case 'unknown':
      return l10n.t('Halt doesn’t know this action. See AWS’s documentation.');
  }
}

/** A state that AWS adds later, and one that can't be read, stands there as it is shown elsewhere: each action is in one of the counts. */
function progressWords(actions: readonly Action[], l10n: Words): string {
  const groups = [
    [['running', 'initiating', 'stopping'], l10n.t('{0, plural, one {# running} other {# running}}')],
    [['completed'], l10n.t('{0, plural, one {# completed} other {# completed}}')],
    [['failed'], l10n.t('{0, plural, one {# failed} other {# failed}}')],
    [['stopped', 'cancelled', 'skipped'], l10n.t('{0, plural, one {# cancelled} other {# cancelled}}')],
    [['pending'], l10n.t('{0, plural, one {# pending} other {# pending}}')],
  ] as const;
  const inOne = groups.map(([states, sentence]) => {
    const number = actions.filter(({ state }) => states.some((one) => one === state)).length;
    return number === 0 ? '' : l10n.counted(sentence, number);
  });
  const named = new Set<string>(groups.flatMap(([states]) => states));
  const others = groupBy(
    actions.filter(({ state }) => !named.has(state)),
    ({ state }) => shownState('action', state).label,
  );
  const asTheyCame = [...others].map(([label, same]) => l10n.t('{0}: {1}', plainText(label, 60), same.length));
  return [...inOne.filter((words) => words !== ''), ...asTheyCame].join(', ');
}

/** Stops that were requested here; and when none was, since when the experiment has been stopping. */
function markersOf(history: readonly HistoryEntry[], l10n: Words): readonly Marker[] {
  const requests = history.filter((entry) => entry.type === 'request' && mayHaveTaken(entry.outcome));
  if (requests.length > 0) {
    return requests.flatMap((entry): Marker[] =>
      entry.type === 'request' ? [{ at: entry.at, kind: 'request', label: l10n.t('Stop requested') }] : [],
    );
  }
  return history.flatMap((entry): Marker[] =>
    entry.type === 'transition' && entry.subject === '' && entry.to === 'stopping'
      ? [{ at: entry.at, kind: 'stopping', label: l10n.t('Stopping') }]
      : [],
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
