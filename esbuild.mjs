// Bundles what Halt runs: node esbuild.mjs [--production] [--watch]
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { minify } from '@swc/core';
import { context } from 'esbuild';
import { numberedSentences } from './scripts/bundling/numberedSentences.mjs';
import { sdkPlugins } from './scripts/bundling/sdkPlugins.mjs';

const ROOT = import.meta.dirname;

/**
 * Runs in the extension host.
 * @type {import('esbuild').BuildOptions}
 */
const HOST = {
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  // import() becomes require(), which every extension host has.
  supported: { 'dynamic-import': false },
};

/**
 * Runs in the webview.
 * @type {import('esbuild').BuildOptions}
 */
const PAGE = { platform: 'browser', format: 'iife', target: 'chrome128', mainFields: ['module', 'main'] };

/**
 * Each entry is a file of its own in the VSIX. An `import()` of another entry's source loads that file when the call is made,
 * and not before.
 */
export const ENTRIES = [
  { source: 'src/extension.ts', output: 'extension.cjs', options: HOST },
  { source: 'src/app/app.ts', output: 'halt.cjs', options: HOST },
  { source: 'src/aws/worker/workerAws.ts', output: 'aws.cjs', options: HOST },
  { source: 'src/aws/worker/worker.ts', output: 'worker.cjs', options: HOST },
  { source: 'src/simulator/demoHost.ts', output: 'simulator.cjs', options: HOST },
  { source: 'src/panel/view/main.ts', output: 'panel/panel.js', options: PAGE },
];

const lazyEntries = {
  name: 'lazy entries',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const target =
        kind === 'dynamic-import' && ENTRIES.find(({ source }) => join(ROOT, source) === resolve(resolveDir, path));
      return target ? { path: `./${target.output}`, external: true } : undefined;
    });
  },
};

/**
 * Minifies a bundle once more. esbuild looks at each statement by itself; what follows from several (a value that is used once, a branch that is never taken, a name
 * that a whole file doesn't need) is found here. No name of a member is touched: what is kept, sent to the worker and read from AWS is told apart by them.
 * @param {string} file
 */
async function minifyAgain(file) {
  const { code } = await minify(await readFile(file, 'utf8'), {
    ecma: 2022,
    module: false,
    // A third pass still finds something; more find next to nothing.
    compress: { ecma: 2022, passes: 3, toplevel: true },
    mangle: { toplevel: true },
    format: { comments: false },
  });
  await writeFile(file, code);
}

/**
 * Bundles every entry into a folder, emptied before, with esbuild's account of what is in them in its meta.json. Rejects when
 * one can't be bundled. `numbered`: the sentences are said by their numbers, for translations that `numberTranslations` has written.
 * @param {{ production?: boolean, watch?: boolean, numbered?: boolean, to?: string }} [options]
 */
export async function build({ production = false, watch = false, numbered = false, to = join(ROOT, 'dist') } = {}) {
  await rm(to, { recursive: true, force: true });
  const contexts = await Promise.all(
    ENTRIES.map(({ source, output, options }) =>
      context({
        ...options,
        absWorkingDir: ROOT,
        entryPoints: [source],
        outfile: join(to, output),
        bundle: true,
        minify: production,
        sourcemap: !production,
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
        plugins: [lazyEntries, ...(numbered ? [numberedSentences] : []), ...sdkPlugins],
      }),
    ),
  );
  if (watch) {
    await Promise.all(contexts.map((bundle) => bundle.watch()));
    return;
  }
  try {
    const results = await Promise.all(contexts.map((bundle) => bundle.rebuild()));
    const inputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.inputs));
    const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.outputs));
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'meta.json'), JSON.stringify({ inputs, outputs }));
    if (production) await Promise.all(ENTRIES.map(({ output }) => minifyAgain(join(to, output))));
  } finally {
    await Promise.all(contexts.map((bundle) => bundle.dispose()));
  }
}

if (process.argv[1] === import.meta.filename) {
  const flags = new Set(process.argv.slice(2));
  const watch = flags.has('--watch');
  await build({ production: flags.has('--production'), watch }).catch(() => process.exit(1)); // esbuild has said why.
  if (watch) process.stdout.write('Watching.\n');
}
