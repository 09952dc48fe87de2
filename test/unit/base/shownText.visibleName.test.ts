import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { visibleName } from '../../../src/base/shownText.ts';

describe('a name that somebody can see', () => {
  it('is none of blanks and characters that aren’t drawn', () => {
    const blank = [
      '',
      ' ',
      '\t\n',
      '\u00a0',
      '\u3000',
      '\u200b',
      '\u200b \ufeff',
      '\u2060',
      '\u202e',
      '\u00ad',
      '\u3164',
    ];
    for (const name of [
      ...blank,
      '\u2800',
      '\u115f',
      '\u034f',
      '\ufe0f',
      '\u{e0020}',
      '\u0000',
      '\u001b',
      '\ud83d',
      '\ue000',
    ]) {
      assert.equal(visibleName(name), undefined, JSON.stringify(name));
    }
  });

  it('is any other as it stands', () => {
    for (const name of ['a', ' a ', '-', '.', '名前', '🚀', 'a\u200bb', '0', '\u202ea'])
      assert.equal(visibleName(name), name);
    assert.equal(visibleName(undefined), undefined);
  });
});
