import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildCopy, packageCopy } from './packaging.ts';
import { ROOT } from './root.ts';

/** Packages the extension and prints where it is: `[FILE]`. */
export async function main([file]: readonly string[]): Promise<number> {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
  const vsix = resolve(file ?? join(ROOT, `${name}-${version}.vsix`));
  await packageCopy(await buildCopy(), vsix);
  process.stdout.write(`${vsix}\n`);
  return 0;
}
