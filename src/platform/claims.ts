import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
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
/** In milliseconds: a clock is steered by as much all the time. A claim that is dated further ahead came from a wrong clock and is ignored, but for one that holds for ever. */
const STEERING = 60_000;

/** A file in `folder` stands for what was done; its making can succeed once. Its time is the disk's own. */
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
  const ageOf = async (file: string): Promise<number> => {
    const probe = join(folder, `now-${process.pid}-${crypto.randomUUID()}`);
    await make(probe);
    try {
      const [{ mtimeMs: now }, { mtimeMs: made }] = await Promise.all([stat(probe), stat(file)]);
      return now - made;
    } finally {
      await rm(probe, { force: true });
    }
  };
  const sweep = async (): Promise<void> => {
    for (const name of await readdir(folder)) {
      const file = join(folder, name);
      if (Math.abs(await ageOf(file)) > LITTER_AFTER) await rm(file, { force: true });
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
    const age = await ageOf(file);
    if (age < within && age >= -STEERING) return false;
    await rm(file, { force: true });
    return make(file);
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
  const asked = passed();
  await presence.answered();
  return claims.claim(name, within + passed() - asked);
}
