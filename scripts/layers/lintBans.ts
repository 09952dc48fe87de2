import { posix } from 'node:path';
import { type Door, DOORS } from './doors.ts';
import { type Room, ROOMS } from './rooms.ts';
import type { Rooms } from './rules.ts';

const RULE = 'no-restricted-imports';

/** The generated file, which `.oxlintrc.json` extends. */
export const BANS_FILE = 'scripts/layers/bans.json';

/** One line a room, since nobody reads it but the linter. */
export function bansText(rooms: Rooms = ROOMS): string {
  const lines = [...bansFrom(rooms), ...doorBans()].map((ban) => `    ${JSON.stringify(ban)}`);
  return `{\n  "overrides": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * One override a room. A later one replaces the rule of an earlier one: what is in no room comes first and may import nothing, single files come after all folders.
 */
function bansFrom(rooms: Rooms) {
  const isFile = (name: string): boolean => name.endsWith('.ts');
  const names = Object.keys(rooms).toSorted();
  return [
    { files: ['src/**'], rules: ruleOf(['*', '**/*'], 'This folder has no row in scripts/layers/rooms.ts.') },
    ...[...names.filter((name) => !isFile(name)), ...names.filter(isFile)].map((name) => ({
      files: [isFile(name) ? `src/${name}` : `src/${name}/*.ts`],
      rules: ruleOf(banOf(name, rooms[name], rooms), `What src/${name} may import stands in scripts/layers/rooms.ts.`),
    })),
  ];
}

const ruleOf = (group: readonly string[], message: string) => ({
  [RULE]: ['error', { patterns: [{ group, message }] }],
});

/** All doors are shut, then each is opened for its own files. */
function doorBans() {
  const files = [...new Set(DOORS.flatMap((door) => door.files))];
  return [
    { files: ['src/**'], rules: shut(DOORS) },
    ...files.map((file) => ({ files: [file], rules: shut(DOORS.filter((door) => !door.files.includes(file))) })),
  ];
}

const shut = (doors: readonly Door[]) => ({
  'no-restricted-properties': [
    'error',
    ...doors.flatMap(({ object, members, message }) =>
      members.map((property) => ({ ...(object !== undefined && { object }), property, message })),
    ),
  ],
});

/** Everything is banned, then what the room may import is taken back: the last pattern that fits decides. */
function banOf(name: string, room: Room | undefined, rooms: Rooms): readonly string[] {
  const folder = name.endsWith('.ts') ? posix.dirname(name) : name;
  const relative = (target: string): string => {
    const path = posix.relative(folder, target);
    if (path === '') return '.';
    return path.startsWith('.') ? path : `./${path}`;
  };
  const allowed = [...new Set([name, ...(room?.rooms ?? [])])];
  const standApart = Object.keys(rooms).filter((other) => other.endsWith('.ts') && !allowed.includes(other));
  const folders = allowed.filter((other) => !other.endsWith('.ts'));
  return [
    '*',
    '**/*',
    ...folders.flatMap((other) => [
      `!${relative(other)}/*.ts`,
      ...standApart.filter((file) => posix.dirname(file) === other).map(relative),
    ]),
    ...allowed.filter((other) => other.endsWith('.ts')).map((other) => `!${relative(other)}`),
    ...(room?.packages ?? []).flatMap((one) => (one.endsWith('*') ? [`!${one}`, `!${one}/**`] : [`!${one}`])),
  ];
}
