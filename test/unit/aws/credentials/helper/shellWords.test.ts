import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { array, property, string } from 'fast-check';
import { posixWords, windowsWords } from '../../../../../src/aws/credentials/helper/shellWords.ts';
import { assertProperty } from '../../../../stages/property.ts';

describe('words of a command line', () => {
  test('are split as a POSIX shell splits them', () => {
    const table: readonly (readonly [string, readonly string[] | undefined])[] = [
      ['', []],
      ['  a\tb\r\nc ', ['a', 'b', 'c']],
      [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
      [`a'b'"c"d`, ['abcd']],
      [`'' ""`, ['', '']],
      [String.raw`a\ b \"c\" \\`, ['a b', '"c"', '\\']],
      [String.raw`"a\"b\\c\d" '\'`, [String.raw`a"b\c\d`, '\\']],
      ['# a;b | c', ['#', 'a;b', '|', 'c']],
      ['größe 名前 🚀', ['größe', '名前', '🚀']],
      [`a 'b`, undefined],
      ['a "b', undefined],
      ['a \\', undefined],
    ];
    for (const [text, words] of table) assert.deepEqual(posixWords(text), words, JSON.stringify(text));
  });

  test('are split as a program on Windows splits them', () => {
    const table: readonly (readonly [string, readonly string[] | undefined])[] = [
      ['', []],
      [String.raw`C:\bin\give.exe --x`, [String.raw`C:\bin\give.exe`, '--x']],
      [String.raw`"C:\Program Files\give.exe" 'a b'`, [String.raw`C:\Program Files\give.exe`, `'a`, `b'`]],
      [String.raw`a\"b "c\"d" "e\\" f\\g`, ['a"b', 'c"d', 'e\\', String.raw`f\\g`]],
      ['""', ['']],
      ['  a \t b\t"c\td" ', ['a', 'b', 'c\td']],
      [String.raw`C:\bin\ x`, ['C:\\bin\\', 'x']],
      [String.raw`a C:\bin\\`, ['a', String.raw`C:\bin\\`]],
      ['a \\', ['a', '\\']],
      ['a "b', undefined],
    ];
    for (const [text, words] of table) assert.deepEqual(windowsWords(text), words, JSON.stringify(text));
  });

  test('come back whole from single quotes, whatever is in them', () => {
    const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
    assertProperty(
      property(array(string({ unit: 'binary' })), (words) => {
        assert.deepEqual(posixWords(words.map(quoted).join(' \t')), words);
      }),
    );
  });
});
