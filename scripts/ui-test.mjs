// Drives the packaged extension in VS Code windows: node scripts/ui-test.mjs [files…] [--vscode newest|oldest] [--grep PATTERN]
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/uiTests.ts');
exitOnSignals();
process.exit(await main(process.argv.slice(2)));
