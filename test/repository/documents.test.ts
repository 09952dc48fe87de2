import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { ROOMS } from '../../scripts/layers/rooms.ts';
import { changeActions, readActions } from '../../src/stopping/handOver/iamPolicy.ts';
import { between, floorOf, type Graph, graphOf, reachedFrom } from '../../scripts/layers/rules.ts';

const ROOT = join(import.meta.dirname, '../..');

const below = (folder: string, ending: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...below('docs', /\.md$/),
  ...below('.github', /\.md$/),
];

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Folders of this repository that documents name files in. */
const NAMED = /^(?:src|test|docs|scripts|bench|media|\.github|\.vscode)\//;

/** The files and folders that a document names between backticks. */
function namedIn(text: string): string[] {
  return [...text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/`([\w./-]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => NAMED.test(name));
}

/** Where a document's links lead that stay in the repository, from its root. */
function linkedIn(document: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => relative(ROOT, join(ROOT, dirname(document), target)));
}

/** The arrows of a Mermaid picture, whatever the boxes at their ends are labelled. */
function arrowsIn(text: string): Graph {
  const [, picture = ''] = /^```mermaid\n([^]*?)^```/m.exec(text) ?? [];
  const arrows = new Map<string, Set<string>>();
  const names = (side = ''): readonly string[] =>
    [...side.matchAll(/(\w+)(?:\[[^\]]*\])?/g)].map(([, name = '']) => name);
  for (const [, from, to] of picture.matchAll(/^(.+?)-->(.+)$/gm))
    for (const name of names(from))
      for (const target of names(to)) arrows.set(name, (arrows.get(name) ?? new Set()).add(target));
  return arrows;
}

/** The arrows of one graph for which the other has no way, along however many of its arrows. */
const notReached = (graph: Graph, other: Graph): readonly string[] =>
  [...graph].flatMap(([from, targets]) =>
    [...targets].filter((to) => !reachedFrom(other, from).has(to)).map((to) => `${from} --> ${to}`),
  );

describe('the documents', () => {
  it('say of a stop where each of the three laws is enforced, by the files that do it', () => {
    const sections = textOf('docs/flows/stop.md').split(/^## /m);
    for (const law of ['first', 'second', 'third']) {
      const own = sections.filter((section) => section.startsWith(`Where the ${law} law is enforced\n`));
      assert.equal(own.length, 1, law);
      assert.ok(namedIn(own[0] ?? '').length >= 5, law);
    }
  });

  it('are read by this test', () => {
    assert.ok(DOCUMENTS.includes('README.md') && DOCUMENTS.includes(join('docs', 'architecture.md')));
    assert.deepEqual(namedIn('In `src/aws/changes.ts`, not `npm test`.\n```sh\nls `src/nowhere`\n```\n'), [
      'src/aws/changes.ts',
    ]);
    assert.deepEqual(
      linkedIn('docs/flows/poll.md', '[a](stop.md#x) [b](https://aws.amazon.com) [c](../../README.md)'),
      [join('docs', 'flows', 'stop.md'), 'README.md'],
    );
  });

  for (const document of DOCUMENTS) {
    it(`name in ${document} only what is there`, () => {
      const text = textOf(document);
      const missing = [...namedIn(text), ...linkedIn(document, text)].filter((name) => !existsSync(join(ROOT, name)));
      assert.deepEqual(missing, []);
    });
  }

  it('name in the README the permissions of the policy that Halt copies', () => {
    const tables = textOf('README.md').matchAll(/^\| (looking|stopping) +\|(.*)\|$/gm);
    const told = Object.fromEntries(
      [...tables].map(([, kind = '', actions = '']) => [
        kind,
        [...actions.matchAll(/`([a-z0-9]+:\w+)`/g)].map(([, name]) => name),
      ]),
    );
    assert.deepEqual(new Set(told['looking']), new Set(readActions));
    assert.deepEqual(new Set(told['stopping']), new Set(changeActions));
  });

  it('have one line for every room in the map, and for every room inside a room', () => {
    const lines = [...textOf('docs/architecture.md').matchAll(/^\| `(src\/[\w/]+)` +\| .{10,} \|$/gm)].map(
      ([, name = '']) => name,
    );
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)));
    assert.ok(rooms.length > 40 && rooms.includes('src/aws/services/ec2'));
    assert.deepEqual(lines.toSorted(), rooms.toSorted());
  });

  it('draw the layers as the table has them', () => {
    const table = between(graphOf(ROOMS), floorOf);
    for (const document of ['docs/architecture.md', 'CONTRIBUTING.md']) {
      const drawn = arrowsIn(textOf(document));
      assert.ok(drawn.size > 5, document);
      assert.deepEqual(notReached(drawn, table), [], `${document} has arrows that the table does not allow`);
      assert.deepEqual(notReached(table, drawn), [], `the table allows what ${document} does not show`);
    }
    const wrong = arrowsIn('```mermaid\ngraph TD\n  model & base --> aws\n  aws[src/aws] --> base\n```\n');
    assert.deepEqual(notReached(wrong, table), ['model --> aws', 'base --> aws']);
    assert.ok(notReached(table, wrong).includes('ui --> pages'));
  });

  it('speak of no npm command that there is not', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };
    const wrong = DOCUMENTS.flatMap((document) =>
      [...textOf(document).matchAll(/npm run ([\w:-]+)/g)]
        .map(([, name = '']) => name)
        .filter((name) => !Object.hasOwn(scripts, name))
        .map((name) => `${document}: npm run ${name}`),
    );
    assert.deepEqual(wrong, []);
  });
});

describe('the workflows', () => {
  it('use every action at a commit, with its version beside it', () => {
    const workflows = below('.github/workflows', /\.ya?ml$/);
    const uses = workflows.flatMap((file) =>
      textOf(file)
        .split('\n')
        .filter((line) => /^\s*(?:- )?uses:/.test(line))
        .map((line) => line.trim()),
    );
    assert.ok(uses.length > 0);
    assert.deepEqual(
      uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/.test(line)),
      [],
    );
  });
});

describe('what GitHub asks for', () => {
  it('is a review of the files that can change AWS, each of which is there', () => {
    const owned = textOf('.github/CODEOWNERS')
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '')
      .filter((path) => path.startsWith('/'));
    assert.ok(owned.length > 10);
    assert.deepEqual(
      owned.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('is a run of the tests with the oldest Node that is promised', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { readonly node: string } };
    const oldest = engines.node.replace(/^>=(\d+\.\d+)\.0$/, '$1');
    assert.ok(textOf('.github/workflows/ci.yml').includes(`node: '${oldest}'`), oldest);
  });
});

describe('the API for other extensions', () => {
  it('is documented with the types that it has', () => {
    const documented = [...textOf('docs/api.md').matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code);
    assert.ok(documented.includes(textOf('src/ui/agents/api.ts')));
  });
});
