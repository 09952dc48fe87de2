import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
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
