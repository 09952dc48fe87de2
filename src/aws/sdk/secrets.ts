/** What must not be told, collected where it is made and struck out where failures leave. */
export interface Secrets {
  /** Keys, tokens, codes, external ids. What is too short to be told from a word's part is left out. */
  add(...values: readonly (string | undefined)[]): void;
  /**
   * The text without what was added: as it is, escaped for an address, a form, JSON, HTML or XML (several times over, and each of its characters, too), in hexadecimal digits, in base64 wherever it
   * stands in what was encoded; of a long one also its parts.
   */
  strike(text: string): string;
}

/** So many are remembered, the latest ones. */
const MOST = 256;
const SHORTEST = 2;
/** A shorter one is struck out only where no letter or digit touches it. */
const SHORTEST_WITHIN_WORDS = 8;
/** A longer one may be quoted in part. In characters. */
const LONG = 32;
const PART = 16;

export function createSecrets(): Secrets {
  const known = new Map<string, Patterns | undefined>();
  return {
    add(...values) {
      for (const value of values) {
        if (value === undefined || value.length < SHORTEST || !/\S/.test(value)) continue;
        const pattern = known.get(value);
        known.delete(value);
        known.set(value, pattern);
        const [oldest] = known.keys();
        if (known.size > MOST && oldest !== undefined) known.delete(oldest);
      }
    },
    strike(text) {
      if (text === '') return text;
      let result = text;
      // A secret that holds another goes first.
      for (const secret of [...known.keys()].toSorted((a, b) => b.length - a.length)) {
        const patterns = known.get(secret) ?? patternsOf(secret);
        known.set(secret, patterns);
        result = result.replace(patterns.whole, '…');
        if (patterns.parts !== undefined) result = result.replace(patterns.parts, MARK);
      }
      return result.includes(MARK) ? result.replace(MARKED, '…') : result;
    },
  };
}

interface Patterns {
  readonly whole: RegExp;
  readonly parts: RegExp | undefined;
}

function patternsOf(secret: string): Patterns {
  if (secret.length < SHORTEST_WITHIN_WORDS) {
    const before = String.raw`(?<=^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[nrt])`;
    const alone = `${before}${escapable(secret)}(?![A-Za-z0-9])`;
    return { whole: anyOf([alone, escapedThroughout(secret), ...encoded(secret).map(escapable)]), parts: undefined };
  }
  const forms = [secret, ...encoded(secret)];
  const parts = forms.flatMap(partsOf);
  return {
    whole: anyOf([...forms.map(escapable), escapedThroughout(secret)]),
    parts: parts.length === 0 ? undefined : anyOf(parts),
  };
}

const anyOf = (patterns: readonly string[]): RegExp => new RegExp(patterns.join('|'), 'g');

/** Stands for a part that was struck out. */
const MARK = '\0';
/** With what can stand at the sides of a part where somebody cut it. */
const MARKED = /[\w+/=%~.-]{0,47}(?:\0[\w+/=%~.-]{0,47})+/g;

function partsOf(text: string): readonly string[] {
  if (text.length < LONG) return [];
  return Array.from({ length: Math.floor(text.length / PART) }, (_, index) =>
    escapable(text.slice(index * PART, (index + 1) * PART)),
  );
}

/** Base64 of the secret inside of a longer text begins at any of three places in a group of three bytes. */
function encoded(secret: string): readonly string[] {
  const forms = new Set([
    secret,
    encodeURIComponent(Buffer.from(secret, 'utf8').toString('utf8')),
    JSON.stringify(secret).slice(1, -1),
  ]);
  const base64 = [...forms].flatMap((form) =>
    [0, 1, 2].map((before) => {
      const bytes = Buffer.from(' '.repeat(before) + form, 'utf8');
      const whole = bytes.toString('base64').replace(/=+$/, '');
      // The digits at both ends hold bits of the neighbours.
      return whole.slice(Math.ceil((before * 4) / 3), bytes.length % 3 === 0 ? undefined : -1);
    }),
  );
  const hex = Buffer.from(secret, 'utf8').toString('hex');
  return [...base64, hex, hex.toUpperCase()].filter((form) => form.length >= SHORTEST_WITHIN_WORDS - 1);
}

/** A pattern for a text whose characters, other than letters and digits, may be escaped each in its own way. */
function escapable(text: string): string {
  return [...text].map((letter) => (/[A-Za-z0-9]/.test(letter) ? letter : `(?:${waysOf(letter).join('|')})`)).join('');
}

/** A pattern for a text of which each character is escaped, letters and digits too. */
function escapedThroughout(text: string): string {
  return [...text].map((letter) => `(?:${escapesOf(letter).join('|')})`).join('');
}

const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
/** base64's two alphabets. */
const twins: Readonly<Record<string, string>> = { '+': '-', '/': '_', ' ': String.raw`\+` };

function waysOf(letter: string): readonly string[] {
  const plain = letter.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  const name = names[letter];
  const twin = twins[letter];
  return [
    String.raw`\\*${plain}`,
    ...(twin === undefined ? [] : [twin]),
    ...escapesOf(letter),
    ...(name === undefined ? [] : [`&(?:amp;)*${name};`]),
  ];
}

/** By its number, in an address or a form, in JSON or a program's text, in HTML or XML. */
function escapesOf(letter: string): readonly string[] {
  const code = letter.codePointAt(0) ?? 0;
  const bytes = [...Buffer.from(letter, 'utf8')];
  const units = [...Array(letter.length).keys()].map((index) => letter.charCodeAt(index));
  return [
    bytes.map((byte) => `%(?:25)*${digits(byte, 2)}`).join(''),
    units.map((unit) => String.raw`\\+u${digits(unit, 4)}`).join(''),
    `&(?:amp;)*#0*${code};`,
    `&(?:amp;)*#[xX]0*${digits(code, 1)};`,
    bytes.map((byte) => String.raw`\\+x${digits(byte, 2)}`).join(''),
  ];
}

/** Hexadecimal digits in either case. */
const digits = (value: number, length: number): string =>
  value
    .toString(16)
    .padStart(length, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
