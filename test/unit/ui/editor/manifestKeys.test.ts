import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyWords, manifestWords } from '../../../../src/ui/editor/manifestKeys.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8')) as {
  readonly contributes: { readonly keybindings: readonly { readonly command: string; readonly when: string }[] };
};

test('a key is written as it is read aloud, on each machine', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['delete', 'Delete', 'Delete'],
    ['f5', 'F5', 'F5'],
    ['ctrl+alt+f', 'Ctrl+Alt+F', 'Ctrl+Option+F'],
    ['cmd+backspace', 'Command+Backspace', 'Command+Backspace'],
    ['Shift+Win+PageDown', 'Shift+Windows+Pagedown', 'Shift+Windows+Pagedown'],
    [' ctrl+k  ctrl+h ', 'Ctrl+K, Ctrl+H', 'Ctrl+K, Ctrl+H'],
  ];
  for (const [key, other, mac] of table) assert.deepEqual([keyWords(key, 'other'), keyWords(key, 'mac')], [other, mac]);
});

test('every key of the manifest is told, with the views that it works in', () => {
  const { keys } = manifestWords(manifest);
  const { keybindings } = manifest.contributes;
  assert.deepEqual(new Set(keys.map(({ command }) => command)), new Set(keybindings.map(({ command }) => command)));
  for (const { command, when } of keybindings) {
    for (const id of ['resources', 'running']) {
      const asks = new RegExp(`halt\\.${id}\\b|\\b${id}[|)]|[(|]${id}\\b`).test(when);
      const told = keys.some((key) => key.command === command && key.views.includes(`%view.${id}%`));
      if (asks) assert.ok(told, `${command} in ${id}`);
    }
  }
  // One line for a key that is declared once a view.
  assert.equal(new Set(keys.map(({ command, key }) => `${command} ${key}`)).size, keys.length);
});

test('a key follows the manifest: changed there, it is changed here', () => {
  const words = manifestWords({
    contributes: {
      commands: [
        { command: 'halt.a', title: 'Act…', category: 'Halt' },
        { command: 'halt.b', title: 'Look' },
      ],
      views: {
        halt: [
          { id: 'halt.one', name: 'One' },
          { id: 'halt.two', name: 'Two' },
        ],
      },
      keybindings: [
        { command: 'halt.a', key: 'ctrl+shift+x', mac: 'cmd+x', when: 'focusedView == halt.one && !inputFocus' },
        { command: 'halt.a', key: 'ctrl+shift+x', mac: 'cmd+x', when: 'focusedView == halt.two && !inputFocus' },
        { command: 'halt.b', key: 'alt+l', when: 'focusedView =~ /^halt\\.(two)$/' },
        { command: 'halt.c', key: 'f9' },
      ],
    },
  });
  assert.deepEqual(words.keys, [
    { command: 'halt.a', key: 'Ctrl+Shift+X', macKey: 'Command+X', views: ['One', 'Two'] },
    { command: 'halt.b', key: 'Alt+L', macKey: 'Option+L', views: ['Two'] },
    { command: 'halt.c', key: 'F9', macKey: 'F9', views: [] },
  ]);
  assert.deepEqual(['halt.a', 'halt.b', 'halt.c'].map(words.title), ['Halt: Act…', 'Look', 'halt.c']);
  assert.deepEqual([words.view('halt.two'), words.view('other')], ['Two', 'other']);
});

test('a manifest of nothing has no keys', () => {
  for (const nothing of [
    undefined,
    null,
    1,
    [],
    {},
    { contributes: { keybindings: [null, 1, {}, { command: 'x' }] } },
  ]) {
    assert.deepEqual(manifestWords(nothing).keys, []);
  }
});
