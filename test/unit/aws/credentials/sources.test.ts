import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ambiguityOf,
  helperOf,
  keysOf,
  missingHalf,
  sourcesOf,
  sourceWord,
} from '../../../../src/aws/credentials/sources.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';
import type { ParsedSection } from '../../../../src/aws/credentials/sharedConfigParser.ts';

const section = (properties: Readonly<Record<string, string>>, ambiguous: readonly string[] = []): ParsedSection => ({
  ...{ firstLine: 1, lastLine: 9, properties, ambiguous, unread: [] },
});
const keys = { aws_access_key_id: 'AKIA', aws_secret_access_key: 'secret' };
const everything = {
  ...{ role_arn: 'arn:aws:iam::111122223333:role/x', sso_account_id: '111122223333', login_session: 's' },
  ...{ credential_process: 'helper', ...keys },
};

describe('the sources of a profile', () => {
  it('come in the AWS CLI’s order', () => {
    const places = {
      config: { file: 'c', section: section(keys) },
      credentials: { file: 'k', section: section(keys) },
    };
    assert.deepEqual(sourcesOf(everything, places, false), [
      ...['assume-role', 'identity-center', 'credentials-file', 'login', 'credential-process', 'config-file'],
    ]);
    assert.deepEqual(sourcesOf({ ...everything, web_identity_token_file: '/t' }, places, false), [
      ...['web-identity', 'identity-center', 'credentials-file', 'login', 'credential-process', 'config-file'],
    ]);
  });

  it('are those by whose property it is known, even an empty one', () => {
    assert.deepEqual(sourcesOf({}, undefined, false), []);
    assert.deepEqual(sourcesOf({ sso_role_name: '' }, undefined, false), ['identity-center']);
    assert.deepEqual(sourcesOf({ login_session: '' }, undefined, false), ['login']);
    assert.deepEqual(sourcesOf({ web_identity_token_file: '', role_arn: 'r' }, undefined, false), []);
    assert.deepEqual(sourcesOf({ region: 'eu-west-1', source_profile: 'x' }, undefined, false), []);
  });

  it('leave out the own role of a source profile that has keys', () => {
    const both = { role_arn: 'r', ...keys };
    assert.deepEqual(sourcesOf(both, undefined, true), []);
    assert.deepEqual(sourcesOf(both, undefined, false), ['assume-role']);
    assert.deepEqual(sourcesOf({ role_arn: 'r', aws_secret_access_key: 's' }, undefined, true), []);
    assert.deepEqual(sourcesOf({ role_arn: 'r', aws_access_key_id: 'AKIA' }, undefined, true), []);
    assert.deepEqual(sourcesOf({ role_arn: 'r' }, undefined, true), ['assume-role']);
  });
});

describe('the key of a section', () => {
  it('is both of its halves, with the token beside them, the older one’s first', () => {
    const own = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
    assert.deepEqual(keysOf(section(keys)), own);
    assert.deepEqual(keysOf(section({ ...keys, aws_session_token: 't' })), { ...own, sessionToken: 't' });
    assert.deepEqual(keysOf(section({ ...keys, aws_session_token: 't', aws_security_token: 'o' })), {
      ...own,
      sessionToken: 'o',
    });
    assert.deepEqual(keysOf(section({ ...keys, aws_session_token: '', aws_account_id: '111122223333' })), {
      ...own,
      accountId: '111122223333',
    });
  });

  it('is none where a half is missing or empty', () => {
    for (const half of ['aws_access_key_id', 'aws_secret_access_key'] as const) {
      const { [half]: _gone, ...rest } = keys;
      assert.equal(keysOf(section(rest)), undefined);
      assert.equal(keysOf(section({ ...keys, [half]: '' })), undefined);
    }
    assert.equal(keysOf(undefined), undefined);
  });
});

describe('what a section lacks that gives no key', () => {
  for (const [properties, lacks] of [
    [undefined, 'aws_access_key_id'],
    [{}, 'aws_access_key_id'],
    [{ aws_secret_access_key: 'secret' }, 'aws_access_key_id'],
    [{ aws_access_key_id: '', aws_secret_access_key: 'secret' }, 'aws_access_key_id'],
    [{ aws_access_key_id: 'AKIA' }, 'aws_secret_access_key'],
    [{ aws_access_key_id: 'AKIA', aws_secret_access_key: '' }, 'aws_secret_access_key'],
  ] as const)
    it(`is ${lacks} where it has ${JSON.stringify(properties)}`, () => {
      assert.equal(missingHalf(properties && section(properties)), lacks);
    });
});

describe('how a profile gets its credentials', () => {
  const rows: readonly (readonly [properties: Readonly<Record<string, string>>, file: string, word: string])[] = [
    [{ sso_account_id: '111122223333' }, 'config', 'sso'],
    [keys, 'config', 'static'],
    [keys, 'credentials', 'static'],
    [{ credential_process: 'helper' }, 'config', 'process'],
    [{ role_arn: 'r' }, 'config', 'assume-role'],
    [{ role_arn: 'r', ...keys }, 'config', 'assume-role'],
    [{ web_identity_token_file: '/token' }, 'config', 'web-identity'],
    [{ login_session: 's' }, 'config', 'login'],
    [{ region: 'eu-west-1' }, 'config', 'unknown'],
  ];
  for (const [properties, file, word] of rows)
    it(`is told in the choice of profiles: ${word}, by ${Object.keys(properties).join(', ')} in the ${file} file`, () => {
      const places = new Map([['own', { [file]: { file, section: section(properties) } }]]);
      assert.equal(sourceWord('own', { ...sharedConfigOf({ own: properties }), places }), word);
    });

  it('isn’t known of a profile that isn’t there', () => {
    assert.equal(sourceWord('gone', sharedConfigOf({ own: keys })), 'unknown');
  });
});

describe('whose helper program runs for a profile', () => {
  const helper = { credential_process: 'helper' };
  const by = (source_profile: string, more: object = {}) => ({ role_arn: 'r', source_profile, ...more });
  const rows: readonly (readonly [
    what: string,
    profiles: Parameters<typeof sharedConfigOf>[0],
    whose: string | undefined,
  ])[] = [
    ['its own', { own: helper }, 'own'],
    ['nobody’s, with keys alone', { own: keys }, undefined],
    ['its source’s', { own: by('base'), base: helper }, 'base'],
    ['that of its source’s source’s source', { own: by('a'), a: by('b'), b: by('c'), c: helper }, 'c'],
    ['nobody’s, where its source has keys', { own: { ...by('base'), ...helper }, base: keys }, undefined],
    [
      'nobody’s, where its source has Identity Center before it',
      { own: by('base'), base: { ...helper, sso_role_name: 'x' } },
      undefined,
    ],
    ['nobody’s, where the source isn’t there', { own: by('gone') }, undefined],
    ['nobody’s, where the sources are a circle', { own: by('a'), a: by('own') }, undefined],
    ['nobody’s, where it isn’t there itself', {}, undefined],
    ['nobody’s, without a role for the source', { own: { source_profile: 'base' }, base: helper }, undefined],
    [
      'nobody’s, where a place gives the keys',
      { own: by('base', { credential_source: 'Environment' }), base: helper },
      undefined,
    ],
    ['nobody’s, by a web identity', { own: by('base', { web_identity_token_file: '/t' }), base: helper }, undefined],
    ['its own, beside keys for its own role', { own: by('own', { ...helper, aws_secret_access_key: 's' }) }, 'own'],
  ];
  for (const [what, profiles, whose] of rows)
    it(`is ${what}`, () => {
      assert.equal(helperOf('own', sharedConfigOf(profiles)), whose);
    });

  it('is nobody’s where a property that decides it stands twice', () => {
    const places = new Map([['base', { config: { file: 'c', section: section(helper, ['credential_process']) } }]]);
    const shared = { ...sharedConfigOf({ own: by('base'), base: helper }), places };
    assert.equal(helperOf('own', shared), undefined);
  });
});

describe('a property that stands twice, differently', () => {
  it('is told where it decides who signs, in either file', () => {
    for (const property of [
      ...['role_arn', 'source_profile', 'credential_source', 'web_identity_token_file'],
      ...['sso_session', 'sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'],
      ...['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'],
      ...['login_session', 'credential_process'],
    ]) {
      const place = { file: 'x', section: section({}, ['region', property]) };
      assert.equal(ambiguityOf({ config: place }), property);
      assert.equal(ambiguityOf({ credentials: place }), property);
    }
    assert.equal(ambiguityOf({ config: { file: 'x', section: section({}, ['region', 'output']) } }), undefined);
    assert.equal(ambiguityOf(undefined), undefined);
  });
});
