// Packages the extension and prints where it is: node scripts/package.mjs [FILE]
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, ROOT } from './install.mjs';

await prepare();
const { packageStaged, stageExtension } = await import('./host/stage.ts');
const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const vsix = resolve(process.argv[2] ?? join(ROOT, `${name}-${version}.vsix`));
await packageStaged(await stageExtension(), vsix);
process.stdout.write(`${vsix}\n`);
