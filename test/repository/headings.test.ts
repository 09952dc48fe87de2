import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
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
