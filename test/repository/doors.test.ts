import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';
import { type Door, DOORS, programOf, usesOf } from '../../scripts/layers/doors.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES: readonly string[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

const matches = (file: string, glob: string): boolean =>
  glob.endsWith('/**') ? file.startsWith(glob.slice(0, -2)) : file === glob || join(dirname(file), '*.ts') === glob;

const doorTo = (member: string): Door => {
  const door = DOORS.find(({ members }) => members.includes(member));
  assert.ok(door, member);
  return door;
};

describe('11.23: the members that few files may use', () => {
  let parsed: readonly (readonly [file: string, source: string, program: ReturnType<typeof programOf>])[] = [];
  before(() => {
    parsed = SOURCES.map((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8');
      return [file, source, programOf(file, source)];
    });
  });

  for (const { object = 'window', members, files } of DOORS) {
    it(`are used by those alone: ${object}'s ${members[0] ?? ''} and the like`, () => {
      const door = doorTo(members[0] ?? '');
      const uses = parsed.map(([file, ...of]) => [file, usesOf(door, file, ...of)] as const);
      const users = uses.filter(([, found]) => found.length > 0);
      const isAllowed = (file: string): boolean => files.some((glob) => matches(file, glob));
      assert.deepEqual(
        users.filter(([file]) => !isAllowed(file)),
        [],
      );
      for (const glob of files)
        assert.ok(
          users.some(([file]) => matches(file, glob)),
          `${glob} needs no door`,
        );
    });
  }

  it('are noticed however a message function is taken', () => {
    const rows: readonly (readonly [source: string, found: readonly string[]])[] = [
      ["window.showErrorMessage('a');", ['window.showErrorMessage']],
      ["import * as vscode from 'vscode'; vscode.window.showInputBox();", ['vscode.window.showInputBox']],
      ["import { window as w } from 'vscode'; w?.showQuickPick([]);", ['w?.showQuickPick']],
      ["vscode['window']['showWarningMessage']('a');", ["vscode['window']['showWarningMessage']"]],
      ['window[`withProgress`]({}, run);', ['window[`withProgress`]']],
      ['const { showErrorMessage } = window;', ['showErrorMessage']],
      ['const { window: { createInputBox: box } } = vscode;', ['createInputBox: box']],
      ["const { 'setStatusBarMessage': tell } = window;", ["'setStatusBarMessage': tell"]],
      ['function ask({ createQuickPick }: typeof window) {}', ['createQuickPick']],
      ["import { showInformationMessage as tell } from './messages.ts';", ['showInformationMessage as tell']],
      ["const how = 'showErrorMessage'; tell(how);", ["'showErrorMessage'"]],
      ['window[how]();', ['window[how]']],
      ['vscode.window[`show${kind}Message`]();', ['vscode.window[`show${kind}Message`]']],
      ['const held = { showErrorMessage: window };', ['showErrorMessage: window']],
      ["type Tell = typeof window['showErrorMessage'];", ["'showErrorMessage'"]],
      ['window.showTextDocument(document); window.createTreeView(id, options);', []],
      ['// window.showErrorMessage', []],
      ['const windows: string[] = []; windows[0];', []],
    ];
    for (const [source, found] of rows)
      assert.deepEqual(usesOf(doorTo('showErrorMessage'), 'src/ui/planted.ts', source), found, source);
  });

  it('are noticed where a terminal is opened, whose tab may have icons', () => {
    for (const source of ['window.createTerminal({ name });', 'const { createTerminal } = window;'])
      assert.equal(usesOf(doorTo('createTerminal'), 'src/ui/planted.ts', source).length, 1, source);
  });

  it('are noticed however the time is taken', () => {
    const rows: readonly (readonly [source: string, found: readonly string[]])[] = [
      ['Date.now();', ['Date.now']],
      ["Date['now']();", ["Date['now']"]],
      ['globalThis.Date.now();', ['globalThis.Date.now']],
      ['const { now } = Date;', ['now']],
      ['const { ...all } = Date;', ['...all']],
      ['const read = Date.now;', ['Date.now']],
      ['new Date();', ['new Date()']],
      ["new Date(0); Date.parse('2026-01-01'); clock.now(); const { now } = clock;", []],
    ];
    for (const [source, found] of rows)
      assert.deepEqual(usesOf(doorTo('now'), 'src/planted.ts', source), found, source);
  });
});

/**
 * What builds failures of its own beside the exit that strikes secrets out, and where their words come from. What is new here has to say it, or to go through
 * `failureOf` or `withoutSecrets`.
 */
const ownWords: Readonly<Record<string, string>> = {
  'call/caller.ts': 'a failure that has left already, and the name of a region that the person chose',
  'call/readOnlyClients.ts': 'its own, and the operation of its own request',
  'credentials/broker.ts': 'its own',
  'credentials/profiles.ts': 'its own, and a name that was asked for; the files’ go through `failureOf` in the call',
  'credentials/sharedConfig.ts': 'its own, and paths of the person’s files',
  'credentials/step.ts': 'thrown, and caught by `failureOf`',
  'permissions.ts': 'its own',
  'sdk/failures.ts': 'the exit itself',
  'services/ec2/reads.ts': 'its own, and an id that was asked for',
  'transport/changeGuard.ts': 'its own',
  'worker/methods.ts': 'its own',
  'worker/remoteList.ts': 'its own',
  'worker/workerAws.ts': 'its own, and failures that have left already',
  'worker/workerThread.ts': 'Node’s, of a worker that ended: no answer is in it',
};

/** How many objects of a source are failures that are handed to nothing that strikes secrets out. */
function builtPast(source: string): number {
  const struck = new Set<number>();
  const built: number[] = [];
  new Visitor({
    CallExpression({ callee, arguments: passed }) {
      const name = callee.type === 'MemberExpression' ? callee.property : callee;
      if (name.type === 'Identifier' && name.name === 'withoutSecrets' && passed[0]) struck.add(passed[0].start);
    },
    ObjectExpression({ start, properties }) {
      const has = (wanted: string): boolean =>
        properties.some((one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === wanted);
      if (has('mayHaveHappened')) built.push(start);
    },
  }).visit(parseSync('source.ts', source).program);
  return built.filter((start) => !struck.has(start)).length;
}

describe('11.25: the way on which failures leave', () => {
  it('lets no failure with a text from outside leave src/aws past the exit that strikes secrets out', () => {
    const files = readdirSync(join(ROOT, 'src/aws'), { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts'));
    const past = files.filter((file) => builtPast(readFileSync(join(ROOT, 'src/aws', file), 'utf8')) > 0);
    assert.deepEqual(past.toSorted(), Object.keys(ownWords).toSorted());
  });

  it('finds a failure that is built past the exit, in whichever form', () => {
    for (const source of [
      `const it = { kind: 'refused', message: text(answer), mayHaveHappened: false };`,
      `failed({ kind, code, message, mayHaveHappened })`,
      `withoutSecrets(known, secrets); gaps.push({ ...it, mayHaveHappened: true });`,
    ])
      assert.equal(builtPast(source), 1, source);
    for (const source of [
      `calls.withoutSecrets({ kind, message, mayHaveHappened: false })`,
      `withoutSecrets({ ...failure, mayHaveHappened: false }, secrets)`,
      `const { mayHaveHappened } = failure;`,
    ])
      assert.equal(builtPast(source), 0, source);
  });
});
