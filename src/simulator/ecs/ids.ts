import type { World } from '../core/contracts.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Names that look like AWS's and depend on the world's seed and the key alone. */
export interface Ids {
  /** A service deployment's: 21 characters. */
  deployment(key: string): string;
  /** A service revision's: 19 digits. */
  revision(key: string): string;
  hook(kind: 'pause' | 'lambda', key: string): string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest(key: string): string;
  /** Eight, four, four, four and twelve hexadecimal digits. */
  uuid(key: string): string;
  /** A resource id of EC2's kind: `subnet-` and 17 hexadecimal digits. */
  resource(prefix: string, key: string): string;
}

/** The same world and key give the same id. */
export function idsOf(world: World): Ids {
  const draw = (key: string, alphabet: string, length: number): string => {
    const random = world.random(`ecs/${key}`);
    let drawn = '';
    while (drawn.length < length) drawn += alphabet.charAt(Math.floor(random() * alphabet.length));
    return drawn;
  };
  const hex = (key: string, length: number): string => draw(key, '0123456789abcdef', length);
  return {
    deployment: (key) => draw(`deployment/${key}`, LETTERS, 21),
    revision: (key) => draw(`revision-head/${key}`, '123456789', 1) + draw(`revision/${key}`, '0123456789', 18),
    hook: (kind, key) => `ecs-${kind}-${draw(`hook/${key}`, LETTERS, 43)}`,
    digest: (key) => `sha256:${hex(`digest/${key}`, 64)}`,
    uuid: (key) => {
      const drawn = hex(`uuid/${key}`, 32);
      return [drawn.slice(0, 8), drawn.slice(8, 12), drawn.slice(12, 16), drawn.slice(16, 20), drawn.slice(20)].join(
        '-',
      );
    },
    resource: (prefix, key) => `${prefix}-${hex(`${prefix}/${key}`, 17)}`,
  };
}
