import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryText } from '../../../src/base/shownText.ts';

describe('a text in a log', () => {
  const faked = '2026-01-01 12:00:00.000 [info] Nothing was sent.';
  for (const [what, end] of Object.entries({
    ...{ 'a line feed': '\n', 'a carriage return': '\r', both: '\r\n', 'a form feed': '\f', 'a vertical tab': '\v' },
    ...{ 'a next line': '\u0085', 'a line separator': '\u2028', 'a paragraph separator': '\u2029' },
  }))
    it(`has nothing that passes for another entry behind ${what}`, () => {
      const lines = entryText(`AWS said: no${end}${faked}${end}${end}${faked}`).split(/[\n\r\v\f\u0085\u2028\u2029]/);
      assert.equal(lines[0], 'AWS said: no');
      assert.ok(lines.slice(1).every((line) => line.startsWith('    ')));
      assert.ok(lines.includes(`    ${faked}`), 'it is read all the same');
    });

  it('keeps the lines of an error’s stack apart', () => {
    const stack = 'TypeError: no\n    at one (file.ts:1:2)\n    at two (file.ts:3:4)';
    assert.equal(entryText(stack), stack);
  });

  it('has no character that isn’t drawn, and an end', () => {
    assert.equal(entryText('a\u202eb\u001b[2Jc\u0000'), 'a�b [2Jc');
    assert.ok(entryText('x'.repeat(100_000)).length <= 2_000);
    assert.ok(entryText('x\n'.repeat(100_000)).length <= 1_000);
  });
});
