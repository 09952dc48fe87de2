import { posix } from 'node:path';
import { type Room, ROOMS } from './rooms.ts';

export type Rooms = Readonly<Record<string, Room>>;

/** Who imports whom: from each name to the names that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The room of a file (`src/model/arn.ts`) by its row in the table; undefined for one that has none. */
export function roomOf(file: string, rooms: Rooms = ROOMS): string | undefined {
  if (!file.startsWith('src/')) return undefined;
  const path = file.slice('src/'.length);
  return [path, posix.dirname(path)].find((name) => Object.hasOwn(rooms, name));
}

/** The file that an import leads to, from the repository's root; undefined for a package. */
export const targetOf = (file: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;

/** What an import breaks, in words; undefined when it is allowed. */
export function violation(file: string, specifier: string, rooms: Rooms = ROOMS): string | undefined {
  const room = roomOf(file, rooms);
  const rules = room === undefined ? undefined : rooms[room];
  if (room === undefined || !rules) return `${file} is in no room of scripts/layers/rooms.ts`;
  const target = targetOf(file, specifier);
  if (target === undefined) {
    const isAllowed = (rules.packages ?? []).some((name) => isOfPackage(specifier, name));
    return isAllowed ? undefined : `${file} imports ${specifier}`;
  }
  const to = roomOf(target, rooms);
  const isAllowed = to !== undefined && (to === room || rules.rooms.includes(to));
  return isAllowed ? undefined : `${file} imports ${specifier}`;
}

const isOfPackage = (specifier: string, name: string): boolean =>
  name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name;

/** Each set of names that can be reached from one another, sorted; a name that imports itself is one as well. */
export function circlesOf(graph: Graph): readonly (readonly string[])[] {
  const reach = new Map([...graph.keys()].map((name) => [name, reachedFrom(graph, name)]));
  const circles = new Map<string, readonly string[]>();
  for (const [name, reached] of reach) {
    if (!reached.has(name)) continue;
    const circle = [...reached].filter((other) => reach.get(other)?.has(name)).toSorted();
    circles.set(circle.join(' '), circle);
  }
  return [...circles.values()];
}

/** All that a name imports, and what that imports, and so on. */
export function reachedFrom(graph: Graph, name: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(name) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return reached;
}

/** The same graph between what its names belong to, without what stays inside of one. */
export function between(graph: Graph, ownerOf: (name: string) => string | undefined): Graph {
  const owners = new Map<string, Set<string>>();
  for (const [name, targets] of graph) {
    const from = ownerOf(name);
    if (from === undefined) continue;
    const to = owners.get(from) ?? new Set<string>();
    owners.set(from, to);
    for (const owner of [...targets].map(ownerOf)) if (owner !== undefined && owner !== from) to.add(owner);
  }
  return owners;
}

/** The table as a graph. */
export const graphOf = (rooms: Rooms): Graph =>
  new Map(Object.entries(rooms).map(([name, room]) => [name, new Set(room.rooms)]));

/** `stopping` for the rooms `stopping/plan` and `stopping/stopping.ts`, `extension` for `extension.ts`. */
export const floorOf = (room: string): string => room.replace(/[/.].*$/, '');
