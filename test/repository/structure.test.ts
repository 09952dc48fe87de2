import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

/** What is in the repository or about to be, with `/` between folders. */
const FILES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Packages that stand in for ones of the editor's, under those names. */
const isForeign = (file: string): boolean => file.startsWith('scripts/vscode/server/');

/** Whether a test of `test/unit` stands where what it tests stands: `NAME.test.ts`, or `NAME.ASPECT.test.ts`, for a file or a folder of that name. */
function mirrors(file: string, there: (path: string) => boolean): boolean {
  const folder = dirname(file).replace(/^test\/unit/, 'src');
  const [name = ''] = basename(file).split('.');
  return there(`${folder}/${name}.ts`) || (name === basename(folder) && there(folder));
}

const isCamelCase = (file: string): boolean => file.split('/').every((part) => /^[a-z][a-zA-Z0-9]*(?:\.|$)/.test(part));

/** What is read with the types of a browser says so in its folder. */
const isTypes = (file: string): boolean => file.endsWith('/tsconfig.json');

/** Words for what a test stands on, other than `stage`. */
const isOtherWord = (file: string): boolean =>
  file.split(/[/.]|(?=[A-Z])/).some((word) => /^(?:rig|harness|fixture|driver|mock)s?$/i.test(word));

/** Whether a test reaches beyond its process, or stands on what does. */
const reachesOut = (source: string): boolean =>
  /['"](?:node:(?:http|https|http2|net|tls|dgram|dns)(?:\/\w+)?|@aws-sdk\/[^'"]+|@smithy\/[^'"]+)['"]/.test(source);

/** Places that only this or that machine has, and folders beside the repository. */
const ELSEWHERE = /(?:\.\.\/)+shared\/|["'`\s](?:\/work|\/root|\/home\/\w+|\/Users\/\w+|[A-Z]:\\Users)[/\\]/;

describe('the files', () => {
  it('are listed', () => {
    for (const file of ['src/extension.ts', 'test/repository/structure.test.ts']) assert.ok(FILES.includes(file));
  });

  it('of test/unit mirror src', () => {
    const tests = FILES.filter((file) => file.startsWith('test/unit/') && !isTypes(file));
    assert.ok(tests.length > 30);
    assert.deepEqual(
      tests.filter((file) => !mirrors(file, (path) => existsSync(join(ROOT, path)))),
      [],
      'what they test is not there, or has another name',
    );
    const there = (path: string): boolean => ['src/base/event.ts', 'src/pages'].includes(path);
    assert.ok(mirrors('test/unit/base/event.test.ts', there));
    assert.ok(mirrors('test/unit/base/event.order.test.ts', there));
    assert.ok(mirrors('test/unit/pages/pages.test.ts', there));
    assert.ok(!mirrors('test/unit/base/events.test.ts', there));
    assert.ok(!mirrors('test/unit/event.test.ts', there));
    assert.ok(!mirrors('test/unit/pages/page.test.ts', there));
  });

  it('have names in one spelling', () => {
    const ours = FILES.filter((file) => /^(?:src|test|scripts|bench)\//.test(file) && !isForeign(file));
    assert.deepEqual(
      ours.filter((file) => !isCamelCase(file)),
      [],
    );
    for (const wrong of ['src/base/Event.ts', 'test/some-thing/a.test.ts', 'src/base/plain_text.ts'])
      assert.ok(!isCamelCase(wrong), wrong);
  });

  it('are rooms: no folder has more of its own than anybody can look over', () => {
    const MOST = 25;
    const ours = FILES.filter((file) => /^(?:src|test|scripts|bench)\/.*\.ts$/.test(file) && !isForeign(file));
    const own = new Map<string, number>();
    for (const file of ours) own.set(dirname(file), (own.get(dirname(file)) ?? 0) + 1);
    assert.ok(own.size > 50);
    assert.deepEqual(
      [...own].filter(([, files]) => files > MOST),
      [],
    );
  });

  it('call what tests stand on a stage', () => {
    assert.deepEqual(
      FILES.filter((file) => file.startsWith('test/') && isOtherWord(file)),
      [],
    );
    for (const wrong of ['test/fixtures/a.ts', 'test/stages/uiDriver.ts', 'test/harness.ts', 'test/ui/testRig.ts'])
      assert.ok(isOtherWord(wrong), wrong);
    assert.ok(!isOtherWord('test/unit/aws/trigger.test.ts'));
  });

  it('are tests, or stages in one folder', () => {
    const isStage = (file: string): boolean => file.startsWith('test/stages/') || !file.startsWith('test/');
    assert.deepEqual(
      FILES.filter((file) => !isStage(file) && !file.endsWith('.test.ts') && !isTypes(file)),
      [],
      'what tests stand on is in test/stages',
    );
    assert.ok(!isStage('test/integration/aws/cases.ts') && isStage('test/stages/aws.ts'));
  });

  it('of test/unit use neither the network nor the SDK', () => {
    const reaching = FILES.filter((file) => file.startsWith('test/unit/') && reachesOut(textOf(file)));
    assert.deepEqual(reaching, [], 'what does is in test/integration');
    for (const wrong of [
      "import { createServer } from 'node:http';",
      "import type { AddressInfo } from 'node:net';",
      "const tls = await import('node:tls');",
      "import { FisClient } from '@aws-sdk/client-fis';",
    ])
      assert.ok(reachesOut(wrong), wrong);
    assert.ok(!reachesOut("import { once } from 'node:events';"));
  });

  it('name no place of one machine, and nothing beside the repository', () => {
    const texts = FILES.filter((file) => /\.(?:ts|mjs|js|json|md|ya?ml|css|svg|html)$|(?:^|\/)\.\w+$/.test(file));
    assert.ok(texts.length > 200);
    assert.deepEqual(
      texts.filter((file) => ELSEWHERE.test(textOf(file))),
      [],
    );
    const wrong = [
      ['..', '..', 'shared', 'facts.md'],
      ['"', 'work', 'main'],
      [' ', 'home', 'someone', '.aws'],
    ].map((parts) => parts.join('/'));
    for (const place of [...wrong, ['"C:', 'Users', 'someone'].join('\\')]) assert.match(place, ELSEWHERE);
    assert.doesNotMatch('~/.aws/config, https://example.com/home/a/', ELSEWHERE);
  });
});

/** Where a file reads a member `changes`, by a dot, by a text or by taking an object apart, in its own words. */
function readsOfChanges(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const words = (node: { readonly start: number; readonly end: number }): string => source.slice(node.start, node.end);
  const isNamed = (key: { readonly type: string }): boolean =>
    ('name' in key && key.name === 'changes') || ('value' in key && key.value === 'changes');
  new Visitor({
    MemberExpression: (node) => {
      if (isNamed(node.property)) found.push(words(node));
    },
    ObjectPattern: (node) => {
      for (const property of node.properties)
        if (property.type === 'Property' && isNamed(property.key)) found.push(words(node));
    },
  }).visit(parseSync(file, source).program);
  return found;
}

describe('what changes AWS', () => {
  it('is held by nothing in ui or app: one line hands it to stopping', () => {
    const outside = FILES.filter((file) => /^src\/(?:ui\/|app\/|extension\.ts$)/.test(file) && file.endsWith('.ts'));
    assert.ok(outside.length > 50);
    const reads = outside.flatMap((file) => readsOfChanges(file, textOf(file)).map((words) => `${file}: ${words}`));
    assert.deepEqual(reads, ['src/app/stops.ts: aws.changes']);
    assert.match(textOf('src/app/stops.ts'), /createStopping\(\{[^}]*?\n {4}changes: aws\.changes,\n/);
  });

  it('is noticed however it is taken', () => {
    const rows: readonly (readonly [source: string, found: readonly string[]])[] = [
      ['aws.changes.stopInstances();', ['aws.changes']],
      ['aws?.changes;', ['aws?.changes']],
      ["aws['changes'];", ["aws['changes']"]],
      ['const { changes: hidden, reads } = aws;', ['{ changes: hidden, reads }']],
      ['function take({ changes }: Aws) {}', ['{ changes }: Aws']],
      ['const changes = new EventEmitter(); changes.fire(1);', []],
      ['// aws.changes', []],
    ];
    for (const [source, found] of rows) assert.deepEqual(readsOfChanges('src/app/a.ts', source), found, source);
  });
});

/** What a file gives on under its own name though another file has it, in its own words. */
function givenOn(file: string, source: string): readonly string[] {
  const { module } = parseSync(file, source);
  const imported = new Set(module.staticImports.flatMap(({ entries }) => entries.map((one) => one.localName.value)));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .filter((one) => one.moduleRequest !== null || imported.has(one.localName.name ?? ''))
    .map(({ start, end }) => source.slice(start, end));
}

/** The names that a file exports, types among them, each once. */
function exportsOf(file: string, source: string): readonly string[] {
  const entries = parseSync(file, source).module.staticExports.flatMap((statement) => statement.entries);
  return [...new Set(entries.flatMap(({ exportName }) => exportName.name ?? []))];
}

/** The names under which several of the files export something, with those files. */
function sharedNames(sources: Readonly<Record<string, string>>): readonly string[] {
  const homes = new Map<string, string[]>();
  for (const [file, source] of Object.entries(sources))
    for (const name of exportsOf(file, source)) homes.set(name, [...(homes.get(name) ?? []), file]);
  return [...homes].filter(([, files]) => files.length > 1).map(([name, files]) => `${name}: ${files.join(', ')}`);
}

describe('each name', () => {
  it('means one thing: no two files export the same name', () => {
    // The simulated AWS stands alone, and has AWS's own names for what Halt names too.
    const files = FILES.filter((file) => /^src\/(?!simulator\/).*\.ts$/.test(file));
    assert.ok(files.length > 300);
    assert.deepEqual(sharedNames(Object.fromEntries(files.map((file) => [file, textOf(file)]))), []);
    const planted = {
      'a.ts': 'export interface Step { readonly a: 1 }\ninterface Row {}\nexport const of = 1;',
      'b.ts': 'export type Step = 1;\nexport type Row = 2;\nexport function of(a: 1): 1;\nexport function of() {}',
      'c.ts': "import type { Step } from './a.ts';\nexport const step: Step = { a: 1 };\nconst of = 2;",
    };
    assert.deepEqual(sharedNames(planted), ['Step: a.ts, b.ts', 'of: a.ts, b.ts']);
  });

  it('has one home: no file exports what it has from another', () => {
    const files = FILES.filter((file) => /^(?:src|test|scripts|bench)\/.*\.(?:ts|mjs)$/.test(file) && !isForeign(file));
    assert.ok(files.length > 300);
    assert.deepEqual(
      files.flatMap((file) => givenOn(file, textOf(file)).map((words) => `${file}: ${words}`)),
      [],
    );
  });

  it('is found in a second home, however it came there', () => {
    const rows: readonly (readonly [source: string, found: number])[] = [
      ["export type { A } from './a.ts';", 1],
      ["export { a, b as c } from './a.ts';", 2],
      ["export * from './a.ts';", 1],
      ["export * as all from './a.ts';", 1],
      ["import { a } from './a.ts';\nexport { a };", 1],
      ["import type { A } from './a.ts';\nexport type { A as B };", 1],
      ["import { a } from './a.ts';\nexport const b = a;\nexport { b as c };", 0],
      ["import type { A } from './a.ts';\nexport type B = A | 1;", 0],
    ];
    for (const [source, found] of rows) assert.equal(givenOn('src/a.ts', source).length, found, source);
  });
});
