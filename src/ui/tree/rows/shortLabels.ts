import { columnsOf, createElisions, type Elisions } from './elided.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import { plainText } from '../../../base/plainText.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Service } from '../../../model/resources/service.ts';

/** AWS’s longest name has 256 characters. */
const MOST_OF_NAME = 256;

/**
 * How many wide letters of a label fit into a side bar of 300 pixels, the width that VS Code gives it at first, in a row without anything above it.
 * VS Code cuts a row at its end, where the state stands, so Halt cuts a long name in its middle instead.
 */
const ROOM = 31;
/** The width of the first level's indent, arrow and icon, and that of each further level, in the same letters. */
const FIRST_LEVEL = 1.7;
const LEVEL = 1;
/** The width of a description's letters, which are smaller. */
const OF_DESCRIPTION = 0.82;
/** The width between label and description, and that of the ellipsis where the description is cut. */
const GAP = 1;
const CUT = 2.2;
/** How much of a name is always shown, in columns. */
const LEAST = 10;
/** A name that is only this much too long isn't cut: replacing a letter or two by an ellipsis would only make it harder to read. */
const SPARED = 2;

/** The name in a resource's row, or its id where it has none. */
export const rowName = (resource: Instance | Service | Experiment): string =>
  plainText(resource.kind === 'service' ? resource.name : (resource.name ?? resource.id), MOST_OF_NAME);

/**
 * How many columns a label may take so that the description can be read up to the state. `level`: 1 for a root with branches below it, 0 in a list
 * without branches. `state`: where undefined, the first part of the description.
 */
export function labelColumns(description: string, level: number, state: string | undefined): number {
  const first = state ?? stateIn(description);
  return Math.max(LEAST, columnsBeside(description, level, description.indexOf(first) + first.length));
}

/**
 * {@link labelColumns} in a list without branches. `wanted`: a beginning of the description that is shown whole if enough of the name is left beside
 * it.
 */
export function labelColumnsBeside(description: string, state: string | undefined, wanted: string | undefined): number {
  const room = wanted === undefined ? 0 : columnsBeside(description, 0, wanted.length);
  return room >= LEAST ? room : labelColumns(description, 0, state);
}

/** How many columns are left beside the first `units` code units of the description. */
function columnsBeside(description: string, level: number, units: number): number {
  const seen = description.slice(0, units);
  const said = columnsOf(seen) + (seen.length < description.length ? CUT : 0);
  const indent = level === 0 ? 0 : FIRST_LEVEL + LEVEL * level;
  return Math.floor(ROOM - indent - (said > 0 ? GAP + OF_DESCRIPTION * said : 0));
}

/** The first thing that a row says behind its name. */
export const stateIn = (description: string): string => description.split(' · ')[0] ?? '';

/** The label in so many columns; whole where it is hardly longer. */
export const shortened = (elisions: Elisions, label: string, columns: number): string =>
  columnsOf(label) <= columns + SPARED ? label : elisions(label, columns);

/** Short forms of the names of a list's rows. The names of each list are examined once. */
export interface ShortLabels {
  among(list: readonly Resource[]): Elisions;
}

/** Examines a list's names when it is first asked for, and forgets them together with the list. */
export function createShortLabels(): ShortLabels {
  const known = new WeakMap<readonly Resource[], Elisions>();
  return {
    among: (list) => {
      const elisions =
        known.get(list) ?? createElisions(list.flatMap((one) => (one.kind === 'lever' ? [] : rowName(one))));
      known.set(list, elisions);
      return elisions;
    },
  };
}
