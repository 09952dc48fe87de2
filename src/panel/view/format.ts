import { createSayCounted, type SayCounted } from '../../base/countedSentence.ts';
import type { Strings } from '../protocol/strings.ts';

/** Writes times and durations in the person's language and time zone. `at`: ms since the epoch. */
export interface Format {
  /** With the day, if it is not today. */
  time(at: number): string;
  /** With the day, the zone and the milliseconds: for what is looked at closely. */
  exactTime(at: number): string;
  /** In its two largest units; less than a second, or less than nothing where two clocks differ, in words. */
  duration(milliseconds: number): string;
  number(value: number): string;
  /** Says one of the words that depend on a number. */
  readonly counted: SayCounted;
  /** Fills in `{0}`, `{1}`. */
  fill(template: string, ...values: readonly string[]): string;
}

/** Both languages as BCP 47 tags: `language` for times and numbers, `wordsLanguage` for the grammar of what is counted. */
export function createFormat(language: string, wordsLanguage: string, strings: Strings): Format {
  const clock = dateFormat(language, { timeStyle: 'medium' });
  const day = dateFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const exact = dateFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  });
  const numbers = numberFormat(language);
  const fill = (template: string, ...values: readonly string[]): string =>
    template.replaceAll(/\{(\d)\}/g, (whole, index: string) => values[Number(index)] ?? whole);

  const written = (at: number, format: Intl.DateTimeFormat): string =>
    Number.isNaN(new Date(at).getTime()) ? String(at) : format.format(at);

  return {
    time: (at) => written(at, new Date(at).toDateString() === new Date().toDateString() ? clock : day),
    exactTime: (at) => written(at, exact),
    duration(milliseconds) {
      if (milliseconds < 1_000) return strings.underSecond;
      const seconds = Math.floor(milliseconds / 1_000);
      const units = [
        [Math.floor(seconds / 86_400), strings.days],
        [Math.floor(seconds / 3_600) % 24, strings.hours],
        [Math.floor(seconds / 60) % 60, strings.minutes],
        [seconds % 60, strings.seconds],
      ] as const;
      const first = units.findIndex(([value]) => value > 0);
      return units
        .slice(first, first + 2)
        .filter(([value], index) => index === 0 || value > 0)
        .map(([value, unit]) => fill(unit, numbers.format(value)))
        .join(' ');
    },
    number: (value) => numbers.format(value),
    counted: createSayCounted(wordsLanguage),
    fill,
  };
}

/** A language tag that the browser doesn't know falls back to its own. */
function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language, options);
  } catch {
    return new Intl.DateTimeFormat(undefined, options);
  }
}

function numberFormat(language: string): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(language);
  } catch {
    return new Intl.NumberFormat();
  }
}
