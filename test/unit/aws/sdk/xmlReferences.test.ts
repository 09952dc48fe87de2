import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { resolveReferences, withoutOddReferences } from '../../../../src/aws/sdk/xmlReferences.ts';
import { assertProperty } from '../../../stages/property.ts';

const rows: readonly (readonly [string, string])[] = [
  ['&#128640;', '🚀'],
  ['&#x1F680;&#x1f9ef;', '🚀🧯'],
  ['&#x10FFFF;', '\u{10ffff}'],
  ['&#xd83d;&#xde80;', '🚀'],
  ['&#x110000;', '\ufffd'],
  ['&#99999999999999999999;', '\ufffd'],
  ['&#x0000001F680;', '🚀'],
  ['&#0;', '\ufffd'],
  ['&nbsp; &unknown;', '&nbsp; &unknown;'],
  ['&amp;#128640;', '&#128640;'],
  ['&; &# &#; &#x; & &lt', '&; &# &#; &#x; & &lt'],
  ['&lt;b&gt; &quot;&apos;', '<b> "\''],
];

describe('references in XML', () => {
  it('stand for what XML says, and those that stand for nothing are seen', () => {
    for (const [source, text] of rows) assert.equal(resolveReferences(source), text, source);
  });

  it('come out the same where the SDK resolves those that it knows', () => {
    for (const [source, text] of rows) assert.equal(asTheSdk(withoutOddReferences(source)), text, source);
  });

  it('come out right for every character', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isHex) => {
        const characters = [...text].filter((one) => one !== '\0' && !/\p{Surrogate}/u.test(one));
        const source = characters
          .map((one) => (isHex ? `&#x${one.codePointAt(0)?.toString(16)};` : `&#${one.codePointAt(0)};`))
          .join('');
        assert.equal(resolveReferences(source), characters.join(''));
        assert.equal(asTheSdk(withoutOddReferences(source)), characters.join(''));
      }),
    );
  });
});

/** Names, and numbers of at most 16 bits. */
function asTheSdk(xml: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return xml.replaceAll(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g,
    (_, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : (names[name] ?? ''),
  );
}
