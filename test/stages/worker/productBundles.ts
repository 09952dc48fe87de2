import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { createAws } from '../../../src/aws/aws.ts';
import { withFileLock } from '../../../src/platform/fileLock.ts';
import { ROOT } from '../../../scripts/root.ts';
import { FOLDER_OF_RUN } from '../../../scripts/suites/folderOfRun.ts';

/** The worker's bundle, made once for a run. */
export const bundledWorker = once(() => bundled('src/aws/worker/worker.ts'));

/** The file of the bundle that {@link bundledAws} is out of. */
export const bundledAwsFile = once(() => bundled('src/aws/aws.ts'));

/** `createAws` out of a bundle that leaves out what the product's does, made once for a run. */
export const bundledAws = once(async () => {
  const file = await bundledAwsFile();
  return ((await import(pathToFileURL(file).href)) as { readonly createAws: typeof createAws }).createAws;
});

/** A bundle takes seconds, on a busy machine many. */
const PATIENTLY = { staleAfter: 120_000, giveUpAfter: 120_000 };

/** Whichever process of a run needs one first makes it; it costs seconds of the processor. */
async function bundled(source: string): Promise<string> {
  const file = join(folder(), basename(source).replace(/\.ts$/, '.cjs'));
  return withFileLock(
    `${file}.lock`,
    async () => {
      if (!existsSync(file)) await writeBundle(source, file);
      return file;
    },
    { times: PATIENTLY },
  );
}

async function writeBundle(source: string, file: string): Promise<void> {
  const { sdkPlugins } = (await import(pathToFileURL(join(ROOT, 'scripts/bundling/sdkPlugins.mjs')).href)) as {
    readonly sdkPlugins: readonly Plugin[];
  };
  // There as a whole, or not.
  const outfile = file.replace(/\.cjs$/, `.${process.pid}.cjs`);
  await build({
    entryPoints: [join(ROOT, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [...sdkPlugins],
  });
  renameSync(outfile, file);
}

/** The run's, or this process's own where it is in none. */
function folder(): string {
  const given = process.env[FOLDER_OF_RUN];
  if (given !== undefined) return given;
  const made = mkdtempSync(join(tmpdir(), 'halt-bundle-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  process.env[FOLDER_OF_RUN] = made;
  return made;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
