import { STRUCK_OUT } from '../../base/struckOut.ts';
import { composed } from '../../base/wildcard.ts';
import { comparable, createPieces, without } from './secretPieces.ts';
import { createSecretMarks } from './secretMarks.ts';

/**
 * What of the known secrets is struck out of good answers: what can't be there by chance. An external id that is a word, and the keys `test` and `test` of an emulator, would take names, tags and
 * addresses apart, by which things are recognized, guarded and stopped.
 */
export interface AnswerSecrets {
  add(secret: string): void;
  remove(secret: string): void;
  /** False where no text of these bytes has a secret in it, but for one that is written by the number of each character. */
  mayBeIn(bytes: Uint8Array): boolean;
  /** The text, however long it is, with {@link STRUCK_OUT} in the place of each secret: as it is, in either case, in an address, in hexadecimal digits and in base64. Takes as long as the text is. */
  strike(text: string): string;
}

/** In characters: one of letters and digits, and one that may be of whatever. */
const SHORTEST_MIXED = 12;
const SHORTEST = 16;
/** A code of an MFA device. Only the newest are looked for: each is taken by AWS once, within a minute and a half. */
const CODE = /^\d{6,8}$/;
const MOST_CODES = 3;
/** So much of a long one is looked for in other ways of writing, in bytes: whoever writes it so begins with its beginning. */
const MOST_REWRITTEN = 96;

/** So much of one is always found: most that are known have more. In characters. */
const MOST_MISSED = 20;

const leastOf = ({ length }: string): number => Math.min(length, MOST_MISSED);

const isOwn = (secret: string): boolean =>
  secret.length >= SHORTEST || (secret.length >= SHORTEST_MIXED && /\d/.test(secret) && /[A-Za-z]/.test(secret));

/** Knows none at first. */
export function createAnswerSecrets(): AnswerSecrets {
  const forms = new Map<string, readonly string[]>();
  const pieces = createPieces();
  const codes = new Map<string, RegExp>();
  const marks = createSecretMarks(function* () {
    for (const [secret, written] of forms) {
      for (const form of written) yield [Buffer.from(form), leastOf(secret)] as const;
    }
  });
  return {
    add(secret) {
      if (CODE.test(secret)) {
        codes.set(secret, new RegExp(`(?<![\\w./:-])${secret}(?![\\w/:-]|\\.\\w)`, 'g'));
        const [oldest = ''] = codes.keys();
        if (codes.size > MOST_CODES) codes.delete(oldest);
        return;
      }
      if (!isOwn(secret) || forms.has(secret)) return;
      const written = waysOf(composed(secret));
      forms.set(secret, written);
      for (const form of written) {
        pieces.add(comparable(form));
        marks.add(Buffer.from(form), leastOf(secret));
      }
    },
    remove(secret) {
      codes.delete(secret);
      for (const form of forms.get(secret) ?? []) pieces.remove(comparable(form));
      forms.delete(secret);
    },
    mayBeIn(bytes) {
      if (marks.mayBeIn(bytes)) return true;
      if (codes.size === 0) return false;
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return [...codes.keys()].some((code) => whole.includes(code, 0, 'latin1'));
    },
    strike(text) {
      let told = text;
      for (const [code, pattern] of codes) if (told.includes(code)) told = told.replace(pattern, STRUCK_OUT);
      if (forms.size === 0) return told;
      const places = pieces.placesInText(told);
      return places.length === 0 ? told : without(told, places, STRUCK_OUT);
    },
  };
}

/** The secret as it is, in either alphabet of base64, in an address, and as what its bytes are in hexadecimal digits and in base64, wherever it stands in what was written so. */
function waysOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret).subarray(0, MOST_REWRITTEN);
  const standard = secret.replaceAll('-', '+').replaceAll('_', '/');
  return [
    ...new Set([
      secret,
      standard,
      standard.replaceAll('+', '-').replaceAll('/', '_'),
      encodeURIComponent(secret.toWellFormed()),
      bytes.toString('hex'),
      ...[0, 1, 2].map((before) => inBase64(bytes, before)),
    ]),
  ];
}

/** What doesn't depend on the bytes before it, so many of which stand in the same three, nor on what comes behind. */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const digits = whole.toString('base64').replaceAll('=', '');
  return digits.slice(before === 0 ? 0 : before + 1, whole.length % 3 === 0 ? undefined : -1);
}
