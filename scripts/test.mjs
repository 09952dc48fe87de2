// Runs every check and every test: node scripts/test.mjs [--only NAME,…]
import { prepare } from './install.mjs';

try {
  await prepare();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
  process.exit(1);
}
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/allTests.ts');
exitOnSignals();
process.exit(await main(process.argv.slice(2)));
