import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { notesOf } from '../../scripts/releaseNotes.ts';

/** What somebody reads in some minutes who wants to know what is new, in UTF-16 units. */
const LONGEST_NOTES = 18_000;

const CHANGELOG =
  '# Changelog\n\nAll changes.\n\n## [1.1.0] - 2026-02-01\n\n- Two.\n\n### Fixed\n\n- Three.\n\n## [1.0.0] - 2026-01-01\n\n- One.\n\n## [0.9.0]\n';

test('a release takes its own part of the changelog, with the headings in it', () => {
  assert.equal(notesOf(CHANGELOG, '1.1.0'), '- Two.\n\n### Fixed\n\n- Three.');
  assert.equal(notesOf(CHANGELOG, '1.0.0'), '- One.');
});

test('a release without anything in the changelog is none', () => {
  assert.equal(notesOf(CHANGELOG, '0.9.0'), undefined);
  assert.equal(notesOf(CHANGELOG, '1.0'), undefined);
  assert.equal(notesOf('', '1.0.0'), undefined);
});

test('what is new can be read in minutes: lines of one kind are one line', () => {
  const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
  const versions = [...changelog.matchAll(/^## \[([^\]]+)\]/gm)].map(([, version = '']) => version);
  assert.ok(versions.length > 0);
  for (const version of versions) {
    const notes = notesOf(changelog, version) ?? '';
    assert.ok(notes.length <= LONGEST_NOTES, `${version}: ${String(notes.length)}`);
    const lines = notes.split('\n').filter((line) => line.startsWith('- '));
    assert.equal(new Set(lines).size, lines.length, version);
  }
});
