import { composed } from '../../base/wildcard.ts';
import { type AnswerSecrets, createAnswerSecrets } from './answerSecrets.ts';
import { type DecodedText, lettersAlone, readingsOf } from './quotations.ts';
import { comparable, createPieces, PIECE, type Span, without } from './secretPieces.ts';

/** What must not be told, collected where it is made and struck out where failures leave. */
export interface Secrets {
  /** Keys, tokens, codes, external ids, as they come and again as they are used. What is too short to be told from a word's part is left out. */
  add(...values: readonly (string | undefined)[]): void;
  /**
   * The text without what was added: as it is, in capitals or small letters, and in whatever way of writing {@link readingsOf} undoes, several times over, wherever it
   * stands in what was encoded; of a long one also its parts, and whatever somebody put between its letters. Of a text that is longer than anybody reads the beginning, so that no answer keeps the thread from its other work.
   */
  strike(text: string): string;
  /** For good answers, of which there are too many to read each text in every way. */
  readonly inAnswers: AnswerSecrets;
}

/** So many are remembered, those that were added or used last: those of a good thousand profiles with their sign-ins. */
const MOST = 4_096;
const SHORTEST = 2;
/** A shorter one is struck out only where no letter or digit touches it, and a still shorter one not where bytes are written in digits. */
const SHORTEST_WITHIN_WORDS = PIECE;
const SHORTEST_IN_BYTES = 5;
/**
 * In characters: what is read of a text, and what is left out at the end of one that was cut there. What the cut leaves of a secret may be too short to be known: in whatever way it is
 * written, it is within this.
 */
const MOST_READ = 8_192;
const LEFT_OUT_AT_CUT = 2_048;

/** Hears of each secret that becomes known, and of each that is forgotten for newer ones. */
export type OnSecret = (secret: string, isKnown: boolean) => void;

/** Knows no secret at first. Keeps them in memory alone, the newest where there are too many. */
export function createSecrets(onSecret: OnSecret = () => undefined): Secrets {
  const known = new Map<string, string>();
  const pieces = createPieces();
  /** By their letters and digits alone. */
  const bare = createPieces(LEAST_PART_APART);
  const inAnswers = createAnswerSecrets();
  const forget = (value: string): void => {
    const form = known.get(value);
    known.delete(value);
    inAnswers.remove(value);
    onSecret(value, false);
    if (form === undefined) return;
    const others = [...known.values()];
    if (!others.includes(form)) pieces.remove(form);
    if (isTelling(bareOf(form)) && !others.some((other) => bareOf(other) === bareOf(form))) bare.remove(bareOf(form));
  };
  return {
    inAnswers,
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < SHORTEST || !/\S/.test(value)) continue;
        const before = known.get(value);
        const form = before ?? comparable(composed(value));
        known.delete(value);
        known.set(value, form);
        if (before !== undefined) continue;
        pieces.add(form);
        if (isTelling(bareOf(form))) bare.add(bareOf(form));
        inAnswers.add(value);
        onSecret(value, true);
        const [oldest] = known.keys();
        if (known.size > MOST && oldest !== undefined) forget(oldest);
      }
    },
    strike(whole) {
      if (known.size === 0) return whole;
      const isCut = whole.length > MOST_READ;
      const text = isCut ? whole.slice(0, MOST_READ) : whole;
      const short = [...known.keys()].filter(({ length }) => length < SHORTEST_WITHIN_WORDS);
      const found = readingsOf(text).flatMap((reading) => {
        const words = reading.isOfBytes === true ? short.filter(({ length }) => length >= SHORTEST_IN_BYTES) : short;
        const apart = reading.isOfBytes === true ? [] : bare.placesIn(lettersAlone(reading), text);
        return [...pieces.placesIn(reading, text), ...apart, ...wordsIn(reading, words)];
      });
      const told = without(text, found, '…');
      return isCut ? `${told.slice(0, Math.max(0, told.length - LEFT_OUT_AT_CUT))}…` : told;
    },
  };
}

/** In characters: of letters and digits, and of letters alone, as which a sentence could say the same. */
const LEAST_APART = 12;
const LEAST_APART_OF_LETTERS = 24;
/** Of a long one: a letter of the next word may go on with it. */
const LEAST_PART_APART = 32;

/** Whether so many letters and digits in a row can't be there by chance, whatever stands between them. */
const isTelling = (letters: string): boolean =>
  letters.length >= (/\d/.test(letters) && /[a-z]/.test(letters) ? LEAST_APART : LEAST_APART_OF_LETTERS);

const bareOf = (form: string): string => form.replaceAll(/[^A-Za-z0-9]/g, '');

function wordsIn({ text, from, to }: DecodedText, secrets: readonly string[]): readonly Span[] {
  const form = comparable(text);
  return secrets.flatMap((secret) => {
    const places: Span[] = [];
    const own = comparable(composed(secret));
    for (let at = form.indexOf(own); at >= 0; at = form.indexOf(own, at + 1)) {
      const end = at + own.length;
      if (/[A-Za-z0-9]/.test(`${text.charAt(at - 1)}${text.charAt(end)}`)) continue;
      places.push([from[at] ?? 0, to[end - 1] ?? 0]);
    }
    return places;
  });
}
