import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type DecodedText, readingsOf } from '../../../../src/aws/sdk/quotations.ts';
import { assertProperty } from '../../../stages/property.ts';

const readAs = (text: string, wanted: string): DecodedText | undefined =>
  readingsOf(text).find((reading) => reading.text === wanted);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

describe('what a text says', () => {
  it('is the text itself, first of all, unit by unit', () => {
    const [first, ...others] = readingsOf('a b');
    assert.deepEqual(first, { text: 'a b', from: [0, 1, 2], to: [1, 2, 3] });
    assert.deepEqual(others, []);
    assert.deepEqual(readingsOf(''), [{ text: '', from: [], to: [] }]);
  });

  it('is what it stands for in each way of writing', () => {
    const rows: readonly (readonly [written: string, means: string])[] = [
      ['a%2Bb', 'a+b'],
      ['a%2bb%', 'a+b%'],
      ['%E2%82%AC!', '€!'],
      ['%F0%9F%9A%80', '🚀'],
      ['%FC%E2%82x', 'üâ\u0082x'],
      ['%u20AC1', '€1'],
      [String.raw`a\u002Bb`, 'a+b'],
      [String.raw`\u{1F680}\u{2b}`, '🚀+'],
      [String.raw`\x41\xE2\x82\xAC`, 'A€'],
      [String.raw`\101\053`, 'A+'],
      [String.raw`\"q\" \\ \/ \'`, `"q" \\ / '`],
      [String.raw`a\nb\tc`, 'a\nb\tc'],
      [String.raw`\r\b\f\N`, '\r\b\f\n'],
      [String.raw`a\nb`, 'ab'],
      [String.raw`\X41\xe2\X82\xaC`, 'A€'],
      [String.raw`\41 \2b b`, 'A+b'],
      [String.raw`\000041\00002bb`, 'A+b'],
      ['\\41\r\nb\\41\n\\20ac\tc\\41\fd\\41\r', 'AbA€cAdA'],
      [String.raw`\1F680 \110000 \ffffffx`, '🚀x'],
      [String.raw`a\+\ b\&\é`, 'a+ b&é'],
      [String.raw`\g\Z\z`, String.raw`\g\Z\z`],
      ['cafe\u0301 no\u0308e\u0323\u0302l', 'café nöệl'],
      ['\u1112\u1161\u11ab\u1100\u116e', '한구'],
      ['ﬁ ＡＢ＋ ① \uff76\uff9e', 'fi AB+ 1 ガ'],
      ['se\u200bcre\u00adt', 'secret'],
      ['Ã©lÃ¨ve', 'élève'],
      ['â‚¬ and â€™', '€ and ’'],
      ['ðŸš€', '🚀'],
      ['48+69+21+21+21', '\nHi!!!'],
      ['72,+105,+33,+33,+33', '\nHi!!!'],
      [String.raw`\d\q`, String.raw`\d\q`],
      ['&amp;&lt;&gt;&quot;&apos;', `&<>"'`],
      ['&plus;&sol;&equals;&lowbar;&hyphen;', '+/=_-'],
      ['&#43;&#x2B;&#043', '+++'],
      ['&#x110000;&#9999999;', ''],
      ['&#x10FFFF;', '\u{10ffff}'],
      ['&colon;&semi;&comma;&period;&num;&percnt;&dollar;&ast;', ':;,.#%$*'],
      ['&lpar;&rpar;&excl;&quest;&commat;&lsqb;&rsqb;&lcub;&rcub;&verbar;', '()!?@[]{}|'],
      ['&bsol;&grave;a&nbsp;b&Tab;c&NewLine;', '\\`a b\tc\n'],
      ['&nothing;', '&nothing;'],
      ['a\r\nb\n c', 'ab c'],
      ['a\n  b', 'ab'],
      ['a\r\n\t b', 'ab'],
      ['soft=\r\nbreak', 'softbreak'],
      ['a=2Bb=3D', 'a+b='],
      ['x 4869212121 y', '\nHi!!!'],
      ['48 69 21 21 21', '\nHi!!!'],
      ['48:69:21:21:21', '\nHi!!!'],
      ['0x48, 0x69, 0x21, 0x21, 0x21', '\nHi!!!'],
      ['f4869212121', '\nHi!!!'],
      ['480069002100210021', '\nHi!!!'],
      ['[72,105,33,33,33]', '\nHi!!!'],
      ['72 105 33 33 33', '\nHi!!!'],
      ['SGkhISE=', '\nHi!!!'],
      ['SGk_ISE', '\nHi?!!'],
      ['x SGkhISE= SGkhISE=', '\nHi!!!\nHi!!!'],
      ['ABCSGkhISE', '\nHi!!!'],
      [percent(percent('a+b')), 'a+b'],
      [base64(base64('a secret of some length')), '\na secret of some length'],
      [base64(JSON.stringify({ it: 'a/"b"' })), '\n{"it":"a/"b""}'],
    ];
    for (const [written, means] of rows)
      assert.ok(readAs(written, means), `${written}: ${JSON.stringify(readingsOf(written).map(({ text }) => text))}`);
  });

  it('knows where each of its units is written', () => {
    assert.deepEqual(readAs('a%2Bb', 'a+b'), { text: 'a+b', from: [0, 1, 4], to: [1, 4, 5] });
    assert.deepEqual(readAs('&amp;#43;x', '+x'), { text: '+x', from: [0, 9], to: [9, 10] });
    assert.deepEqual(readAs('x%F0%9F%9A%80', 'x🚀'), { text: 'x🚀', from: [0, 1, 1], to: [1, 13, 13] });
    assert.deepEqual(readAs('a\nb', 'ab'), { text: 'ab', from: [0, 2], to: [1, 3] });
    assert.deepEqual(readAs(String.raw`a\41 b`, 'aAb'), { text: 'aAb', from: [0, 1, 5], to: [1, 5, 6] });
    assert.deepEqual(readAs('xe\u0301y', 'xéy'), { text: 'xéy', from: [0, 1, 3], to: [1, 3, 4] });
    assert.deepEqual(readAs('xﬁy', 'xfiy'), { text: 'xfiy', from: [0, 1, 1, 2], to: [1, 2, 2, 3] });
    assert.deepEqual(readAs('xÃ©y', 'xéy'), { text: 'xéy', from: [0, 1, 3], to: [1, 3, 4] });
    const hex = readAs('x 48 69 21 21 21', '\nHi!!!');
    assert.deepEqual(
      [hex?.from, hex?.to],
      [
        [2, 2, 5, 8, 11, 14],
        [2, 4, 7, 10, 13, 16],
      ],
    );
    const numbers = readAs('[72,105,33,33,33]', '\nHi!!!');
    assert.deepEqual(
      [numbers?.from, numbers?.to],
      [
        [1, 1, 4, 8, 11, 14],
        [1, 3, 7, 10, 13, 16],
      ],
    );
    const encoded = readAs('x SGkhISE=', '\nHi!!!');
    assert.deepEqual(
      [encoded?.from, encoded?.to],
      [
        [2, 2, 3, 4, 6, 7],
        [2, 4, 5, 6, 8, 9],
      ],
    );
  });

  const times = (count: number, text = 'a+b'): string => (count === 0 ? text : percent(times(count - 1, text)));

  it('is a letter in whatever number of parts it is written, which is one way and not several', () => {
    const within = (ways: number, written: string, means: string) =>
      assert.ok(readAs(times(4 - ways, written), means), `${written}: ${means}`);
    for (const letters of ['éé©', '\u0080\u07ff', '\u0800x', '\ud7ff€', '🚀🚀', '\u{10ffff}'])
      within(1, percent(letters), letters);
    within(1, String.raw`\xE2\x82\xAC`, '€');
    within(1, String.raw`\342\202\254`, '€');
    within(1, '=E2=82=AC', '€');
    within(1, 'soft=\r\nbreak', 'softbreak');
    within(1, 'e\u0323\u0302', '\u1ec7');
  });

  it('says whether it was taken for bytes on the way', () => {
    assert.equal(readAs('SGkhISE=', '\nHi!!!')?.isOfBytes, true);
    assert.equal(readAs(base64('a%2Bb and more'), '\na+b and more')?.isOfBytes, true);
    assert.equal(readAs('a%2Bb', 'a+b')?.isOfBytes, undefined);
  });

  it('is looked for only so deep, and in so many ways', () => {
    assert.ok(readAs(times(4), 'a+b'));
    assert.equal(readAs(times(5), 'a+b'), undefined);
    const many = ['%41\\u0041&#65;=41\n', 'QUFBQUFBQQ== 41414141414141 65,65,65,65,65 \\41 ', 'e\u0301ﬁÃ©\n  =\r\n'];
    assert.equal(readingsOf(many.join('').repeat(3)).length, 160);
    const deep = 'a secret that is long enough to be no chance';
    assert.ok(readAs(base64(base64(deep)), `\n${deep}`));
    assert.equal(readAs(base64(base64(base64(deep))), `\n${deep}`), undefined);
    // What is shorter is there by chance within what was bytes.
    assert.equal(readAs(base64(base64('short')), '\nshort'), undefined);
    assert.equal(readAs('SGkhIS', '\nHi!!'), undefined);
  });

  it('holds for any text: as many places as units, in their order of beginning and end, within the text', () => {
    const piece = fc.constantFrom(
      '%41',
      '\\u0041',
      '&#65;',
      '=41',
      '\n',
      'QUFBQUFBQQ==',
      '41414141',
      '65,65,65,65,65',
      'a',
      ' ',
      '%',
      '\\',
      '&',
      '\\41 ',
      'e\u0301',
      '\u200b',
      'ﬁ',
      'Ã©',
      '\ud800',
      'é',
      '🚀',
    );
    assertProperty(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const readings = readingsOf(text);
        assert.ok(readings.length <= 160);
        assert.equal(new Set(readings.map((reading) => reading.text)).size, readings.length);
        for (const { text: read, from, to } of readings) {
          assert.deepEqual([from.length, to.length], [read.length, read.length]);
          for (const [index, begin] of from.entries())
            assert.ok(
              begin <= (to[index] ?? -1) && (to[index] ?? Infinity) <= text.length && begin >= (from[index - 1] ?? 0),
            );
        }
      }),
      { numRuns: 200 },
    );
  });
});
