import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signInOf } from '../../../../src/aws/credentials/signInSettings.ts';
import type { Section } from '../../../../src/aws/credentials/sharedConfigParser.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';

const session = { sso_start_url: 'https://corp.awsapps.com/start', sso_region: 'eu-central-1' };
const role = { sso_account_id: '111122223333', sso_role_name: 'Admin' };
const complete = {
  ...{ startUrl: 'https://corp.awsapps.com/start', region: 'eu-central-1' },
  ...{ account: '111122223333', role: 'Admin' },
};
const settingsOf = (section: Section) =>
  signInOf({ name: 'work', section, shared: { ...sharedConfigOf(), ssoSessions: new Map([['corp', session]]) } });

test('a sign-in is what the profile says together with its session, or the profile alone', () => {
  for (const [section, named] of [
    [{ sso_session: 'corp', ...role }, 'corp'],
    [{ sso_session: 'corp', ...role, sso_region: 'eu-central-1', region: 'us-east-1' }, 'corp'],
    [{ ...session, ...role }, undefined],
  ] as const)
    assert.deepEqual(settingsOf(section), { kind: 'complete', signIn: { session: named, ...complete } });
});

test('a sign-in whose settings aren’t whole, or contradict each other, says which', () => {
  const rows: readonly (readonly [Section, object])[] = [
    [
      { sso_session: 'gone', ...role },
      { kind: 'absent', named: 'gone' },
    ],
    [
      { sso_session: 'corp', ...role, sso_region: 'us-east-1' },
      { kind: 'contradiction', setting: 'sso_region' },
    ],
    [
      { sso_session: 'corp', ...role, sso_start_url: '' },
      { kind: 'contradiction', setting: 'sso_start_url' },
    ],
    [{ sso_session: 'corp' }, { kind: 'lacks', setting: 'sso_account_id, sso_role_name' }],
    [
      { sso_session: 'corp', ...role, sso_account_id: '' },
      { kind: 'lacks', setting: 'sso_account_id' },
    ],
    [
      { sso_session: 'corp', ...role, sso_role_name: '' },
      { kind: 'lacks', setting: 'sso_role_name' },
    ],
    [role, { kind: 'lacks', setting: 'sso_start_url, sso_region' }],
    [
      { ...role, ...session, sso_region: '' },
      { kind: 'lacks', setting: 'sso_region' },
    ],
    [
      { ...role, ...session, sso_start_url: '' },
      { kind: 'lacks', setting: 'sso_start_url' },
    ],
  ];
  for (const [section, fault] of rows)
    assert.deepEqual(settingsOf(section), { kind: 'faulty', fault: { profile: 'work', ...fault } });
});
