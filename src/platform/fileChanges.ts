import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../base/untrusted.ts';
import { fileStamp } from '../base/fileStamp.ts';
import type { Clock } from '../base/clock.ts';
import { createEmitter, type Event } from '../base/event.ts';

/** Tells when files change that other programs write. */
export interface FileChanges {
  /** The watched paths whose files have changed. Fired once for a burst of writes. */
  readonly onDidChange: Event<readonly string[]>;
  /** Whether to look every few seconds as well: the system is silent about folders on a network and behind links. */
  poll(wanted: boolean): void;
  /** Looks now. Resolves when every path was looked at and, if one changed, after that was told. Never rejects. */
  check(): Promise<void>;
  dispose(): void;
}

/** Programs write in several steps: a truncation, the content, a rename. In milliseconds. */
const SETTLE_TIME = 250;
/** How often the files are looked at while that is wanted, in milliseconds. */
const POLL_EVERY = 5_000;

/**
 * Watches files, and folders with the files right in them. None has to exist: what is nearest to it on the way is watched until it does. A file that is
 * replaced by another of its name, as editors and AWS's tools do, stays watched. `paths` are absolute; `clock` is in milliseconds. What is
 * there at first is no change.
 */
export function createFileChanges(
  paths: readonly string[],
  parts: { readonly clock: Clock; readonly onError: (error: unknown) => void },
): FileChanges {
  const { clock, onError } = parts;
  const changes = createEmitter<readonly string[]>(onError);
  const stamps = new Map<string, string>();
  const watchers = new Map<string, FSWatcher>();
  /** What the system refuses to watch; polling sees it. */
  const silent = new Set<string>();
  let checking: Promise<void> | undefined;
  let again = false;
  let polling = false;
  let disposed = false;
  let cancelPoll = () => {};
  let cancelSettle: (() => void) | undefined;

  /** Compares the stamps, and then renews the watchers. What changes between the two is in no stamp yet, and no watcher tells of it: so a new watcher asks for another comparison. */
  const compareStamps = async (): Promise<void> => {
    const changed: string[] = [];
    for (const path of paths) {
      const now = await stampOf(path);
      const before = stamps.get(path);
      stamps.set(path, now);
      if (before !== undefined && before !== now) changed.push(path);
    }
    if (await arm()) again = true;
    if (changed.length > 0 && !disposed) changes.fire(changed);
  };

  const compareUntilQuiet = async (): Promise<void> => {
    again = false;
    await compareStamps();
    if (again && !disposed) await compareUntilQuiet();
  };

  const check = (): Promise<void> => {
    if (checking) {
      again = true;
      return checking;
    }
    const work = compareUntilQuiet()
      .catch(onError)
      .finally(() => {
        checking = undefined;
      });
    checking = work;
    return work;
  };

  const touched = (): void => {
    if (disposed) return;
    cancelSettle ??= clock.after(SETTLE_TIME, () => {
      cancelSettle = undefined;
      void check();
    });
  };

  /** Watches what there is to watch now, and nothing else. Whether there is a new watcher. */
  const arm = async (): Promise<boolean> => {
    const posts = (await Promise.all(paths.map(postOf))).filter((post) => post !== undefined);
    const wanted = new Map(posts.map((post) => [post.key, post]));
    if (disposed) return false;
    for (const [key, watcher] of watchers) {
      if (wanted.has(key)) continue;
      watcher.close();
      watchers.delete(key);
    }
    let any = false;
    for (const [key, post] of wanted) {
      if (watchers.has(key) || silent.has(key)) continue;
      const watcher = begin(key, post);
      if (watcher) watchers.set(key, watcher);
      any ||= watcher !== undefined;
    }
    return any;
  };

  const begin = (key: string, post: Post): FSWatcher | undefined => {
    return watchPost(post, touched, (error) => {
      onError(error);
      silent.add(key);
      watchers.delete(key);
    });
  };

  const pollOn = (): void => {
    cancelPoll();
    if (!polling || disposed) return;
    cancelPoll = clock.after(POLL_EVERY, () => void check().then(pollOn));
  };

  void check();
  return {
    onDidChange: changes.event,
    poll: (wanted) => {
      if (wanted === polling) return;
      polling = wanted;
      if (wanted) void check().then(pollOn);
      else cancelPoll();
    },
    check,
    dispose: () => {
      disposed = true;
      cancelPoll();
      cancelSettle?.();
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      changes.dispose();
    },
  };
}

/** Calls `refused` when the system doesn't watch it, at once or later; undefined at once. Such a watcher is closed. */
function watchPost(
  { folder, name: wanted }: Post,
  touched: () => void,
  refused: (error: unknown) => void,
): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      // A folder's own name tells that it was moved or removed.
      if (name === null || wanted === undefined || name === wanted || name === basename(folder)) touched();
    });
    watcher.on('error', (error) => {
      watcher.close();
      refused(error);
    });
    return watcher;
  } catch (error) {
    refused(error);
    return undefined;
  }
}

interface Post {
  /** Another one for another folder of the same name: a folder that was replaced has to be watched anew. */
  readonly key: string;
  readonly folder: string;
  /** The name in it that matters; all do without one. */
  readonly name?: string;
}

/** The path itself if it is a folder, else the nearest folder above it that exists, with the next name on the way to the path. */
async function postOf(path: string): Promise<Post | undefined> {
  const own = await found(path);
  if (own?.isDirectory()) return { key: `${path}/${own.ino}`, folder: path };
  for (let step = path; dirname(step) !== step; step = dirname(step)) {
    const folder = dirname(step);
    const there = await found(folder);
    const name = basename(step);
    if (there?.isDirectory()) return { key: `${folder}/${there.ino}/${name}`, folder, name };
  }
  return undefined;
}

const found = (path: string) => stat(path).catch(() => undefined);

/** A text that changes when the file does, or any file right in the folder. */
async function stampOf(path: string): Promise<string> {
  try {
    const own = await stat(path);
    if (!own.isDirectory()) return fileStamp(own);
    const names = (await readdir(path)).toSorted((a, b) => (a < b ? -1 : 1));
    const inside = await Promise.all(
      names.map(async (name) => {
        const file = await found(join(path, name));
        return file && `${name}/${fileStamp(file)}`;
      }),
    );
    return inside.join('\n');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : `unreadable/${code}`;
  }
}
