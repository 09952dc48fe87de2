import { experimentJson, experimentSummaryJson } from './answers.ts';
import type { Experiment } from './experiment.ts';
import type { Lever } from './lever.ts';

/** An experiment as the reads tell it. */
export interface ExperimentView {
  readonly whole: object;
  readonly summary: object;
}

/** What the reads of a region told some minutes ago, for those that lag behind. Times in milliseconds since the epoch. */
export interface Past {
  /** After each change: how these experiments and the lever are from `at` on. */
  note(at: number, experiments: Iterable<Experiment>, lever: Lever): void;
  /** As of then; undefined when it had not been created. */
  experiment(experiment: Experiment, asOf: number): ExperimentView | undefined;
  lever(lever: Lever, asOf: number): object;
}

interface Noted<T> {
  readonly at: number;
  readonly view: T;
}

/** Longer than any read lags behind. */
const KEPT = 10 * 60_000;

export function createPast(): Past {
  const experiments = new Map<Experiment, Noted<ExperimentView>[]>();
  const levers: Noted<object>[] = [];
  return {
    note(at, changed, lever) {
      for (const experiment of changed) {
        const notes = experiments.get(experiment) ?? [];
        experiments.set(experiment, notes);
        push(notes, at, viewOf(experiment));
      }
      push(levers, at, lever.json());
    },
    experiment(experiment, asOf) {
      if (experiment.setup.createdAt > asOf) return undefined;
      return noteAt(experiments.get(experiment) ?? [], asOf) ?? viewOf(experiment);
    },
    lever: (lever, asOf) => noteAt(levers, asOf) ?? lever.json(),
  };
}

function viewOf(experiment: Experiment): ExperimentView {
  return { whole: experimentJson(experiment), summary: experimentSummaryJson(experiment) };
}

/** Forgets what is too old to be asked for, but for the last of it. */
function push<T>(notes: Noted<T>[], time: number, view: T): void {
  notes.push({ at: time, view });
  while ((notes[1]?.at ?? Infinity) < time - KEPT) notes.shift();
}

/** The last before; what is older than the first is taken to have been as the first. */
function noteAt<T>(notes: readonly Noted<T>[], asOf: number): T | undefined {
  return (notes.findLast((note) => note.at <= asOf) ?? notes[0])?.view;
}
