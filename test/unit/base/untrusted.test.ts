import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeOf, text } from '../../../src/base/untrusted.ts';

describe('a text from outside', () => {
  for (const { what, given, read } of [
    { what: 'as long as the longest is read as it is', given: 'x'.repeat(16_384), read: 'x'.repeat(16_384) },
    { what: 'that is longer says that it was cut', given: 'y'.repeat(16_385), read: `${'y'.repeat(16_383)}…` },
    {
      what: 'that would be cut within a character has none of it',
      given: `${'z'.repeat(16_382)}🚀${'z'.repeat(9)}`,
      read: `${'z'.repeat(16_382)}\ufffd…`,
    },
    { what: 'of nothing is none', given: '', read: undefined },
    { what: 'that is a number is none', given: 5, read: undefined },
  ])
    test(what, () => {
      assert.equal(text(given), read);
    });
});

describe('the code of what was thrown', () => {
  for (const { what, thrown, code } of [
    {
      what: 'is that of an error',
      thrown: Object.assign(new Error('no such file'), { code: 'ENOENT' }),
      code: 'ENOENT',
    },
    { what: 'is none of an error without one', thrown: new Error('no'), code: undefined },
    { what: 'is none that is no text', thrown: Object.assign(new Error('no'), { code: 1 }), code: undefined },
    { what: 'is none of what is no error', thrown: { code: 'ENOENT' }, code: undefined },
    { what: 'is none of nothing', thrown: undefined, code: undefined },
  ])
    test(what, () => {
      assert.equal(codeOf(thrown), code);
    });
});
