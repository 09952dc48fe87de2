import type { DecodedText } from './quotations.ts';

/** The length of a piece, in characters. A shorter secret has no whole piece. */
export const PIECE = 8;
/** In characters. A secret that is at least this long may also be quoted in part; `PART` is the shortest part that counts. */
const LONG = 32;
const PART = 16;
/** The most characters on each side of a part that are struck with it: they may belong to the secret, too. */
const MOST_BESIDE = 47;

/** A range in a text; `end` is the index behind its last unit. */
export type Span = readonly [begin: number, end: number];

/** The text with a mark in these places. */
export function without(text: string, places: readonly Span[], mark: string): string {
  let result = '';
  let done = 0;
  for (const [begin, end] of places.toSorted(([a], [b]) => a - b)) {
    if (end <= done) continue;
    if (begin > done || done === 0) result += `${text.slice(done, begin)}${mark}`;
    done = end;
  }
  return result + text.slice(done);
}

/**
 * A form of the text that is the same in all ways of writing that keep its length: either alphabet of base64, blanks of a form's encoding, capitals
 * or small letters.
 */
export function comparable(text: string): string {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replaceAll(' ', '+');
  const small = plain.toLowerCase();
  return small.length === plain.length ? small : plain;
}

/**
 * Where a piece stands in the secrets: in the one secret that has it, or in each of several. A token has a hundred pieces, few of which another
 * secret has; but all tokens begin alike.
 */
type Holders = { readonly secret: string; readonly at: number } | Map<string, number>;

function holdersIn(holders: Holders | undefined): Iterable<readonly [secret: string, at: number]> {
  if (holders === undefined) return [];
  return holders instanceof Map ? holders : [[holders.secret, holders.at]];
}

/**
 * An index of the pieces of all secrets, by which whole secrets and long parts are found in a text: a part that is long enough contains a whole
 * piece. `part`: how long a part of a long secret must be not to be there by chance, in characters.
 */
export function createPieces(part = PART) {
  const all = new Map<string, Holders>();
  const piecesOf = function* (secret: string): Generator<readonly [piece: string, at: number]> {
    for (let at = 0; at + PIECE <= secret.length; at += PIECE) yield [secret.slice(at, at + PIECE), at];
  };
  const partsIn = (text: string): readonly (readonly [begin: number, end: number, isWhole: boolean])[] => {
    const form = comparable(text);
    const parts: (readonly [number, number, boolean])[] = [];
    const doneTo = new Map<string, number>();
    for (let at = 0; at + PIECE <= form.length; at += 1) {
      for (const [secret, offset] of holdersIn(all.get(form.slice(at, at + PIECE)))) {
        if (at < (doneTo.get(secret) ?? 0)) continue;
        const [begin, end] = commonPart(form, at, secret, offset);
        const isWhole = end - begin === secret.length;
        if (!isWhole && (secret.length < LONG || end - begin < part)) continue;
        doneTo.set(secret, end);
        parts.push([begin, end, isWhole]);
      }
    }
    return parts;
  };
  return {
    add(secret: string): void {
      for (const [piece, at] of piecesOf(secret)) {
        const before = all.get(piece);
        if (before === undefined) all.set(piece, { secret, at });
        else if (before instanceof Map) before.set(secret, Math.min(at, before.get(secret) ?? at));
        else if (before.secret !== secret)
          all.set(
            piece,
            new Map([
              [before.secret, before.at],
              [secret, at],
            ]),
          );
      }
    },
    remove(secret: string): void {
      for (const [piece] of piecesOf(secret)) {
        const before = all.get(piece);
        if (before instanceof Map) {
          before.delete(secret);
          if (before.size === 0) all.delete(piece);
        } else if (before?.secret === secret) all.delete(piece);
      }
    },
    /** The ranges of `text` in which the reading shows a whole secret, or a long part of one with the characters beside it. */
    placesIn({ text: read, from, to }: DecodedText, text: string): readonly Span[] {
      return partsIn(read).map(([begin, end, isWhole]) => {
        const place: Span = [from[begin] ?? 0, to[end - 1] ?? 0];
        return isWhole ? place : withBeside(text, place);
      });
    },
    /** {@link placesIn} for a text that is read as it is. */
    placesInText(text: string): readonly Span[] {
      return partsIn(text).map(([begin, end, isWhole]) => (isWhole ? [begin, end] : withBeside(text, [begin, end])));
    },
  };
}

/** The range of `text` around `at` that is the same as in the secret around `offset`. */
function commonPart(text: string, at: number, secret: string, offset: number): Span {
  let begin = 0;
  while (begin < offset && begin < at && text[at - begin - 1] === secret[offset - begin - 1]) begin += 1;
  let end = 0;
  while (offset + end < secret.length && text[at + end] === secret[offset + end]) end += 1;
  return [at - begin, at + end];
}

function withBeside(text: string, [begin, end]: Span): Span {
  const before = /[\w+/=%~.-]*$/.exec(text.slice(Math.max(0, begin - MOST_BESIDE), begin))?.[0] ?? '';
  const behind = /^[\w+/=%~.-]*/.exec(text.slice(end, end + MOST_BESIDE))?.[0] ?? '';
  return [begin - before.length, end + behind.length];
}
