import type { Failure } from '../../model/failure.ts';

/** Says each gap of a listing once: an action that is denied is denied in every batch. */
interface GapCollector {
  /** Those that were not told before. */
  fresh(gaps: readonly Failure[]): readonly Failure[];
}

/** To be made anew for each listing: what is still missing then is told again. */
export function gapCollector(): GapCollector {
  const told = new Set<string>();
  return {
    fresh: (gaps) =>
      gaps.filter(({ kind, operation, code, message }) => {
        const key = JSON.stringify([kind, operation, code, message]);
        return !told.has(key) && told.add(key);
      }),
  };
}

/** Of gaps that came together; undefined where there are none. */
export function gapsOnce(gaps: readonly Failure[]): readonly Failure[] | undefined {
  return gaps.length === 0 ? undefined : gapCollector().fresh(gaps);
}
