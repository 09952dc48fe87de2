import { type Json, list, member, record, text } from '../../base/untrusted.ts';

/** A key of Halt's own, as the manifest declares it. */
export interface CommandKey {
  readonly command: string;
  /** The key in words that can be read aloud, on Windows and Linux: `Ctrl+Alt+F`. */
  readonly key: string;
  /** The same on macOS: `Command+Option+F`. */
  readonly macKey: string;
  /** Names of the views in which it works. */
  readonly views: readonly string[];
}

/** What the manifest says to a person: titles, views' names and keys. The editor has put the words in the person's language into it. */
export interface ManifestWords {
  /** Of a command, as the palette shows it: `Halt: Refresh`. Its id where it has none. */
  readonly title: (command: string) => string;
  readonly view: (id: string) => string;
  /** One line a command and key, in the manifest's order. */
  readonly keys: readonly CommandKey[];
}

/** Never throws: what of the manifest isn't as it should be is left out. */
export function manifestWords(manifest: unknown): ManifestWords {
  const contributes = member(manifest, 'contributes');
  const titles = new Map<string, string>();
  for (const each of records(member(contributes, 'commands'))) {
    const [command, title, category] = [text(each['command']), text(each['title']), text(each['category'])];
    if (command !== undefined && title !== undefined) {
      titles.set(command, category === undefined ? title : `${category}: ${title}`);
    }
  }
  const views = new Map<string, string>();
  for (const container of Object.values(record(member(contributes, 'views')) ?? {})) {
    for (const each of records(container)) {
      const [id, name] = [text(each['id']), text(each['name'])];
      if (id !== undefined && name !== undefined) views.set(id, name);
    }
  }
  return {
    title: (command) => titles.get(command) ?? command,
    view: (id) => views.get(id) ?? id,
    keys: keysOf(records(member(contributes, 'keybindings')), views),
  };
}

function keysOf(bindings: readonly Json[], views: ReadonlyMap<string, string>): readonly CommandKey[] {
  const found = new Map<string, CommandKey>();
  for (const each of bindings) {
    const [command, key] = [text(each['command']), text(each['key'])];
    if (command === undefined || key === undefined) continue;
    const line = { command, key: keyWords(key, 'other'), macKey: keyWords(text(each['mac']) ?? key, 'mac') };
    const id = JSON.stringify(line);
    const names = [...(found.get(id)?.views ?? []), ...viewsIn(text(each['when']) ?? '', views)];
    found.set(id, { ...line, views: [...new Set(names)] });
  }
  return [...found.values()];
}

/** The views that a `when` clause asks the focus to be in. */
function viewsIn(when: string, views: ReadonlyMap<string, string>): readonly string[] {
  const [, operator, operand = ''] = /\bfocusedView (==|=~) (\S+)/.exec(when) ?? [];
  const pattern = new RegExp(operand.replace(/^\/(.*)\/$/, '$1'));
  return [...views].flatMap(([id, name]) =>
    (operator === '==' && id === operand) || (operator === '=~' && pattern.test(id)) ? [name] : [],
  );
}

const spoken: Readonly<Record<string, string>> = { cmd: 'Command', meta: 'Meta', win: 'Windows' };

/** `ctrl+alt+f` is `Ctrl+Alt+F`, and `ctrl+k ctrl+h` is `Ctrl+K, Ctrl+H`. */
export function keyWords(key: string, machine: 'mac' | 'other'): string {
  const word = (part: string): string => {
    if (machine === 'mac' && part === 'alt') return 'Option';
    return spoken[part] ?? `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
  };
  const chords = key.trim().toLowerCase().split(/\s+/);
  return chords.map((chord) => chord.split('+').map(word).join('+')).join(', ');
}

const records = (value: unknown): readonly Json[] =>
  list(value)
    .map((each) => record(each))
    .filter((each) => each !== undefined);
