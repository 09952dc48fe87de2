// Runs node:test suites: node scripts/node-test.mjs unit|simulator|repository|integration [files…]
import { prepare } from './install.mjs';

await prepare();
const { conclude, runNodeTests, testFiles } = await import('./host/nodeTests.ts');
const [suite = '', ...files] = process.argv.slice(2);
process.exit(conclude(await runNodeTests(testFiles(suite, files), { concurrency: 2, minutes: 2 })));
