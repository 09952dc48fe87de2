import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { atExit } from './atExit.ts';

export interface OwnedProcess {
  /** Everything that it has printed so far, standard output and error together. */
  readonly output: () => string;
  /** Resolves with the exit code, or with the signal or the error that ended it. Never rejects. */
  readonly ended: Promise<number | string>;
  /** The first line that matches, also of those already printed. Rejects when the process ends or the time is over. */
  line(pattern: RegExp, milliseconds: number): Promise<RegExpExecArray>;
  onLine(listener: (line: string) => void): void;
  /** Ends it and everything that it started; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly shell?: boolean;
  /** It starts families of its own, and ends them itself when it is asked to end. */
  readonly gentle?: boolean;
}

/**
 * Starts a program whose whole family ends with this one, however this one ends short of SIGKILL: it has a process group of its own
 * (on Windows, its tree is ended by process id).
 */
export function startProcess(command: string, args: readonly string[], options: SpawnOptions = {}): OwnedProcess {
  const windows = process.platform === 'win32';
  const { gentle = false, ...rest } = options;
  const child = spawn(command, args, {
    ...rest,
    detached: !windows,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    // Its children can hold the pipes open after its own end.
    child.once('exit', (code, signal) => void setTimeout(() => resolve(code ?? signal ?? 'unknown'), 500));
    child.once('error', (error) => resolve(error.message));
  });
  const end = (): void => endFamily(child, gentle ? 'SIGTERM' : 'SIGKILL');
  const callOff = atExit(end);
  void ended.then(callOff).then(end);
  const output = (): string => lines.join('\n');
  return {
    output,
    ended,
    onLine: (listener) => void listeners.add(listener),
    line: (pattern, milliseconds) =>
      new Promise((resolve, reject) => {
        const look = (line: string): void => {
          const match = pattern.exec(line);
          if (match) resolve(match);
        };
        listeners.add(look);
        lines.forEach(look);
        const fail = (why: string): void => reject(new Error(`${command} ${why}:\n${output().slice(-2000)}`));
        setTimeout(() => fail(`did not say ${pattern} within ${milliseconds / 1000} s`), milliseconds).unref();
        void ended.then((how) => fail(`ended with ${how}`));
      }),
    stop: async () => {
      end();
      if (gentle) setTimeout(() => endFamily(child, 'SIGKILL'), 10_000).unref();
      await ended;
    },
  };
}

function endFamily(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

/**
 * Makes Ctrl-C, SIGTERM and a closed terminal an ordinary exit, so that what runs at `exit` runs. So does the end of the npm that
 * started this: a signal for npm reaches only the shell between the two.
 */
export function exitOnSignals(codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }): void {
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => process.exit(code));
  if (process.env['npm_lifecycle_event'] !== undefined) endWithParent(process.ppid, codes.SIGTERM);
}

function endWithParent(parent: number, code: number): void {
  setTimeout(() => (process.ppid === parent ? endWithParent(parent, code) : process.exit(code)), 500).unref();
}
