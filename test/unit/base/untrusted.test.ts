import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeOf, identifier, text } from '../../../src/base/untrusted.ts';

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

describe('an identifier from outside', () => {
  for (const id of [
    ...['i-0123456789abcdef0', 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web', 'a b', '$(x)', '-', '東京', 'é'],
    ...['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:p95 über 2 s ⚠️', 'x'.repeat(2_048)],
  ])
    test(`is read as it is: ${id.slice(0, 60)}`, () => {
      assert.equal(identifier(id), id);
    });
  for (const [what, hidden] of Object.entries({
    'turns what follows': '\u202e',
    'sets apart': '\u2066',
    'has no width': '\u200b',
    'is a mark of byte order': '\ufeff',
    'ends a line': '\n',
    'ends a line on old machines': '\r',
    'parts lines': '\u2028',
    'is a tabulator': '\t',
    'begins a terminal’s command': '\u001b',
    'is nothing': '\u0000',
    'fills a syllable': '\u3164',
    'is a tag': '\u{e0061}',
    'is half of one': '\ud800',
  }))
    test(`is none with a character that ${what}: it looks like another, or like two`, () => {
      for (const id of [`i-${hidden}0123456789abcdef0`, `${hidden}i-0123`, `i-0123${hidden}`, hidden])
        assert.equal(identifier(id), undefined, JSON.stringify(id));
    });
  test('is none that is empty, too long, or no text', () => {
    for (const value of ['', 'x'.repeat(2_049), 7, null, undefined, ['i-1']])
      assert.equal(identifier(value), undefined);
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
