// Runs one of the commands below on a fresh clone as well: node scripts/run.mjs COMMAND [arguments…]
import { prepare } from './install.mjs';

/** Each module exports `main`, which resolves with the exit status; what it rejects with is printed. */
const COMMANDS = {
  start: () => import('./start.ts'),
  test: () => import('./test.ts'),
  suite: () => import('./suite.ts'),
  editor: () => import('./editorTests.ts'),
  ui: () => import('./uiTests.ts'),
  pictures: () => import('./pictures.ts'),
  desktop: () => import('./desktopTests.ts'),
  package: () => import('./package.ts'),
  layers: () => import('./layers.ts'),
  releaseNotes: () => import('./releaseNotes.ts'),
  simulator: () => import('../src/simulator/cli.ts'),
  bench: () => import('../bench/main.ts'),
  diagnose: () => import('./diagnose.ts'),
  conformance: () => import('./conformance.ts'),
  mutants: () => import('./mutants.ts'),
  f5: () => import('./f5.ts'),
};

const [command = '', ...args] = process.argv.slice(2);
try {
  if (!Object.hasOwn(COMMANDS, command)) throw new Error(`The commands are ${Object.keys(COMMANDS).join(', ')}.`);
  await prepare();
  const { exitOnSignals } = await import('./process/processes.ts');
  // Ctrl-C is how a demo is meant to end; the simulator ends itself.
  if (command !== 'simulator')
    exitOnSignals(command === 'start' ? { SIGINT: 0, SIGTERM: 143, SIGHUP: 129 } : undefined);
  const { main } = await COMMANDS[/** @type {keyof typeof COMMANDS} */ (command)]();
  process.exit(await main(args));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (command === 'test') process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}
