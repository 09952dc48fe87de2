// Measures what Halt costs: node scripts/bench.mjs [--only SECTION]… [--minutes N]
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('../bench/main.ts');
exitOnSignals();
process.exit(await main(process.argv.slice(2)));
