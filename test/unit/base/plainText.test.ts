import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, constantFrom, integer, oneof, property, string } from 'fast-check';
import { markdownText, plainText } from '../../../src/base/plainText.ts';
import { assertProperty } from '../../stages/property.ts';
import { processorTime } from '../../stages/processorTime.ts';

/** Everything that hides, moves or breaks what stands around it. */
const HOSTILE = [
  '\u0000',
  '\u001b[31m',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u200b',
  '\u200e',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u061c',
  '\u{e0041}',
  '\ud800',
  '👩‍👩‍👧',
  'é',
  '\t',
];
const anyText = array(oneof(string({ unit: 'binary', maxLength: 20 }), constantFrom(...HOSTILE)), {
  maxLength: 40,
}).map((parts) => parts.join(''));

const letters = (text: string) => [...text].length;

test('whatever comes in, one short visible line comes out', () => {
  assertProperty(
    property(anyText, integer({ min: 1, max: 200 }), (text, most) => {
      const line = plainText(text, most);
      assert.ok(letters(line) <= most, `${letters(line)} of ${most}`);
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u);
      assert.doesNotMatch(line, /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u{e0000}-\u{e007f}]/u);
      assert.equal(line, line.trim());
      assert.doesNotMatch(line, / {2}/);
    }),
    { numRuns: 2000 },
  );
});

test('a selector of a form that no letter before it has is seen', () => {
  for (const [text, shown] of [
    ['prod\u{e0100}', 'prod�'],
    ['\u{e0100}葛', '�葛'],
    ['葛\u{e0100}\u{e0101}城', '葛\u{e0100}�城'],
    ['葛 \u{e0100}', '葛 �'],
    ['か\u{e0100}', 'か�'],
    ['葛\u180b', '葛�'],
    ['web\u180b', 'web�'],
    ['\u1820\u180b\u180c', '\u1820\u180b�'],
    ['\u1820\u{e0100}', '\u1820�'],
    ['\u1810\u180b', '\u1810�'],
  ] as const) {
    assert.equal(plainText(text), shown, shown);
  }
});

test('11.23: marks that would cover the lines above and below are cut short', () => {
  for (const mark of ['\u0300', '\u0489', '\u20dd', '\u0e49']) {
    const shown = plainText(`a${mark.repeat(100)}b`);
    assert.equal(shown, `a${mark.repeat(4)}�b`);
    assert.equal(markdownText(`ä${mark.repeat(50)}`), `ä${mark.repeat(4)}�`);
  }
  assert.doesNotMatch(plainText('a\u0300\u0489\u0301'.repeat(300), 400), /[\p{Mn}\p{Me}]{5}/u);
});

test('11.23: a choice between emoji and text is seen where no sign has it before it', () => {
  for (const choice of ['\ufe0e', '\ufe0f']) {
    for (const text of ['prod', 'web-1', '決済', 'é', '🇩🇪']) assert.equal(plainText(text + choice), `${text}�`, text);
    assert.equal(plainText(`❤${choice}${choice}`), `❤${choice}�`);
    assert.equal(plainText(choice), '�');
  }
  assert.equal(plainText('1\ufe0e\u20e3'), '1�\u20e3');
});

test('what is harmless stays as it is', () => {
  for (const text of [
    '1\ufe0f\u20e3 #\ufe0f\u20e3',
    '©\ufe0f ⚙\ufe0f',
    'שָּׁ֖לוֹם',
    'หนี้',
    'ཧཱུྃ',
    'Vie\u0323\u0302t',
    'web-1',
    'Überweisung',
    '決済サービス',
    '🚀 launch',
    'a · b',
    '"quoted" <b>',
    '100 %',
    '❤\ufe0f beat',
    '☎\ufe0e line',
    '葛\u{e0100}城',
    '辻\u{e0101}々\u{e01ef}',
    '\u1820\u180b\u182d\u180d',
  ]) {
    assert.equal(plainText(text), text);
  }
});

test('hidden and moving characters are made visible, breaks become one space', () => {
  assert.equal(plainText('safe\u202egnp.exe'), 'safe�gnp.exe');
  assert.equal(plainText('a\u200bb'), 'a�b');
  for (const unseen of [
    '\u00ad',
    '\u034f',
    '\u115f',
    '\u180e',
    '\u2064',
    '\u206f',
    '\u3164',
    '\ufe01',
    '\uffa0',
    '\ufffa',
    '\u{e0101}',
  ]) {
    assert.equal(plainText(`a${unseen}b`), 'a�b', JSON.stringify(unseen));
  }
  assert.equal(plainText(' one\r\n\ttwo\u2028three '), 'one two three');
});

test('a text is cut where it is too long, with an ellipsis, and never within a letter', () => {
  assert.equal(plainText('abcdef', 4), 'abc…');
  assert.equal(plainText('abcd', 4), 'abcd');
  assert.equal(plainText('😀😀😀😀😀', 3), '😀😀…');
  const cut = plainText(`${'x'.repeat(399)}😀${'y'.repeat(70_000)}`, 100);
  assert.equal(letters(cut), 100);
  assert.ok(cut.endsWith('…'));
  for (let most = 1; most < 12; most += 1) {
    const text = plainText('😀'.repeat(60_000), most);
    assert.doesNotMatch(text, /\p{Surrogate}/u, `${most}: half of a letter`);
  }
});

test('64 kB of blanks or controls, as a tag may be, cost nothing and say nothing', () => {
  for (const unit of ['\u0000', ' ', '\n', '\u202e', 'a\n']) {
    const text = unit.repeat(65_536);
    plainText(text, 120);
    const taken = processorTime(() => {
      for (let i = 0; i < 200; i += 1) plainText(text, 120);
    });
    assert.ok(taken < 1_000, JSON.stringify(unit));
  }
  assert.ok(plainText('\n'.repeat(65_536)).length <= 1);
});

/**
 * What CommonMark and GitHub's additions would make of a line, found without a renderer: an unescaped character that can begin or end anything but
 * text. An entity, an autolink and an icon (`$(name)`) each need one of these.
 */
const MEANING = /(?<!\\)(?:\\\\)*[`*_{}[\]()#+\-.!|<>~&$:@/]/;

test('Markdown that is made of a text says the text, and means nothing', () => {
  const samples = [
    '[click](command:halt.stopAllExperiments)',
    '![x](https://example.com/x.png)',
    '**bold** _it_ ~~gone~~ `code`',
    '<img src=x onerror=alert(1)>',
    'https://example.com www.example.com me@example.com',
    '$(trash) $(debug-stop)',
    '# heading',
    '1. one',
    '- item',
    '+ item',
    '> quote',
    '| a | b |',
    '&lt;b&gt; &#x5b;',
    '\\[not escaped\\]',
    '--- ',
    'a\n\n# b',
  ];
  for (const text of samples) checkMarkdown(text);
  assertProperty(
    property(
      oneof(anyText, string({ unit: constantFrom(...'\\`*_{}[]()#+-.!|<>~&$:@/=a1 \n\t'), maxLength: 60 })),
      checkMarkdown,
    ),
    { numRuns: 2000 },
  );
});

function checkMarkdown(text: string): void {
  const markdown = markdownText(text);
  // Taken back, the escapes give the plain line, so that nothing is lost and nothing added.
  assert.equal(markdown.replaceAll(/\\([\\`*_{}[\]()#+\-.!|<>~&$:@/=])/g, '$1'), plainText(text));
  const bare = markdown.replaceAll(/\\[^\w\s]/g, '');
  assert.doesNotMatch(bare, MEANING, markdown);
  assert.doesNotMatch(markdown, /\n/);
}

test('what needs no folding is the same by the short way as by the long one, in every script', () => {
  const word = oneof(
    string({ unit: 'grapheme', maxLength: 8 }),
    constantFrom(...HOSTILE, '葛󠄀', '⚙️', 'क्षि', ' ', '  '),
  );
  assertProperty(
    property(array(word, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      // A control character at the end is folded to a blank, which goes.
      assert.equal(plainText(text, 1_000), plainText(`${text}\u0000`, 1_000));
    }),
    { numRuns: 1_000 },
  );
});
