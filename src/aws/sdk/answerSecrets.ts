import { STRUCK_OUT } from '../../base/struckOut.ts';
import { composed } from '../../base/wildcard.ts';
import { comparable, createPieces, without } from './secretPieces.ts';
import { createSecretMarks } from './secretMarks.ts';

/**
 * Strikes those known secrets out of good answers that can't be there by chance. A short one, such as an external id that is a plain word or an
 * emulator's keys `test` and `test`, would be struck out of names, tags and addresses by which things are recognized, guarded and stopped.
 */
export interface AnswerSecrets {
  add(secret: string): void;
  remove(secret: string): void;
  /** False where surely no secret is in a text of these bytes, except one that is written by the number of each character. */
  mayBeIn(bytes: Uint8Array): boolean;
  /** The text, however long it is, with {@link STRUCK_OUT} in the place of each secret: as it is, in either case, in an address, in hexadecimal digits and in base64. Takes as long as the text is. */
  strike(text: string): string;
}

/** The shortest secrets that are struck, in characters: one with both letters and digits, and any other. */
const SHORTEST_MIXED = 12;
const SHORTEST = 16;
/** The code of an MFA device. Only the newest are looked for: AWS takes each only once, within a minute and a half. */
const CODE = /^\d{6,8}$/;
const MOST_CODES = 3;
/** How many bytes of a long secret are looked for in other ways of writing. A longer secret is found by its first bytes alone: in whatever way it is written, they come first. */
const MOST_REWRITTEN = 96;

/** In characters. A part of a secret that is at least this long, or the whole of a shorter one, is always found. */
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

/**
 * The forms in which a secret is looked for: as it is, in both alphabets of base64, encoded as in an address, and its bytes in hexadecimal digits and
 * in base64.
 */
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

/**
 * The digits of base64 that the bytes have wherever they stand in a longer text: `before` is by how many bytes they are shifted in a group of three.
 * Digits that depend on the bytes before or behind are left out.
 */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const digits = whole.toString('base64').replaceAll('=', '');
  return digits.slice(before === 0 ? 0 : before + 1, whole.length % 3 === 0 ? undefined : -1);
}
