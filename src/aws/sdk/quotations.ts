import { composed } from '../../base/wildcard.ts';

/** A text after decoding, and for each of its units the range of the original text that it was read from. */
export interface DecodedText {
  readonly text: string;
  /** Where each unit begins and ends in the original text. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Set where the text was decoded as if it were encoded bytes. Any text can be decoded so, and a short secret that is found in the result is there by chance. */
  readonly isOfBytes?: true;
}

/** How many decodings are applied one after the other, and how many readings are made at most, those of few decodings first. */
const DEEPEST = 4;
const MOST_READINGS = 160;
/** How many of these decodings may take the text for bytes: base64 or hexadecimal digits turn any text into something. */
const DEEPEST_BYTES = 2;

/**
 * The text itself, and everything that it says when it is taken for an address, a form, JSON, HTML, or bytes in digits or base64, also several of
 * them within each other.
 */
export function readingsOf(text: string): readonly DecodedText[] {
  const units = [...Array(text.length).keys()];
  const all: DecodedText[] = [{ text, from: units, to: units.map((unit) => unit + 1) }];
  const known = new Set([text]);
  let latest = all.map((reading) => ({ reading, bytes: 0 }));
  for (let depth = 0; depth < DEEPEST && latest.length > 0; depth += 1) {
    const next: typeof latest = [];
    for (const { reading, bytes } of latest) {
      for (const { read, isOfBytes } of ways) {
        const deeper = bytes + (isOfBytes ? 1 : 0);
        if (deeper > DEEPEST_BYTES || all.length >= MOST_READINGS) continue;
        const told = read(reading, bytes > 0);
        if (told === undefined || known.has(told.text)) continue;
        const found: DecodedText = deeper > 0 ? { ...told, isOfBytes: true } : told;
        known.add(found.text);
        all.push(found);
        next.push({ reading: found, bytes: deeper });
      }
    }
    latest = next;
  }
  return all;
}

/**
 * What may stand between the letters of a secret that somebody has taken apart: a terminal's colours, marks of HTML, numbers or marks before quoted
 * lines, and everything else that is no English letter or digit.
 */
const BETWEEN_LETTERS =
  /\u001b\[[\d;?]*[ -/]*[@-~]|<\/?[a-z][^<>]{0,80}>|[\r\n]\s*(?:\d{1,6}\s*[:|>.)]|[>|*#]|\/\/)\s*|[^A-Za-z0-9]/gi;

/** The reading with letters and digits only. */
export function lettersAlone({ text, from, to }: DecodedText): DecodedText {
  const into = draft();
  let done = 0;
  const copy = (end: number): void => {
    for (let at = done; at < end; at += 1) into.add(text.charAt(at), from[at] ?? 0, to[at] ?? 0);
  };
  for (const match of text.matchAll(BETWEEN_LETTERS)) {
    copy(match.index);
    done = match.index + match[0].length;
  }
  copy(text.length);
  return into.done();
}

interface Decoding {
  /**
   * Decodes a reading; undefined where nothing in it is written in this way. `again`: the reading was decoded from bytes before, which here and there
   * look like anything.
   */
  readonly read: (reading: DecodedText, again: boolean) => DecodedText | undefined;
  readonly isOfBytes: boolean;
}

/** Collects a reading unit by unit. */
function draft() {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  return {
    add(units: string, begin: number, end: number): void {
      text += units;
      for (let unit = 0; unit < units.length; unit += 1) {
        from.push(begin);
        to.push(end);
      }
    },
    done: (): DecodedText => ({ text, from, to }),
  };
}

type Draft = ReturnType<typeof draft>;

/** A decoding of escaped characters: `meaning` gives what a match of the pattern stands for, as text or as bytes of UTF-8. */
function escaping(pattern: RegExp, meaning: (match: string) => string | readonly number[]): Decoding {
  return {
    isOfBytes: false,
    read({ text, from, to }) {
      const into = draft();
      let done = 0;
      const copy = (end: number): void => {
        for (let at = done; at < end; at += 1) into.add(text.charAt(at), from[at] ?? 0, to[at] ?? 0);
      };
      for (const match of text.matchAll(pattern)) {
        const [written] = match;
        copy(match.index);
        done = match.index + written.length;
        const means = meaning(written);
        const [begin, end] = [from[match.index] ?? 0, to[done - 1] ?? 0];
        if (typeof means === 'string') into.add(means, begin, end);
        else addBytes(into, means, () => [begin, end]);
      }
      if (done === 0) return undefined;
      copy(text.length);
      return into.done();
    },
  };
}

/** Adds bytes of UTF-8 as text. A byte that is no UTF-8 stands for the character of its number. NULs are left out, so that UTF-16 is read as well. */
function addBytes(
  into: Draft,
  bytes: readonly number[],
  placeOf: (byte: number) => readonly [begin: number, end: number],
): void {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const size = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const letter = size === 1 ? '' : Buffer.from(bytes.slice(at, at + size)).toString('utf8');
    const isLetter = letter !== '' && !letter.includes('�');
    const taken = isLetter ? size : 1;
    if (first !== 0)
      into.add(isLetter ? letter : String.fromCharCode(first), placeOf(at)[0], placeOf(at + taken - 1)[1]);
    at += taken;
  }
}

const hexBytes = (digits: string): readonly number[] => [...Buffer.from(digits, 'hex')];
const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

const names: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  plus: '+',
  sol: '/',
  equals: '=',
  colon: ':',
  semi: ';',
  comma: ',',
  period: '.',
  num: '#',
  percnt: '%',
  dollar: '$',
  ast: '*',
  lpar: '(',
  rpar: ')',
  excl: '!',
  quest: '?',
  commat: '@',
  lsqb: '[',
  rsqb: ']',
  lowbar: '_',
  hyphen: '-',
  lcub: '{',
  rcub: '}',
  verbar: '|',
  bsol: '\\',
  grave: '`',
  nbsp: ' ',
  Tab: '\t',
  NewLine: '\n',
};

function ofEntity(written: string): string {
  const name = written.slice(1).replace(';', '');
  if (/#x/i.test(name)) return character(Number.parseInt(name.slice(2), 16));
  if (name.startsWith('#')) return character(Number.parseInt(name.slice(1), 10));
  return names[name] ?? written;
}

/** An escape with a backslash of JSON, JavaScript, C or a shell. */
function ofBackslash(written: string): string | readonly number[] {
  const rest = written.slice(1);
  const way = rest.charAt(0).toLowerCase();
  if (way === 'u') return character(Number.parseInt(rest.replaceAll(/[u{}]/gi, ''), 16));
  if (way === 'x') return hexBytes(written.replaceAll(/\\x/gi, ''));
  if (/\d/.test(way)) return [...written.matchAll(/[0-7]{3}/g)].map(([digits]) => Number.parseInt(digits, 8));
  return inBackslash[way] ?? rest;
}

const inBackslash: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** An escape of CSS, or of a shell's word: a character by its number, or as it is. */
function ofCssEscape(written: string): string {
  const digits = /[\da-f]+/i.exec(written)?.[0];
  return digits === undefined ? written.slice(1) : character(Number.parseInt(digits, 16));
}

/**
 * The characters of the bytes from 0x80 to 0x9F in Windows-1252, where Latin-1 has no letters. Source:
 * https://encoding.spec.whatwg.org/#windows-1252.
 */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Letters of Latin-1 or Windows-1252 that are really bytes of UTF-8, read in the wrong encoding. */
function ofWrongLetters(written: string): readonly number[] {
  return [...written].map((letter) => {
    const at = WINDOWS_1252.indexOf(letter);
    return at < 0 ? letter.charCodeAt(0) : 0x80 + at;
  });
}

/**
 * A decoding of runs of digits or letters that stand for bytes. There are several for each encoding, which begin at the first or a later character,
 * since nobody knows where in a longer text the run began. `leastAgain`: how long a run must be, in characters, in what was decoded from bytes
 * before.
 */
function byteRuns(
  pattern: RegExp,
  bytesIn: (run: string) => {
    readonly bytes: readonly number[];
    readonly placeOf: (byte: number) => readonly [number, number];
  },
  leastAgain = 0,
): Decoding {
  return {
    isOfBytes: true,
    read({ text, from, to }, again) {
      const into = draft();
      let found = false;
      for (const match of text.matchAll(pattern)) {
        const [run] = match;
        if (again && run.length < leastAgain) continue;
        found = true;
        const { bytes, placeOf } = bytesIn(run);
        // A line end keeps two runs apart.
        into.add('\n', from[match.index] ?? 0, from[match.index] ?? 0);
        addBytes(into, bytes, (byte) => {
          const [begin, end] = placeOf(byte);
          return [from[match.index + begin] ?? 0, to[match.index + end - 1] ?? 0];
        });
      }
      return found ? into.done() : undefined;
    },
  };
}

/** Hexadecimal digits, two for each byte, with what can stand between two bytes. */
const hexDigits = (skipped: number): Decoding =>
  byteRuns(/[\da-f](?:(?:[\s:,;+-]{1,2}|\b)?(?:0x)?[\da-f]){9,}/gi, (run) => {
    const pairs = [...run.slice(skipped).matchAll(/(?:0x)?([\da-f]{2})/gi)];
    return {
      bytes: pairs.map(([, digits = '']) => Number.parseInt(digits, 16)),
      placeOf: (byte) => {
        const pair = pairs[byte];
        const begin = skipped + (pair?.index ?? 0);
        return [begin, begin + (pair?.[0].length ?? 1)];
      },
    };
  });

const decimalDigits: Decoding = byteRuns(/\d{1,3}(?:[\s,;+]{1,2}\d{1,3}){4,}/g, (run) => {
  const numbers = [...run.matchAll(/\d+/g)];
  return {
    bytes: numbers.map(([digits]) => Number(digits) & 0xff),
    placeOf: (byte) => [numbers[byte]?.index ?? 0, (numbers[byte]?.index ?? 0) + (numbers[byte]?.[0].length ?? 1)],
  };
});

/** In characters. In what was decoded from bytes before, a shorter run is there by chance. */
const LEAST_BASE64_AGAIN = 24;

/** Base64 in either alphabet. */
const base64 = (skipped: number): Decoding =>
  byteRuns(
    /[A-Za-z0-9+/_-]{7,}/g,
    (run) => ({
      bytes: [...Buffer.from(run.slice(skipped), 'base64')],
      placeOf: (byte) => [
        skipped + Math.floor((byte * 4) / 3),
        Math.min(run.length, skipped + Math.floor((byte * 4) / 3) + 2),
      ],
    }),
    LEAST_BASE64_AGAIN,
  );

const ways: readonly Decoding[] = [
  escaping(/(?:%[\da-f]{2})+/gi, (written) => hexBytes(written.replaceAll('%', ''))),
  escaping(/%u[\da-f]{4}/gi, (written) => character(Number.parseInt(written.slice(2), 16))),
  escaping(/\\u\{[\da-f]{1,6}\}|\\u[\da-f]{4}|(?:\\x[\da-f]{2})+|(?:\\[0-3][0-7]{2})+|\\["'\\/nrtbf]/gi, ofBackslash),
  escaping(/\\(?:[\da-f]{1,6}(?:\r\n|[ \t\r\n\f])?|[^\da-z])/gi, ofCssEscape),
  // Reads a letter with its accents, a syllable in parts, wide or small letters, and what isn't drawn between them as one letter each.
  escaping(
    /[^\p{M}\p{Default_Ignorable_Code_Point}][\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f]+|[\u1100-\u11ff\uac00-\ud7a3]+|[^\0-\x7f]/gu,
    composed,
  ),
  escaping(/[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}/g, ofWrongLetters),
  escaping(/&(?:#\d{1,9}|#x[\da-f]{1,8}|[a-z]{2,8});?/gi, ofEntity),
  // Python's escapes.
  escaping(/\\U[\dA-Fa-f]{8}/g, (written) => character(Number.parseInt(written.slice(2), 16))),
  // A terminal's colours. They become a blank: the last letter of the escape would else touch the word behind it.
  escaping(/\u001b\[[\d;?]*[ -/]*[@-~]/g, () => ' '),
  // Line breaks, also those that mail puts into long lines.
  ...[/[\r\n]/g, /(?<![\r\n])[\r\n]+[ \t]+/g, /=[\r\n]+/g].map((pattern) => escaping(pattern, () => '')),
  escaping(/(?:=[\dA-F]{2})+/g, (written) => hexBytes(written.replaceAll('=', ''))),
  ...[0, 1].map(hexDigits),
  decimalDigits,
  ...[0, 1, 2, 3].map(base64),
];
