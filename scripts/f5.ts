import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../esbuild.mjs';
import { ROOT } from './root.ts';
import { DEMO_SETTINGS } from './vscode/demoSettings.ts';
import { startSimulatorProcess } from './process/simulator.ts';

/** Prepares the folder that .vscode/launch.json names and stays until it is ended; resolves with the exit status. */
export async function main(): Promise<number> {
  const folder = join(ROOT, '.cache/f5');
  const settings = join(folder, 'user/User');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'settings.json'), JSON.stringify(DEMO_SETTINGS, undefined, 2));
  await build();
  const simulator = await startSimulatorProcess(1, join(folder, 'aws'));
  process.stdout.write('Ready for F5\n'); // The task in .vscode/tasks.json waits for it.
  process.stderr.write(`The simulated AWS ended (${await simulator.ended}).\n`);
  return 1;
}
