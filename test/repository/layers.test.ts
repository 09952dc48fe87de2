import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { parseSync } from 'oxc-parser';
import { importsOf } from '../../scripts/layers/imports.ts';
import { BANS_FILE, bansText } from '../../scripts/layers/lintBans.ts';
import { ROOMS } from '../../scripts/layers/rooms.ts';
import {
  between,
  circlesOf,
  floorOf,
  type Graph,
  graphOf,
  reachedFrom,
  roomOf,
  targetOf,
  violation,
} from '../../scripts/layers/rules.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The entry of `npm run simulator`, which is not in the VSIX. */
const SIMULATOR_COMMAND = 'src/simulator/cli.ts';

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const SOURCES: readonly string[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .toSorted();

const IMPORTS: ReadonlyMap<string, readonly string[]> = new Map(
  SOURCES.map((file) => [file, importsOf(file, textOf(file))]),
);

/** Which files import which, with a file more, or one in another wording, where a test says so. */
function fileGraph(planted: Readonly<Record<string, string>> = {}): Graph {
  const files = new Map(IMPORTS);
  for (const [file, source] of Object.entries(planted)) files.set(file, importsOf(file, source));
  return new Map(
    [...files].map(([file, specifiers]) => [
      file,
      new Set(specifiers.map((specifier) => targetOf(file, specifier)).filter((target) => target !== undefined)),
    ]),
  );
}

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

/** Imports that must be refused: the file, and a statement in it. */
const WRONG: readonly (readonly [file: string, statement: string])[] = [
  ['src/model/scope.ts', "import { list } from '../aws/services/ec2/reads.ts';"],
  ['src/model/scope.ts', "import type { Inventory } from '../inventory/inventory.ts';"],
  ['src/model/scope.ts', 'import { readFile } from "node:fs/promises";'],
  ['src/model/scope.ts', "import type { TargetRef } from './resources/resource.ts';"],
  ['src/model/resources/instance.ts', "import type { AwsReads } from '../ports/awsReads.ts';"],
  ['src/inventory/inventory.ts', "import {\n  planStop,\n  type Plan,\n} from '../stopping/plan/planStop.ts';"],
  ['src/inventory/inventory.ts', "import type { AwsChanges } from '../model/ports/awsChanges.ts';"],
  ['src/history/history.ts', "import { filter } from '../inventory/filter.ts';"],
  ['src/stopping/follow/tracker.ts', "import type { Inventory } from '../../inventory/inventory.ts';"],
  ['src/stopping/follow/tracker.ts', "export { list } from '../../aws/services/ec2/reads.ts';"],
  ['src/stopping/follow/tracker.ts', "import type { RunParts } from '../run/runStop.ts';"],
  ['src/stopping/plan/planStop.ts', "import { runStop } from '../run/runStop.ts';"],
  ['src/stopping/plan/planStop.ts', "import type { AwsChanges } from '../../model/ports/awsChanges.ts';"],
  ['src/stopping/stopping.ts', "import type { AwsChanges } from '../model/ports/awsChanges.ts';"],
  ['src/stopping/operation.ts', "import type { Stopping } from './stopping.ts';"],
  ['src/aws/services/ec2/reads.ts', "import * as vscode from 'vscode';"],
  ['src/aws/services/ec2/reads.ts', "import '../../../ui/tree/rows/icons.ts';"],
  ['src/aws/services/ec2/reads.ts', "import proxy from 'http-proxy';"],
  ['src/aws/services/ec2/reads.ts', "import type { Aws } from '../../aws.ts';"],
  ['src/aws/services/ec2/reads.ts', "import { ECSClient } from '@aws-sdk/client-ecs';"],
  ['src/aws/services/sts/identity.ts', "import { list } from '../ec2/reads.ts';"],
  ['src/aws/transport/transport.ts', "import type { Lease } from '../credentials/lease.ts';"],
  ['src/aws/credentials/broker.ts', "export type { Call } from '../call/call.ts';"],
  ['src/aws/call/call.ts', "import type { WorkerStart } from '../worker/protocol.ts';"],
  ['src/aws/worker/serve.ts', "import type { Plan } from '../../stopping/plan/plan.ts';"],
  ['src/ui/tree/rows/icons.ts', "import { EC2Client } from '@aws-sdk/client-ec2';"],
  ['src/ui/tree/rows/icons.ts', "const { list } = await import('../../../aws/services/ec2/reads.ts');"],
  ['src/ui/tree/rows/icons.ts', "const demo = await import(\n  /* later */ '../../../simulator/demoHost.ts'\n);"],
  ['src/ui/tree/nodes/node.ts', "import type { ItemParts } from '../rows/rowParts.ts';"],
  ['src/ui/tree/nodes/node.ts', "import { TreeItem } from 'vscode';"],
  ['src/ui/words/failures.ts', "import { icon } from '../tree/rows/icons.ts';"],
  ['src/ui/stop/stopFlow.ts', "import type { AwsChanges } from '../../model/ports/awsChanges.ts';"],
  ['src/ui/stop/stopFlow.ts', "import { runStop } from '../../stopping/run/runStop.ts';"],
  ['src/ui/commands/stop.ts', "export * from '../../stopping/run/runStop.ts';"],
  ['src/app/app.ts', "import type { AwsChanges } from '../model/ports/awsChanges.ts';"],
  ['src/app/app.ts', "import { createAwsChanges } from '../aws/changes.ts';"],
  ['src/app/app.ts', "import { join } from 'node:path';"],
  ['src/pages/instance/page.ts', "import { stops } from '../deployment/page.ts';"],
  ['src/pages/pageRows.ts', "import { l10n } from 'vscode';"],
  ['src/panel/view/main.ts', "import type { Experiment } from '../../model/resources/experiment.ts';"],
  ['src/panel/view/view.ts', "import { json } from './json/view.ts';"],
  ['src/panel/protocol/messages.ts', "import type { View } from '../view/view.ts';"],
  ['src/simulator/ec2/ec2.ts', "export * from '../../model/resources/instance.ts';"],
  ['src/simulator/ec2/ec2.ts', "import { gateway } from '../gateway/gateway.ts';"],
  ['src/simulator/ec2/ec2.ts', "import { createEcs } from '../ecs/ecs.ts';"],
  ['src/simulator/ec2/ec2.ts', "import { scope } from '../../../test/stages/fakes.ts';"],
  ['src/simulator/core/world.ts', "import { start } from '../simulator.ts';"],
  ['src/newRoom/thing.ts', "import type { Arn } from '../model/arn.ts';"],
  ['src/stopping/newRoom/thing.ts', "import type { Arn } from '../../model/arn.ts';"],
  ['src/extension.ts', "import { render } from './panel/view/main.ts';"],
];

/** What the linter has no rule for: the types that are written as `import('…')`. */
const WRONG_TYPES: readonly (readonly [file: string, statement: string])[] = [
  ['src/ui/stop/stopFlow.ts', "type Changes = import('../../model/ports/awsChanges.ts').AwsChanges;"],
  ['src/app/app.ts', 'const changes = {} as typeof import("../aws/changes.ts");'],
];

const RIGHT: readonly (readonly [file: string, statement: string])[] = [
  ['src/ui/tree/rows/icons.ts', "import * as vscode from 'vscode';"],
  ['src/ui/tree/rows/icons.ts', "import type { Node } from '../nodes/node.ts';"],
  ['src/aws/services/ec2/reads.ts', "import type { Instance } from '../../../model/resources/instance.ts';"],
  ['src/aws/changes.ts', "import type { AwsChanges } from '../model/ports/awsChanges.ts';"],
  ['src/stopping/run/runStop.ts', "import type { AwsChanges } from '../../model/ports/awsChanges.ts';"],
  ['src/stopping/run/runStop.ts', "import { confirm } from '../confirmation.ts';"],
  ['src/stopping/run/runStop.ts', "import { batches } from './instanceBatches.ts';"],
  ['src/panel/view/json/view.ts', "import { repeat } from 'lit/directives/repeat.js';"],
  ['src/platform/journalFile.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/extension.ts', "import { createApp } from './app/app.ts';"],
];

describe('the imports of src', () => {
  it('stay within what the table allows', () => {
    assert.ok(SOURCES.length > 100, `only ${SOURCES.length} files were looked at`);
    const broken = [...IMPORTS].flatMap(([file, specifiers]) =>
      specifiers.map((specifier) => violation(file, specifier)),
    );
    assert.ok(broken.length > 300, `only ${broken.length} imports were looked at`);
    assert.deepEqual(
      broken.filter((words) => words !== undefined),
      [],
    );
  });

  it('are all read: esbuild follows no other', async () => {
    const inputs = Object.entries(await bundleInputs());
    assert.ok(inputs.length > 100, `esbuild bundled only ${inputs.length} modules`);
    for (const [file, { imports }] of inputs) {
      for (const { path, original } of imports) {
        const specifier = original ?? path;
        assert.ok(IMPORTS.get(file)?.includes(specifier), `${file} imports ${specifier}, which was not read`);
      }
    }
  });

  it('reach every file from an entry', async () => {
    const graph = fileGraph();
    const bundled = Object.keys(await bundleInputs());
    const used = new Set([...bundled, ...bundled.flatMap((file) => [...reachedFrom(graph, file)])]);
    assert.deepEqual(
      SOURCES.filter((file) => !used.has(file)),
      [],
      'these files are reached from no entry',
    );
  });

  for (const [file, statement] of [...WRONG, ...WRONG_TYPES]) {
    it(`are refused when wrong: ${file}: ${statement}`, () => {
      const specifiers = importsOf(file, `// A file.\n${statement}\n`);
      assert.equal(specifiers.length, 1, `${statement} was read as ${specifiers.join(', ') || 'nothing'}`);
      assert.notEqual(violation(file, specifiers[0] ?? ''), undefined);
    });
  }

  for (const [file, statement] of RIGHT) {
    it(`are allowed when right: ${file}: ${statement}`, () => {
      assert.deepEqual(
        importsOf(file, statement).map((specifier) => violation(file, specifier)),
        [undefined],
      );
    });
  }
});

describe('the reader of imports', () => {
  const rows: readonly (readonly [what: string, source: string, imports: readonly string[]])[] = [
    ['each kind of quote', 'import a from \'./a.ts\';\nimport b from "./b.ts";', ['./a.ts', './b.ts']],
    ['two on a line', "import './a.ts'; import './b.ts';", ['./a.ts', './b.ts']],
    ['many lines', "import type {\n  A, // './no.ts'\n  B,\n} from\n  './a.ts';", ['./a.ts']],
    ['types', "import type A from './a.ts';\nimport { type B } from './b.ts';", ['./a.ts', './b.ts']],
    ['re-exports', "export * from './a.ts';\nexport * as b from './b.ts';", ['./a.ts', './b.ts']],
    ['re-exported types', "export type { A } from './a.ts';\nexport type * from './b.ts';", ['./a.ts', './b.ts']],
    ['what is loaded later', 'void import(\'./a.ts\');\nconst b = async () => import("./b.ts");', ['./a.ts', './b.ts']],
    ['types in place', "let a: import('./a.ts').A<import('./b.ts').B>;", ['./a.ts', './b.ts']],
    ['the old ways', "import a = require('./a.ts');\nconst b = require('./b.ts');", ['./a.ts', './b.ts']],
    ['attributes', "import a from './a.json' with { type: 'json' };", ['./a.json']],
    ['no comments', "// import './a.ts';\n/* import './b.ts'; */\nimport './c.ts';", ['./c.ts']],
    ['no texts', "const a = \"import './a.ts'\";\nconst b = `import('./b.ts')`;", []],
    ['what stands in a text', "const a = `${await import('./a.ts')}`;", ['./a.ts']],
    ['nothing twice', "import { a } from './a.ts';\nimport type { B } from './a.ts';", ['./a.ts']],
    ['its own exports', 'export const a = 1;\nexport { a as b };', []],
  ];
  for (const [what, source, imports] of rows) {
    it(`reads ${what}`, () => assert.deepEqual(importsOf('src/a.ts', source), imports));
  }

  it('refuses what it can’t read', () => {
    assert.throws(() => importsOf('src/a.ts', 'const load = (name: string) => import(name);'), /stands nowhere: name/);
    assert.throws(() => importsOf('src/a.ts', "import { from './a.ts';"), /can't be parsed/);
  });
});

describe('circles', () => {
  it('are none between files, through types either', () => assert.deepEqual(circlesOf(fileGraph()), []));

  it('are none between rooms', () => {
    const rooms = between(fileGraph(), (file) => roomOf(file));
    assert.deepEqual(circlesOf(rooms), []);
    assert.deepEqual(circlesOf(between(rooms, floorOf)), []);
  });

  it('are not allowed by the table', () => {
    assert.deepEqual(circlesOf(graphOf(ROOMS)), []);
    assert.deepEqual(circlesOf(between(graphOf(ROOMS), floorOf)), []);
  });

  it('are found where they are planted, of types too', () => {
    const types = fileGraph({
      'src/base/one.ts': "import type { Two } from './two.ts';",
      'src/base/two.ts': "import type { Three } from './three.ts';",
      'src/base/three.ts': "export type Three = import('./one.ts').One;",
    });
    assert.deepEqual(circlesOf(types), [['src/base/one.ts', 'src/base/three.ts', 'src/base/two.ts']]);
    assert.deepEqual(circlesOf(fileGraph({ 'src/base/one.ts': "export * from './one.ts';" })), [['src/base/one.ts']]);
    const rooms = between(
      fileGraph({ 'src/stopping/plan/planted.ts': "import type { Ended } from '../follow/tracker.ts';" }),
      (file) => roomOf(file),
    );
    assert.equal(circlesOf(rooms).length, 1);
    assert.ok(circlesOf(rooms)[0]?.includes('stopping/plan'));
  });
});

describe('the table', () => {
  it('names rooms that are there, and no room twice', () => {
    const names = Object.keys(ROOMS);
    assert.deepEqual(
      names.filter((name) => !existsSync(join(ROOT, 'src', name))),
      [],
    );
    for (const [name, { rooms, packages = [] }] of Object.entries(ROOMS)) {
      assert.deepEqual(
        rooms.filter((other) => !names.includes(other) || other === name),
        [],
        name,
      );
      assert.equal(new Set(rooms).size, rooms.length, name);
      assert.equal(new Set(packages).size, packages.length, name);
    }
  });

  it('lets stopping.ts alone import what sends', () => {
    const importers = Object.keys(ROOMS).filter((name) => ROOMS[name]?.rooms.includes('stopping/run'));
    assert.deepEqual(importers, ['stopping/stopping.ts']);
  });

  it('lets stopping/run and aws alone import what changes AWS', () => {
    const importers = Object.keys(ROOMS).filter((name) => ROOMS[name]?.rooms.includes('model/ports/awsChanges.ts'));
    assert.deepEqual(
      importers.filter((name) => name !== 'stopping/run' && !/^aws(?:\/|$)/.test(name)),
      [],
    );
    assert.ok(importers.includes('stopping/run'));
  });
});

describe('stopping.ts', () => {
  const OWN = 'src/stopping/stopping.ts';
  /** What it is made of, by file: the functions that plan, confirm, send, follow and write, but for those who only speak of what came of it. */
  const made = new Map<string, readonly string[]>(
    parseSync(OWN, textOf(OWN))
      .module.staticImports.map(({ moduleRequest, entries }): [string, readonly string[]] => [
        targetOf(OWN, moduleRequest.value) ?? '',
        entries.filter(({ isType }) => !isType).map(({ localName }) => localName.value),
      ])
      .filter(([file, names]) => file.startsWith('src/stopping/') && names.length > 0),
  );
  /** Stages of the unit tests, which test those parts one by one. */
  const STAGES = ['plan', 'run', 'tracker'].map((name) => `test/stages/stopping/${name}.ts`);
  const isInside = (file: string): boolean =>
    file.startsWith('src/stopping/') || file.startsWith('test/unit/') || STAGES.includes(file);
  /** What of its parts a file that isn't one of them uses all the same. */
  const reachedBehind = (file: string, source: string): readonly string[] =>
    isInside(file)
      ? []
      : parseSync(file, source).module.staticImports.flatMap(({ moduleRequest, entries }) => {
          const target = join(dirname(file), moduleRequest.value).replaceAll('\\', '/');
          if (STAGES.includes(target)) return [`${file}: ${target}`];
          const names = entries.filter(({ isType }) => !isType).map(({ importName }) => importName.name ?? '*');
          return names
            .filter((name) => (name === '*' ? made.has(target) : made.get(target)?.includes(name)))
            .map((name) => `${file}: ${name}`);
        });

  it('is the one way to a stop for the app, the tests and the bench; unit tests take its parts one by one', () => {
    const files = ['src', 'test', 'bench'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
    assert.ok(made.size > 5, `only ${made.size} parts were found`);
    assert.deepEqual(
      files.flatMap((file) => reachedBehind(file, textOf(file))),
      [],
    );
    const behind = "import { planStop } from '../../../src/stopping/plan/planStop.ts';";
    assert.equal(reachedBehind('test/integration/aws/planted.test.ts', behind).length, 1);
    assert.equal(reachedBehind('test/unit/stopping/planted.test.ts', behind).length, 0);
    const whole =
      "import * as all from '../src/stopping/run/runStop.ts';\nimport { plan } from '../test/stages/stopping/plan.ts';";
    assert.equal(reachedBehind('bench/planted.ts', whole).length, 2);
    const words = "import { sendable, type Plan } from '../../src/stopping/plan/plan.ts';";
    assert.equal(reachedBehind('test/integration/planted.test.ts', words).length, 0);
  });
});

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'halt-layers-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has the bans of the table: npm run layers', () => assert.equal(textOf(BANS_FILE), bansText()));

  it('refuses each wrong import, and no right one', () => {
    const { extends: bans, rules } = JSON.parse(textOf('.oxlintrc.json')) as {
      extends: readonly string[];
      rules: Readonly<Record<string, unknown>>;
    };
    const rule = 'no-restricted-imports';
    writeFileSync(
      join(folder, '.oxlintrc.json'),
      JSON.stringify({ extends: bans, categories: { correctness: 'off' }, rules: { [rule]: rules[rule] } }),
    );
    mkdirSync(dirname(join(folder, BANS_FILE)), { recursive: true });
    cpSync(join(ROOT, BANS_FILE), join(folder, BANS_FILE));
    const planted = [...RIGHT, ...WRONG];
    const statementsIn = (file: string): readonly string[] =>
      planted.filter(([other]) => other === file).map(([, statement]) => statement);
    for (const file of new Set(planted.map(([name]) => name))) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      const lines = statementsIn(file).map((statement) => statement.replaceAll(/\s*\n\s*/g, ' '));
      writeFileSync(join(folder, file), lines.join('\n'));
    }
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const refused = [...stdout.matchAll(/^(\S+?):(\d+):\d+: .*restricted/gm)].map(([, file = '', line = '']) => {
      const path = file.replaceAll('\\', '/').replace(/^\.\//, '');
      return statementsIn(path)[Number(line) - 1] ?? '';
    });
    assert.deepEqual(refused.toSorted(), WRONG.map(([, statement]) => statement).toSorted());
  });
});
