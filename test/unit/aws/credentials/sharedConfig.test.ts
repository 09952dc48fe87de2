import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { profileFiles } from '../../../../src/aws/credentials/sharedConfig.ts';

test('a config of the same size and time that is copied over another is read, as the one of another account', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'halt-config-'));
  t.after(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, '.aws'));
  const [staging, production, path] = [join(home, 'staging'), join(home, 'production'), join(home, '.aws', 'config')];
  const checkedOut = new Date('2026-01-15T12:00:00Z');
  for (const [file, key] of [
    [staging, 'AKIA111'],
    [production, 'AKIA222'],
  ] as const)
    writeFileSync(file, `[default]\naws_access_key_id = ${key}\n`);
  const copy = (file: string): void => {
    copyFileSync(file, path);
    utimesSync(path, checkedOut, checkedOut);
  };
  copy(staging);
  const files = profileFiles({ HOME: home });
  const keyNow = async () => (await files.read()).profiles.get('default')?.['aws_access_key_id'];
  assert.equal(await keyNow(), 'AKIA111');
  const { ino, size, mtimeMs } = statSync(path);
  copy(production);
  const now = statSync(path);
  assert.deepEqual([now.ino, now.size, now.mtimeMs], [ino, size, mtimeMs]);
  assert.equal(await keyNow(), 'AKIA222');
});
