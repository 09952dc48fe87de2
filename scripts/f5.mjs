// Makes ready what F5 opens: builds Halt, writes a profile of VS Code's that is preset to the demo, and runs the simulated AWS.
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/f5.ts');
exitOnSignals();
process.exit(await main());
