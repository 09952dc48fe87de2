// Runs test/editor in desktop VS Codes: node scripts/desktop-test.mjs [files…] [--vscode newest|oldest] [--grep PATTERN]
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/desktopTests.ts');
exitOnSignals();
process.exit(await main(process.argv.slice(2)));
