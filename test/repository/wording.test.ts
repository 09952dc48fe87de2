import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const wordsIn = (file: string) =>
  JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Readonly<Record<string, string>>;

/** Words that leave open who does something, and what happens. */
const VAGUE =
  /\b(?:by itself|by themselves|on its own|of (?:its|their) own|(?:go|goes|going) on\b(?! to)|on (?:its|their) way|grown old)\b/i;
/** What stumbles when it is read aloud, or is said with another word elsewhere: mended is fixed, a tick is a selection, and AWS knows nothing. */
const CLUMSY =
  /\b(?:mended|untick(?:ed)?|ticked|passed over|brings along|needn['’]t|nobody watches|bytes that are no|(?:doesn['’]t|does not) know it\b|nothing of this|waits? at a (?:pause )?hook|is just being|[\w’ ]+ instances? to stop\?|(?:running|rolling out|active) of (?:\{|\d))/i;

// A translation's keys are all the sentences: another test holds them to the code.
const sentences = [...Object.keys(wordsIn('l10n/bundle.l10n.de.json')), ...Object.values(wordsIn('package.nls.json'))];
const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');

test('what a person reads says what happens, and not that it does so by itself', () => {
  assert.ok(sentences.length > 500);
  assert.deepEqual(
    [...sentences, ...lines].filter((sentence) => VAGUE.test(sentence)),
    [],
  );
  for (const vague of ['It goes on.', 'Halt tries again by itself.', 'Already on its way: stopping.'])
    assert.match(vague, VAGUE);
});

test('what a person reads is said in a native speaker’s words', () => {
  assert.ok(lines.length > 50);
  assert.deepEqual(
    [...sentences, ...lines].filter((sentence) => CLUMSY.test(sentence)),
    [],
  );
  for (const clumsy of [
    'Force 2 EC2 instances to stop?',
    '10 running of 14',
    '{0} rolling out of {1}',
    'Halt changes nothing until it is mended.',
    'AWS doesn’t know it any more.',
    'AWS does not know it any more',
    'EC2 doesn’t know it.',
    'Nothing of this can be stopped now.',
    'It does not wait at a pause hook.',
    'The deployment no longer waits at a hook.',
    'A reason can be given, and needn’t be.',
  ])
    assert.match(clumsy, CLUMSY);
});

/** A number of things before words about one: nobody says “times lose their address”. */
const PRODUCT = /×\s*(?:\$?\{|\p{L})/u;

test('what holds of several is said with their number in a sentence, never as a product', () => {
  const sources = ['src/ui', 'src/pages', 'src/panel/view'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  assert.ok(sources.length > 100);
  assert.deepEqual(
    [...sentences, ...sources.flatMap((source) => source.split('\n'))].filter((line) => PRODUCT.test(line)),
    [],
  );
  for (const product of ['68 × Lose their public address', '`${mark} ${about} × ${words}`', '{0} × {1}', '3 ×failed'])
    assert.match(product, PRODUCT);
  assert.doesNotMatch('a box of 16 × 16', PRODUCT);
});

/** A place in parentheses that is put together where it is said, or its parts between dots. */
const OWN_PLACE =
  /'\{0\} \(\{1\}\)',[^;]{0,60}\bregion\b|\(\$\{[^}]*\bregion\}\)|profile[^;]{0,40}\} · \$\{[^}]*region|\bprofile\b[^;]{0,120}\bregion\b[^;]{0,60}join\(' · '\)/;
/** Those that write a place, and those that say more with it or name its parts by words. */
const writesPlaces = [
  'words/targetNames.ts',
  // One profile, or several, in one region or several; `profile shop-staging · account … · eu-west-1`.
  'words/places/planPlaces.ts',
  // With the account.
  'news/tellWatches.ts',
  // A name and a region that a setting keeps.
  'commands/hide.ts',
];

test('a place is written in one way, by one function', () => {
  const sources = readdirSync(join(ROOT, 'src/ui'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  assert.ok(sources.length > 100);
  assert.deepEqual(
    sources.filter(
      (name) => !writesPlaces.includes(name) && OWN_PLACE.test(readFileSync(join(ROOT, 'src/ui', name), 'utf8')),
    ),
    [],
  );
  for (const own of [
    "l10n.t('{0} ({1})', plainText(profile, 60), region)",
    '`${profile} (${scope.region})`',
    '`${plainText(scope.profile, 60)} · ${scope.region}: `',
    "[plainText(scope.profile, 60), mark, scope.region].filter(Boolean).join(' · ')",
  ])
    assert.match(own, OWN_PLACE);
});
