import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';

const struck = (text: string, ...secrets: string[]): string => {
  const all = createSecrets();
  all.add(...secrets);
  return all.strike(text);
};

const numberOf = (letter: string): string => (letter.codePointAt(0) ?? 0).toString(16);

/** With something between its letters, by which nothing that is short, or of letters alone, can be told from a sentence. */
const apart: Readonly<Record<string, (secret: string) => string>> = {
  'letter by letter': (it) => [...it].join(' '),
  'in groups': (it) => it.replaceAll(/.{5}/g, '$&-'),
  'in lines with a mark before each': (it) => it.replaceAll(/.{9}/g, '$&\n> '),
  'in lines with their numbers': (it) => it.replaceAll(/.{9}/g, '$&\r\n  12: '),
  'in lines of other kinds': (it) => it.replaceAll(/.{9}/g, '$&\u2028').replaceAll(/.{14}/g, '$&\u0085'),
  'in columns': (it) => it.replaceAll(/.{9}/g, '$&\t|\t'),
  'in a program’s texts': (it) => it.replaceAll(/.{9}/g, `$&" + "`),
  'in a shell’s lines': (it) => it.replaceAll(/.{9}/g, '$&\\\n'),
  'in HTML’s lines': (it) => it.replaceAll(/.{9}/g, '$&<wbr>'),
  'in a terminal’s colours': (it) => it.replaceAll(/.{9}/g, '$&\u001b[1;31m'),
  'in Python by numbers': (it) => [...it].map((letter) => String.raw`\U${numberOf(letter).padStart(8, '0')}`).join(''),
  'in groups in an address': (it) => encodeURIComponent(it.replaceAll(/.{5}/g, '$& ')),
};
const examples = [
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'IQoJb3JpZ2luX2VjEPf//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+/=',
  'eyJraWQiOiJrIn0.eyJzdWIiOiIxIn0.sig-nature_x',
];

describe('a secret with something between its letters', () => {
  for (const [way, quote] of Object.entries(apart))
    test(`11.25: is struck out ${way}`, () => {
      for (const secret of [...examples, 'ext-7f3a9c2b41d8']) {
        const left = struck(`before ${quote(secret)} after`, secret);
        const middle = quote(secret).slice(secret.length / 3, (secret.length * 2) / 3);
        assert.match(left, /^before .*….* after$/s, `${secret}: ${left}`);
        assert.ok(!left.includes(middle), `${secret}: ${left}`);
      }
    });

  test('11.25: is no sentence that has the same letters, nor goes with the one that was written alike', () => {
    const told = 'the token of it all is 12, bad';
    assert.equal(struck(told, 'thetokenofit', 'al12bad'), told);
    const all = createSecrets();
    all.add('one2three4five', 'one-2-three-4-five');
    for (let index = 0; index < 4_095; index += 1) all.add(`filler ${index} `);
    assert.equal(all.strike('a one.2.three.4.five b'), 'a … b');
    all.add('filler-x');
    assert.equal(all.strike('a one.2.three.4.five b'), 'a one.2.three.4.five b');
  });

  test('11.25: of six digits goes where a terminal’s colour touches it', () => {
    assert.doesNotMatch(struck('code \u001b[31m123456\u001b[0m', '123456'), /123456/);
  });
});
