import type { LineFault } from '../../model/fileFault.ts';
import { posixWords } from './helper/shellWords.ts';

/** The properties of one section. Names are in lower case. A property of a nested block is `block.name`, with the name as it is written. */
export type Section = Readonly<Record<string, string>>;

/** One section of one file. */
export interface ParsedSection {
  /** The line of its header, and the last line that belongs to it. Lines count from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly properties: Section;
  /** Properties that are there more than once with different values. `properties` has the last one. */
  readonly ambiguous: readonly string[];
  /** Properties without a readable value: there is no equals sign, or, in a `services` section, no nested block. */
  readonly unread: readonly string[];
}

/** A line that can't be read as it was meant. */
export interface BrokenLine {
  readonly line: number;
  readonly fault: LineFault;
}

/** One shared file, parsed. */
export interface ParsedFile {
  readonly profiles: ReadonlyMap<string, ParsedSection>;
  readonly ssoSessions: ReadonlyMap<string, ParsedSection>;
  readonly services: ReadonlyMap<string, ParsedSection>;
  readonly broken: readonly BrokenLine[];
}

const MOST_PROBLEMS = 20;
/** The characters that Python, and so the AWS CLI, takes for blanks. Unlike in JavaScript, the byte order mark isn't one. */
const BLANK = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const notBlank = new RegExp(`[^${BLANK}]`);
/** The text without the blanks around it. Character by character, since a regular expression would take quadratic time for a long run of blanks. */
function strip(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && !notBlank.test(text.charAt(from))) from += 1;
  while (to > from && !notBlank.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}
/** The character that a decoder puts in place of a byte that isn't UTF-8. */
const UNREADABLE = '\uFFFD';

interface OpenProperty {
  readonly line: number;
  /** The value, line by line. */
  readonly parts: string[];
  readonly hasValue: boolean;
}

interface OpenSection {
  readonly header: string;
  readonly firstLine: number;
  lastLine: number;
  readonly properties: Map<string, OpenProperty>;
  readonly ambiguous: Set<string>;
}

/**
 * Parses a shared config or credentials file, by the rules of the AWS CLI: a line that is indented more than the property above it continues that, and every
 * other line stands for itself. Where the CLI gives up the whole file, a broken line is reported and the rest counts; a property whose value can't be
 * read is there without one, so that nothing else is taken in its place.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function parseProfileFile(source: string, kind: 'config' | 'credentials'): ParsedFile {
  const broken: BrokenLine[] = [];
  const report = (line: number, fault: LineFault): void => {
    if (broken.length < MOST_PROBLEMS) broken.push({ line, fault });
  };
  const sections = readSections(source.replace(/^\uFEFF/, ''), report);
  const tables: Readonly<Record<SectionTable, Map<string, ParsedSection>>> = {
    profile: new Map(),
    'sso-session': new Map(),
    services: new Map(),
  };
  const defaults = new Map<string, OpenProperty>();
  for (const section of sections) {
    if (section.header === 'DEFAULT') for (const [key, property] of section.properties) defaults.set(key, property);
  }
  for (const section of sections) {
    const place = placeOf(section.header, kind);
    if (place.kind === 'unreadable') report(section.firstLine, { kind: place.why });
    if (place.kind !== 'place') continue;
    const table = tables[place.table];
    const before = table.get(place.name);
    if (before !== undefined) report(section.firstLine, { kind: 'section-twice' });
    const parsed = finished(section, defaults, report);
    table.set(place.name, place.table === 'services' ? asServices(parsed, section, before) : parsed);
  }
  broken.sort((a, b) => a.line - b.line);
  return { profiles: tables.profile, ssoSessions: tables['sso-session'], services: tables.services, broken };
}

function readSections(source: string, report: (line: number, fault: LineFault) => void): readonly OpenSection[] {
  const sections: OpenSection[] = [];
  let section: OpenSection | undefined;
  /** The lines belong to a section whose header can't be read: they are skipped without a report. */
  let passing = false;
  let property: OpenProperty | undefined;
  let indent = 0;
  for (const [index, raw] of source.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    const text = strip(raw);
    if (text.startsWith('#') || text.startsWith(';')) continue;
    if (text === '') {
      property?.parts.push('');
      continue;
    }
    const indentHere = raw.search(notBlank);
    if (property !== undefined && indentHere > indent) {
      if (property.parts[0] !== '' && /^\[.+\]|^[a-z][a-z_]+\s*=/i.test(text))
        report(line, { kind: 'continues', line: property.line });
      property.parts.push(text);
      if (section !== undefined) section.lastLine = line;
      continue;
    }
    indent = indentHere;
    property = undefined;
    if (text.startsWith('[')) {
      const header = /^\[(.+)\]/s.exec(text)?.[1];
      passing = header === undefined;
      section =
        header === undefined
          ? undefined
          : { header, firstLine: line, lastLine: line, properties: new Map(), ambiguous: new Set() };
      if (section === undefined) report(line, { kind: 'header-open' });
      else sections.push(section);
      continue;
    }
    if (section === undefined) {
      if (!passing) report(line, { kind: 'before-sections' });
      continue;
    }
    section.lastLine = line;
    const read = propertyOf(text);
    if (read === undefined || !read.hasValue) report(line, { kind: 'no-equals' });
    property = { line, parts: [read?.value ?? ''], hasValue: read?.hasValue === true };
    if (read === undefined) continue;
    const before = section.properties.get(read.name);
    if (before !== undefined) {
      report(line, { kind: 'property-twice', name: read.name, line: before.line });
      if (before.parts.join('\n') !== read.value) section.ambiguous.add(read.name);
    }
    section.properties.set(read.name, property);
  }
  return sections;
}

/** Name and value of a line; undefined where it has no name. */
function propertyOf(
  text: string,
): { readonly name: string; readonly value: string; readonly hasValue: boolean } | undefined {
  const [, name, value] = /^(.*?)[=:](.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) {
    const key = strip(name).toLowerCase();
    return key === '' ? undefined : { name: key, value: strip(value), hasValue: true };
  }
  const word = /^[a-z][a-z0-9_]*(?![^\s])/i.exec(text)?.[0];
  return word === undefined ? undefined : { name: word.toLowerCase(), value: '', hasValue: false };
}

function finished(
  section: OpenSection,
  defaults: ReadonlyMap<string, OpenProperty>,
  report: (line: number, fault: LineFault) => void,
): ParsedSection {
  // A Map, since names come from a file and `__proto__` is a name like others.
  const properties = new Map<string, string>();
  const unread = new Set<string>();
  for (const [name, property] of [...defaults, ...section.properties]) {
    // A dot is used here for names of nested blocks; no property of AWS has one itself.
    if (name.includes('.')) continue;
    if (!property.hasValue) unread.add(name);
    const [first = '', ...more] = property.parts;
    for (const [index, part] of property.parts.entries()) {
      if (part.includes(UNREADABLE)) report(property.line + index, { kind: 'property-bytes', name });
    }
    if (first !== '') {
      properties.set(name, strip(property.parts.join('\n')));
      continue;
    }
    properties.set(name, '');
    for (const part of more.filter((it) => it !== '')) {
      const [, key, value] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
      if (key === undefined || value === undefined) {
        report(property.line, { kind: 'nested-no-equals', name });
        unread.add(name);
      } else properties.set(`${name}.${strip(key)}`, strip(value));
    }
  }
  const { firstLine, lastLine, ambiguous } = section;
  const lists = { ambiguous: [...ambiguous], unread: [...unread] };
  return { firstLine, lastLine, properties: Object.fromEntries(properties), ...lists };
}

/**
 * A `services` section may have nested blocks only: the AWS CLI fails at a service with a plain value. Plain values of the section itself (not those
 * that [DEFAULT] gives it) are noted as unread, and values that an earlier section of this name has differently as ambiguous.
 */
function asServices(parsed: ParsedSection, own: OpenSection, before: ParsedSection | undefined): ParsedSection {
  const plain = [...own.properties].filter(([, { parts }]) => parts[0] !== '');
  const earlier = Object.entries(before?.properties ?? {});
  const changed = earlier.filter(([name, value]) => parsed.properties[name] !== value).map(([name]) => name);
  return {
    ...parsed,
    ambiguous: [...new Set([...parsed.ambiguous, ...changed])],
    unread: [...new Set([...parsed.unread, ...plain.map(([name]) => name)])],
  };
}

type SectionTable = 'profile' | 'sso-session' | 'services';
type HeaderTarget =
  | { readonly kind: 'place'; readonly table: SectionTable; readonly name: string }
  /** A section that Halt doesn't read. */
  | { readonly kind: 'other' }
  | {
      readonly kind: 'unreadable';
      readonly why: 'header-bytes' | 'header-quote' | 'header-nameless' | 'header-blanks';
    };

/**
 * What a header stands for. In a config file it is split into words as a shell would; in a credentials file it is the profile's name as it is
 * written.
 */
function placeOf(header: string, kind: 'config' | 'credentials'): HeaderTarget {
  if (header === 'DEFAULT') return { kind: 'other' };
  if (header.includes(UNREADABLE)) return { kind: 'unreadable', why: 'header-bytes' };
  if (kind === 'credentials') return { kind: 'place', table: 'profile', name: header };
  if (header === 'default') return { kind: 'place', table: 'profile', name: 'default' };
  const table = (['profile', 'sso-session', 'services'] as const).find((it) => header.startsWith(it));
  if (table === undefined) return { kind: 'other' };
  const words = posixWords(header);
  if (words === undefined) return { kind: 'unreadable', why: 'header-quote' };
  const [, name, ...more] = words;
  if (name === undefined) return { kind: 'unreadable', why: 'header-nameless' };
  if (more.length > 0) return { kind: 'unreadable', why: 'header-blanks' };
  return { kind: 'place', table, name };
}
