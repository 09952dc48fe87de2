import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from '../esbuild.mjs';
import { numberTranslations } from './bundling/numberedSentences.mjs';
import { ROOT } from './root.ts';
import { atExit } from './process/atExit.ts';
import { startProcess } from './process/processes.ts';
import { packSmaller } from './vsix/packSmaller.ts';
import { shortenKeys } from './vsix/shortKeys.ts';

/** What no copy of the repository needs. */
const LEFT_OUT = new Set(['.cache', '.git', 'artifacts', 'dist', 'node_modules']);

/**
 * A copy of the repository with Halt built in it, so that a running test or demo, a second one and a person's own `dist` don't
 * disturb each other. It is removed at the end of this process.
 */
export async function buildCopy(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'halt-staged-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of readdirSync(ROOT).filter((entry) => !LEFT_OUT.has(entry) && !entry.endsWith('.vsix'))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await build({ production: true, numbered: true, to: join(folder, 'dist') });
  await numberTranslations(join(folder, 'l10n'));
  return folder;
}

/** What of the manifest is for whoever works on Halt: nobody who installs it downloads it. */
const FOR_DEVELOPMENT = new Set(['scripts', 'dependencies', 'devDependencies']);

/** Packages a staged extension. */
export async function packageCopy(folder: string, vsix: string): Promise<void> {
  mkdirSync(dirname(vsix), { recursive: true });
  const file = join(folder, 'package.json');
  const manifest = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
  writeFileSync(file, JSON.stringify(Object.fromEntries(manifest.filter(([name]) => !FOR_DEVELOPMENT.has(name)))));
  shortenKeys(folder);
  await createVSIX({ cwd: folder, packagePath: vsix, dependencies: false });
  await packSmaller(vsix);
}

/** Packages the extension in a process of its own, whose words are shown only when it fails. */
export async function packageQuietly(vsix: string): Promise<void> {
  const packaging = startProcess(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'package', vsix]);
  if ((await packaging.ended) !== 0) throw new Error(`Halt could not be packaged:\n${packaging.output()}`);
}
