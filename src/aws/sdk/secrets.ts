import { composed } from '../../base/wildcard.ts';
import { type DecodedText, readingsOf } from './quotations.ts';

/** What must not be told, collected where it is made and struck out where failures leave. */
export interface Secrets {
  /** Keys, tokens, codes, external ids, as they come and again as they are used. What is too short to be told from a word's part is left out. */
  add(...values: readonly (string | undefined)[]): void;
  /**
   * The text without what was added: as it is, in capitals or small letters, and in whatever way of writing {@link readingsOf} undoes, several times over, wherever it
   * stands in what was encoded; of a long one also its parts. Of a text that is longer than anybody reads the beginning, so that no answer keeps the thread from its other work.
   */
  strike(text: string): string;
}

/** So many are remembered, those that were added or used last: those of a good thousand profiles with their sign-ins. */
const MOST = 4_096;
const SHORTEST = 2;
/** A shorter one is struck out only where no letter or digit touches it, and a still shorter one not where bytes are written in digits. */
const SHORTEST_WITHIN_WORDS = 8;
const SHORTEST_IN_BYTES = 5;
/** A longer one may be quoted in part. In characters. */
const LONG = 32;
const PART = 16;
/**
 * In characters: what is read of a text, and what is left out at the end of one that was cut there. What the cut leaves of a secret may be too short to be known: in whatever way it is
 * written, it is within this.
 */
const MOST_READ = 8_192;
const LEFT_OUT_AT_CUT = 2_048;
/** What can stand at the sides of a part where somebody cut it, in characters. */
const MOST_BESIDE = 47;

/** Knows no secret at first. Keeps them in memory alone, the newest where there are too many. */
export function createSecrets(): Secrets {
  const known = new Map<string, string>();
  const pieces = createPieces();
  const forget = (value: string): void => {
    const form = known.get(value);
    known.delete(value);
    if (form !== undefined && ![...known.values()].includes(form)) pieces.remove(form);
  };
  return {
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < SHORTEST || !/\S/.test(value)) continue;
        const before = known.get(value);
        const form = before ?? comparable(composed(value));
        known.delete(value);
        known.set(value, form);
        if (before !== undefined) continue;
        pieces.add(form);
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
        return [...pieces.placesIn(reading, text), ...wordsIn(reading, words)];
      });
      const told = without(text, found);
      return isCut ? `${told.slice(0, Math.max(0, told.length - LEFT_OUT_AT_CUT))}…` : told;
    },
  };
}

/** From where to where in a text. */
type Span = readonly [begin: number, end: number];

function without(text: string, places: readonly Span[]): string {
  let result = '';
  let done = 0;
  for (const [begin, end] of places.toSorted(([a], [b]) => a - b)) {
    if (end <= done) continue;
    if (begin > done || done === 0) result += `${text.slice(done, begin)}…`;
    done = end;
  }
  return result + text.slice(done);
}

/** What is one in all ways of writing that leave the number of units: either alphabet of base64, a form's blanks, either case. */
function comparable(text: string): string {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replaceAll(' ', '+');
  const small = plain.toLowerCase();
  return small.length === plain.length ? small : plain;
}

/** The first place of a piece in a secret, and the same for others that have this piece: a token has a hundred pieces, few of which any other has. */
interface Holder {
  readonly secret: string;
  readonly at: number;
  readonly next: Holder | undefined;
}

function* holdersFrom(first: Holder | undefined): Generator<Holder> {
  for (let holder = first; holder !== undefined; holder = holder.next) yield holder;
}

function isHeldBy(secret: string, first: Holder | undefined): boolean {
  for (const holder of holdersFrom(first)) if (holder.secret === secret) return true;
  return false;
}

/** The first place of each piece in each secret: a part that is long enough has a whole piece in it. */
function createPieces() {
  const all = new Map<string, Holder>();
  const piecesOf = function* (secret: string): Generator<readonly [piece: string, at: number]> {
    for (let at = 0; at + SHORTEST_WITHIN_WORDS <= secret.length; at += SHORTEST_WITHIN_WORDS)
      yield [secret.slice(at, at + SHORTEST_WITHIN_WORDS), at];
  };
  return {
    add(secret: string): void {
      for (const [piece, at] of piecesOf(secret)) {
        const next = all.get(piece);
        if (!isHeldBy(secret, next)) all.set(piece, { secret, at, next });
      }
    },
    remove(secret: string): void {
      for (const [piece] of piecesOf(secret)) {
        const left = [...holdersFrom(all.get(piece))].filter((holder) => holder.secret !== secret);
        all.delete(piece);
        for (const holder of left) all.set(piece, { ...holder, next: all.get(piece) });
      }
    },
    /** Where `text` holds what the reading shows of a secret that is whole, or of a long one a part with what stands beside it. */
    placesIn({ text: read, from, to }: DecodedText, text: string): readonly Span[] {
      const form = comparable(read);
      const places: Span[] = [];
      const doneTo = new Map<string, number>();
      for (let at = 0; at + SHORTEST_WITHIN_WORDS <= form.length; at += 1) {
        for (const { secret, at: offset } of holdersFrom(all.get(form.slice(at, at + SHORTEST_WITHIN_WORDS)))) {
          if (at < (doneTo.get(secret) ?? 0)) continue;
          const [begin, end] = commonPart(form, at, secret, offset);
          const isWhole = end - begin === secret.length;
          if (!isWhole && (secret.length < LONG || end - begin < PART)) continue;
          doneTo.set(secret, end);
          const place: Span = [from[begin] ?? 0, to[end - 1] ?? 0];
          places.push(isWhole ? place : withBeside(text, place));
        }
      }
      return places;
    },
  };
}

/** As far as both texts go on alike, before and behind. */
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
