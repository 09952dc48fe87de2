import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createElisions } from '../../../../../src/ui/tree/rows/elided.ts';
import { spellingOf, unitsTo } from '../../../../../src/ui/tree/rows/spelling.ts';
import { assertProperty } from '../../../../stages/property.ts';

const lettersOf = (text: string) => {
  const spelling = spellingOf(text);
  return Array.from({ length: spelling.letters }, (_, at) =>
    text.slice(unitsTo(spelling, at), unitsTo(spelling, at + 1)),
  );
};
const segmenter = new Intl.Segmenter();
const plainly = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);

describe('the letters of a text', () => {
  it('are those that are seen, in whatever script', () => {
    const part = fc.constantFrom(
      ...[
        'a',
        'ü',
        'u\u0308',
        'Ж',
        '決',
        'が',
        'か\u3099',
        '한',
        '\u1112\u1161\u11ab',
        'क्षि',
        'ﾊﾞ',
        '１',
        '©',
        '\u00ad',
      ],
      ...['👩‍👩‍👧‍👦', '🚀', '🇩🇪', '🇩', '\u200d', '1\ufe0f\u20e3', '\r\n', '\ud800', ' '],
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    assertProperty(fc.property(text, (one) => assert.deepEqual(lettersOf(one), plainly(one))));
  });

  it('are code units where nothing can join them: each of those, beside each of its kind', () => {
    const units = Array.from({ length: 0xff_ff }, (_, unit) => String.fromCharCode(unit));
    const twice = units.map((unit) => unit + unit);
    for (const one of twice) assert.equal(spellingOf(one).letters, plainly(one).length, JSON.stringify(one));
  });
});

describe('names of one letter that isn’t ASCII', () => {
  const lists = [
    ['Japanese', (index: number) => `本番環境の注文処理サービス用ワーカー${index}号機東京`, 0],
    ['German', (index: number) => `bestellabwicklung-prüfstand-münchen-${index}`, 0],
    ['with an emoji', (index: number) => `🚀checkout-api-production-worker-${index}`, 10],
    ['with a combining mark', (index: number) => `checkout-api-u\u0308ber-production-worker-${index}`, 10],
    ['with joined emojis', (index: number) => `👩‍👩‍👧‍👦checkout-api-🇩🇪-production-worker-${index}`, 10],
    ['Hindi', (index: number) => `क्षत्रिय उत्पादन सेवा क्षि ${index} सर्वर उत्पादन सेवा`, 60],
    ['Arabic', (index: number) => `خدمةُ معالجة الطلبات للإنتاج رقم ${index} في القاهرة`, 60],
  ] as const;
  for (const [script, nameOf, most] of lists) {
    it(`are told apart into letters by what they have in common, whatever the width and however often their list changes: ${script}`, (t) => {
      const segment = t.mock.method(Intl.Segmenter.prototype, 'segment');
      const names = Array.from({ length: 1_000 }, (_, index) => nameOf(index));
      for (const width of [14, 17, 20, 14]) {
        const elisions = createElisions([...names]);
        const shown = names.map((name) => elisions(name, width));
        assert.equal(new Set(shown).size, names.length);
      }
      assert.ok(segment.mock.callCount() <= most, `${segment.mock.callCount()}`);
    });
  }
});
