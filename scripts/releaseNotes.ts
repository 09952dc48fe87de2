import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './root.ts';

/**
 * Writes the part of the changelog that a release is about: `vX.Y.Z FILE`. Rejects when the tag is not the version of package.json, or when the changelog has
 * nothing for it.
 */
export function main([tag = '', file = 'notes.md']: readonly string[]): Promise<number> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  if (tag !== `v${version}`) throw new Error(`The tag ${tag} is not the version of package.json, which is ${version}.`);
  const notes = notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version);
  if (notes === undefined) throw new Error(`CHANGELOG.md has nothing for ${version}.`);
  writeFileSync(resolve(file), `${notes}\n`);
  return Promise.resolve(0);
}

/** What stands below the heading of a version, up to the next one's; undefined when there is none, or nothing below it. */
export function notesOf(changelog: string, version: string): string | undefined {
  const parts = changelog.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
  const part = parts.find((one) => one.split('\n', 1)[0]?.includes(`[${version}]`) === true);
  const notes = part?.slice(part.indexOf('\n') + 1).trim();
  return notes === undefined || notes === '' ? undefined : notes;
}
