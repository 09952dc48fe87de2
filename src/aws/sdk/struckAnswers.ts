import { isStruck } from '../../base/struckOut.ts';
import { list, record } from '../../base/untrusted.ts';
import type { AnswerSecrets } from './answerSecrets.ts';
import { resolveReferences } from './xmlReferences.ts';

/**
 * Strikes secrets out of good answers where they come in. Whoever answers could quote the request, and from here its texts go into lists, pages,
 * documents and files.
 */
export type Striking = Pick<AnswerSecrets, 'mayBeIn' | 'strike'>;

/** For callers that have no secrets. */
export const strikesNothing: Striking = { mayBeIn: () => false, strike: (text) => text };

/** In bytes. Half of what is searched around the border of two pieces; more than the longest part by which a secret is found. */
const SEAM = 512;

/** The JSON without secrets, unchanged where it has none. `bytes` are those of the text. */
export function struckJson(source: string, bytes: Uint8Array, by: Striking): string {
  const isDoubtful = by.mayBeIn(bytes);
  if (!isDoubtful && !source.includes('\\')) return source;
  return source.replace(JSON_TEXT, (written) =>
    isDoubtful || written.includes('\\') ? struckText(written, by) : written,
  );
}

/** A string of JSON, with its quotes. */
const JSON_TEXT = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g;

function struckText(written: string, by: Striking): string {
  let told: unknown;
  try {
    told = written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
  } catch {
    return written;
  }
  if (typeof told !== 'string') return written;
  const struck = by.strike(told);
  return struck === told ? written : JSON.stringify(struck);
}

/**
 * Marks tags as unreadable in parsed JSON out of which secrets were struck, in place: a tag that lost a part can't be read, so that a guard that
 * looks for tags asks the person.
 */
export function withTagsUnread(body: unknown): unknown {
  for (const [name, inside] of Object.entries(record(body) ?? list(body))) {
    withTagsUnread(inside);
    if (name.toLowerCase() !== 'tags') continue;
    const tags = list(inside).length > 0 ? list(inside) : [inside];
    for (const tag of tags.filter(isObject)) {
      for (const [key, value] of Object.entries(tag)) if (isStruckText(key) || isStruckText(value)) tag[key] = {};
    }
  }
  return body;
}

const isObject = (value: unknown): value is Record<string, unknown> => record(value) !== undefined;
const isStruckText = (value: unknown): boolean => typeof value === 'string' && isStruck(value);

/** The XML without secrets in its texts, and the same bytes where it has none. */
export function struckXml(bytes: Uint8Array, by: Striking): Uint8Array {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!by.mayBeIn(bytes) && !whole.includes('&')) return bytes;
  const source = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const struck = source
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (written, text: string) => {
      const told = by.strike(text);
      return told === text ? written : `<![CDATA[${told}]]>`;
    })
    .replace(/>([^<]+)/g, (written, text: string) => {
      const means = text.includes('&') ? resolveReferences(text) : text;
      const told = by.strike(means);
      return told === means ? written : `>${written.includes('&') ? escaped(told) : told}`;
    });
  return struck === source ? bytes : new TextEncoder().encode(struck);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Returns a function that is given the pieces of one answer and says of each whether a secret may be in a text that ends in it. */
export function createDoubt(by: Striking): (piece: Uint8Array) => boolean {
  let end: Uint8Array = new Uint8Array();
  let wasDoubtful = false;
  return (piece) => {
    const seam = Buffer.concat([end, piece.subarray(0, SEAM)]);
    const isDoubtful = by.mayBeIn(piece) || by.mayBeIn(seam);
    end = piece.byteLength < SEAM ? seam.subarray(-SEAM) : piece.subarray(-SEAM);
    // A long text can have begun in an earlier piece.
    wasDoubtful ||= isDoubtful;
    return wasDoubtful;
  };
}
