import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/root.ts';
import { atExit } from '../scripts/process/atExit.ts';
import { startProcess } from '../scripts/process/processes.ts';

/** A fleet of so many resources for each account and region. */
export interface FleetSize {
  readonly accounts: number;
  readonly regions: number;
  readonly instances: number;
  readonly services: number;
  readonly experiments: number;
}

export interface SizedSimulator {
  readonly endpoint: string;
  readonly files: { readonly config: string; readonly credentials: string };
  readonly profiles: readonly string[];
  readonly regions: readonly string[];
  stop(): Promise<void>;
}

/** What AWS's answers take at the least, in milliseconds. */
export const LATENCY = 40;
/** Time all but stands still in it, so that two polls see the same; an hour a day would not be enough for a signature to expire. */
const SPEED = 0.001;

/** Starts a simulated AWS of that size in a process of its own. Its profiles can be given another name's beginning. */
export async function startSizedSimulator(size: FleetSize, prefix = ''): Promise<SizedSimulator> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-bench-'));
  const forget = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const numbers = Object.entries(size).flatMap(([name, count]) => [`--${name}`, String(count)]);
  const args = ['--port', '0', '--latency', String(LATENCY), '--speed', String(SPEED), '--write-profiles', folder];
  const simulator = startProcess(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'simulator', ...args, ...numbers]);
  const [, endpoint = ''] = await simulator.line(/^ready (http:\S+)/, 60_000);
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  if (prefix !== '') rename(files, prefix);
  const config = readFileSync(files.config, 'utf8');
  const state = (await (await fetch(`${endpoint}/_simulator/state`)).json()) as { fleet: { regions: string[] } };
  return {
    endpoint,
    files,
    profiles: [...config.matchAll(/^\[profile (\S+)\]$/gm)].map(([, name = '']) => name),
    regions: state.fleet.regions,
    stop: async () => {
      await simulator.stop();
      forget();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rename({ config, credentials }: SizedSimulator['files'], prefix: string): void {
  writeFileSync(config, readFileSync(config, 'utf8').replaceAll('[profile ', `[profile ${prefix}`));
  writeFileSync(credentials, readFileSync(credentials, 'utf8').replaceAll(/^\[/gm, `[${prefix}`));
}
