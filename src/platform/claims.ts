import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { createPassedTime } from '../base/passedTime.ts';
import { codeOf } from '../base/untrusted.ts';
import type { Presence } from './presence.ts';

/** Lets one of several windows do something that is to be done once. */
export interface Claims {
  /** Whether nobody did this within so many milliseconds: then the caller does, and everybody else is told no. What the disk refuses counts as nobody. */
  claim(name: string, within: number): Promise<boolean>;
  /** For a caller that was told yes and has not done it: as if nobody had asked. Never rejects. */
  giveBack(name: string): Promise<void>;
  /** Resolves once nothing of what was asked here is under way at the disk any more, what is given back for that reason included. */
  settled(): Promise<void>;
}

/** After how many milliseconds a claim's file is taken away. */
const LITTER_AFTER = 7 * 24 * 3_600_000;
/** After how many milliseconds one is taken away with which a window began to take a claim over: that takes no longer than a few calls of the disk. */
const ABANDONED_AFTER = 60_000;
/** By how many milliseconds a claim may be dated ahead: one that is further ahead came from a wrong clock and is ignored, but for one that holds for ever. */
const MOST_AHEAD = 60_000;

/** Beside a claim's file, while one of several windows that see it over takes its place. */
const NEXT = '.next';

/** A claim is a file in `folder`. Of several windows only one can create it, and only one can create its replacement, which makes a claim exclusive. Its age is told by the disk's own clock. */
export function createClaims(folder: string): Claims {
  const make = (file: string): Promise<boolean> =>
    open(file, 'wx').then(
      async (handle) => {
        await handle.close();
        return true;
      },
      (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      },
    );
  /** Undefined of what is there no more, as what was given back meanwhile. */
  const ageOf = async (file: string): Promise<number | undefined> => {
    const probe = join(folder, `now-${process.pid}-${crypto.randomUUID()}`);
    await make(probe);
    try {
      const [{ mtimeMs: now }, made] = await Promise.all([stat(probe), stat(file).catch(() => undefined)]);
      return made && now - made.mtimeMs;
    } finally {
      await rm(probe);
    }
  };
  const sweep = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      // A window that ended while it took a claim over left this file, and keeps all others from taking that claim: it goes sooner.
      const litterAfter = name.endsWith(NEXT) ? ABANDONED_AFTER : LITTER_AFTER;
      if (Math.abs((await ageOf(file)) ?? 0) > litterAfter) await rm(file);
    }
  };
  const fileOf = (name: string) => join(folder, createHash('sha256').update(name).digest('hex'));
  const underWay = new Set<Promise<unknown>>();
  const counted = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  let swept = false;
  const claim = async (name: string, within: number): Promise<boolean> => {
    await mkdir(folder, { recursive: true });
    if (!swept) {
      swept = true;
      await sweep().catch(() => undefined);
    }
    const file = fileOf(name);
    if (await make(file)) return true;
    if (within === Infinity) return false;
    const isOver = (age: number): boolean => age >= within || age < -MOST_AHEAD;
    const age = await ageOf(file);
    if (age === undefined) return make(file);
    const next = file + NEXT;
    if (!isOver(age) || !(await make(next))) return false;
    try {
      // Another one may have taken its place since.
      const isOwn = isOver((await ageOf(file)) ?? Infinity);
      await (isOwn ? rename(next, file) : rm(next));
      return isOwn;
    } catch (error) {
      await rm(next);
      throw error;
    }
  };
  return {
    claim: (name, within) => counted(claim(name, within).catch(() => true)),
    giveBack: (name) => counted(rm(fileOf(name)).catch(() => undefined)),
    settled: async () => {
      while (underWay.size > 0) {
        await Promise.all(underWay);
        // Who was told yes may give it back now.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

/** Claims only once the window has answered, and looks back by as much further as that took: what another one told meanwhile is not told again. */
export async function claimOnceAnswered(
  claims: Pick<Claims, 'claim'>,
  {
    presence,
    clock,
  }: { readonly presence: Pick<Presence, 'answered'>; readonly clock: Pick<Clock, 'now' | 'elapsed'> },
  name: string,
  within: number,
): Promise<boolean> {
  const passed = createPassedTime(clock);
  await presence.answered();
  return claims.claim(name, within + passed());
}
