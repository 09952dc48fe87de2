import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { typedWord } from '../../../src/base/shownText.ts';

describe('a word to type in any shell', () => {
  for (const plain of [
    'dev',
    'shop-staging',
    '111122223333/Admin',
    'me@corp.test',
    'a.b:c+d_e',
    '東京',
    'Zürich',
    'e\u0301',
  ])
    it(`is the text itself: ${plain}`, () => assert.equal(typedWord(plain), plain));

  for (const several of ['my profile', 'a - b', 'Zürich prod'])
    it(`is quoted where it has blanks: ${several}`, () => assert.equal(typedWord(several), `"${several}"`));

  for (const other of [
    ...[
      '$(calc)',
      '`calc`',
      'a;calc',
      'a|calc',
      'a&calc',
      'a>b',
      'a<b',
      'a"b',
      "a'b",
      'a\\b',
      '%PATH%',
      '!x',
      '~',
      '*',
      '?',
    ],
    ...[
      '#x',
      '=x',
      '@x',
      '-x',
      '--debug',
      'a\nb',
      'a\u00a0b',
      'a\u202eb',
      '{a,b}',
      '[a]',
      '(a)',
      '^x',
      'a,b',
      '',
      ' ',
      ' a',
      'a ',
    ],
    ...['cut at its end…', '\u2018a\u2019', 'a$b', 'a b$(calc)', 'a b"; calc'],
  ])
    it(`is none that a shell could take for more: ${JSON.stringify(other)}`, () =>
      assert.equal(typedWord(other), undefined));
});
