/** One shared file, parsed. `broken` tells where, and never what stands there: it could be a secret. */
export interface ParsedFile {
  readonly profiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  readonly services: ReadonlyMap<string, Section>;
  readonly broken: readonly { readonly line: number; readonly what: string }[];
}

const MOST_PROBLEMS = 20;

/**
 * Parses a shared config or credentials file. A broken line is reported and skipped, the rest counts.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function parseProfileFile(source: string, kind: 'config' | 'credentials'): ParsedFile {
  const tables = {
    profile: new Map<string, Record<string, string>>(),
    'sso-session': new Map<string, Record<string, string>>(),
    services: new Map<string, Record<string, string>>(),
  };
  const broken: { line: number; what: string }[] = [];
  const report = (line: number, what: string): void => {
    if (broken.length < MOST_PROBLEMS) broken.push({ line, what });
  };
  let section: Record<string, string> | undefined;
  let skipping = false;
  let parent: string | undefined;
  let lineNumber = 0;
  for (const raw of source.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    lineNumber += 1;
    if (/^\s*([#;]|$)/.test(raw)) continue;
    if (raw.startsWith('[')) {
      const header = /^\[([^\]]*)\]\s*([#;].*)?$/.exec(raw);
      const place = header === null ? undefined : placeOf(header[1]?.trim() ?? '', kind);
      parent = undefined;
      skipping = place === undefined || place.table === 'other';
      section = undefined;
      if (place === undefined) report(lineNumber, 'a section header that is not closed or has no name.');
      else if (place.table !== 'other') {
        section = tables[place.table].get(place.name) ?? {};
        tables[place.table].set(place.name, section);
      }
      continue;
    }
    if (section === undefined) {
      if (!skipping) report(lineNumber, 'a property outside of any section.');
      continue;
    }
    const equals = raw.indexOf('=');
    const key = equals > 0 ? raw.slice(0, equals).trim().toLowerCase() : '';
    const indented = /^\s/.test(raw);
    if (key === '' && !(indented && parent !== undefined)) {
      report(lineNumber, 'neither a section, a property nor a comment.');
      continue;
    }
    if (key === '') continue;
    const value = valueOf(raw.slice(equals + 1));
    if (indented && parent !== undefined) section[`${parent}.${key}`] = value;
    else {
      parent = value === '' ? key : undefined;
      if (value !== '') section[key] = value;
    }
  }
  return { profiles: tables.profile, ssoSessions: tables['sso-session'], services: tables.services, broken };
}

function valueOf(text: string): string {
  return text.replace(/\s[#;].*$/, '').trim();
}

type Place =
  | { readonly table: 'profile' | 'sso-session' | 'services'; readonly name: string }
  | { readonly table: 'other' };

function placeOf(header: string, kind: 'config' | 'credentials'): Place | undefined {
  if (header === '') return undefined;
  if (kind === 'credentials') return { table: 'profile', name: unquoted(header) };
  if (header === 'default') return { table: 'profile', name: 'default' };
  const [, type, rest] = /^(profile|sso-session|services)\s+(.+)$/.exec(header) ?? [];
  if (type === undefined || rest === undefined) return { table: 'other' };
  const name = unquoted(rest.trim());
  return type === 'profile' || type === 'sso-session' || type === 'services'
    ? { table: type, name }
    : { table: 'other' };
}

const unquoted = (name: string): string =>
  /^"(.*)"$|^'(.*)'$/
    .exec(name)
    ?.slice(1)
    .find((part) => part !== undefined) ?? name;

export type Section = Readonly<Record<string, string>>;
