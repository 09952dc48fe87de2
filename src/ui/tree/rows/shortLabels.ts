import { columnsOf, createElisions, type Elisions } from './elided.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import { plainText } from '../../../base/plainText.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Service } from '../../../model/resources/service.ts';

/** AWS’s longest name has 256 characters. */
const MOST_OF_NAME = 256;

/**
 * So many letters, wide ones, of a label fit into a side bar of 300 pixels, which is how wide VS Code makes it at first, in a row without anything above it. VS Code cuts a row at its end, so that a long
 * name would hide the state behind it: the name is what is cut, in its middle.
 */
const ROOM = 31;
/** A level's own indent, its arrow and its icon together, in the same letters. */
const FIRST_LEVEL = 1.7;
const LEVEL = 1;
/** The letters of a description are smaller. */
const OF_DESCRIPTION = 0.82;
/** What is between the two, and the ellipsis where more is said than fits. */
const GAP = 1;
const CUT = 2.2;
/** Of a name at least so much is shown. */
const LEAST = 10;
/** To take a letter or two for an ellipsis would make a name harder to read for nothing. */
const SPARED = 2;

/** What the row of something with a name is called. */
export const rowName = (resource: Instance | Service | Experiment): string =>
  plainText(resource.kind === 'service' ? resource.name : (resource.name ?? resource.id), MOST_OF_NAME);

/**
 * How many columns of a label leave room for what is said behind it, up to the state. `level`: 1 for a root with branches below it, 0 for a list without any. `state`: the first part of
 * the description where it is undefined.
 */
export function labelColumns(description: string, level: number, state: string | undefined): number {
  const first = state ?? stateIn(description);
  return Math.max(LEAST, columnsBeside(description, level, description.indexOf(first) + first.length));
}

/** The same in a list without any branches. `wanted`: a beginning of the description that should be seen whole, and is where enough of a name is left beside it. */
export function labelColumnsBeside(description: string, state: string | undefined, wanted: string | undefined): number {
  const room = wanted === undefined ? 0 : columnsBeside(description, 0, wanted.length);
  return room >= LEAST ? room : labelColumns(description, 0, state);
}

/** How many are left beside the first so many code units of the description. */
function columnsBeside(description: string, level: number, units: number): number {
  const seen = description.slice(0, units);
  const said = columnsOf(seen) + (seen.length < description.length ? CUT : 0);
  const indent = level === 0 ? 0 : FIRST_LEVEL + LEVEL * level;
  return Math.floor(ROOM - indent - (said > 0 ? GAP + OF_DESCRIPTION * said : 0));
}

/** The first thing that a row says behind its name. */
export const stateIn = (description: string): string => description.split(' · ')[0] ?? '';

/** A label in so many columns, whole where it is hardly longer. */
export const shortened = (elisions: Elisions, label: string, columns: number): string =>
  columnsOf(label) <= columns + SPARED ? label : elisions(label, columns);

/** The names of a list's rows in the columns that there are, each list's own counted once. */
export interface ShortLabels {
  among(list: readonly Resource[]): Elisions;
}

/** Counts a list's names when it is asked for the first time, and forgets them with the list. */
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
