import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BrokenXml, createXmlScanner, UnknownXml, type XmlMembers } from '../../../../src/aws/sdk/xmlScanner.ts';
import { processorTime } from '../../../stages/processorTime.ts';

const members: XmlMembers = new Map([['name', { key: 'Name', shape: { type: 'text' } }]]);
const LETTERS = 6_000_000;
const PIECE = 16_384;

/** Gives the text in pieces of so many letters. */
function scanned(text: string, piece = PIECE) {
  const scanner = createXmlScanner('Answer', members, () => undefined);
  for (let at = 0; at < text.length; at += piece) scanner.push(text.slice(at, at + piece));
  return scanner.end();
}

describe('the reader of XML that arrives in pieces', () => {
  for (const [what, text] of [
    ['a text', `<Answer><name>${'a'.repeat(LETTERS)}</name></Answer>`],
    ['a text that is left out', `<Answer><other>${'a'.repeat(LETTERS)}</other></Answer>`],
    ['blanks before the root', `${' '.repeat(LETTERS)}<Answer></Answer>`],
    ['blanks after the end', `<Answer></Answer>${'\n'.repeat(LETTERS)}`],
    ['a name without an end', `<Answer><${'a'.repeat(LETTERS)}></Answer>`],
    ['an end tag without an end', `<Answer></Answer${' '.repeat(LETTERS)}>`],
    [
      'texts with a tag each hundred letters',
      `<Answer>${`<name>${'a'.repeat(100)}</name>`.repeat(LETTERS / 112)}</Answer>`,
    ],
  ] as const)
    it(`costs its length, not its square: ${what}`, () => {
      const read = (piece: number) => () => {
        try {
          scanned(text, piece);
        } catch (error) {
          assert.ok(error instanceof BrokenXml || error instanceof UnknownXml);
        }
      };
      read(PIECE)();
      const [whole, pieces] = [processorTime(read(text.length)), processorTime(read(PIECE))];
      // The square would be some three hundred times as much.
      assert.ok(pieces < 30 * whole + 200, `${pieces} ms in pieces, ${whole} ms whole`);
    });

  for (const [what, text] of [
    ['words', 'Bad gateway'],
    ['words behind blanks', ' \n\t.'],
    ['JSON', '{"message":"no"}'],
    ['words before a tag', 'a<Answer>'],
  ] as const)
    it(`knows with its first letters that it is no XML: ${what}`, () => {
      for (const before of ['', ' \n', '<?xml version="1.0"?>']) {
        const scanner = createXmlScanner('Answer', members, () => undefined);
        if (before !== '') scanner.push(before);
        assert.throws(() => scanner.push(text), BrokenXml, JSON.stringify(before));
      }
    });

  it('gives the same whatever the pieces', () => {
    const text = ' \n<Answer >\n <name>a&lt;b</name>\n<other><x/></other></Answer>\n';
    for (let piece = 1; piece <= text.length; piece += 1) assert.deepEqual(scanned(text, piece), { Name: 'a<b' });
  });
});

describe('a value of an answer', () => {
  /** Bytes that are on the heap once nothing is left that nobody holds. */
  const held = (): number => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    return process.memoryUsage().heapUsed;
  };
  for (const value of [
    'a name of 25 characters…',
    'x'.repeat(200),
    'a &amp; b, and some more',
    'with\r\nlines\r\nin it',
  ])
    it(`keeps nothing of what came with it: ${JSON.stringify(value.slice(0, 30))}`, () => {
      const kept: unknown[] = [];
      const before = held();
      for (let index = 0; index < 50; index += 1) {
        const other = String.fromCodePoint(97 + (index % 26)).repeat(400_000);
        kept.push(scanned(`<Answer><other>${other}</other><name>${value}</name></Answer>`, Infinity));
      }
      const bytes = held() - before;
      assert.ok(bytes < 2_000_000, `${bytes} bytes for ${kept.length} values`);
    });
});
