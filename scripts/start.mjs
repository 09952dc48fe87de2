// Opens Halt on a simulated AWS: npm start -- --help
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/start.ts');
// Ctrl-C is how this is meant to end.
exitOnSignals({ SIGINT: 0, SIGTERM: 143, SIGHUP: 129 });
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
