import type { Curve } from './curve.ts';

/** What a figure must keep to. A figure is compared with another of the same run, or with a count or a size. */
export interface Bar {
  readonly most: number;
  /** What `most` is, in words: `1.5 × the bound`. The number itself when absent. */
  readonly words?: string;
}

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** `ms`, `kB`, `MB`, `calls` …; a number of digits that suits it is shown. */
  readonly unit: string;
  readonly bar?: Bar;
  /** How it came about, where the name doesn't tell. */
  readonly note?: string;
}

/** What one part of the run measured. A `skipped` part says why. */
export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly curve?: Curve;
  readonly skipped?: string;
}

const keepsBar = ({ value, bar }: Figure): boolean => bar === undefined || value <= bar.most;

export const overBar = (sections: readonly Section[]): readonly Figure[] =>
  sections.flatMap(({ figures }) => figures.filter((figure) => !keepsBar(figure)));

/** The sections as a table of plain text. */
export function table(sections: readonly Section[]): string {
  const all = sections.flatMap(({ figures }) => figures);
  const widest = Math.max(...all.map(({ what }) => what.length), 0);
  return sections
    .flatMap(({ title, figures, skipped }) => [
      '',
      title,
      ...(skipped === undefined ? [] : [`  left out: ${skipped}`]),
      ...figures.map((figure) => lineOf(figure, widest)),
    ])
    .join('\n');
}

function lineOf(figure: Figure, widest: number): string {
  const { what, value, unit, bar, note } = figure;
  const mark = bar === undefined ? ' ' : keepsBar(figure) ? '✓' : '✗';
  const limit = bar === undefined ? '' : `at most ${bar.words ?? `${shown(bar.most)} ${unit}`}`;
  const columns = `${mark} ${what.padEnd(widest)}  ${`${shown(value)} ${unit}`.padStart(14)}`;
  return `${columns}  ${[limit, note].filter(Boolean).join(' · ')}`.trimEnd();
}

/** Three digits that say something: 0.42, 5.1, 83, 12,340. */
function shown(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
