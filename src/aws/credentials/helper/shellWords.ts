const POSIX_BLANKS = ' \t\r\n';

/**
 * The words of a text as a POSIX shell splits them: single and double quotes, backslashes, and nothing that is expanded. Undefined where a quote is not closed or
 * the text ends with a backslash. AWS's tools split the headers of sections so, on every system.
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function posixWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  let escaped = false;
  for (const character of text) {
    if (escaped) {
      // Within double quotes a backslash escapes only a double quote and a backslash; before anything else it is itself.
      const stays = quote !== undefined && character !== '"' && character !== '\\';
      word = `${word ?? ''}${stays ? '\\' : ''}${character}`;
      escaped = false;
    } else if (character === '\\' && quote !== "'") {
      word ??= '';
      escaped = true;
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === "'") {
      word ??= '';
      quote = character;
    } else if (POSIX_BLANKS.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = `${word ?? ''}${character}`;
    }
  }
  if (escaped || quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * The words of a command line as a program on Windows finds them: only double quotes quote, and a backslash escapes only where a double quote follows.
 * Undefined where a quote is not closed.
 * Source: https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments
 */
export function windowsWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  let backslashes = 0;
  for (const character of text) {
    if (character === '\\') {
      backslashes += 1;
      continue;
    }
    if (character === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) word += '"';
      else quoted = !quoted;
      backslashes = 0;
      continue;
    }
    if (backslashes > 0) word = (word ?? '') + '\\'.repeat(backslashes);
    backslashes = 0;
    if ((character === ' ' || character === '\t') && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quoted) return undefined;
  if (backslashes > 0) word = (word ?? '') + '\\'.repeat(backslashes);
  if (word !== undefined) words.push(word);
  return words;
}
