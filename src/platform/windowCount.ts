import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { createPassedTime } from '../base/passedTime.ts';
import { createEmitter, type Event } from '../base/event.ts';
import type { Presence } from './presence.ts';

/** Counts the windows, of those that share the extension's storage, that ask AWS anything: they share its limits. */
export interface WindowCount {
  /** This window asks. Cheap: may be called for every request. */
  used(): void;
  /** How many windows ask now, this one among them; at first 1. */
  readonly onDidChange: Event<number>;
  /** The same number, as it is known now. */
  count(): number;
  /** Resolves when the others can see that this window has gone. */
  dispose(): Promise<void>;
}

/** How often a window that asks makes its file new, in milliseconds. */
const BEAT_EVERY = 5_000;
/** A window that has asked nothing for so many milliseconds leaves the count. */
const IDLE_AFTER = 60_000;
/** For how many milliseconds a file counts: three beats may fail to come on a busy machine before a window is taken for gone. */
const FRESH_FOR = 20_000;
/** After how many milliseconds the file of a window that has gone is taken away. */
const LITTER_AFTER = 600_000;

/**
 * Each window that asks keeps a file in `folder` fresh; a window is counted by its file's time, as the disk's own clock tells it. One that was killed
 * counts for {@link FRESH_FOR} more; one that has gone while its extensions live on counts no more, from the next beat at which it doesn't answer. What the disk refuses leaves the count as it was.
 */
export function createWindowCount(
  folder: string,
  parts: { readonly clock: Clock; readonly presence: Pick<Presence, 'check'> },
): WindowCount {
  const { clock, presence } = parts;
  const passed = createPassedTime(clock);
  const own = `${process.pid}-${crypto.randomUUID()}`;
  const changes = createEmitter<number>(() => undefined);
  let lastUse = 0;
  let count = 1;
  let beating = false;
  let disposed = false;
  let cancel = () => {};

  const leave = (): Promise<void> => rm(join(folder, own)).catch(() => undefined);

  const others = async (): Promise<number> => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, own);
    await writeFile(file, '');
    const now = (await stat(file)).mtimeMs;
    let found = 0;
    for (const name of await readdir(folder)) {
      if (name === own) continue;
      const age = await stat(join(folder, name)).then(
        ({ mtimeMs }) => now - mtimeMs,
        () => Infinity,
      );
      // A file of a time to come was left by a clock that was wrong; a window that is there makes it new with its next beat.
      if (Math.abs(age) < FRESH_FOR) found += 1;
      else if (Math.abs(age) > LITTER_AFTER) await rm(join(folder, name), { force: true });
    }
    return found;
  };

  const recount = async (): Promise<void> => {
    const windows = await others().then(
      (found) => found + 1,
      () => count,
    );
    if (disposed || windows === count) return;
    count = windows;
    changes.fire(windows);
  };

  const beat = async (): Promise<void> => {
    if (passed() - lastUse > IDLE_AFTER) {
      beating = false;
      await leave();
      return;
    }
    await ((await presence.check()) && !disposed ? recount() : leave());
    if (disposed) return leave();
    cancel = clock.after(BEAT_EVERY, () => void beat());
  };

  return {
    used() {
      lastUse = passed();
      if (beating || disposed) return;
      beating = true;
      void beat();
    },
    onDidChange: changes.event,
    count: () => count,
    dispose() {
      disposed = true;
      cancel();
      changes.dispose();
      return leave();
    },
  };
}
