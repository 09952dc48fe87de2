/** A term as it was typed. */
export interface Word {
  readonly text: string;
  /** It begins in quotes, but for a `-` before them. */
  readonly quoted: boolean;
}

/** Parted by white space outside quotes; the quotes are gone. A quote that isn't closed goes to the end: somebody is still typing. */
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
