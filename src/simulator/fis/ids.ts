import type { World } from '../core/contracts.ts';
import type { Place } from './targets.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The key of a random sequence of FIS in one account and region. */
export const randomKey = (place: Place, what: string): string => `fis/${place.account}/${place.region}/${what}`;

/** The id of the `count`th thing of its kind: the same in every run of the world. */
export function newId(world: World, place: Place, prefix: 'EXP' | 'EXT', count: number): string {
  const random = world.random(randomKey(place, `${prefix}/${count}`));
  return prefix + Array.from({ length: 15 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
}
