import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/base/systemClock.ts';
import { type FileChanges, createFileChanges } from '../../../src/platform/fileChanges.ts';
import type { Clock } from '../../../src/base/clock.ts';

let home = '';
let changes: FileChanges | undefined;
let heard: (readonly string[])[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'halt-watch-'));
  heard = [];
});
afterEach(() => {
  changes?.dispose();
  changes = undefined;
  rmSync(home, { recursive: true, force: true });
});

const at = (...parts: readonly string[]) => join(home, ...parts);
const fails = (error: unknown): never => {
  throw error;
};

/** Watches, and resolves when what is there was taken in. */
async function listening(paths: readonly string[], clock: Clock = systemClock): Promise<FileChanges> {
  changes = createFileChanges(paths, { clock, onError: fails });
  changes.onDidChange((changed) => heard.push(changed));
  await changes.check();
  return changes;
}

async function until(what: string, ask: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !ask();) {
    if (performance.now() > end) throw new Error(`Waited for ${what}; heard ${JSON.stringify(heard)}`);
    await pause(10);
  }
}

const said = (path: string) => heard.some((changed) => changed.includes(path));

/** A clock that goes on only by `run`, so that what comes from the system alone can be told from polling. */
function heldClock() {
  const timers = new Map<() => void, number>();
  let now = 0;
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    random: () => 0,
    after: (milliseconds, callback) => {
      const own = () => callback();
      timers.set(own, now + milliseconds);
      return () => timers.delete(own);
    },
  };
  const run = (milliseconds: number) => {
    now += milliseconds;
    for (const [callback, due] of [...timers]) {
      if (due > now) continue;
      timers.delete(callback);
      callback();
    }
  };
  return { clock, run, waiting: () => timers.size };
}

void describe('a watched file', () => {
  void it('tells of a write, and not of what was there before', async () => {
    writeFileSync(at('config'), 'a');
    await listening([at('config')]);
    assert.deepEqual(heard, []);
    writeFileSync(at('config'), 'ab');
    await until('the write', () => said(at('config')));
  });

  void it('tells of a content of the same size that is copied over it with its time', async () => {
    const then = new Date('2026-01-15T12:00:00Z');
    writeFileSync(at('config'), 'a');
    utimesSync(at('config'), then, then);
    await listening([at('config')]);
    for (const content of ['b', 'c']) {
      heard = [];
      writeFileSync(at('config'), content);
      utimesSync(at('config'), then, then);
      await until('the copy', () => said(at('config')));
    }
  });

  void it('tells of a replacement by a rename, again and again', async () => {
    writeFileSync(at('config'), 'a');
    await listening([at('config')]);
    for (const content of ['bb', 'ccc', 'dddd']) {
      heard = [];
      writeFileSync(at('config.new'), content);
      renameSync(at('config.new'), at('config'));
      await until('the replacement', () => said(at('config')));
    }
  });

  void it('tells when it comes and goes, with folders that come with it', async () => {
    const config = at('.aws', 'deep', 'config');
    await listening([config]);
    mkdirSync(at('.aws'));
    await changes?.check();
    mkdirSync(at('.aws', 'deep'));
    await changes?.check();
    assert.deepEqual(heard, []);
    writeFileSync(config, 'a');
    await until('its coming', () => said(config));
    heard = [];
    unlinkSync(config);
    await until('its going', () => said(config));
  });

  void it('is seen though its folder was made at once with it', async () => {
    const config = at('.aws', 'config');
    await listening([config]);
    mkdirSync(at('.aws'));
    writeFileSync(config, 'a');
    await until('its coming', () => said(config));
    heard = [];
    writeFileSync(config, 'ab');
    await until('a later write', () => said(config));
  });

  void it('is seen in a folder that replaced its folder', async () => {
    mkdirSync(at('.aws'));
    writeFileSync(at('.aws', 'config'), 'a');
    await listening([at('.aws', 'config')]);
    mkdirSync(at('new'));
    writeFileSync(at('new', 'config'), 'bb');
    renameSync(at('.aws'), at('old'));
    renameSync(at('new'), at('.aws'));
    await until('the new folder', () => said(at('.aws', 'config')));
    heard = [];
    writeFileSync(at('.aws', 'config'), 'ccc');
    await until('a write in the new folder', () => said(at('.aws', 'config')));
  });

  void it('tells of one burst once, and names only what changed', async () => {
    writeFileSync(at('config'), '');
    writeFileSync(at('credentials'), '');
    const { clock, run, waiting } = heldClock();
    await listening([at('config'), at('credentials')], clock);
    for (let i = 1; i < 20; i++) writeFileSync(at('config'), 'x'.repeat(i));
    await until('the system to tell', () => waiting() > 0);
    run(1_000);
    await changes?.check();
    assert.deepEqual(heard, [[at('config')]]);
  });

  void it('is not confused by its neighbours', async () => {
    writeFileSync(at('config'), 'a');
    const { clock, waiting } = heldClock();
    await listening([at('config')], clock);
    writeFileSync(at('other'), 'b');
    writeFileSync(at('config'), 'ab');
    await until('the system to tell of the write', () => waiting() > 0);
    await changes?.check();
    assert.deepEqual(heard, [[at('config')]]);
  });
});

void describe('a watched folder', () => {
  void it('tells of files that come, change and go', async () => {
    const cache = at('sso', 'cache');
    await listening([cache]);
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'a.json'), '{}');
    await until('a file', () => said(cache));
    heard = [];
    writeFileSync(join(cache, 'a.json'), '{"a":1}');
    await until('a change', () => said(cache));
    heard = [];
    unlinkSync(join(cache, 'a.json'));
    await until('a removal', () => said(cache));
  });
});

void describe('polling', () => {
  void it('sees what the system is silent about, and only while it is wanted', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real', 'config'), 'a');
    symlinkSync(at('real', 'config'), at('config'));
    const { clock, run, waiting } = heldClock();
    const own = await listening([at('config')], clock);
    writeFileSync(at('real', 'config'), 'ab');
    assert.equal(waiting(), 0);
    own.poll(true);
    await until('the first look', () => said(at('config')));
    heard = [];
    writeFileSync(at('real', 'config'), 'abc');
    await until('the next look to be due', () => waiting() > 0);
    run(5_000);
    await until('the next look', () => said(at('config')));
    await until('the look after it to be due', () => waiting() > 0);
    own.poll(false);
    assert.equal(waiting(), 0);
    await own.check();
  });
});

void it('is silent, and leaves no timer, once it is disposed of', async () => {
  writeFileSync(at('config'), 'a');
  const { clock, run, waiting } = heldClock();
  const own = await listening([at('config')], clock);
  own.poll(true);
  await until('the next look to be due', () => waiting() > 0);
  writeFileSync(at('config'), 'ab');
  own.dispose();
  assert.equal(waiting(), 0);
  run(60_000);
  await own.check();
  assert.deepEqual(heard, []);
});

/** How many of the system's watchers were opened since, and are still open. */
function openWatchers() {
  const open = new Set<number>();
  const hook = createHook({
    init: (id, type) => void (type === 'FSEVENTWRAP' && open.add(id)),
    destroy: (id) => void open.delete(id),
  }).enable();
  return { count: () => open.size, stop: () => hook.disable() };
}

void describe('the system’s watchers', () => {
  void it('are closed once nothing is watched any more', async () => {
    mkdirSync(at('cache'));
    const watchers = openWatchers();
    const own = await listening([at('config'), at('cache'), at('.aws', 'credentials')]);
    assert.ok(watchers.count() >= 3, `${watchers.count()} are open`);
    own.dispose();
    await until('the last to be closed', () => watchers.count() === 0);
    watchers.stop();
  });

  void it('are closed where they watch what was replaced', async () => {
    mkdirSync(at('.aws'));
    writeFileSync(at('.aws', 'config'), 'a');
    const watchers = openWatchers();
    const own = await listening([at('.aws', 'config')]);
    const usual = watchers.count();
    for (const turn of [1, 2, 3]) {
      renameSync(at('.aws'), at(`old-${turn}`));
      mkdirSync(at('.aws'));
      writeFileSync(at('.aws', 'config'), 'b'.repeat(turn + 1));
      await own.check();
    }
    await until('the old ones to be closed', () => watchers.count() === usual);
    own.dispose();
    await until('the last to be closed', () => watchers.count() === 0);
    watchers.stop();
  });
});
