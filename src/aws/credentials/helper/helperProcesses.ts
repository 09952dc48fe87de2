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
  /** It wrote more than credentials can be. */
  | { readonly kind: 'too-much' }
  | { readonly kind: 'not-started'; readonly code: string | undefined }
  /** The command line can't be split into words: a quote isn't closed, or there are no words. */
  | { readonly kind: 'no-command' }
  /** On Windows: a batch file, which runs only in a shell, where its arguments could become commands. */
  | { readonly kind: 'batch-file' }
  /** Halt is closing, or the profile names another command by now. */
  | { readonly kind: 'given-up' };

/** Runs the programs that people name as `credential_process` in their config, and makes sure that they end. */
export interface HelperProcesses {
  /**
   * Runs a command line without a shell, split as the AWS CLI splits it. Whoever asks while the profile's same command is running gets the end of that
   * run; a command that the profile no longer names is ended. Never rejects.
   */
  run(profile: string, command: string): Promise<HelperEnd>;
  /** Ends all running programs with everything that they started. Nothing runs afterwards. */
  dispose(): void;
}

export interface HelperProcessesOptions {
  /** How long a program may run, in milliseconds. */
  readonly timeout: number;
  /** Called when a process group begins (`runs`) and when it ends, so that another thread can end it where this one no longer can. */
  readonly onGroup?: (leader: number, runs: boolean) => void;
  /** This machine's by default. */
  readonly platform?: NodeJS.Platform;
}

/** In bytes. Credentials are some two thousand. */
const LONGEST_OUTPUT = 1_000_000;
const LONGEST_COMPLAINT = 64 * 1024;
/** How long to wait for the output to close after the program has ended, in milliseconds: a program that it left behind may keep it open. */
const OUTPUT_CLOSES_WITHIN = 500;

interface RunningHelper {
  readonly command: string;
  readonly end: Promise<HelperEnd>;
  giveUp(): void;
}

/**
 * Runs helper programs and limits what they can do. They can ask for nothing: their input is closed, and they have no terminal, as each leads a
 * session of its own. Their output and their time are limited, and what they leave behind in their process group is ended with them.
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
  const byOwner = endWithOwner(process.platform);
  let child: ChildProcessByStdio<null, Readable, Readable>;
  try {
    child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session of its own, and so a process group. On Windows this would open a console window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    // Node throws at once for a command line that has a NUL in it or is too long.
    byOwner.callOff();
    return settled({ kind: 'not-started', code: codeOf(error) });
  }
  const { pid } = child;
  if (pid !== undefined) {
    byOwner.watch(pid);
    groups.add(pid);
    onGroup?.(pid, true);
  }
  let finish: (how: HelperEnd) => void = () => undefined;
  const end = new Promise<HelperEnd>((resolve) => {
    finish = (how) => {
      clearTimeout(timer);
      if (pid !== undefined) {
        groups.end(pid);
        onGroup?.(pid, false);
      }
      byOwner.callOff();
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
