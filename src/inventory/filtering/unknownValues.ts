import { comparableText } from '../../base/wildcard.ts';
import { words } from './typedWords.ts';

/** The fields of a filter whose possible values are all known. `type:` isn't one: AWS has more types than anybody lists. */
export type ValuedField = 'state' | 'region' | 'account';

/** The values that there are, or may be. */
export type KnownValues = Readonly<Record<ValuedField, readonly string[]>>;

/** A value without wildcards that is not the whole value of anything, such as `region:us`. */
export interface UnknownValue {
  readonly field: ValuedField;
  /** The term with this value alone: `-region:us` of `-region:us,eu-west-1`. */
  readonly term: string;
  /** The term that finds it as a part of a value: `region:*us*`. Undefined where it isn't a part of any either. */
  readonly asPart: string | undefined;
}

const valued = { state: 0, region: 0, account: 0 } as const satisfies Record<ValuedField, 0>;
const isValued = (field: string): field is ValuedField => Object.hasOwn(valued, field);

/** The values of a filter that match nothing as a whole, in the order in which they were typed. */
export function unknownValues(typed: string, known: KnownValues): readonly UnknownValue[] {
  return words(comparableText(typed)).flatMap(({ text }) => {
    const [, minus = '', asked, values = ''] = /^(-?)([a-z]+):(.*)$/s.exec(text) ?? [];
    if (asked === undefined || !isValued(asked)) return [];
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
