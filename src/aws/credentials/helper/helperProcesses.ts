import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { codeOf } from '../../../base/untrusted.ts';
import { endWithOwner } from './endWithOwner.ts';
import { posixWords, windowsWords } from './shellWords.ts';
import { createProcessGroups, type ProcessGroups } from './processGroups.ts';

/** How a helper program ended. */
export type HelperEnd =
  | {
      readonly kind: 'exited';
      /** Null where a signal ended it. */
      readonly code: number | null;
      readonly output: string;
      /** What it wrote to its standard error, cut at 64 kB. It may hold a secret. */
      readonly complaint: string;
    }
  /** It was still at work when its time was over. */
  | { readonly kind: 'late' }
  /** It wrote more than anything that is wanted of it. */
  | { readonly kind: 'too-much' }
  | { readonly kind: 'not-started'; readonly code: string | undefined }
  /** Nobody can say where its words end: a quote isn't closed, or there are none. */
  | { readonly kind: 'no-command' }
  /** On Windows: a batch file, which runs only in a shell, where its arguments could become commands. */
  | { readonly kind: 'batch-file' }
  /** Whoever owns it has ended, or its profile names another command by now. */
  | { readonly kind: 'given-up' };

/** Runs the programs that people name in their config, and answers for their end. */
export interface HelperProcesses {
  /**
   * Runs a command line without a shell, split as the AWS CLI splits it. While a profile's command is at work, whoever asks for the same one gets its end; one that the profile
   * names no more is ended. Never rejects.
   */
  run(profile: string, command: string): Promise<HelperEnd>;
  /** Ends what is at work, with everything that it started. Nothing runs afterwards. */
  dispose(): void;
}

export interface HelperProcessesOptions {
  /** Milliseconds that a program has. */
  readonly timeout: number;
  /** Told of each process group that begins and ends, so that another thread can end it where this one can't any more. */
  readonly onGroup?: (leader: number, runs: boolean) => void;
  /** This machine's by default. */
  readonly platform?: NodeJS.Platform;
}

/** In bytes. Credentials are some two thousand. */
const LONGEST_OUTPUT = 1_000_000;
const LONGEST_COMPLAINT = 64 * 1024;
/** In milliseconds. A program that it left behind may keep its output open. */
const OUTPUT_CLOSES_WITHIN = 500;

interface RunningHelper {
  readonly command: string;
  readonly end: Promise<HelperEnd>;
  giveUp(): void;
}

/**
 * Helper programs with an owner. Nothing can be asked by way of their input, which is closed, or of the terminal, which they don't have: each leads a session of
 * its own. What they write is bounded, so is their time, and what they leave behind in their group ends with them.
 */
export function createHelperProcesses(options: HelperProcessesOptions): HelperProcesses {
  const groups = createProcessGroups();
  const running = new Map<string, RunningHelper>();
  let disposed = false;

  return {
    async run(profile, command) {
      if (disposed) return { kind: 'given-up' };
      const before = running.get(profile);
      if (before?.command === command) return before.end;
      before?.giveUp();
      const begun = begin(command, options, groups);
      running.set(profile, begun);
      const end = await begun.end;
      if (running.get(profile) === begun) running.delete(profile);
      return end;
    },
    dispose() {
      disposed = true;
      for (const each of running.values()) each.giveUp();
      groups.endAll();
    },
  };
}

function begin(command: string, options: HelperProcessesOptions, groups: ProcessGroups): RunningHelper {
  const { timeout, onGroup, platform = process.platform } = options;
  const settled = (how: HelperEnd): RunningHelper => ({ command, end: Promise.resolve(how), giveUp: () => undefined });
  const [program, ...args] = (platform === 'win32' ? windowsWords(command) : posixWords(command)) ?? [];
  if (program === undefined || program === '') return settled({ kind: 'no-command' });
  if (platform === 'win32' && /\.(?:cmd|bat)[. ]*$/i.test(program)) return settled({ kind: 'batch-file' });
  let child: ChildProcessByStdio<null, Readable, Readable>;
  try {
    child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session, and so a group, of its own; on Windows it would open a console window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    // Node throws at once for a command line that has a NUL in it or is too long.
    return settled({ kind: 'not-started', code: codeOf(error) });
  }
  const { pid } = child;
  let callOff = (): void => undefined;
  if (pid !== undefined) {
    groups.add(pid);
    onGroup?.(pid, true);
    callOff = endWithOwner(pid, process.platform);
  }
  let finish: (how: HelperEnd) => void = () => undefined;
  const end = new Promise<HelperEnd>((resolve) => {
    finish = (how) => {
      clearTimeout(timer);
      if (pid !== undefined) {
        groups.end(pid);
        onGroup?.(pid, false);
      }
      callOff();
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(how);
      finish = () => undefined;
    };
  });
  const output = collect(child.stdout, LONGEST_OUTPUT, () => finish({ kind: 'too-much' }));
  const complaint = collect(child.stderr, LONGEST_COMPLAINT, () => undefined);
  const timer = setTimeout(() => finish({ kind: 'late' }), timeout);
  child.on('error', (error) => finish({ kind: 'not-started', code: codeOf(error) }));
  child.on('exit', (code) => {
    if (pid !== undefined) groups.ended(pid);
    const exited = (): void => {
      clearTimeout(closing);
      finish({ kind: 'exited', code, output: output(), complaint: complaint() });
    };
    const closing = setTimeout(exited, OUTPUT_CLOSES_WITHIN);
    child.on('close', exited);
  });
  return { command, end, giveUp: () => finish({ kind: 'given-up' }) };
}

/** What a stream has brought so far, up to `most` bytes; `onMore` is called when there is more. */
function collect(stream: Readable, most: number, onMore: () => void): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on('data', (piece: Buffer) => {
    const room = most - size;
    if (room > 0) pieces.push(piece.subarray(0, room));
    size += piece.length;
    if (size > most) onMore();
  });
  return () => Buffer.concat(pieces).toString('utf8');
}
