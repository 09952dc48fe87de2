// Runs the simulated AWS until it is interrupted: npm run simulator -- --help
import { prepare } from './install.mjs';

await prepare();
const { main } = await import('../src/simulator/cli.ts');
process.exitCode = await main(process.argv.slice(2));
