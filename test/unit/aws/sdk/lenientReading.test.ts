import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readValuesAlone } from '../../../../src/aws/sdk/lenientReading.ts';

/** A client whose SDK reads a value so. */
const clientOf = (readSchema: (schema: unknown, value: unknown) => unknown) => ({
  config: { protocol: { deserializer: { readSchema } } },
});
/** What is read of a value where the SDK makes `result` of it. */
const read = (value: unknown, result: unknown): unknown => {
  const client = readValuesAlone(clientOf(() => result));
  return client.config.protocol.deserializer.readSchema('a schema', value);
};

describe('a value of an XML answer', () => {
  const good: readonly (readonly [string, unknown])[] = [
    ['8', 8],
    ['0', 0],
    [' 16 ', 16],
    ['true', true],
    ['false', false],
    ['FALSE', false],
    ['i-1', 'i-1'],
    ['', ''],
    ['2026-01-15T12:00:00Z', new Date(0)],
    ['', {}],
    [' \n', []],
    ['something', { of: 'it' }],
    ['something', ['of it']],
  ];
  for (const [text, result] of good)
    it(`is what the SDK reads of it: ${JSON.stringify([text, result])}`, () =>
      assert.equal(read(text, result), result));

  const guessed: readonly (readonly [string, unknown])[] = [
    ['', 0],
    [' \n', 0],
    ['many', Number.NaN],
    ['maybe', false],
    ['', false],
    ['a text', {}],
    ['a text', []],
  ];
  for (const [text, result] of guessed)
    it(`is the text that stood there where the SDK only guesses: ${JSON.stringify([text, String(result)])}`, () =>
      assert.equal(read(text, result), text));

  it('is what the SDK reads of it where that is no text, whatever comes of it', () => {
    for (const result of [Number.NaN, false, {}, [], null, undefined])
      assert.equal(read({ elements: 'in it' }, result), result);
    assert.equal(read('a text', null), null);
  });

  it('is itself where the SDK would end the whole answer over it', () => {
    const client = readValuesAlone(
      clientOf(() => {
        throw new TypeError('Invalid RFC-3339 date-time value');
      }),
    );
    assert.equal(client.config.protocol.deserializer.readSchema('a time', '2026-01-15'), '2026-01-15');
  });

  it('is read by the SDK’s own reader, with what it is to be', () => {
    const deserializer = {
      known: 'by this',
      readSchema(this: { readonly known: string }, schema: unknown, value: unknown): unknown {
        return [this.known, schema, value];
      },
    };
    readValuesAlone({ config: { protocol: { deserializer } } });
    assert.deepEqual(deserializer.readSchema('a schema', 'a text'), ['by this', 'a schema', 'a text']);
  });
});

describe('an SDK that reads XML in another way', () => {
  const reader = { readSchema: 'none' };
  for (const [what, protocol] of [
    ['without a reader', {}],
    ['with none', { deserializer: null }],
    ['with a text', { deserializer: 'readSchema' }],
    ['with one that reads no schema', { deserializer: {} }],
    ['with one whose schema isn’t read', { deserializer: reader }],
  ] as const)
    it(`is noticed when its client is made: ${what}`, () =>
      assert.throws(() => readValuesAlone({ config: { protocol } }), /reads XML in another way/));
});
