import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { keysIn } from '../stages/menusWhen.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      command: string;
      title: string;
      category?: string;
      icon?: string;
      enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings: readonly { command: string; key: string; mac?: string; when?: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly views: Readonly<Record<string, readonly { id: string; icon?: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsWelcome: readonly { view: string; contents: string; when?: string }[];
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly displayName: string;
      readonly userDescription: string;
      readonly modelDescription: string;
      readonly inputSchema: { readonly type: string; readonly additionalProperties: boolean };
    }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            scope?: string;
            ignoreSync?: boolean;
            description?: string;
            markdownDescription?: string;
            default?: unknown;
          }
        >
      >;
    };
  };
}

const manifestText = read('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const { commands, menus, keybindings, views, viewsContainers, viewsWelcome, configuration } = manifest.contributes;
const ids = commands.map(({ command }) => command);
const sorted = (texts: Iterable<string>) => [...texts].toSorted();
const said = (key: string) => words[key.slice(1, -1)] ?? '';

/** All of the extension's sources as one text. */
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('simulator'))
  .map((name) => read(join('src', name)))
  .join('\n');

test('the manifest and the table of commands name the same commands, each once', () => {
  const table = [...read('src/ui/commands/table.ts').matchAll(/^ {4}'(halt\.\w+)':/gm)].map(([, id = '']) => id);
  assert.ok(table.length > 20, 'the table was found');
  assert.deepEqual(sorted(ids), sorted(table));
  assert.equal(new Set(ids).size, ids.length);
});

test('every word comes from package.nls.json, and every word there is used', () => {
  const used = [...manifestText.matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key);
  assert.deepEqual(sorted(new Set(used)), sorted(Object.keys(words)));
  for (const { command, title, category } of commands) {
    assert.equal(title, `%command.${command.slice('halt.'.length)}%`);
    assert.equal(category, 'Halt');
  }
  for (const [key, property] of Object.entries(configuration.properties)) {
    const description = property.description ?? property.markdownDescription ?? '';
    assert.equal(description, `%setting.${key.slice('halt.'.length)}%`);
    // What has Markdown in it has to be shown as Markdown.
    if (/`|\*/.test(said(description))) assert.equal(property.description, undefined, key);
  }
});

test('what a setting’s description names can be pressed in the settings editor, in every language', () => {
  const files = readdirSync(ROOT).filter((name) => /^package\.nls\..*json$/.test(name));
  assert.equal(files.length, 8);
  for (const file of files) {
    const spoken = JSON.parse(read(file)) as Readonly<Record<string, string>>;
    const links: string[] = [];
    for (const { markdownDescription = '' } of Object.values(configuration.properties)) {
      const description = spoken[markdownDescription.slice(1, -1)] ?? '';
      assert.doesNotMatch(description, /`halt\.|\*Halt\b/, file);
      for (const [, key = ''] of description.matchAll(/`#([^#`]*)#`/g))
        assert.ok(key in configuration.properties, `${file}: ${key}`);
      for (const [, label = '', id = ''] of description.matchAll(/\[([^\]]*)\]\(command:([\w.]+)\)/g)) {
        assert.ok(ids.includes(id), `${file}: ${id}`);
        const title = spoken[`command.${id.slice('halt.'.length)}`] ?? '';
        assert.match(label, /^Halt\s?: ?\S/, file);
        assert.ok(title !== '' && label.endsWith(title), `${file}: ${label}`);
        links.push(id);
      }
    }
    assert.ok(links.includes('halt.selectProfiles') && links.includes('halt.diagnoseProfiles'), file);
  }
});

test('a title ends with an ellipsis exactly where the command asks before it acts', () => {
  const asking = commands.filter(({ title }) => said(title).endsWith('…')).map(({ command }) => command);
  for (const id of ids.filter((one) =>
    /\.(stop|hibernate|forceStop|start|check|abort|continue|engage|disengage)/.test(one),
  )) {
    // These change nothing in AWS.
    if (['halt.startDemo', 'halt.stopDemo', 'halt.stopWatching'].includes(id)) continue;
    assert.ok(asking.includes(id), id);
  }
  for (const id of [
    'halt.refresh',
    'halt.refreshHere',
    'halt.copyId',
    'halt.retry',
    'halt.startDemo',
    'halt.stopWatching',
    'halt.showLog',
  ]) {
    assert.ok(!asking.includes(id), id);
  }
});

test('the tools for language models are those that are registered, each with words and a strict shape', () => {
  const { languageModelTools: tools } = manifest.contributes;
  const [, registered = ''] = /toolNames = \[([^\]]*)\]/.exec(read('src/ui/agents/tools.ts')) ?? [];
  assert.deepEqual(
    tools.map(({ name }) => name),
    [...registered.matchAll(/'(\w+)'/g)].map(([, name]) => name),
  );
  for (const { name, displayName, userDescription, modelDescription, inputSchema } of tools) {
    assert.equal(displayName, `%tool.${name}.name%`);
    assert.equal(userDescription, `%tool.${name}.description%`);
    assert.ok(modelDescription.length > 100, name);
    assert.equal(inputSchema.type, 'object');
    assert.equal(inputSchema.additionalProperties, false);
  }
  const request = tools.find(({ name }) => name === 'halt_request_stop');
  assert.match(request?.modelDescription ?? '', /only the person can answer/);
});

test('every setting has application scope: a checked-out folder can redirect nobody', () => {
  const properties = Object.entries(configuration.properties);
  assert.ok(properties.length >= 10);
  for (const [key, { scope }] of properties) assert.equal(scope, 'application', key);
  const asked = [...read('src/ui/settings/settings.ts').matchAll(/(?:texts|seconds|config\.get)\('([\w.]+)'/g)].map(
    ([, key = '']) => key,
  );
  for (const key of asked) assert.ok(`halt.${key}` in configuration.properties, key);
});

test('what names the profiles of this machine stays on it, and every guard goes along to the next', () => {
  const settings = read('src/ui/settings/settings.ts');
  // A guard is what the policy is made of.
  const [, parsed = ''] = /readGuards\(\)[^{]*\{[^{}]*return \{([^}]*)\}/.exec(settings) ?? [];
  const [, added = ''] = /\bpolicy: \{([^}]*)\}/.exec(settings) ?? [];
  const guards = new Set([...`${parsed}${added}`.matchAll(/\bget\('([\w.]+)'\)/g)].map(([, key]) => `halt.${key}`));
  assert.ok(guards.size >= 4, [...guards].join());
  const properties = Object.entries(configuration.properties);
  const about = ({ description = '', markdownDescription = '' }) => said(description || markdownDescription);
  const local = properties.filter(([key, property]) => !guards.has(key) && /\bprofiles?\b/i.test(about(property)));
  assert.ok(local.length > 0);
  for (const [key, { ignoreSync }] of properties) {
    assert.equal(ignoreSync ?? false, local.map(([one]) => one).includes(key), key);
  }
  // What Halt itself writes, it makes of what is on this machine.
  const [, written = ''] = /writeSetting\(key: ([^,]*),/.exec(settings) ?? [];
  const own = [...written.matchAll(/'(\w+)'/g)].map(([, key]) => `halt.${key}`);
  assert.ok(own.length > 0);
  for (const key of own) assert.equal(configuration.properties[key]?.ignoreSync, true, key);
});

test('every menu, key and link names a command that exists', () => {
  const named = [
    ...Object.values(menus).flatMap((entries) => entries.map(({ command }) => command)),
    ...keybindings.map(({ command }) => command),
    ...viewsWelcome.flatMap(({ contents }) =>
      [...said(contents).matchAll(/\(command:([\w.]+)\)/g)].map(([, id = '']) => id),
    ),
  ].filter((id) => id.startsWith('halt.'));
  for (const id of named) assert.ok(ids.includes(id), id);
  for (const [, id = ''] of sources.matchAll(/executeCommand\(\s*'(halt\.\w+)'/g)) assert.ok(ids.includes(id), id);
});

test('the accessibility help is named where each view is empty and in the walkthrough, and takes keys and names from here', () => {
  const link = '](command:halt.accessibilityHelp)';
  for (const { id } of Object.values(views).flat()) {
    const welcomes = viewsWelcome.filter(({ view }) => view === id);
    const helpful = welcomes.filter(({ contents }) => said(contents).includes(link));
    // In each state that has a welcome: one for any state stands for all.
    const states = new Set(welcomes.map(({ when }) => when));
    const covered = (when = '') => helpful.some((one) => when.startsWith(one.when ?? ''));
    assert.ok(helpful.length > 0 && [...states].every(covered), id);
  }
  const { walkthroughs } = manifest.contributes;
  assert.ok(walkthroughs.some(({ steps }) => steps.some(({ description }) => said(description).includes(link))));
  const help = read('src/ui/commands/accessibilityHelp.ts');
  const named = [...help.matchAll(/'(halt\.\w+)'/g)].map(([, id = '']) => id);
  const viewIds = Object.values(views).flatMap((list) => list.map(({ id }) => id));
  assert.ok(named.length > 5);
  for (const id of named) assert.ok(ids.includes(id) || viewIds.includes(id), id);
  for (const { key, mac = key } of keybindings) {
    for (const chord of [key, mac].filter((one) => /\+|^f\d/.test(one))) {
      assert.ok(!help.toLowerCase().includes(chord), `${chord} is written by hand`);
    }
  }
});

test('every command can be reached', () => {
  const hidden = new Set(
    (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command),
  );
  const elsewhere = new Set([
    ...Object.entries(menus).flatMap(([menu, entries]) =>
      menu === 'commandPalette' ? [] : entries.map(({ command }) => command),
    ),
    ...keybindings.map(({ command }) => command),
    // The command of a row.
    ...[...sources.matchAll(/command: '(halt\.\w+)', title:/g)].map(([, id = '']) => id),
  ]);
  for (const id of ids) assert.ok(!hidden.has(id) || elsewhere.has(id), id);
});

test('menus stand in numbered groups, and no group holds a command twice', () => {
  for (const [menu, entries] of Object.entries(menus)) {
    if (menu === 'commandPalette') continue;
    const places = entries.map(({ command, group, when }) => {
      assert.match(group ?? '', /^(inline|navigation|\d+_\w+)(@\d+)?$/, `${menu} ${command}`);
      // Beyond its views Halt adds to nothing but its own documents.
      const where = menu.startsWith('editor/') ? /^resourceScheme == halt-/ : /\bview (==|=~)/;
      assert.match(when ?? '', where, `${menu} ${command}`);
      return `${command} ${group ?? ''} ${when ?? ''}`;
    });
    assert.equal(new Set(places).size, places.length, menu);
  }
});

interface Step {
  readonly id: string;
  readonly description: string;
  readonly completionEvents: readonly string[];
  /** A picture for each kind of theme. */
  readonly media: { readonly image: Readonly<Record<string, string>> };
}

const completingClauses = ({ completionEvents }: Step) =>
  completionEvents.flatMap((event) => (event.startsWith('onContext:') ? [event.slice('onContext:'.length)] : []));

test('every step of the walkthrough is ticked when it was done before VS Code knew the walkthrough', () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.notEqual(steps.length, 0);
  // VS Code counts commands and changes of settings only from then on, and a clause only when it begins to hold: that is when the walkthrough is shown.
  for (const step of steps) {
    const [clause = '', ...more] = completingClauses(step);
    assert.match(clause, / && activeEditor == gettingStartedPage$/, step.id);
    assert.deepEqual(more, [], step.id);
  }
});

test('every context key of Halt that a clause asks for is set', () => {
  const clauses = [
    ...Object.values(menus).flatMap((entries) => entries.map(({ when }) => when)),
    ...keybindings.map(({ when }) => when),
    ...viewsWelcome.map(({ when }) => when),
    ...commands.map(({ enablement }) => enablement),
    ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap(completingClauses)),
  ].filter((clause) => clause !== undefined);
  const keys = new Set(clauses.flatMap(keysIn));
  const known = new Set([
    'activeEditor',
    'view',
    'viewItem',
    'focusedView',
    'inputFocus',
    'listFocus',
    'listMultiSelection',
    'resourceScheme',
  ]);
  for (const key of keys) {
    if (known.has(key)) continue;
    if (key.startsWith('config.')) assert.ok(key.slice('config.'.length) in configuration.properties, key);
    else assert.ok(sources.includes(`'${key}'`) && key.startsWith('halt.'), key);
  }
});

test('it starts by itself only after the window is there, and for a page that is restored', () => {
  const [, page = ''] = /const DETAIL_VIEW_TYPE = '([\w.]+)'/.exec(sources) ?? [];
  assert.deepEqual(manifest.activationEvents, ['onStartupFinished', `onWebviewPanel:${page}`]);
});

test('it runs in untrusted and virtual workspaces, of which it reads nothing', () => {
  assert.deepEqual(manifest.capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
});

test('the editor’s types are those of the oldest editor that it runs in, to the digit', () => {
  const { engines, devDependencies } = JSON.parse(manifestText) as {
    readonly engines: { readonly vscode: string };
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  assert.match(engines.vscode, /^\^\d+\.\d+\.\d+$/);
  assert.equal(devDependencies['@types/vscode'], engines.vscode.slice(1));
});

test('the pictures that the manifest names are there', () => {
  const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  for (const { id, media } of steps)
    assert.deepEqual(Object.keys(media.image).toSorted(), ['dark', 'hc', 'hcLight', 'light'], id);
  const pictures = [
    ...steps.flatMap(({ media }) => Object.values(media.image)),
    manifest.icon,
    ...Object.values(views).flatMap((list) => list.flatMap(({ icon }) => icon ?? [])),
    ...Object.values(viewsContainers).flatMap((list) => list.map(({ icon }) => icon)),
  ];
  for (const path of pictures) assert.ok(existsSync(join(ROOT, path)), path);
  for (const { command, icon } of commands) if (icon !== undefined) assert.match(icon, /^\$\([a-z0-9-]+\)$/, command);
});

const inMarketplace = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly keywords: readonly string[];
  readonly categories: readonly string[];
  readonly galleryBanner: { readonly color: string; readonly theme: string };
};

/** The Marketplace allows more, and nobody waits for them. In bytes. */
const LARGEST_FILM = 3 * 1024 * 1024;

describe('what somebody sees who finds Halt in the Marketplace', () => {
  test('is found by ten words, each once, and has categories and a banner', () => {
    const keywords = inMarketplace.keywords;
    assert.equal(new Set(keywords).size, 10);
    assert.equal(keywords.length, 10);
    for (const service of ['aws', 'ec2', 'ecs', 'fis']) assert.ok(keywords.includes(service), service);
    assert.ok(inMarketplace.categories.length > 0);
    const { color, theme } = inMarketplace.galleryBanner;
    assert.match(color, /^#[\da-f]{6}$/i);
    assert.match(theme, /^(?:dark|light)$/);
  });

  test('is the film first, then how to install it, then what it does, and last how to work on it', () => {
    const readme = read('README.md');
    const order = [
      /^!\[.*\]\(docs\/images\/halt\.gif\)$/m,
      /^## Install$/m,
      /^## What it does$/m,
      /^## Contributing$/m,
    ];
    const places = order.map((part) => readme.search(part));
    assert.ok(!places.includes(-1), places.join());
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(readme.search(/git clone|npm (?:ci|install|start)/) > readme.search(/^## Contributing$/m));
  });

  test('is a film that loads quickly, and that no installation carries', () => {
    assert.ok(statSync(join(ROOT, 'docs/images/halt.gif')).size <= LARGEST_FILM);
    const carried = read('.vscodeignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    assert.ok(carried.length > 0);
    assert.deepEqual(
      carried.filter((line) => /docs|\.gif/.test(line)),
      [],
    );
  });

  test('has a heading in the changelog for its version, or for what is not released', () => {
    const version = inMarketplace.version.replaceAll('.', '\\.');
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[(?:Unreleased|${version})\\]`, 'm'));
    assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
  });
});
