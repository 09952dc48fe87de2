import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { damagedLines, inOne, lineOf, parseLines } from '../../../src/platform/journalLines.ts';

const BOM = '\ufeff';
const read = (text: string | Buffer) => {
  const whole = Buffer.from(text);
  const { content, bytes } = parseLines(whole);
  return { ...content, isWhole: bytes === whole.length };
};

describe('the lines of a journal', () => {
  for (const [what, text] of [
    ['as they are written', '{"a":1}\n{"b":2}\n'],
    ['whose last one has no end', '{"a":1}\n{"b":2}'],
    ['with the line ends of Windows', '{"a":1}\r\n{"b":2}\r\n'],
    ['with blank ones between and behind them', '\n{"a":1}\n \t\n\n{"b":2}\n\n  '],
    ['behind a byte order mark', `${BOM}{"a":1}\n{"b":2}\n`],
    ['each behind a byte order mark, as files are that were put together', `${BOM}{"a":1}\n${BOM}{"b":2}`],
    ['behind two byte order marks', `${BOM}${BOM}{"a":1}\n{"b":2}`],
    ['behind a byte order mark with a line to itself', `${BOM}\r\n{"a":1}\n{"b":2}\n${BOM}`],
  ] as const) {
    it(`are read ${what}`, () => {
      assert.deepEqual(read(text), { entries: [{ a: 1 }, { b: 2 }], damaged: 0, isWhole: true });
      assert.equal(damagedLines(Buffer.from(text)).toString(), '');
    });
  }

  it('are none where there is nothing to be seen', () => {
    for (const text of ['', ' ', '\n', '\r\n', BOM, `${BOM}\n`, ' \n '])
      assert.deepEqual(read(text), { entries: [], damaged: 0, isWhole: true }, JSON.stringify(text));
  });

  for (const [what, bad] of [
    ['a torn one', '{"a":1,"b'],
    ['the end of one', '":1}'],
    ['two in one', '{"a":1}{"b":2}'],
    ['NULs, as a crash leaves them', '\0\0\0'],
    ['a word', 'undefined'],
    ['a mark within', `{"a"${BOM}:1}`],
  ] as const) {
    it(`that can’t be read cost none of the others, and are kept word for word: ${what}`, () => {
      const text = `{"a":1}\n${bad}\n{"b":2}\n`;
      assert.deepEqual(read(text), { entries: [{ a: 1 }, { b: 2 }], damaged: 1, damagedAt: [1], isWhole: true });
      assert.equal(damagedLines(Buffer.from(text)).toString(), `${bad}\n`);
      const { bytes } = parseLines(Buffer.from(`{"a":1}\n${bad}`));
      assert.equal(bytes, 8, 'of the last one it is not known yet what it will be');
    });
  }

  it('that are JSON of somebody else’s are handed on as they are', () => {
    assert.deepEqual(read('null\n[]\n"x"\n7').entries, [null, [], 'x', 7]);
  });

  it('that can’t be read are kept also behind blank ones and before more', () => {
    assert.equal(damagedLines(Buffer.from('\n{"a\n\n{"b":2}\n"c')).toString(), '{"a\n"c\n');
  });

  it('of several files are those of one, in their order, and what can’t be read stands where it stood', () => {
    const parts = ['{"a":1}\n{"b\n{"c":3}\n', '{"d":4}\n', '', '"e\n{"f":6}\n{"g\n'].map(
      (text) => parseLines(Buffer.from(text)).content,
    );
    assert.deepEqual(inOne(parts), {
      entries: [{ a: 1 }, { c: 3 }, { d: 4 }, { f: 6 }],
      damaged: 3,
      damagedAt: [1, 3, 4],
    });
    assert.deepEqual(inOne([]), { entries: [], damaged: 0 });
    assert.deepEqual(inOne(parts.slice(1, 3)), { entries: [{ d: 4 }], damaged: 0 });
  });

  it('hold each JSON value, and nothing else is written', () => {
    for (const value of [{ a: 'line\nend\u2028' }, [], null, 'x', 0, false]) {
      const line = lineOf(value);
      assert.deepEqual([line.indexOf('\n'), read(line).entries], [line.length - 1, [value]]);
    }
    for (const value of [undefined, () => 1, Symbol('x')]) assert.throws(() => lineOf(value), /must be a JSON value/);
  });
});
