import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methods } from '../../../../src/aws/worker/methods.ts';
import type { ProfileInfo } from '../../../../src/model/identity.ts';
import type { ProfileList } from '../../../../src/model/ports/awsReads.ts';
import { createScopes } from '../../../../src/ui/profiles/chosenScopes.ts';
import type { Settings } from '../../../../src/ui/settings/settings.ts';
import { failure } from '../../../stages/fakes.ts';

const onError = (error: unknown) => assert.fail(String(error));
const info = (name: string, region: string): ProfileInfo => ({
  ...{ name, region, source: 'sso' },
  destination: { kind: 'aws' },
});
const listed = (...profiles: readonly ProfileInfo[]): ProfileList => ({ profiles, problems: [] });
/** What the call is answered with when the thread that reads the files ended meanwhile. */
const ended: ProfileList = methods.reads.profiles.failed(failure('unknown'));

/** A profile in its own region, which stands in the shared config. Each reading is answered when the test says so. */
function read() {
  const answers: ((list: ProfileList) => void)[] = [];
  const scopes = createScopes({
    accounts: { of: () => undefined, onDidChange: () => () => undefined },
    reads: () => ({ profiles: () => new Promise((resolve) => answers.push(resolve)) }),
    settings: () => ({ profiles: ['dev'], regions: [], policy: { places: [] } }) as unknown as Settings,
    demo: () => undefined,
    onError,
  });
  const regions = () => scopes.all().map(({ region }) => region);
  return { scopes, answers, regions };
}

test('what was read before stays while the shared config can’t be asked for, as when what reads it ended', async () => {
  const { scopes, answers, regions } = read();
  const first = scopes.reload();
  answers.shift()?.(listed(info('dev', 'eu-west-1')));
  await first;
  const second = scopes.reload();
  answers.shift()?.(ended);
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(answers.length, 1, 'what is there in its place is asked');
  answers.shift()?.(ended);
  await second;
  assert.deepEqual([regions(), scopes.isUnknown('dev'), scopes.problems()], [['eu-west-1'], false, []]);
});

test('a profile is in no file only once the files were read', async () => {
  const { scopes, answers, regions } = read();
  const first = scopes.reload();
  answers.shift()?.(ended);
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual([scopes.isRead(), scopes.isUnknown('dev')], [false, false]);
  answers.shift()?.(listed(info('dev', 'eu-west-1')));
  await first;
  assert.deepEqual([scopes.isRead(), regions()], [true, ['eu-west-1']]);
});

test('an answer that a newer one has overtaken counts no more', async () => {
  const { scopes, answers, regions } = read();
  const before = scopes.reload();
  const after = scopes.reload();
  answers[1]?.(listed(info('dev', 'us-east-1')));
  await after;
  answers[0]?.(listed(info('dev', 'eu-west-1')));
  await before;
  assert.deepEqual(regions(), ['us-east-1']);
});
