/**
 * Reads members of AWS's JSON by the types that AWS documents. What is missing, or of another type, is absent (or empty): an answer from a later API version never
 * breaks a page.
 */
export interface Reader {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** ms since the epoch. AWS's JSON protocols send seconds; EC2's members are ISO 8601. */
  time(name: string): number | undefined;
  object(name: string): Reader;
  /** The members that are objects, in AWS's order. */
  objects(name: string): readonly Reader[];
  texts(name: string): readonly string[];
  /** A map's entries with values that are objects. */
  entries(name: string): readonly (readonly [string, Reader])[];
  /** A map's entries with values that are strings. */
  pairs(name: string): readonly (readonly [string, string])[];
  has(name: string): boolean;
}

/** Reads a JSON text; an empty reader for one that can't be parsed. */
export function readJson(json: string | undefined): Reader {
  if (json === undefined) return readerOf(undefined);
  try {
    return readerOf(JSON.parse(json));
  } catch {
    return readerOf(undefined);
  }
}

function readerOf(value: unknown): Reader {
  const members = isRecord(value) ? value : {};
  const get = (name: string): unknown => (Object.hasOwn(members, name) ? members[name] : undefined);
  const list = (name: string): readonly unknown[] => {
    const found = get(name);
    return Array.isArray(found) ? found : [];
  };
  const map = (name: string): readonly (readonly [string, unknown])[] => {
    const found = get(name);
    return isRecord(found) ? Object.entries(found) : [];
  };
  return {
    text: (name) => {
      const found = get(name);
      return typeof found === 'string' ? found : undefined;
    },
    number: (name) => {
      const found = get(name);
      return typeof found === 'number' ? found : undefined;
    },
    flag: (name) => {
      const found = get(name);
      return typeof found === 'boolean' ? found : undefined;
    },
    time: (name) => timeOf(get(name)),
    object: (name) => readerOf(get(name)),
    objects: (name) => list(name).filter(isRecord).map(readerOf),
    texts: (name) => list(name).filter((item) => typeof item === 'string'),
    entries: (name) => map(name).flatMap(([key, item]) => (isRecord(item) ? [[key, readerOf(item)] as const] : [])),
    pairs: (name) => map(name).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item] as const] : [])),
    has: (name) => get(name) !== undefined && get(name) !== null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : undefined;
}
