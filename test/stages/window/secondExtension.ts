import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { atExit } from '../../../scripts/process/atExit.ts';
import { ROOT } from '../../../scripts/root.ts';
import { packageFolder } from '../../../scripts/vsix/packageFolder.ts';

/** An extension of test/stages as a package that can be installed beside Halt. */
export interface SecondExtension {
  readonly vsix: string;
  /** A folder of its own. */
  readonly folder: string;
}

/** Packages test/stages/NAME. It is removed at the end of this process. */
export async function packageSecondExtension(name: string, description: string): Promise<SecondExtension> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, `${name}-`));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, 'source');
  mkdirSync(source);
  await build({
    entryPoints: [join(ROOT, 'test/stages', name, 'extension.ts')],
    outfile: join(source, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const manifest = {
    ...{ name: name.toLowerCase(), publisher: 'tests', version: '1.0.0', description, main: './extension.cjs' },
    ...{ engines: { vscode: '^1.105.0' }, activationEvents: ['onStartupFinished'], extensionKind: ['workspace'] },
  };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'README.md'), description);
  const vsix = join(folder, `${name}.vsix`);
  await packageFolder(source, vsix);
  return { vsix, folder };
}
