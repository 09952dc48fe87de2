import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Command {
  readonly command: string;
  readonly icon?: string;
}
const { contributes } = JSON.parse(textOf('package.json')) as {
  readonly contributes: { readonly commands: readonly Command[] };
};

/** What a state's icon stands for on a row and on a page's tab, by the state: `stopping: ['stop-circle', …]`. */
const stateIcons = (file: string) =>
  [...textOf(file).matchAll(/^ {2}'?([\w-]+)'?: \['([\w-]+)'/gm)].map(([, state = '', icon = '']) => ({ state, icon }));
const rows = stateIcons('src/ui/tree/rows/icons.ts');
const tabs = stateIcons('src/ui/detail/tabIcon.ts');

const commandsOf = (icon: string): readonly string[] =>
  contributes.commands.filter((one) => one.icon === `$(${icon})`).map(({ command }) => command.replace('halt.', ''));

/** What is the same to a person: the same deed to something else, or in another place. */
const sameDeed: Readonly<Record<string, readonly string[]>> = {
  'debug-stop': ['stopInstances', 'stopExperiments', 'stopSelected'],
  refresh: ['refresh', 'refreshHere', 'retry'],
};

/** What rows and picks name by themselves: `icon('lock')`, of a choice between two both. */
const named = readdirSync(join(ROOT, 'src/ui'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    [...textOf(join('src/ui', file)).matchAll(/\b(?:icon|ThemeIcon)\(([^()]*)\)/g)].flatMap(([, all = '']) =>
      [...all.matchAll(/'([\w-]+)'/g)].map(([, icon = '']) => ({ file, icon })),
    ),
  );

/** Where a row says with an icon what a command or a state says with it: the deed itself in a list, what it leads to, or the same state. */
const saysTheSame: Readonly<Record<string, readonly string[]>> = {
  account: ['tree/rows/profileRow.ts'],
  globe: ['tree/rows/structureRow.ts'],
  'bell-slash': ['commands/running/runningExperiments.ts'],
  'debug-pause': ['tree/rows/icons.ts'],
  'debug-stop': ['commands/running/runningExperiments.ts'],
  error: ['tree/rows/resourceRow.ts'],
  eye: ['commands/hide.ts'],
  'eye-closed': ['commands/hide.ts'],
  filter: ['commands/savedFilters.ts'],
  // What a setting forbids, wherever it is offered.
  lock: ['commands/emergencyStop.ts', 'commands/handOver.ts', 'commands/stopChoices.ts'],
  'open-preview': ['commands/running/runningExperiments.ts'],
  question: ['tree/rows/icons.ts'],
  // What is deleted is gone for good, as what is terminated.
  trash: ['commands/savedFilters.ts'],
  'workspace-untrusted': ['commands/running/runningList.ts', 'tree/rows/structureRow.ts'],
};

/** A state is shown by what leads to it where both say the same: rolling back, and the safety lever. */
const stateOfDeed = new Set(['discard', 'workspace-untrusted', 'shield']);

describe('an icon', () => {
  it('stands for one deed', () => {
    const icons = new Set(contributes.commands.flatMap(({ icon }) => (icon === undefined ? [] : [icon.slice(2, -1)])));
    assert.ok(icons.size > 20);
    for (const icon of icons) {
      const commands = commandsOf(icon);
      if (commands.length > 1) assert.deepEqual(commands, sameDeed[icon], icon);
    }
  });

  it('of a state is none of a deed that means something else', () => {
    assert.ok(rows.length > 20 && tabs.length > 8);
    const both = [...rows, ...tabs].filter(({ icon }) => !stateOfDeed.has(icon) && commandsOf(icon).length > 0);
    assert.deepEqual(both, []);
  });

  it('that a row or a pick names by itself means nothing else on a command or a state', () => {
    assert.ok(named.length > 30, `${named.length}`);
    const states = new Set([...rows, ...tabs].map(({ icon }) => icon));
    const shared = named.filter(({ icon }) => states.has(icon) || commandsOf(icon).length > 0);
    const files = (icon: string) => new Set(shared.filter((one) => one.icon === icon).map(({ file }) => file));
    const found = [...new Set(shared.map(({ icon }) => icon))].toSorted().map((icon) => [icon, ...files(icon)]);
    const expected = Object.entries(saysTheSame)
      .map(([icon, all]) => [icon, ...all])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
    assert.deepEqual(
      found.map(([icon, ...all]) => [icon, ...all.toSorted()]),
      expected,
    );
  });

  it('is the same on the tab of a page as on the row, where something stops or is paused', () => {
    for (const [state, appearance] of [
      ['stopping', 'stopping'],
      ['STOPPED', 'stopped'],
      ['failed', 'failed'],
      ['cancelled', 'cancelled'],
      ['completed', 'done'],
    ] as const) {
      const onRow = rows.filter((one) => one.state === state).map(({ icon }) => icon);
      const onTab = tabs.find((one) => one.state === appearance)?.icon;
      assert.deepEqual([...new Set(onRow)], [onTab], state);
    }
  });
});

/** What VS Code 1.139 makes of them in Light Modern and Light+, which set none of them themselves: `registerColor` in its sources. */
const inLight: Readonly<Record<string, string>> = {
  'charts.blue': '#0063d3',
  'charts.green': '#388a34',
  descriptionForeground: '#717171',
  'editorError.foreground': '#e51400',
  'list.warningForeground': '#855f00',
};
/**
 * What a row of the side bar lies on in these: the side bar itself, the row below the mouse, and a selected one, without and with the keyboard. Light+ draws the last on blue, where
 * VS Code gives every icon the colour of the text.
 */
const lightRows = {
  'Light Modern': ['#f8f8f8', '#f2f2f2', '#e4e6f1', '#e8e8e8'],
  'Light+': ['#f3f3f3', '#e8e8e8', '#e4e6f1'],
} as const;
/** https://www.w3.org/TR/WCAG22/#non-text-contrast */
const LEAST_CONTRAST = 3;
const COLOUR = /'((?:charts\.\w+|testing\.icon\w+|(?:[a-zA-Z]+\.)?\w*[fF]oreground))'/g;

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours of icons', () => {
  const files = readdirSync(join(ROOT, 'src/ui'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const used = new Set(
    files.flatMap((file) => [...textOf(join('src/ui', file)).matchAll(COLOUR)].flatMap(([, colour = '']) => colour)),
  );

  it('are those that the table has, each of them', () => {
    assert.deepEqual([...used].toSorted(), Object.keys(inLight).toSorted());
  });

  for (const [theme, backgrounds] of Object.entries(lightRows))
    it(`stand out from the side bar of ${theme}, and from a row in it that is selected or below the mouse`, () => {
      for (const background of backgrounds)
        for (const colour of used) {
          const found = contrast(inLight[colour] ?? background, background);
          assert.ok(found >= LEAST_CONTRAST, `${colour} on ${background}: ${found.toFixed(2)}`);
        }
    });
});
