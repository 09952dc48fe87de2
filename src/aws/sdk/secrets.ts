import { composed } from '../../base/wildcard.ts';
import { type AnswerSecrets, createAnswerSecrets } from './answerSecrets.ts';
import { type DecodedText, lettersAlone, readingsOf } from './quotations.ts';
import { comparable, createPieces, PIECE, type Span, without } from './secretPieces.ts';

/**
 * The secrets that must not be shown or written. They are collected where they are made or read, and struck out wherever failures leave `src/aws`.
 */
export interface Secrets {
  /**
   * Adds keys, tokens, codes and external ids. To be called whenever one is used again, too, so that it isn't forgotten. One that is too short to be
   * told from a part of a word is left out.
   */
  add(...values: readonly (string | undefined)[]): void;
  /**
   * The text without the secrets: as they are, in capitals or small letters, in every way of writing that {@link readingsOf} undoes, several times
   * over, and wherever they stand in what was encoded. Of a long secret also its parts, and whatever was put between its letters. Of a very long text
   * only the beginning is returned, so that no answer keeps the thread from other work.
   */
  strike(text: string): string;
  /** For good answers, of which there are too many to read each text in every way of writing. */
  readonly inAnswers: AnswerSecrets;
}

/** How many secrets are remembered, those that were used last: enough for more than a thousand profiles with their sign-ins. */
const MOST = 4_096;
const SHORTEST = 2;
/**
 * In characters. A shorter secret is struck out only where no letter or digit touches it, and one shorter than {@link SHORTEST_IN_BYTES} not in texts
 * that were decoded from bytes.
 */
const SHORTEST_WITHIN_WORDS = PIECE;
const SHORTEST_IN_BYTES = 5;
/**
 * In characters: how much of a text is read, and how much is left out at the end of a text that was cut there. The cut may leave a part of a secret
 * that is too short to be recognized; in whatever way it is written, it is shorter than this.
 */
const MOST_READ = 8_192;
const LEFT_OUT_AT_CUT = 2_048;

/** Called for each secret that becomes known, and for each that is forgotten in favour of newer ones. */
export type OnSecret = (secret: string, isKnown: boolean) => void;

/** Knows no secret at first. Keeps secrets in memory alone, and the newest {@link MOST} of them. */
export function createSecrets(onSecret: OnSecret = () => undefined): Secrets {
  const known = new Map<string, Forms>();
  const pieces = createPieces();
  /** The secrets reduced to their letters and digits. */
  const bare = createPieces(LEAST_PART_APART);
  const [ofForms, ofBareForms] = [counted(pieces), counted(bare)];
  const inAnswers = createAnswerSecrets();
  const forget = (value: string): void => {
    const forms = known.get(value);
    known.delete(value);
    inAnswers.remove(value);
    onSecret(value, false);
    if (forms === undefined) return;
    ofForms.remove(forms.form);
    if (forms.bare !== undefined) ofBareForms.remove(forms.bare);
  };
  return {
    inAnswers,
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < SHORTEST || !/\S/.test(value)) continue;
        const before = known.get(value);
        const forms = before ?? formsOf(value);
        known.delete(value);
        known.set(value, forms);
        if (before !== undefined) continue;
        ofForms.add(forms.form);
        if (forms.bare !== undefined) ofBareForms.add(forms.bare);
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

/**
 * How long a secret's letters and digits must be, in characters, to be looked for without what stands between them: with digits, and of letters
 * alone, which a sentence could contain by chance.
 */
const LEAST_APART = 12;
const LEAST_APART_OF_LETTERS = 24;
/** How long a part of a long secret must be to be looked for in this way, in characters. */
const LEAST_PART_APART = 32;

/** Whether so many letters and digits in a row can't be there by chance, whatever stands between them. */
const isTelling = (letters: string): boolean =>
  letters.length >= (/\d/.test(letters) && /[a-z]/.test(letters) ? LEAST_APART : LEAST_APART_OF_LETTERS);

/** In what forms a secret is looked for. Several secrets can come to the same. */
interface Forms {
  readonly form: string;
  /** Its letters and digits, where they tell it. */
  readonly bare: string | undefined;
}

function formsOf(value: string): Forms {
  const form = comparable(composed(value));
  const bare = form.replaceAll(/[^A-Za-z0-9]/g, '');
  return { form, bare: isTelling(bare) ? bare : undefined };
}

/** Keeps in `pieces` what was added more often than it was removed. */
function counted(pieces: Pick<ReturnType<typeof createPieces>, 'add' | 'remove'>): typeof pieces {
  const times = new Map<string, number>();
  return {
    add(form) {
      const before = times.get(form) ?? 0;
      times.set(form, before + 1);
      if (before === 0) pieces.add(form);
    },
    remove(form) {
      const left = (times.get(form) ?? 0) - 1;
      if (left > 0) times.set(form, left);
      else {
        times.delete(form);
        pieces.remove(form);
      }
    },
  };
}

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
