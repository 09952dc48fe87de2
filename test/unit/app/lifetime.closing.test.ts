import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLifetime } from '../../../src/app/lifetime.ts';
import { createOwnership } from '../../../src/app/ownership.ts';

/** A promise that is resolved from outside: a disk that takes its time. */
function heldPromise() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

const neverCalled = (error: unknown) => assert.fail(String(error));

test('what is owned ends, the newest first, before anything is flushed', async () => {
  const said: string[] = [];
  const ownership = createOwnership(neverCalled);
  ownership.own(() => said.push('first ended'));
  ownership.flushAtEnd(async () => said.push('flushed'));
  ownership.own({ dispose: () => said.push('second ended') });
  await ownership.close();
  assert.deepEqual(said, ['second ended', 'first ended', 'flushed']);
});

test('closing waits until everything has reached the disk', async () => {
  const ownership = createOwnership(neverCalled);
  const disk = heldPromise();
  ownership.flushAtEnd(() => disk.promise);
  ownership.flushAtEnd(async () => {});
  let closed = false;
  const closing = ownership.close().then(() => {
    closed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(closed, false);
  disk.resolve();
  await closing;
  assert.equal(closed, true);
});

test('one that fails to end or to be written keeps no other from it, and both are told', async () => {
  const errors: unknown[] = [];
  const said: string[] = [];
  const ownership = createOwnership((error) => errors.push(error));
  ownership.own(() => said.push('ended'));
  ownership.own(() => {
    throw new Error('stuck');
  });
  ownership.flushAtEnd(() => Promise.reject(new Error('disk full')));
  ownership.flushAtEnd(async () => said.push('flushed'));
  await ownership.close();
  assert.deepEqual(said, ['ended', 'flushed']);
  assert.deepEqual(errors.map(String), ['Error: stuck', 'Error: disk full']);
});

test('a second close waits for the same end', async () => {
  let ends = 0;
  const ownership = createOwnership(neverCalled);
  ownership.own(() => (ends += 1));
  await Promise.all([ownership.close(), ownership.close()]);
  assert.equal(ends, 1);
});

test('deactivating waits for what is loaded, and for what is just being loaded', async () => {
  for (const when of ['before', 'after'] as const) {
    const lifetime = createLifetime<{ close(): Promise<void> }>();
    const loading = heldPromise();
    const disk = heldPromise();
    let closed = false;
    const loaded = lifetime.load(async () => {
      await loading.promise;
      return {
        close: async () => {
          await disk.promise;
          closed = true;
        },
      };
    });
    if (when === 'before') loading.resolve();
    if (when === 'before') await loaded;
    const deactivating = lifetime.close();
    loading.resolve();
    disk.resolve();
    await deactivating;
    assert.equal(closed, true, when);
  }
});

test('deactivating loads nothing, and a load that failed keeps it from nothing', async () => {
  await createLifetime().close();
  const lifetime = createLifetime();
  await assert.rejects(lifetime.load(() => Promise.reject(new Error('no bundle'))));
  await lifetime.close();
});

test('everything is made once', async () => {
  let made = 0;
  const lifetime = createLifetime<{ close(): Promise<void> }>();
  const make = async () => {
    made += 1;
    return { close: async () => {} };
  };
  assert.equal(await lifetime.load(make), await lifetime.load(make));
  assert.equal(made, 1);
});

test('what could not be made is made anew by the next that wants it', async () => {
  const lifetime = createLifetime<{ close(): Promise<void> }>();
  await assert.rejects(
    lifetime.load(() => Promise.reject(new Error('no bundle'))),
    /no bundle/,
  );
  let ends = 0;
  const close = async () => void (ends += 1);
  await lifetime.load(async () => ({ close }));
  await lifetime.close();
  assert.equal(ends, 1);
});
