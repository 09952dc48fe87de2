import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { parseSync, Visitor } from 'oxc-parser';
import { ROOT } from '../root.ts';

/** These find their own files, or are programs. */
const LEFT_OUT = [
  '@gfx/zopfli',
  'esbuild',
  'gifenc',
  'oxc-parser',
  'playwright-core',
  'typescript',
  '@vscode/*',
  'vscode',
];

/** A bundle of ES modules has no `require` for the packages in it that are none. */
const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** A module finds what stands beside its source, wherever it was bundled to. */
const standingWhereWritten: Plugin = {
  name: 'standing where written',
  setup: (bundling) => {
    bundling.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      return source.includes('import.meta.') ? { contents: withOwnPlace(path, source), loader: 'ts' } : undefined;
    });
  },
};

function withOwnPlace(path: string, source: string): string {
  const values: Readonly<Record<string, string>> = {
    'import.meta.dirname': dirname(path),
    'import.meta.filename': path,
    'import.meta.url': pathToFileURL(path).href,
  };
  let result = '';
  let done = 0;
  new Visitor({
    MemberExpression: ({ start, end }) => {
      const value = values[source.slice(start, end)];
      if (value === undefined) return;
      result += source.slice(done, start) + JSON.stringify(value);
      done = end;
    },
  }).visit(parseSync(path, source).program);
  return result + source.slice(done);
}

/**
 * Bundles files of tests into a folder below the repository, each a module of its own, with what several of them import beside them: a process that imports some of them has them in a fraction
 * of the time in which it would load a thousand files of TypeScript. Returns where the tests of each file are, by the file.
 */
export async function bundleTests(files: readonly string[], folder: string): Promise<ReadonlyMap<string, string>> {
  const { metafile } = await build({
    entryPoints: [...files],
    outdir: folder,
    outbase: ROOT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: LEFT_OUT,
    banner: { js: REQUIRE },
    plugins: [standingWhereWritten],
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  const made = Object.entries(metafile.outputs).flatMap(([output, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[resolve(ROOT, entryPoint), resolve(ROOT, output)] as const],
  );
  return new Map(made.filter(([source]) => files.includes(source)));
}
