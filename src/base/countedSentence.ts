/**
 * A sentence that depends on a number, in the form of ICU's messages, which translators and their tools know:
 * `{0, plural, one {Stop # EC2 instance in {1}} other {Stop # EC2 instances in {1}}}`. Each form is a whole sentence; `#` stands for the
 * number, `{1}` and so on for what else it names. A language has a form for each plural category of its rules.
 * Source: https://unicode-org.github.io/icu/userguide/format_parse/messages/ and https://cldr.unicode.org/index/cldr-spec/plural-rules.
 */
export type CountedSentence = string;

/** Says a counted sentence with this number. Other arguments are `{1}`, `{2}` and so on; numbers among them are written as the language does. */
export type SayCounted = (sentence: CountedSentence, count: number, ...others: readonly (string | number)[]) => string;

const WHOLE = /^\{0, plural,((?: [a-z]+ \{(?:[^{}]|\{\d+\})*\})+)\}$/;
const FORM = / ([a-z]+) \{((?:[^{}]|\{\d+\})*)\}/g;
const TAKEN_IN = /#|\{(\d+)\}/g;

/** The forms by the plural category that each is for. Undefined for a sentence that doesn't count, and for one that can't be read. */
export function pluralForms(sentence: CountedSentence): ReadonlyMap<string, string> | undefined {
  const [, forms] = WHOLE.exec(sentence) ?? [];
  return forms === undefined
    ? undefined
    : new Map([...forms.matchAll(FORM)].map(([, category = '', form = '']) => [category, form] as const));
}

/** `language`: that of the sentences, as VS Code names it. One whose rules nobody knows is counted as English. */
export function createSayCounted(language: string): SayCounted {
  const rules = new Intl.PluralRules(knownLanguage(language));
  const numbers = numberFormat(language);
  return (sentence, count, ...others) => {
    const forms = pluralForms(sentence);
    // A language pack may know sentences of another version of Halt: a number is said in any case.
    const form = forms === undefined ? sentence : (forms.get(rules.select(count)) ?? forms.get('other') ?? sentence);
    return form.replaceAll(TAKEN_IN, (whole, index?: string) => {
      if (index === undefined) return forms === undefined ? whole : numbers.format(count);
      const value = index === '0' ? count : others[Number(index) - 1];
      return typeof value === 'number' ? numbers.format(value) : (value ?? whole);
    });
  };
}

/** How a language writes numbers; one that nobody knows writes them as English does. */
export const numberFormat = (language: string): Intl.NumberFormat => new Intl.NumberFormat(knownLanguage(language));

const knownLanguage = (language: string): string => (isLanguage(language) ? language : 'en');

function isLanguage(language: string): boolean {
  try {
    return Intl.PluralRules.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
