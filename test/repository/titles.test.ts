import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const readText = (...parts: readonly string[]) => readFileSync(join(ROOT, ...parts), 'utf8');

const nls = JSON.parse(readText('package.nls.json')) as Readonly<Record<string, string>>;
const commandTitles = Object.entries(nls).flatMap(([key, title]) => (key.startsWith('command.') ? title : []));

/** Each text that stands in the code as it is shown, with the file in which it is said. */
const texts = ['ui', 'app', 'pages'].flatMap((room) =>
  readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readText('src', room, name).matchAll(/l10n\.t\(\s*'([^'{]+)',?\s*\)/g)].map(([, said = '']) => ({
        said,
        file: `${room}/${name}`,
      })),
    ),
);

/** What is no button that asks: the headings of lists and pages, which a person has reached already, the rows of a choice, and the buttons of a dialog, which does at once what they say. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  'pages/experiment/timeline.ts': ['Stopping'],
  'ui/commands/diagnose.ts': ['Diagnose Profiles'],
  'ui/commands/emergencyStop.ts': ['Emergency Stop'],
  'ui/commands/handOver.ts': ['Copy IAM Policy'],
  'ui/commands/hide.ts': ['Show Hidden'],
  'ui/commands/permission.ts': ['Check Stop Permission (Dry Run)'],
  'ui/commands/records.ts': ['Export'],
  'ui/commands/savedFilters.ts': ['Saved Filters'],
  'ui/commands/stop.ts': [
    ...['Continue or Roll Back Paused Deployment', 'Engage the Safety Lever', 'Disengage the Safety Lever'],
  ],
  'ui/commands/stopChoices.ts': ['Continue'],
  // Asks AWS for the value again, and nobody else.
  'ui/detail/jsonDocuments.ts': ['Try Again'],
  'ui/links/goTo.ts': ['Go to ID or ARN'],
  'ui/profiles/pickScopes.ts': ['Choose Profiles'],
  'ui/records/recordPages.ts': ['Export'],
  'ui/stop/planHindrances.ts': ['Try Again'],
  'ui/stop/proposalQuestion.ts': ['Stop'],
  'ui/words/operations.ts': ['Stop', 'Force Stop', 'Continue'],
};

test('a button or a link that asks before it acts ends with an ellipsis, as the command does that it is called after', () => {
  const asking = new Set([...commandTitles, ...texts.map(({ said }) => said)].filter((said) => said.endsWith('…')));
  const found = texts.filter(({ said }) => asking.has(`${said}…`));
  const bare = found.filter(({ said, file }) => HEADINGS[file]?.includes(said) !== true);
  assert.deepEqual(bare, []);
  for (const [file, said] of Object.entries(HEADINGS).flatMap(([name, all]) => all.map((one) => [name, one] as const)))
    assert.ok(
      found.some((one) => one.file === file && one.said === said),
      `${file}: ${said}`,
    );
});

/** As AWS's console says *Stop instance* also of several, so that a row and its page have one name for it. The lists in which somebody selects are headed by the plural. */
test('what a page’s button stops is called as in the menu of its row, in every language', () => {
  const frames = readdirSync(join(ROOT, 'src/pages'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('page.ts'),
  );
  const labels = frames.flatMap((name) =>
    [...readText('src/pages', name).matchAll(/stop: \{\s*label: l10n\.t\('([^']+)'\)/g)].map(([, label = '']) => label),
  );
  assert.equal(labels.length, 3, labels.join());
  const keyOf = (label: string) =>
    Object.keys(nls).find((key) => key.startsWith('command.') && nls[key] === label) ?? assert.fail(label);
  for (const bundle of readdirSync(join(ROOT, 'l10n'))) {
    const language = /^bundle\.l10n\.([\w-]+)\.json$/.exec(bundle)?.[1];
    if (language === undefined) continue;
    const said = JSON.parse(readText('l10n', bundle)) as Readonly<Record<string, string>>;
    const titles = JSON.parse(readText(`package.nls.${language}.json`)) as Readonly<Record<string, string>>;
    for (const label of labels) assert.equal(said[label], titles[keyOf(label)], `${language}: ${label}`);
  }
});

/** A heading shares its line with the first row below it, which has to stay readable in the narrowest list. */
const LONGEST = 40;

test('headings in a list are short in every language', () => {
  const sources = readdirSync(join(ROOT, 'src/ui'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'src/ui', name), 'utf8'));
  const headings = sources.flatMap((source) =>
    [...source.matchAll(/\b(?:section|separator)\(\s*l10n\.t\(\s*'([^']+)'/g)].map(([, words = '']) => words),
  );
  assert.ok(headings.length > 3, headings.join());
  const bundles = readdirSync(join(ROOT, 'l10n')).filter((name) => /^bundle\.l10n\.[\w-]+\.json$/.test(name));
  assert.ok(bundles.length > 5);
  for (const bundle of bundles) {
    const said = JSON.parse(readFileSync(join(ROOT, 'l10n', bundle), 'utf8')) as Readonly<Record<string, string>>;
    for (const heading of headings) {
      assert.ok(heading.length <= LONGEST, heading);
      assert.ok((said[heading] ?? heading).length <= LONGEST, `${bundle}: ${heading}`);
    }
  }
});
