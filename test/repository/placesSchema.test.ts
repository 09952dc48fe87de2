import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { list, member, text } from '../../src/base/untrusted.ts';
import { fallbackRegions, regionName } from '../../src/model/regions.ts';
import { parsePlaces } from '../../src/model/placeSettings.ts';
import { assertProperty } from '../stages/property.ts';

const LAST_CODE_POINT = 0x10ffff;
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
/** What Unicode gives no meaning to and doesn't keep invisible, which is four fifths of all there could be. No rule is about one of these more than about another: one in a thousand is tried. */
const MEANS_NOTHING = /^(?!\p{Default_Ignorable_Code_Point})[\p{Co}\p{Cn}]$/u;

/** The members of an entry, as the editor reads them. */
const members = ((): unknown => {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const path = ['contributes', 'configuration'];
  const sections = path.reduce<unknown>(member, manifest);
  const all: readonly unknown[] = Array.isArray(sections) ? sections : [sections];
  const setting = all.map((one) => member(member(one, 'properties'), 'halt.places')).find((one) => one !== undefined);
  return ['items', 'properties'].reduce<unknown>(member, setting);
})();

/** What underlines a pattern while it is written. */
const schema = ((): RegExp => {
  const pattern = ['match', 'pattern'].reduce<unknown>(member, members);
  assert.ok(typeof pattern === 'string');
  return new RegExp(pattern, 'u');
})();

/** Where a profile is called so: of the others, Halt can't tell the settings editor which profiles there are. */
const isTaken = (match: string): boolean => parsePlaces([{ match }], [match]).unclear.length === 0;
const agree = (match: string): void => {
  assert.equal(schema.test(match), isTaken(match), JSON.stringify(match));
};

describe('the pattern of an entry of halt.places', () => {
  it('is underlined where it can be no profile’s, and nowhere else', () => {
    const taken = [
      'a',
      '*',
      'shop-*',
      '1111*',
      'a!b',
      'a!',
      '?!',
      'arn',
      'barn:a',
      ' prod ',
      'x\ty',
      'プロフィール',
      '\u200bprod',
      'a b',
    ];
    const refused = [
      '',
      ' ',
      '\t\n',
      '\u200b',
      'a,b',
      'a，b',
      ',',
      'arn:aws:iam::1',
      ' ARN:x',
      '!a',
      ' !a',
      '\u200b!a',
      '！a',
      '=',
      'a=b',
      'a＝b',
      '!',
      '‼',
      'a=',
      '\u2060 ! x',
    ];
    for (const match of taken) assert.ok(isTaken(match), JSON.stringify(match));
    for (const match of refused) assert.ok(!isTaken(match), JSON.stringify(match));
    for (const match of [...taken, ...refused]) agree(match);
  });

  it('is so with every character that means something, and with some that don’t, at its beginning, in it, and at its end', () => {
    for (let code = 0; code <= LAST_CODE_POINT; code += 1) {
      const character = String.fromCodePoint(code);
      if (isSurrogate(code) || (code % 1000 > 0 && MEANS_NOTHING.test(character))) continue;
      for (const match of [`${character}b`, `a${character}b`, `a${character}`])
        if (schema.test(match) !== isTaken(match)) agree(match);
    }
  });

  it('is so with whatever is written', () => {
    const part = fc.constantFrom('!', '=', ' ', '*', '?', 'a', '1', '\u200b', '！', '＝', '\n', '-', 'ß');
    assertProperty(fc.property(fc.array(part, { maxLength: 6 }), (parts) => agree(parts.join(''))));
  });
});

describe('the regions of an entry of halt.places', () => {
  it('are offered while they are typed: each region to choose from, and no other than AWS has', () => {
    const offered = list(['regions', 'items', 'examples'].reduce<unknown>(member, members)).map(text);
    assert.deepEqual(
      fallbackRegions.filter((region) => !offered.includes(region)),
      [],
    );
    assert.deepEqual(
      offered.filter((region) => regionName(region ?? '') === undefined),
      [],
    );
  });
});
