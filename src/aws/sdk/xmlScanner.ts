import { beginsWithDay } from '../../base/untrusted.ts';
import { resolveReferences } from './xmlReferences.ts';

/** What is kept of an element, and in which form. An element without a shape is left out with everything in it. */
export type XmlShape =
  | { readonly type: LeafType }
  /** A list, whose elements are called `item`. */
  | { readonly type: 'list'; readonly item: XmlShape }
  /** A record. `handed`: it is handed to the caller as soon as it is whole, and is kept nowhere else. */
  | { readonly type: 'record'; readonly members: XmlMembers; readonly handed?: true };

type LeafType = 'text' | 'number' | 'flag' | 'time';

/** By an element's name: the key under which its value is kept, and its shape. */
export type XmlMembers = ReadonlyMap<string, { readonly key: string; readonly shape: XmlShape }>;

/**
 * The document has something that this reader doesn't know but another may: CDATA, a processing instruction, a comment, an attribute, another
 * encoding.
 */
export class UnknownXml extends Error {}

/** The text is no complete XML document with the expected root. The message is shown to whoever asks why an answer can't be read. */
export class BrokenXml extends Error {}

/** Reads a document piece by piece. After an {@link UnknownXml} or {@link BrokenXml} nothing that it gave counts. */
export interface XmlScanner {
  /** `isDoubtful`: a secret may be in a text that ends in this piece. */
  push(piece: string, isDoubtful?: boolean): void;
  /** To be called after the last piece; returns the members of the root. */
  end(): Record<string, unknown>;
}

interface Open {
  readonly name: string;
  readonly shape: XmlShape;
  /** Its key in the record around it; undefined for an item of a list. */
  readonly key: string | undefined;
  /** Where its members or items are put. */
  readonly into: Record<string, unknown> | unknown[];
  /** Whether it has an element that its shape has no place for. What should be a plain text can't be read then. */
  isMixed: boolean;
}

const SLASH = 47;
const EXCLAMATION = 33;
const QUESTION = 63;
const MORE_THAN_NAME = /[\s"']/;

/**
 * Reads plain XML (elements and texts) by the places of `<` and `>` alone, about ten times as fast as a full parser. Values have the types that their
 * shapes say; a value that can't be read as its type is kept as the text that came, or as an object where there are elements in it. Of a member that comes twice the
 * first counts.
 * @param root The name of the document's element.
 * @param hand Is given each `handed` record, or the text that stands where one should be.
 * @param strike Leaves out of a text what may not be told.
 */
export function createXmlScanner(
  root: string,
  members: XmlMembers,
  hand: (record: unknown) => void,
  strike: (text: string) => string = (text) => text,
): XmlScanner {
  const result: Record<string, unknown> = {};
  const stack: Open[] = [];
  /** Pieces of a text up to its `<`, or of a tag. They are joined only when the missing sign has come, so that a long text doesn't cost its square. */
  let rest: string[] = [];
  let missing: '<' | '>' = '<';
  /** The names of the open elements within an element that is left out, its own first. */
  const skipped: string[] = [];
  let state: 'before' | 'inside' | 'after' = 'before';
  let isInDoubt = false;

  const told = (text: string): string => struckBy(strike, text, isInDoubt);
  const finish = (open: Open, text: string): void => {
    const { shape, key } = open;
    if (shape.type === 'record' && shape.handed && !Array.isArray(open.into)) {
      hand(isBlank(text) || Object.keys(open.into).length > 0 ? open.into : told(text));
      return;
    }
    const plain = (): unknown => (isBlank(text) || Object.keys(open.into).length > 0 ? open.into : told(text));
    const value = isLeaf(shape) ? (open.isMixed ? {} : valueOf(shape.type, told(text))) : plain();
    const around = stack.at(-1)?.into;
    if (around === undefined) return;
    if (Array.isArray(around)) around.push(value);
    else if (key !== undefined && !Object.hasOwn(around, key)) around[key] = value;
  };
  const begin = (name: string, isEmpty: boolean): void => {
    const parent = stack.at(-1);
    const open = parent && openIn(parent, name);
    if (open && isEmpty) finish(open, '');
    else if (open) stack.push(open);
    else {
      if (parent) parent.isMixed = true;
      if (!isEmpty) skipped.push(name);
    }
  };
  const close = (name: string, text: string): void => {
    const open = stack.pop();
    if (open?.name !== name) throw new BrokenXml(`<${open?.name ?? ''}> is closed by </${name}>.`);
    if (stack.length === 0) state = 'after';
    else finish(open, text);
  };
  /** Passes over a tag within an element that is left out. Attributes are unknown: a value with a `>` in it would hide where the tag ends. */
  const skip = (tag: string): void => {
    if (MORE_THAN_NAME.test(tag)) throw new UnknownXml();
    if (tag.charCodeAt(0) === SLASH) {
      const name = skipped.pop() ?? '';
      if (tag.length !== name.length + 1 || !tag.endsWith(name))
        throw new BrokenXml(`<${name}> is closed by <${tag}>.`);
    } else if (tag.charCodeAt(tag.length - 1) !== SLASH) skipped.push(tag);
  };
  const beginRoot = (tag: string): void => {
    const name = /[^\s/]*/.exec(tag)?.[0];
    if (name !== root) throw new BrokenXml(`The answer is no ${root}.`);
    if (tag.endsWith('/')) throw new UnknownXml();
    state = 'inside';
    stack.push({ ...opened(root, undefined, { type: 'record', members }), into: result });
  };
  const declaration = (tag: string): void => {
    const encoding = /^\?xml\s[^<>]*\?$/.test(tag)
      ? (/\sencoding\s*=\s*["']([^"']*)/.exec(tag)?.[1] ?? 'utf-8')
      : undefined;
    if (state !== 'before' || encoding?.toLowerCase() !== 'utf-8') throw new UnknownXml();
  };

  /** Takes the tag between `from` and `to`, and the text from `textFrom` to its `<`. */
  const take = (source: string, textFrom: number, from: number, to: number): void => {
    const first = source.charCodeAt(from);
    if (state === 'before' && !isBlank(source.slice(textFrom, from - 1)))
      throw new BrokenXml('There is something before the root.');
    if (first === EXCLAMATION) throw new UnknownXml();
    if (first === QUESTION) declaration(source.slice(from, to));
    else if (skipped.length > 0) skip(source.slice(from, to));
    else if (state === 'before') beginRoot(source.slice(from, to));
    else if (state === 'after') throw new BrokenXml('There is something after the end.');
    else if (first === SLASH) close(source.slice(from + 1, to).trimEnd(), source.slice(textFrom, from - 1));
    else {
      const isEmpty = source.charCodeAt(to - 1) === SLASH;
      const name = source.slice(from, isEmpty ? to - 1 : to).trimEnd();
      if (/\s/.test(name)) throw new UnknownXml();
      begin(name, isEmpty);
    }
  };

  return {
    push(piece, isDoubtful = false) {
      isInDoubt = isDoubtful;
      // Told at once, and not only when the next `<` comes.
      if (state === 'before' && missing === '<' && !isBlank(upToTag(piece)))
        throw new BrokenXml('There is something before the root.');
      rest.push(piece);
      if (!piece.includes(missing)) return;
      const source = rest.join('');
      let at = 0;
      let from: number;
      for (;;) {
        from = source.indexOf('<', at);
        const to = from < 0 ? -1 : source.indexOf('>', from + 1);
        if (to < 0) break;
        take(source, at, from + 1, to);
        at = to + 1;
      }
      missing = from < 0 ? '<' : '>';
      rest = [source.slice(at)];
    },
    end() {
      if (state !== 'after' || !isBlank(rest.join(''))) throw new BrokenXml(`The ${root} has no end.`);
      return result;
    },
  };
}

/**
 * The element's text without secrets. A text with references is always searched: a secret that is written by the numbers of its characters can't be
 * seen in the bytes.
 */
function struckBy(strike: (text: string) => string, source: string, isInDoubt: boolean): string {
  const content = textOf(source);
  return isInDoubt || source.includes('&') ? strike(content) : content;
}

/** What an element of this name becomes inside `parent`; undefined where it is left out. */
function openIn({ shape }: Open, name: string): Open | undefined {
  if (shape.type === 'list') return name === 'item' ? opened(name, undefined, shape.item) : undefined;
  const member = shape.type === 'record' ? shape.members.get(name) : undefined;
  return member && opened(name, member.key, member.shape);
}

function opened(name: string, key: string | undefined, shape: XmlShape): Open {
  return { name, shape, key, into: shape.type === 'record' ? {} : [], isMixed: false };
}

function isLeaf(shape: XmlShape): shape is { readonly type: LeafType } {
  return shape.type !== 'list' && shape.type !== 'record';
}

function valueOf(type: LeafType, content: string): unknown {
  const value = readAs(type, content);
  return typeof value === 'string' ? copyOf(value) : value;
}

/** The value of this type, or the text itself where it isn't one. */
function readAs(type: LeafType, content: string): unknown {
  switch (type) {
    case 'text':
      return content;
    case 'number':
      return content.trim() === '' || Number.isNaN(Number(content)) ? content : Number(content);
    case 'flag':
      return flags.get(content.toLowerCase()) ?? content;
    case 'time':
      return timeOf(content) ?? content;
  }
}

/** In code units. V8 keeps a part of this length or more as a view that holds on to the whole text. */
const SHORTEST_VIEW = 13;

/** A copy of the text: a view would keep the whole answer in memory for as long as the value is kept. */
function copyOf(text: string): string {
  return text.length < SHORTEST_VIEW ? text : ` ${text}`.slice(1);
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function upToTag(piece: string): string {
  const tag = piece.indexOf('<');
  return tag < 0 ? piece : piece.slice(0, tag);
}

const isBlank = (text: string): boolean => text === '' || text.trim() === '';

/** The text of an element with its references resolved; empty where it is only the white space of the document's layout, which has a line end. */
function textOf(source: string): string {
  const lines = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  const content = lines.includes('&') ? resolveReferences(lines) : lines;
  return content.includes('\n') && content.trim() === '' ? '' : content;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:Z|[-+]\d\d:\d\d)$/i;

/** A time in the form of RFC 3339 with its zone; undefined for anything else. */
function timeOf(content: string): Date | undefined {
  const found = RFC3339.exec(content);
  if (found === null || !beginsWithDay(content)) return undefined;
  const [, fraction = ''] = found;
  // The fraction is added apart from the rest, so that it can be rounded to milliseconds.
  const start = Date.parse(content.replace(fraction, '').toUpperCase());
  return Number.isNaN(start) ? undefined : new Date(start + Math.round(Number(`0${fraction}`) * 1_000));
}
