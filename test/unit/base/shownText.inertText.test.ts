import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, constantFrom, oneof, property, string } from 'fast-check';
import { inertText, typedForm } from '../../../src/base/shownText.ts';
import { assertProperty } from '../../stages/property.ts';

/**
 * What VS Code makes a link of in a notification, a progress message and an input box's prompt, and an icon in a pick's row and the status bar. Sources: `linkedText.ts` and
 * `iconLabels.ts` in https://github.com/microsoft/vscode/tree/main/src/vs/base/common
 */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+(?: (?:"[^"]+"|'[^']+'))?\)/i;
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
const HIDDEN = /[\p{Cc}\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\u{e0000}-\u{e007f}]/u;

/** Texts that somebody could put into a name, a reason or an error, and what a person still has to read of each. */
const HOSTILE: readonly (readonly [text: string, read: string])[] = [
  [
    '[web-1](command:workbench.action.files.newUntitledFile)',
    '[web-1](command:workbench.action.files.newUntitledFile)',
  ],
  ['[web-1](COMMAND:halt.stop "run me")', '[web-1](COMMAND:halt.stop "run me")'],
  ['[a](https://evil.test/#[b](command:x))', '[a](https://evil.test/#[b](command:x))'],
  ['[[a](command:b)](command:c)', '[[a](command:b)](command:c)'],
  ['[a\n](command:b)', '[a ](command:b)'],
  ['[a]\u200b(command:b)', '[a]�(command:b)'],
  ['[a](file:///etc/passwd)', '[a](file:///etc/passwd)'],
  ['$(check) Stopped', '$(check) Stopped'],
  ['$(sync~spin)$(error)', '$(sync~spin)$(error)'],
  ['$\u200d(check)', '$�(check)'],
  ['web\r\n\r\nAlso stops: nothing', 'web Also stops: nothing'],
  ['web\u2028Account 1', 'web Account 1'],
  ['safe\u202egnp.exe', 'safe�gnp.exe'],
  ['\u001b[31mred\u0007', '[31mred'],
  ['\u{e0041}\u{e0042}', '��'],
  ['<b onclick=x>&lt;', '<b onclick=x>&lt;'],
  ['', ''],
];

const drawn = (text: string): string => text.replaceAll('\u2060', '');

describe('11.23: a text from outside, in a message or a row', () => {
  for (const [text, read] of HOSTILE)
    it(`is neither link nor icon, and is read as it is: ${JSON.stringify(text)}`, () => {
      const shown = inertText(text);
      assert.doesNotMatch(shown, LINK);
      assert.doesNotMatch(shown, ICON);
      assert.equal(drawn(shown), read);
    });

  it('is neither in whatever way its parts stand together', () => {
    const parts = [
      '[',
      ']',
      '(',
      ')',
      '](',
      '$',
      '$(',
      'command:',
      'https://',
      'file:',
      'check',
      '~spin',
      ' ',
      '"',
      '\n',
      '\u200b',
      '\u2060',
      '\u202e',
    ];
    const any = array(oneof(constantFrom(...parts), string({ maxLength: 4 })), { maxLength: 24 });
    assertProperty(
      property(any, (some) => {
        const shown = inertText(some.join(''));
        assert.doesNotMatch(shown, LINK);
        assert.doesNotMatch(shown, ICON);
        assert.doesNotMatch(shown, HIDDEN);
        assert.equal(inertText(shown), inertText(inertText(shown)), 'twice is once more and no further');
      }),
      { numRuns: 2_000 },
    );
  });

  it('would be one or the other without that', () => {
    for (const text of ['[a](command:b)', "[a](https://b 'c')", '[a](FILE:///b)']) assert.match(text, LINK);
    for (const text of ['$(check)', '$(sync~spin)']) assert.match(text, ICON);
  });
});

describe('what a person types for a name', () => {
  it('is the same as what they read of it, however the name is written', () => {
    for (const [name, typed] of [
      ['cafe\u0301', 'caf\u00e9'],
      ['web\u200b-1', 'web-1'],
      ['\u202eweb\u202c', 'web'],
      [' web\u00a0 1 ', 'web 1'],
      ['ｗｅｂ', 'web'],
      ['web\n1', 'web 1'],
    ] as const)
      assert.equal(typedForm(name), typedForm(typed), JSON.stringify(name));
    for (const [name, typed] of [
      ['prod\u2011web', 'prod-web'],
      ['prod \u2013 1', 'prod - 1'],
      ['prod\u22121', 'prod-1'],
      ['jane\u2019s', "jane's"],
      ['\u201cweb\u201d', '"web"'],
      ['\u00bd', '1/2'],
      ['a\ufff9b', 'ab'],
    ] as const)
      assert.equal(typedForm(name), typed, JSON.stringify(name));
    assert.notEqual(typedForm('Web'), typedForm('web'));
    assert.equal(typedForm('\u200b \u2060'), '');
  });
});
