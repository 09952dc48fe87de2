import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notesOf } from '../../scripts/releaseNotes.ts';

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
