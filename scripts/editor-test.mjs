// Runs test/editor in real extension hosts: node scripts/editor-test.mjs [files…] [--vscode newest|oldest] [--grep PATTERN]
import { prepare } from './install.mjs';

await prepare();
const { exitOnSignals } = await import('./host/processes.ts');
const { main } = await import('./host/editorTests.ts');
exitOnSignals();
process.exit(await main(process.argv.slice(2)));
