import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const wordsIn = (file: string) =>
  JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Readonly<Record<string, string>>;

/** Words that leave open who does something, and what happens. */
const VAGUE =
  /\b(?:by itself|by themselves|on its own|of (?:its|their) own|(?:go|goes|going) on\b(?! to)|on (?:its|their) way|grown old)\b/i;

test('what a person reads says what happens, and not that it does so by itself', () => {
  // A translation's keys are all the sentences: another test holds them to the code.
  const sentences = [
    ...Object.keys(wordsIn('l10n/bundle.l10n.de.json')),
    ...Object.values(wordsIn('package.nls.json')),
  ];
  assert.ok(sentences.length > 500);
  assert.deepEqual(
    sentences.filter((sentence) => VAGUE.test(sentence)),
    [],
  );
  for (const vague of ['It goes on.', 'Halt tries again by itself.', 'Already on its way: stopping.'])
    assert.match(vague, VAGUE);
});
