import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../root.ts';
import { atExit } from './atExit.ts';
import { startProcess } from './processes.ts';

export interface RunningSimulator {
  readonly endpoint: string;
  /** An AWS config and a credentials file with the simulated profiles alone. */
  readonly files: { readonly config: string; readonly credentials: string };
  readonly ended: Promise<number | string>;
  stop(): Promise<void>;
}

/** Starts a simulated AWS in a process of its own, on a free port, with the demo's fleet. `speed` is how much faster than the clock its time goes. */
export async function startSimulatorProcess(speed: number, folder = temporaryFolder()): Promise<RunningSimulator> {
  const args = [
    join(ROOT, 'scripts/run.mjs'),
    'simulator',
    '--port',
    '0',
    '--speed',
    String(speed),
    '--write-profiles',
    folder,
  ];
  const simulator = startProcess(process.execPath, args, { cwd: ROOT });
  const [, endpoint = ''] = await simulator.line(/^ready (http:\S+)/, 30_000);
  return {
    endpoint,
    files: { config: join(folder, 'config'), credentials: join(folder, 'credentials') },
    ended: simulator.ended,
    stop: () => simulator.stop(),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'halt-aws-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
