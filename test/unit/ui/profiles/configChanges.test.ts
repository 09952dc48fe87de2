import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { createEmitter } from '../../../../src/base/event.ts';
import type { Failure, FailureKind } from '../../../../src/model/failure.ts';
import { createConfigChanges } from '../../../../src/ui/profiles/configChanges.ts';

const paths = { config: '/c/config', credentials: '/c/credentials', ssoCache: '/c/sso', loginCache: '/c/login' };
const fails = (error: unknown): never => {
  throw error;
};
const failure = (kind: FailureKind): Failure => ({ kind, message: kind, mayHaveHappened: false });

/** Two profiles in one region; what is done is noted in the order in which it is. */
function stage(failing: Readonly<Record<string, FailureKind>>, signedOut: readonly string[] = []) {
  const done: string[] = [];
  const polled: boolean[] = [];
  const changes = createEmitter<readonly string[]>(fails);
  let followed: readonly string[] | undefined;
  const scopes = ['dev', 'prod'].map((profile) => ({ profile, region: 'eu-west-1' }));
  const inventory = createInventory(fails);
  for (const scope of scopes) {
    const kind = failing[scope.profile];
    if (kind) inventory.apply({ type: 'fail', scope, kind: 'instance', failure: failure(kind) });
  }
  const config = createConfigChanges(paths, {
    invalidate: (profile) => done.push(`forget ${profile}`),
    wake: (profile) => done.push(`wake ${profile}`),
    signedOut: () => signedOut,
    scopes: {
      all: () => scopes,
      profiles: () => ['dev', 'prod'],
      reload: () => {
        done.push('reload');
        return Promise.resolve();
      },
    },
    accounts: {
      failure: () => undefined,
      refresh: (profile) => {
        done.push(`whoami ${profile}`);
        return Promise.resolve();
      },
    },
    inventory,
    poller: { refresh: ({ profile } = {}) => done.push(`list ${profile}`) },
    createFileChanges: (files) => {
      followed = files;
      return { onDidChange: changes.event, poll: (wanted) => polled.push(wanted), dispose: () => done.push('dispose') };
    },
    onError: fails,
  });
  const change = async (...changed: readonly string[]) => {
    changes.fire(changed);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { done, polled, watch: config, change, followed: () => followed };
}

void describe('the files that profiles come from', () => {
  void it('are not touched before somebody looks, and polled only while a view is in sight', () => {
    const { watch: config, followed, polled } = stage({});
    config.attend({ isHaltSeen: false, viewVisible: false });
    assert.equal(followed(), undefined);
    config.attend({ isHaltSeen: true, viewVisible: false });
    assert.deepEqual(followed(), Object.values(paths));
    config.attend({ isHaltSeen: true, viewVisible: true });
    config.attend({ isHaltSeen: false, viewVisible: false });
    assert.deepEqual(polled, [false, true, false]);
  });

  void it('after a sign-in, bring back the profile that failed and leave the one that works alone', async () => {
    const { watch: config, change, done } = stage({ prod: 'signin-expired' });
    config.attend({ isHaltSeen: true, viewVisible: true });
    await change(paths.ssoCache);
    assert.deepEqual(done, ['reload', 'forget prod', 'whoami prod', 'list prod', 'wake prod']);
  });

  void it('after a sign-in, bring back what is followed with a profile whose lists nobody asks for, each profile once', async () => {
    const { watch: config, change, done } = stage({ prod: 'signin-expired' }, ['prod', 'elsewhere']);
    config.attend({ isHaltSeen: true, viewVisible: false });
    await change(paths.ssoCache);
    assert.deepEqual(
      done.filter((what) => /^(?:forget|wake)/.test(what)),
      ['forget prod', 'wake prod', 'forget elsewhere', 'wake elsewhere'],
    );
  });

  void it('after an edit, have every profile asked whose it is', async () => {
    const { watch: config, change, done } = stage({});
    config.attend({ isHaltSeen: true, viewVisible: true });
    await change(paths.config, paths.ssoCache);
    assert.deepEqual(done, ['reload', 'whoami dev', 'whoami prod']);
  });

  void it('retry nothing that fails for another reason', async () => {
    const { watch: config, change, done } = stage({ dev: 'throttled', prod: 'unreachable' });
    config.attend({ isHaltSeen: true, viewVisible: true });
    await change(paths.loginCache);
    assert.deepEqual(done, ['reload']);
  });

  void it('are let go', () => {
    const { watch: config, done } = stage({});
    config.dispose();
    assert.deepEqual(done, []);
    config.attend({ isHaltSeen: true, viewVisible: false });
    config.dispose();
    assert.deepEqual(done, ['dispose']);
  });
});
