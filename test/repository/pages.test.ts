import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const PAGES = join(import.meta.dirname, '../../src/pages');

/** What reads members of AWS's answers by their names. */
const READING = /\b(?:parseJson|MemberReader|JSON\.parse|memberReader)\b/;

const readsAnswers = (source: string): boolean => READING.test(source);

describe('the pages', () => {
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

  it('draw from the model: what AWS answers is read once, and its text is kept for the JSON', () => {
    assert.ok(files.length > 15);
    const readers = files.filter((name) => readsAnswers(readFileSync(join(PAGES, name), 'utf8')));
    assert.deepEqual(readers, []);
  });

  it('that would read an answer are found', () => {
    for (const planted of [
      "import { MemberReader } from '../../base/memberReader.ts';",
      'const answer: unknown = JSON.parse(input.json);',
      'const answer = parseJson(json);',
    ])
      assert.ok(readsAnswers(planted), planted);
  });
});
