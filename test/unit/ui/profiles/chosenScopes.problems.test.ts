import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScopes } from '../../../../src/ui/profiles/chosenScopes.ts';
import type { Settings } from '../../../../src/ui/settings/settings.ts';
import { failure } from '../../../stages/fakes.ts';

test('the simulated AWS, which reads no file, has nothing of what is wrong with one', async () => {
  let demo: { readonly profiles: readonly string[]; readonly regions: readonly string[] } | undefined;
  const problem = failure('config-broken', {
    file: { path: '/config', shown: '~/config', line: 3, fault: { kind: 'header-open' } },
  });
  const scopes = createScopes({
    accounts: { of: () => undefined, onDidChange: () => () => undefined },
    reads: () => ({ profiles: () => Promise.resolve({ profiles: [], problems: [problem] }) }),
    settings: () => ({ profiles: ['dev'], regions: [], policy: { places: [] } }) as unknown as Settings,
    demo: () => demo,
    onError: (error) => assert.fail(String(error)),
  });
  await scopes.reload();
  assert.deepEqual(scopes.problems(), [problem]);
  demo = { profiles: ['staging (simulated)'], regions: ['eu-west-1'] };
  assert.deepEqual(scopes.problems(), []);
  await scopes.reload();
  assert.deepEqual(scopes.problems(), []);
  demo = undefined;
  assert.deepEqual(scopes.problems(), [problem]);
});
