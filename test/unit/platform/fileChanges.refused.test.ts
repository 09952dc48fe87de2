import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { createFileChanges } from '../../../src/platform/fileChanges.ts';
import { heldTime } from '../../stages/fakes.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'halt-watch-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const at = (...parts: readonly string[]) => join(home, ...parts);

type Listener = (event: string, name: string | null) => void;

/** In place of the system's watchers: each that is open, and how often one was asked for. Those of the folders that `refused` names are refused. */
function useWatchers(t: TestContext, refused: (folder: string) => boolean = () => false) {
  const watchers = new Map<string, { readonly tell: Listener; readonly fail: (error: Error) => void }>();
  const asked: string[] = [];
  const { watch } = fs;
  const ours = (folder: string, options: unknown, tell: Listener) => {
    asked.push(folder);
    assert.deepEqual(options, { persistent: false }, 'a process that is done ends though files are watched');
    if (refused(folder)) throw Object.assign(new Error('no watcher is left'), { code: 'ENOSPC' });
    const watcher = new EventEmitter();
    watchers.set(folder, { tell, fail: (error) => watcher.emit('error', error) });
    return Object.assign(watcher, { close: () => watchers.delete(folder) });
  };
  Object.assign(fs, { watch: ours });
  syncBuiltinESMExports();
  t.after(() => {
    Object.assign(fs, { watch });
    syncBuiltinESMExports();
  });
  return { watchers, asked };
}

async function stage(t: TestContext, paths: readonly string[]) {
  const clock = heldTime();
  const errors: string[] = [];
  const changes = createFileChanges(paths, { clock, onError: (error) => errors.push(String(error)) });
  t.after(() => changes.dispose());
  const heard: (readonly string[])[] = [];
  changes.onDidChange((changed) => heard.push(changed));
  await changes.check();
  return { clock, errors, changes, heard };
}

describe('a file that the system doesn’t watch', () => {
  it('is said once, and seen by polling', async (t) => {
    const { asked, watchers } = useWatchers(t, () => true);
    writeFileSync(at('config'), 'a');
    const { errors, changes, heard } = await stage(t, [at('config')]);
    writeFileSync(at('config'), 'ab');
    await changes.check();
    await changes.check();
    assert.deepEqual(heard, [[at('config')]]);
    assert.deepEqual([errors, asked, watchers.size], [['Error: no watcher is left'], [home], 0]);
  });

  it('any more is said once, and its watcher is closed and not asked for again', async (t) => {
    const { asked, watchers } = useWatchers(t);
    writeFileSync(at('config'), 'a');
    const { errors, changes, heard } = await stage(t, [at('config')]);
    watchers.get(home)?.fail(new Error('gone'));
    assert.deepEqual([errors, watchers.size], [['Error: gone'], 0]);
    writeFileSync(at('config'), 'ab');
    await changes.check();
    assert.deepEqual([heard, asked], [[[at('config')]], [home]]);
  });

  it('costs no other its watcher', async (t) => {
    const { watchers } = useWatchers(t, (folder) => folder === home);
    mkdirSync(at('cache'));
    await stage(t, [at('config'), at('cache')]);
    assert.deepEqual([...watchers.keys()], [at('cache')]);
  });
});

describe('what the system tells of a folder', () => {
  it('has the files looked at where it may be about one of them, once for a burst', async (t) => {
    const { watchers } = useWatchers(t);
    writeFileSync(at('config'), 'a');
    const { clock, heard } = await stage(t, [at('config')]);
    const tell = (name: string | null) => watchers.get(home)?.tell('change', name);
    tell('other');
    assert.equal(clock.timers(), 0, 'a neighbour');
    for (const name of ['config', null, basename(home)]) {
      tell(name);
      tell(name);
      assert.equal(clock.timers(), 1, String(name));
      await clock.advance(250);
      assert.equal(clock.timers(), 0);
    }
    assert.deepEqual(heard, [], 'nothing is other than it was');
  });

  it('has all of a watched folder looked at, whatever is in it', async (t) => {
    const { watchers } = useWatchers(t);
    mkdirSync(at('cache'));
    const { clock } = await stage(t, [at('cache')]);
    watchers.get(at('cache'))?.tell('rename', 'a.json');
    assert.equal(clock.timers(), 1);
  });

  it('is not heard once nothing is watched any more', async (t) => {
    const { watchers } = useWatchers(t);
    const { clock, changes } = await stage(t, [at('config')]);
    const watcher = watchers.get(home);
    changes.dispose();
    watcher?.tell('change', 'config');
    assert.deepEqual([clock.timers(), watchers.size], [0, 0]);
  });
});

describe('a look at watched files', () => {
  it('opens no watcher once nothing is watched any more, and tells nothing', async (t) => {
    const { watchers } = useWatchers(t);
    const changes = createFileChanges([at('config')], {
      clock: heldTime(),
      onError: (error) => assert.fail(String(error)),
    });
    const heard: unknown[] = [];
    changes.onDidChange((changed) => heard.push(changed));
    const first = changes.check();
    changes.dispose();
    await first;
    assert.deepEqual([watchers.size, heard], [0, []]);
  });

  it('is due once, however often polling is wanted, and not at all when it isn’t any more', async (t) => {
    useWatchers(t);
    const { clock, changes } = await stage(t, [at('config')]);
    changes.poll(false);
    assert.equal(clock.timers(), 0);
    changes.poll(true);
    changes.poll(true);
    await changes.check();
    await clock.advance(0);
    assert.equal(clock.timers(), 1);
    changes.poll(false);
    assert.equal(clock.timers(), 0);
    // Not wanted any more while the first look is under way.
    changes.poll(true);
    changes.poll(false);
    await changes.check();
    await clock.advance(0);
    assert.equal(clock.timers(), 0);
  });

  it('takes what isn’t there for the same whatever is in its way, and what can’t be read for another', async (t) => {
    useWatchers(t);
    const config = at('.aws', 'config');
    const { changes, heard } = await stage(t, [config]);
    writeFileSync(at('.aws'), 'a file where the folder would be');
    await changes.check();
    assert.deepEqual(heard, []);
    rmSync(at('.aws'));
    symlinkSync(at('.aws'), at('.aws'));
    await changes.check();
    assert.deepEqual(heard, [[config]]);
    rmSync(at('.aws'));
    await changes.check();
    assert.deepEqual(heard, [[config], [config]]);
  });

  it('tells of a watched folder that goes though nothing was in it', async (t) => {
    useWatchers(t);
    mkdirSync(at('cache'));
    const { changes, heard } = await stage(t, [at('cache')]);
    rmSync(at('cache'), { recursive: true });
    await changes.check();
    assert.deepEqual(heard, [[at('cache')]]);
  });

  it('tells of a file in a watched folder that can’t be read no more than that the others changed', async (t) => {
    useWatchers(t);
    mkdirSync(at('cache'));
    writeFileSync(at('cache', 'b.json'), '{}');
    symlinkSync(at('nowhere'), at('cache', 'a.json'));
    const { changes, heard } = await stage(t, [at('cache')]);
    await changes.check();
    assert.deepEqual(heard, []);
    writeFileSync(at('cache', 'b.json'), '{"a":1}');
    await changes.check();
    assert.deepEqual(heard, [[at('cache')]]);
  });
});
