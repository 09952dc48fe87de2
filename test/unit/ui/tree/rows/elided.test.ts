import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { columnsOf, createElisions, elided } from '../../../../../src/ui/tree/rows/elided.ts';
import { assertProperty } from '../../../../stages/property.ts';

const SIZES = [10, 12, 20, 22] as const;

describe('a text without its middle', () => {
  it('stays as it is where it fits, and keeps its beginning and its end where it doesn’t', () => {
    const cases = [
      ['payments', 22, 'payments'],
      ['checkout-api-blue-0001', 22, 'checkout-api-blue-0001'],
      ['checkout-api-blue-00012', 22, 'checkout-ap…-blue-00012'.replace('-blue', 'blue')],
      ['Checkout survives losing an AZ', 22, 'Checkout su…sing an AZ'],
      ['Checkout survives an AZ', 12, 'Checko…an AZ'],
      ['', 10, ''],
    ] as const;
    for (const [text, most, shown] of cases) assert.equal(elided(text, most), shown);
  });

  it('counts a wide letter as two, and cuts none apart', () => {
    const cases = [
      ['決済サービスの本番環境インスタンス', 14],
      ['결제서비스운영환경인스턴스', 13],
      ['👩‍👩‍👧‍👦'.repeat(12), 11],
      ['e\u0301'.repeat(30), 12],
      ['shop-決済サービスの本番-0001', 16],
    ] as const;
    for (const [text, most] of cases) {
      const shown = elided(text, most);
      assert.ok(columnsOf(shown) <= most && columnsOf(shown) >= most - 4, `${shown} ${columnsOf(shown)}`);
      const [head = '', tail = ''] = shown.split('…');
      const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
      assert.ok(
        letters.some((_, end) => letters.slice(0, end).join('') === head),
        head,
      );
      assert.ok(
        letters.some((_, start) => letters.slice(start).join('') === tail),
        tail,
      );
    }
  });

  it('never takes more columns than there are', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...SIZES), (text, most) => {
        assert.ok(columnsOf(elided(text, most)) <= most);
      }),
    );
  });
});

describe('the names of a list', () => {
  const alike = [
    ['payments-worker-blue-eu-west-1-production', 'payments-worker-green-eu-west-1-production'],
    [
      'a-very-long-name-that-ends-alike-1-of-the-fleet',
      'a-very-long-name-that-ends-alike-2-of-the-fleet',
      'a-very-long-name-that-ends-alike-10-of-the-fleet',
    ],
    ['決済サービスの青い本番環境インスタンス', '決済サービスの緑の本番環境インスタンス'],
    // What it would be called without its middle is the name of another.
    [
      'payments-worker-blue-production',
      elided('payments-worker-blue-production', 12),
      elided('payments-worker-blue-production', 22),
    ],
    // Nothing short tells these apart.
    Array.from(
      { length: 20 },
      (_, index) => `shop-${'a'.repeat(20 + index)}-${'b'.repeat(40 - index)}-worker-production`,
    ),
  ];

  it('differ in short, too, where they differ in their middle alone', () => {
    for (const names of alike) {
      const short = createElisions(names);
      for (const most of SIZES) {
        const shown = names.map((name) => short(name, most));
        assert.equal(new Set(shown).size, names.length, shown.join());
      }
    }
  });

  it('show the part in which they differ', () => {
    const names = alike[0] ?? [];
    const short = createElisions(names);
    for (const most of SIZES) {
      const shown = names.map((name) => short(name, most));
      assert.match(shown[0] ?? '', /^pa[^…]*…[^…]*-bl[^…]*…$/);
      assert.match(shown[1] ?? '', /^pa[^…]*…[^…]*-gr[^…]*…$/);
      for (const one of shown) assert.ok(columnsOf(one) <= most, one);
    }
  });

  it('are as they are alone where no other is like them', () => {
    const short = createElisions(['payments-worker-blue-production', 'web', 'catalog-import-nightly-worker']);
    for (const most of SIZES) {
      for (const name of [
        'payments-worker-blue-production',
        'web',
        'catalog-import-nightly-worker',
        'of-another-list-and-long',
      ]) {
        assert.equal(short(name, most), elided(name, most));
      }
    }
  });

  it('stay different, whatever they are', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'shop-', '決', '…', ' '), { maxLength: 40 })
      .map((parts) => parts.join(''));
    assertProperty(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.constantFrom(...SIZES), (names, most) => {
        const short = createElisions(names);
        assert.equal(new Set(names.map((one) => short(one, most))).size, names.length);
      }),
    );
  });
});
