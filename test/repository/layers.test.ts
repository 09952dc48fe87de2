import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** The entry of `npm run simulator`, which is not in the VSIX. */
const SIMULATOR_COMMAND = 'src/simulator/cli.ts';

/** What a layer may import besides itself: other layers, and packages (`a/` is all of a scope, `node:` all of Node). */
interface Layer {
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

/** `extension` is src/extension.ts, which wires the others. */
const LAYERS: Readonly<Record<string, Layer>> = {
  base: { layers: [], packages: [] },
  model: { layers: ['base'], packages: [] },
  platform: { layers: ['base', 'model'], packages: ['node:'] },
  inventory: { layers: ['base', 'model'], packages: [] },
  history: { layers: ['base', 'model'], packages: [] },
  stopping: { layers: ['base', 'model'], packages: [] },
  aws: { layers: ['base', 'model'], packages: ['node:', 'http', 'https', '@aws-sdk/', '@smithy/'] },
  panel: { layers: ['base'], packages: ['lit'] },
  pages: { layers: ['base', 'model', 'history', 'stopping', 'panel'], packages: [] },
  ui: { layers: ['base', 'model', 'inventory', 'history', 'stopping', 'panel', 'pages'], packages: ['vscode'] },
  app: {
    layers: ['base', 'model', 'inventory', 'history', 'stopping', 'panel', 'pages', 'ui', 'aws'],
    packages: ['vscode'],
  },
  simulator: { layers: [], packages: ['node:'] },
  extension: {
    layers: ['base', 'model', 'platform', 'aws', 'ui', 'app', 'simulator'],
    packages: ['node:', 'vscode'],
  },
};

/** The specifiers of a file's imports, of types as well, which no bundle shows. */
function importsOf(source: string): string[] {
  const statements =
    /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|\brequire\(\s*'([^']+)'/gm;
  return [...source.matchAll(statements)].map(([, from, dynamic, required]) => from ?? dynamic ?? required ?? '');
}

/** `model` for src/model/arn.ts and `extension` for src/extension.ts; undefined outside of src. */
const layerOf = (path: string): string | undefined => /^src\/(\w+)(?:\/|\.ts$)/.exec(path)?.[1];

/** What an import breaks, in words; undefined when it is allowed. */
function violation(file: string, specifier: string): string | undefined {
  const layer = layerOf(file) ?? '';
  const rules = LAYERS[layer];
  if (!rules) return `${file} is in no layer`;
  const isRelative = specifier.startsWith('.');
  const target = isRelative ? layerOf(posix.join(posix.dirname(file), specifier)) : undefined;
  const allowed = isRelative
    ? target !== undefined && (target === layer || rules.layers.includes(target))
    : rules.packages.some((name) => isFrom(specifier, name));
  return allowed ? undefined : `${file} imports ${specifier}`;
}

const isFrom = (specifier: string, name: string): boolean =>
  specifier === name || specifier.startsWith(/[/:]$/.test(name) ? name : `${name}/`);

const sources = (): string[] =>
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`);

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

async function bundleInputs(): Promise<Metafile['inputs']> {
  const { ENTRIES } = (await import(pathToFileURL(join(ROOT, 'esbuild.mjs')).href)) as {
    ENTRIES: readonly { source: string }[];
  };
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...ENTRIES.map(({ source }) => source), SIMULATOR_COMMAND],
    bundle: true,
    write: false,
    outdir: 'dist',
    platform: 'node',
    packages: 'external',
    metafile: true,
    logLevel: 'silent',
  });
  return metafile.inputs;
}

test('every import stays within its layer', () => {
  const files = sources();
  assert.ok(files.length > 100, `only ${files.length} files were looked at`);
  const broken = files.flatMap((file) => importsOf(textOf(file)).map((specifier) => violation(file, specifier)));
  assert.ok(broken.length > 300, `only ${broken.length} imports were looked at`);
  assert.deepEqual(
    broken.filter((words) => words !== undefined),
    [],
  );
});

test('the imports that were read are those that esbuild follows', async () => {
  const inputs = Object.entries(await bundleInputs());
  assert.ok(inputs.length > 100, `esbuild bundled only ${inputs.length} modules`);
  for (const [file, { imports }] of inputs) {
    const read = new Set(importsOf(textOf(file)));
    for (const { path, original, external } of imports) {
      const specifier = original ?? path;
      assert.ok(
        read.has(specifier),
        `${file} imports ${specifier}${external ? ' (a package)' : ''}, which was not read`,
      );
    }
  }
});

test('every file is part of what Halt runs', async () => {
  const bundled = new Set(Object.keys(await bundleInputs()));
  const used = new Set([...bundled, ...sources().flatMap((file) => typeTargets(file))]);
  assert.deepEqual(
    sources().filter((file) => !used.has(file)),
    [],
    'these files are reached from no entry',
  );
});

const typeTargets = (file: string): string[] =>
  importsOf(textOf(file))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file), specifier));

test('wrong imports are noticed, of each kind', () => {
  const wrong: readonly (readonly [file: string, statement: string])[] = [
    ['src/model/arn.ts', "import { list } from '../aws/services/ec2/reads.ts';"],
    ['src/model/arn.ts', "import type { Inventory } from '../inventory/inventory.ts';"],
    ['src/model/arn.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/inventory/inventory.ts', "import {\n  planStop,\n  type Plan,\n} from '../stopping/plan/planStop.ts';"],
    ['src/stopping/follow/tracker.ts', "import type { Inventory } from '../../inventory/inventory.ts';"],
    ['src/stopping/follow/tracker.ts', "export { list } from '../../aws/services/ec2/reads.ts';"],
    ['src/aws/services/ec2/reads.ts', "import * as vscode from 'vscode';"],
    ['src/aws/services/ec2/reads.ts', "import '../../../ui/tree/rows/icons.ts';"],
    ['src/ui/tree/rows/icons.ts', "import { EC2Client } from '@aws-sdk/client-ec2';"],
    ['src/ui/tree/rows/icons.ts', "const { list } = await import('../../../aws/services/ec2/reads.ts');"],
    ['src/ui/tree/rows/icons.ts', "const demo = await import('../../../simulator/demoHost.ts');"],
    ['src/aws/services/ec2/reads.ts', "import proxy from 'http-proxy';"],
    ['src/panel/view/main.ts', "import type { Experiment } from '../../model/resources/experiment.ts';"],
    ['src/simulator/ec2/ec2.ts', "export * from '../../model/resources/instance.ts';"],
    ['src/simulator/ec2/ec2.ts', "import { scope } from '../../../test/stages/fakes.ts';"],
    ['src/newLayer/thing.ts', "import type { Arn } from '../model/arn.ts';"],
    ['src/extension.ts', "import { render } from './panel/view/main.ts';"],
  ];
  for (const [file, statement] of wrong) {
    const specifiers = importsOf(`// A file.\n${statement}\n`);
    assert.equal(specifiers.length, 1, `${statement} was read as ${specifiers.join(', ') || 'nothing'}`);
    for (const specifier of specifiers) assert.notEqual(violation(file, specifier), undefined, `${file}: ${statement}`);
  }
  assert.equal(violation('src/ui/tree/rows/icons.ts', 'vscode'), undefined);
  assert.equal(violation('src/aws/services/ec2/reads.ts', '../../../model/resources/instance.ts'), undefined);
});
