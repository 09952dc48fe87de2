import type { SimulatorClock } from './clock.ts';
import type { FleetOptions, World } from './contracts.ts';

/** What the services share: the clock, the fleet that they fill themselves with, and its randomness. */
export function createWorld(clock: SimulatorClock, fleet: FleetOptions): World {
  return { clock, fleet, wall: { ahead: 0 }, random: (key) => generator(hash(`${fleet.seed}/${key}`)) };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return Math.imul(value ^ (value >>> 15), 0x846ca68b) >>> 0;
}

/** A 32-bit counter that a mixing function spreads: equal seeds give equal sequences on every machine. */
function generator(seed: number): () => number {
  let counter = seed;
  return () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}
