import { comparableText } from '../../base/wildcard.ts';
import { words } from './typedWords.ts';

/** What of a filter is compared with whole values of which all are known: of `type:` AWS has more than anybody lists. */
export type ValuedField = 'state' | 'region' | 'account';

/** The values that there are, or may be. */
export type KnownValues = Readonly<Record<ValuedField, readonly string[]>>;

/** A value without wildcards that is no whole value of anything: `region:us`. */
export interface UnknownValue {
  readonly field: ValuedField;
  /** As it was typed, without others that stood beside it: `-region:us` of `-region:us,eu-west-1`. */
  readonly term: string;
  /** What finds it as a part: `region:*us*`. Undefined where it is part of nothing either. */
  readonly asPart: string | undefined;
}

/** In the order in which they were typed. */
export function unknownValues(typed: string, known: KnownValues): readonly UnknownValue[] {
  return words(comparableText(typed)).flatMap(({ text }) => {
    const [, minus = '', field, values = ''] = /^(-?)(state|region|account):(.*)$/s.exec(text) ?? [];
    if (field === undefined) return [];
    // The expression above lets through these three alone.
    const asked = field as ValuedField;
    const there = known[asked].map(comparableText);
    return values.split(',').flatMap((value): readonly UnknownValue[] => {
      if (value.trim() === '' || /[*?]/.test(value) || there.includes(value)) return [];
      const inQuotes = (one: string) => (/\s/.test(one) ? `"${one}"` : one);
      const isPart = there.some((one) => one.includes(value));
      return [
        {
          field: asked,
          term: `${minus}${asked}:${inQuotes(value)}`,
          asPart: isPart ? `${minus}${asked}:${inQuotes(`*${value}*`)}` : undefined,
        },
      ];
    });
  });
}
