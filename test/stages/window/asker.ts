import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { atExit } from '../../../scripts/process/atExit.ts';
import { ROOT } from '../../../scripts/root.ts';
import { type AskerCall, ASKER_FOLDER, type AskerResult } from '../asker/calls.ts';
import { until } from './waiting.ts';

/** A second extension that asks Halt for something, as an agent or another extension does. */
export interface Asker {
  readonly vsix: string;
  readonly env: NodeJS.ProcessEnv;
  /** Has all of the calls made at once; what is returned resolves with their results, in order. */
  ask(calls: readonly AskerCall[]): () => Promise<readonly AskerResult[]>;
  /** The results, once they are there. */
  results(): readonly AskerResult[] | undefined;
  giveUp(): void;
}

/** Packages test/stages/asker. It is removed at the end of this process. */
export async function createAsker(): Promise<Asker> {
  const cache = join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'asker-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const [source, exchange] = [join(folder, 'source'), join(folder, 'exchange')];
  mkdirSync(source);
  mkdirSync(exchange);
  await build({
    entryPoints: [join(ROOT, 'test/stages/asker/extension.ts')],
    outfile: join(source, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const manifest = {
    ...{ name: 'asker', publisher: 'tests', version: '1.0.0', description: 'Asks.', main: './extension.cjs' },
    ...{ engines: { vscode: '^1.105.0' }, activationEvents: ['onStartupFinished'], extensionKind: ['workspace'] },
  };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(source, 'README.md'), 'Asks Halt.');
  const vsix = join(folder, 'asker.vsix');
  await createVSIX({
    ...{ cwd: source, packagePath: vsix, dependencies: false },
    ...{ allowMissingRepository: true, skipLicense: true },
  });
  const resultFile = join(exchange, 'results.json');
  const results = (): readonly AskerResult[] | undefined =>
    existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, 'utf8')) as readonly AskerResult[]) : undefined;
  return {
    vsix,
    env: { [ASKER_FOLDER]: exchange },
    ask: (calls) => {
      rmSync(resultFile, { force: true });
      writeFileSync(join(exchange, 'calls.part'), JSON.stringify(calls));
      renameSync(join(exchange, 'calls.part'), join(exchange, 'calls.json'));
      return () => until('the answers', results, { milliseconds: 90_000 });
    },
    results,
    giveUp: () => writeFileSync(join(exchange, 'giveUp'), ''),
  };
}
