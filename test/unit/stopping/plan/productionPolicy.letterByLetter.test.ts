import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { known } from '../../../../src/model/fact.ts';
import { productionMatches, tagMatches } from '../../../../src/stopping/plan/productionPolicy.ts';
import { foldedName, matchesName } from '../../../../src/base/wildcard.ts';
import { assertProperty } from '../../../stages/property.ts';

function plainByLetters(text: string): string {
  const undrawn = /\p{Default_Ignorable_Code_Point}/gu;
  const annotated = text.replace(/[\ufff9\ufffa\ufffb]/g, '');
  const written = annotated.replace(undrawn, '').normalize('NFKC').replace(undrawn, '').split('\u2800').join(' ');
  return written.replace(/[\u2010-\u2015\u2212]/g, '-').trim();
}

/** What names are compared by, whatever they are made of. */
const foldedByLetters = (text: string): string => plainByLetters(text).toLowerCase().toUpperCase().normalize('NFKC');

function matchesByLetters(pattern: string, name: string): boolean {
  const letters = [...foldedByLetters(pattern)].map((letter) =>
    letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[\\^$.+()[\]{}|/]/u, '\\$&'),
  );
  return new RegExp(`^${letters.join('')}$`, 'su').test(foldedByLetters(name));
}

const withoutBlanks = (text: string): string => plainByLetters(text).replace(/\s*=\s*/g, '=');

/** The texts that are marked, each with its pattern, of one that is all read. */
function markedByLetters(patterns: readonly string[], names: readonly string[], tags: readonly string[]): string[] {
  const matches = (pattern: string, text: string) => matchesByLetters(withoutBlanks(pattern), withoutBlanks(text));
  return patterns.flatMap((pattern) => {
    if (pattern.startsWith('!')) return [];
    const isOfTags = pattern.includes('=');
    const exceptions = patterns
      .filter((one) => one.startsWith('!') && one.includes('=') === isOfTags)
      .map((one) => one.slice(1));
    const text = [...(isOfTags ? tags : []), ...names].find(
      (one) => matches(pattern, one) && !exceptions.some((exception) => matches(exception, one)),
    );
    return text === undefined ? [] : [`${pattern} ${text}`];
  });
}

const PARTS = [
  ...[
    'a',
    'A',
    'b',
    'prod',
    'Env',
    'ß',
    'SS',
    'ς',
    'σ',
    'ΐ',
    'ü',
    'u\u0308',
    'ｐ',
    '🚀',
    '𝒜',
    '葛',
    '\u00ad',
    '\u200b',
    '\ufff9',
    '\u2800',
  ],
  ...['-', '–', '−', '.', '[', ' ', '\t', '\u00a0', '\u3000', '=', ' = ', ' =', '= '],
];
const text = fc.array(fc.constantFrom(...PARTS), { maxLength: 5 }).map((parts) => parts.join(''));
const pattern = fc
  .array(fc.constantFrom(...PARTS, '*', '*', '?', '?'), { maxLength: 5 })
  .map((parts) => parts.join(''));

describe('what patterns mark', () => {
  it('is the same whether a name is of plain characters or of any: folded, and compared letter by letter', () => {
    assertProperty(
      fc.property(pattern, text, (one, name) => {
        assert.equal(foldedName(name), foldedByLetters(name), JSON.stringify(name));
        assert.equal(matchesName(one, name), matchesByLetters(one, name), JSON.stringify([one, name]));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is what each pattern by itself says, with its exceptions, however often a list of patterns is asked', () => {
    const lists = fc.array(
      fc.oneof(
        pattern,
        pattern.map((one) => `!${one}`),
      ),
      { maxLength: 5 },
    );
    const things = fc.array(fc.record({ profile: text, tags: fc.array(fc.record({ key: text, value: text })) }), {
      minLength: 1,
      maxLength: 3,
    });
    assertProperty(
      fc.property(lists, things, (production, marked) => {
        for (const { profile, tags } of marked) {
          const what = { profile, identity: { account: '1', alias: known('b') }, tags, tagsUnread: false };
          const said = (matches: ReturnType<typeof tagMatches>) =>
            matches.map((one) => `${one.pattern} ${one.matched}`);
          const texts = tags.map(({ key, value }) => `${key}=${value}`);
          assert.deepEqual(
            said(productionMatches({ production }, what)),
            markedByLetters(production, [profile, '1', 'b'], texts),
          );
          const ofTags = production.filter((one) => one.includes('='));
          assert.deepEqual(
            said(tagMatches({ production }, { tags, tagsUnread: false })),
            markedByLetters(ofTags, [], texts),
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
