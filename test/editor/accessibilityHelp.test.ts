import assert from 'node:assert/strict';
import { commands, env, extensions, UIKind, workspace } from 'vscode';
import { deploymentStates, experimentStates, instanceStates, leverStates } from '../../src/model/resources/states.ts';
import { showAccessibilityHelp } from '../../src/ui/commands/accessibilityHelp.ts';
import { manifestWords } from '../../src/ui/editor/manifestKeys.ts';
import { stateIcon } from '../../src/ui/tree/rows/icons.ts';
import { stateWords } from '../../src/ui/words/states.ts';

interface Entry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const halt = extensions.getExtension<unknown>('halt-for-aws.halt-for-aws');
assert.ok(halt);
// The editor has put the words into it.
const manifest = halt.packageJSON as Manifest;
const { menus, keybindings, configuration } = manifest.contributes;
const { title } = manifestWords(manifest);
const hidden = new Set(
  (menus['commandPalette'] ?? []).flatMap(({ command, when }) => (when === 'false' ? command : [])),
);

async function help(): Promise<string> {
  let shown = '';
  await showAccessibilityHelp({ manifest, documents: { show: async (_name, text) => void (shown = text) } });
  assert.notEqual(shown, '');
  return shown;
}

describe('what the accessibility help says', () => {
  it('of commands: each that it names is in the palette, and what isn’t there is in the menu of a row, on a key or is a row itself', async () => {
    const ids = manifest.contributes.commands.map(({ command }) => command);
    const byTitle = new Map(ids.map((id) => [title(id), id]));
    const named = [...(await help()).matchAll(/“(Halt: [^”]+)”/g)].map(([, name = '']) => byTitle.get(name) ?? name);
    assert.ok(named.length > 8, named.join());
    for (const id of named) assert.ok(ids.includes(id) && !hidden.has(id), id);
    const inMenus = new Set(
      (menus['view/item/context'] ?? []).flatMap(({ command, group = '' }) =>
        group.startsWith('inline') ? [] : [command],
      ),
    );
    const onKeys = new Set(keybindings.map(({ command }) => command));
    // The rows whose command runs at Enter: what they do is what they say.
    const rows = new Set(['halt.loadMore', 'halt.explainProblem']);
    for (const id of hidden) assert.ok(inMenus.has(id) || onKeys.has(id) || rows.has(id), id);
    // A button beside a row can't be reached with the keyboard.
    const inline = (menus['view/item/context'] ?? []).filter(({ group = '' }) => group.startsWith('inline'));
    assert.ok(inline.length > 5);
    for (const { command } of inline) assert.ok(inMenus.has(command), command);
  });

  it('of settings and commands of the editor: they are there', async () => {
    const text = await help();
    const settings = [...text.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)+)`/g)].map(([, key = '']) => key);
    assert.ok(settings.length > 5, settings.join());
    for (const key of settings) {
      // An editor in a browser has none: its dialogs are its own.
      if (key === 'window.dialogStyle' && env.uiKind === UIKind.Web) continue;
      const known = workspace.getConfiguration().inspect(key)?.defaultValue !== undefined;
      assert.ok(known || key in configuration.properties, key);
    }
    assert.match(text, /Notifications: Show Notifications/);
    const all = new Set(await commands.getCommands());
    for (const id of ['notifications.showList', 'halt.resources.focus', 'halt.running.focus'])
      assert.ok(all.has(id), id);
  });

  it('of keys: every one of the manifest, with where it works', async () => {
    const text = await help();
    for (const { command } of keybindings) assert.ok(text.includes(title(command)), command);
  });

  it('of states: each has a word, and no two with different words have the same shape', () => {
    for (const [kind, states] of [
      ['instance', instanceStates],
      ['deployment', deploymentStates],
      ['experiment', experimentStates],
      ['lever', leverStates],
    ] as const) {
      const shapes = new Map<string, string>();
      for (const state of Object.keys(states)) {
        const [shape, word] = [stateIcon(kind, state).id, stateWords(kind, state)];
        assert.notEqual(shape, 'question', state);
        assert.notEqual(word, '', state);
        assert.equal(shapes.get(shape) ?? word, word, `${kind} ${state}`);
        shapes.set(shape, word);
      }
    }
  });
});
