import type { ListKind } from '../../model/resources/resource.ts';

/** Who is looking. Nothing is asked of AWS for a hidden view in an unfocused window. */
export interface Attention {
  /** A view of Halt is visible. */
  readonly viewVisible: boolean;
  readonly windowFocused: boolean;
  /** The status bar counts deployments, too: while the window has the focus, their lists are read as the experiments' are. */
  readonly countsDeployments?: boolean;
  /** Somebody asked to be told of changes of experiments, safety levers and deployments: their lists are read even if nobody looks. */
  readonly tellsChanges?: boolean;
}

/** Milliseconds between two observations. */
export interface Paces {
  /** For lists that somebody has open, while a view is visible. Others may wait up to {@link SLOWEST} times as long. */
  readonly slow: number;
  /** For targets in states that change by themselves, and for what an open page shows. */
  readonly fast: number;
  /**
   * For lists that the status bar counts, while no view is visible and the window has the focus. Those that don't change may wait up to {@link SLOWEST}
   * times as long, except experiments.
   */
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
  /** It is a safety lever in a place where experiments run: when something goes wrong, it is engaged. */
  | 'active'
  /** Nobody sees more of it than a count. The number says how many listings in a row brought nothing new, at most {@link mostUnchanged}. */
  | number;

/** How many times the slow pace a list may wait that nobody has open, by how many listings in a row brought nothing new. */
const factors = [1, 1, 1, 2, 3, 4, 5] as const;
const mostUnchanged = factors.length - 1;
/** The most times the slow pace that a list may be old while a view is visible. */
const SLOWEST = 5;
/** How old a list may be while a view is visible and AWS answers, in milliseconds: it waits for its turn, and then for its pages. */
export const oldestInSight = ({ slow }: Pick<Paces, 'slow'>): number => 2 * SLOWEST * slow;
/**
 * In milliseconds. While somebody looks, an experiment that begins anywhere is seen within this time, and so is a safety lever that is engaged where
 * one runs.
 */
const EXPERIMENTS_WITHIN = 60_000;
/** What somebody asked to be told is read within this time, in milliseconds. */
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
  // This goes for failing lists as well, which are tried again sooner where somebody looks.
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

/**
 * In milliseconds. The pace counts from when a listing was asked for, but from no longer ago than this before its end: so a long listing is followed
 * by a pause of at least the pace less this.
 */
const COUNTED_AT_MOST = 10_000;
/** In milliseconds. For experiments and levers, whose age matters, a pause of at least this remains at the longest pace. */
const LEAST_PAUSE = 5_000;
const countedAtMost: Readonly<Record<ListKind, number>> = {
  instance: COUNTED_AT_MOST,
  service: COUNTED_AT_MOST,
  experiment: EXPERIMENTS_WITHIN - LEAST_PAUSE,
  lever: EXPERIMENTS_WITHIN - LEAST_PAUSE,
};

/** The time from which a list's pace counts. `asked`: when the listing was asked for; `now`: when it was read to its end. */
export function countedFrom(kind: ListKind, asked: number, now: number): number {
  return Math.max(asked, now - countedAtMost[kind]);
}
