import type { ListKind } from '../../model/resources/resource.ts';

/** Who is looking. Nothing is asked of AWS for a hidden view in an unfocused window. */
export interface Attention {
  /** A view of Halt is visible. */
  readonly viewVisible: boolean;
  readonly windowFocused: boolean;
  /** The status bar counts deployments too: in a focused window their lists are read with the experiments'. */
  readonly countsDeployments?: boolean;
  /** Somebody asked to be told of what happens to experiments, safety levers and deployments: they are read whoever looks. */
  readonly tellsChanges?: boolean;
}

/** Milliseconds between two observations. */
export interface Paces {
  /** Lists that somebody has open, while a view is visible; the others at most {@link SLOWEST} times as long. */
  readonly slow: number;
  /** What is about to change by itself: transitional states, and what an open page shows. */
  readonly fast: number;
  /** What the status bar counts, while no view is visible and the window has the focus; of what doesn't change at most {@link SLOWEST} times as long, but for experiments. */
  readonly gentle: number;
}

/** Why a list is read next. */
export type Need =
  /** A person asked for it, whoever looks. */
  | 'demanded'
  /** It has never been read. */
  | 'new'
  /** The last reading failed. */
  | 'retry'
  /** Somebody sees what is in it. */
  | 'open'
  /** A safety lever where experiments run: it is engaged when something goes wrong. */
  | 'active'
  /** Nobody sees more of it than a count; the number is how many listings in a row have brought nothing new, at most {@link mostUnchanged}. */
  | number;

/** By how many listings in a row have brought nothing new: how many times the slow pace a list may wait that nobody has open. */
const factors = [1, 1, 1, 2, 3, 4, 5] as const;
const mostUnchanged = factors.length - 1;
/** How many times the slow pace any list may be old while a view is visible. */
const SLOWEST = 5;
/** How old a list may be while a view is in sight and AWS answers, in milliseconds: it waits for its turn, and then for its pages. */
export const oldestInSight = ({ slow }: Pick<Paces, 'slow'>): number => 2 * SLOWEST * slow;
/** An experiment that begins anywhere, and a safety lever that is engaged where one runs, is asked for within this by whoever looks, in milliseconds. */
const EXPERIMENTS_WITHIN = 60_000;
/** What somebody asked to be told is seen within this, in milliseconds. */
const TOLD_WITHIN = 60_000;

/** The unchanged listings that count for a list's pace. */
export function countedUnchanged(unchanged: number): number {
  return Math.min(Math.max(0, unchanged), mostUnchanged);
}

/** Whether the status bar shows something of such a list. */
function isCounted(kind: ListKind, { countsDeployments = false }: Attention): boolean {
  return kind === 'experiment' || kind === 'lever' || (kind === 'service' && countsDeployments);
}

/** How long after its last reading a list is due, in milliseconds; undefined while nobody wants it. For `retry` after the time that was set for it. */
export function paceOf(kind: ListKind, need: Need, attention: Attention, paces: Paces): number | undefined {
  if (need === 'demanded') return 0;
  const glanced = attention.windowFocused && isCounted(kind, attention);
  const told = attention.tellsChanges === true && kind !== 'instance';
  if (!attention.viewVisible && !glanced && !told) return undefined;
  if (need === 'new') return 0;
  // Also what fails, which is tried again sooner than this where somebody looks.
  if (!attention.viewVisible && !glanced) return TOLD_WITHIN;
  if (need === 'retry') return 0;
  const usual = lookedAtPace(kind, need, attention, paces);
  return told ? Math.min(usual, TOLD_WITHIN) : usual;
}

/** The pace while somebody looks at a view or at the status bar. */
function lookedAtPace(
  kind: ListKind,
  need: 'open' | 'active' | number,
  { viewVisible }: Attention,
  { slow, gentle }: Paces,
): number {
  const often = viewVisible ? slow : gentle;
  if (need === 'active') return Math.min(often, EXPERIMENTS_WITHIN);
  const factor = need === 'open' ? 1 : (factors[need] ?? SLOWEST);
  if (kind !== 'experiment') return factor * often;
  return Math.min(viewVisible ? factor * often : often, EXPERIMENTS_WITHIN);
}

/** A listing that takes long is followed by a pause of its pace less this, in milliseconds. */
const COUNTED_AT_MOST = 10_000;
/** Where it matters how long ago it was asked for, a pause of at least this remains at the longest pace, in milliseconds. */
const LEAST_PAUSE = 5_000;
const countedAtMost: Readonly<Record<ListKind, number>> = {
  instance: COUNTED_AT_MOST,
  service: COUNTED_AT_MOST,
  experiment: EXPERIMENTS_WITHIN - LEAST_PAUSE,
  lever: EXPERIMENTS_WITHIN - LEAST_PAUSE,
};

/** From when on the pace of a list counts that was asked for and has been read now. */
export function countedFrom(kind: ListKind, asked: number, now: number): number {
  return Math.max(asked, now - countedAtMost[kind]);
}
