/** A term as it was typed. */
export interface Word {
  readonly text: string;
  /** Whether it begins with a quote, or with `-` and a quote. */
  readonly quoted: boolean;
}

/**
 * The words of a typed text, separated by white space outside quotes, and without the quotes. A quote that isn't closed goes to the end, as the
 * person is still typing.
 */
export function words(typed: string): readonly Word[] {
  const found: Word[] = [];
  let word = '';
  let quoted = false;
  let begunQuoted = false;
  for (const letter of typed) {
    if (letter === '"') {
      if (word === '' || word === '-') begunQuoted = true;
      quoted = !quoted;
    } else if (!quoted && /\s/.test(letter)) {
      if (word !== '') found.push({ text: word, quoted: begunQuoted });
      word = '';
      begunQuoted = false;
    } else {
      word += letter;
    }
  }
  if (word !== '') found.push({ text: word, quoted: begunQuoted });
  return found;
}
