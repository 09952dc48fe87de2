import { isStruck } from '../../base/struckOut.ts';
import { list, record } from '../../base/untrusted.ts';
import type { AnswerSecrets } from './answerSecrets.ts';
import { resolveReferences } from './xmlReferences.ts';

/** By what a good answer comes in: whoever gives it could have quoted the request, and it goes into lists, pages, documents and files from here. */
export type Striking = Pick<AnswerSecrets, 'mayBeIn' | 'strike'>;

/** For who has no secret. */
export const strikesNothing: Striking = { mayBeIn: () => false, strike: (text) => text };

/** Half of what is looked at where one piece ends and the next begins, in bytes: more than the parts by which secrets are found. */
const SEAM = 512;

/** JSON without secrets, and as it came where it has none. `bytes` are those of the text. */
export function struckJson(source: string, bytes: Uint8Array, by: Striking): string {
  const isDoubtful = by.mayBeIn(bytes);
  if (!isDoubtful && !source.includes('\\')) return source;
  return source.replace(JSON_TEXT, (written) =>
    isDoubtful || written.includes('\\') ? struckText(written, by) : written,
  );
}

/** A text of JSON with its quotes. */
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
 * What was parsed of JSON out of which something was struck, in place: a tag that lost something is none that can be read, so that a guard that looks for it asks.
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

/** XML without secrets in its texts, and the very same bytes where it has none. */
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

/** Tells of one answer that arrives in pieces, piece by piece, whether a secret may be in a text that ends in this one. */
export function createDoubt(by: Striking): (piece: Uint8Array) => boolean {
  let end: Uint8Array = new Uint8Array();
  let wasDoubtful = false;
  return (piece) => {
    const seam = Buffer.concat([end, piece.subarray(0, SEAM)]);
    const isDoubtful = by.mayBeIn(piece) || by.mayBeIn(seam);
    end = piece.byteLength < SEAM ? seam.subarray(-SEAM) : piece.subarray(-SEAM);
    // A long text can have begun before.
    wasDoubtful ||= isDoubtful;
    return wasDoubtful;
  };
}
