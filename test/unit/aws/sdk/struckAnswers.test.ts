import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { createDoubt, struckJson, struckXml } from '../../../../src/aws/sdk/struckAnswers.ts';
import { STRUCK_OUT } from '../../../../src/base/struckOut.ts';
import { escapeOf } from '../../../stages/instances/describeInstances.ts';
import { assertProperty } from '../../../stages/property.ts';

const TOKEN = `IQoJb3JpZ2luX2VjEPf/+${'0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ/'.repeat(20)}==`;
const KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
const EXTERNAL_ID = 'partner-2024-eu';
const CODE = '482913';
const known = [TOKEN, KEY_ID, EXTERNAL_ID];

const knowing = (...values: readonly string[]) => {
  const secrets = createSecrets();
  secrets.add(...values);
  return secrets.inAnswers;
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const inJson = (source: string, ...values: readonly string[]): string =>
  struckJson(source, bytesOf(source), knowing(...values));
const inXml = (source: string, ...values: readonly string[]): string =>
  new TextDecoder().decode(struckXml(bytesOf(source), knowing(...values)));

/** How whoever answers may write what it was sent. */
const written: Readonly<Record<string, (text: string) => string>> = {
  plainly: (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'in an address': encodeURIComponent,
  'in base64': (text) => Buffer.from(`who: ${text}, and more`).toString('base64'),
  'in hexadecimal digits': (text) => Buffer.from(`a ${text}.`).toString('hex'),
};
const tellsOf = (told: string, secret: string, write: (text: string) => string): boolean =>
  told.includes(secret) || told.includes(write(secret)) || told.toLowerCase().includes(secret.toLowerCase());

describe('a good answer that quotes a secret', () => {
  for (const [way, write] of Object.entries(written)) {
    test(`has it struck out of each text, wherever it stands, ${way}`, () => {
      assertProperty(
        fc.property(
          fc.constantFrom(...known),
          fc.string({ maxLength: 60 }),
          fc.string({ maxLength: 60 }),
          (secret, before, after) => {
            const text = `${before} ${write(secret)} ${after}`;
            const json = inJson(JSON.stringify({ services: [{ [text]: 1, tags: [{ value: text }] }] }), ...known);
            assert.ok(!tellsOf(json, secret, write), json);
            JSON.parse(json);
            const xml = inXml(`<A><b>${escapeOf(text)}</b><c/></A>`, ...known);
            assert.ok(!tellsOf(xml, secret, write), xml);
            assert.match(xml, /^<A><b>[^<]*<\/b><c\/><\/A>$/);
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  test('tells no part of a long one', () => {
    for (let at = 0; at + 60 < TOKEN.length; at += 7) {
      const part = TOKEN.slice(at, at + 60);
      assert.equal(inJson(`{"a":"x ${part} y"}`, ...known), `{"a":"x ${STRUCK_OUT} y"}`, part);
    }
  });

  test('has nothing else changed, however long it is', () => {
    const others = Array.from({ length: 4_000 }, (_, at) => ({ reason: `web ${at} is “steady” \\ \u2028`, at }));
    const source = JSON.stringify({ experiments: [...others, { reason: `a ${TOKEN} b` }, ...others] });
    const struck = inJson(source, ...known);
    assert.ok(source.length > 8_192);
    assert.deepEqual(JSON.parse(struck), { experiments: [...others, { reason: `a ${STRUCK_OUT} b` }, ...others] });
    const whole = `words of a long text. `.repeat(2_000);
    assert.equal(
      inJson(JSON.stringify([`${whole}${TOKEN} ${whole}`]), ...known),
      JSON.stringify([`${whole}${STRUCK_OUT} ${whole}`]),
    );
  });

  test('has it struck out by whichever numbers its characters are written', () => {
    const numbers = [...TOKEN].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    assert.equal(inJson(`{"a":"${numbers}"}`, ...known), `{"a":"${STRUCK_OUT}"}`);
    assert.equal(
      inJson(`{"a":"${TOKEN.replaceAll('/', '\\/')}","b":"\\/"}`, ...known),
      `{"a":"${STRUCK_OUT}","b":"\\/"}`,
    );
    const references = [...TOKEN].map((letter) => `&#${letter.charCodeAt(0)};`).join('');
    assert.equal(inXml(`<A><b>${references}</b><c>&lt;</c></A>`, ...known), `<A><b>${STRUCK_OUT}</b><c>&lt;</c></A>`);
    assert.equal(inXml(`<A><![CDATA[${TOKEN}]]></A>`, ...known), `<A><![CDATA[${STRUCK_OUT}]]></A>`);
  });

  test('has a code of an MFA device struck out where it is a word, and no number that holds it', () => {
    assert.equal(
      inJson(`{"a":"TokenCode=${CODE}&b","c":"1${CODE}","d":"arn:aws:ecs:x:service/a-${CODE}"}`, CODE),
      `{"a":"TokenCode=${STRUCK_OUT}&b","c":"1${CODE}","d":"arn:aws:ecs:x:service/a-${CODE}"}`,
    );
    assert.equal(inXml(`<A>${CODE}</A>`, CODE), `<A>${STRUCK_OUT}</A>`);
  });

  test('keeps its names, addresses and accounts where a secret is a word or a number that is there by chance', () => {
    const source = '{"a":"test","b":"production","c":"arn:aws:ecs:eu-west-1:123456789012:service/test/acme"}';
    for (const word of ['test', 'production', 'acme', '123456789012', 'running'])
      assert.equal(inJson(source, word, ...known), source, word);
  });
});

test('whoever reads an answer as it arrives is told of a secret that two pieces share', () => {
  const by = knowing(...known);
  const document = bytesOf(`${'<a>some words</a>'.repeat(90)}<a>${KEY_ID}</a>${'<a>more words</a>'.repeat(90)}`);
  for (let cut = 1_500; cut < 1_620; cut += 1) {
    const isDoubtful = createDoubt(by);
    const told = [document.slice(0, cut), document.slice(cut)].map((piece) => isDoubtful(piece));
    assert.equal(told.at(-1), true, String(cut));
  }
  // Byte by byte.
  const isDoubtful = createDoubt(by);
  assert.ok([...document].map((byte) => isDoubtful(Uint8Array.of(byte))).includes(true));
  const never = createDoubt(by);
  assert.ok(!never(bytesOf('<a>some words</a>'.repeat(9_000))));
});

test('an answer without a secret gives no false alarm, however many are known', () => {
  const many = Array.from({ length: 300 }, (_, at) =>
    Buffer.from(`${at}${TOKEN}${at * 7}`)
      .toString('base64')
      .slice(0, 900),
  );
  const secrets = createSecrets();
  secrets.add(...many, KEY_ID);
  const words = 'abcdefghijklmnopqrstuvwxyz0123456789-:/. ';
  let at = 1;
  const document = Array.from(
    { length: 400_000 },
    () => words[(at = (at * 16_807) % 2_147_483_647) % words.length],
  ).join('');
  const bytes = bytesOf(document);
  assert.equal(secrets.inAnswers.mayBeIn(bytes), false);
  // The shortest part that is looked for, wherever it stands, in either case.
  for (let place = 0; place < 40; place += 1) {
    const part = (many[place] ?? '').slice(30 + place, 50 + place);
    for (const text of [part, part.toUpperCase(), KEY_ID])
      assert.ok(
        secrets.inAnswers.mayBeIn(bytesOf(`${document.slice(0, place)}${text}${document.slice(0, 40 - place)}`)),
        text,
      );
  }
});
