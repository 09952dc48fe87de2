import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { secretsOnWire } from '../../../../src/aws/credentials/wireSecrets.ts';

describe('a request for credentials', () => {
  test('has secrets in its headers and its body, by their names', () => {
    const headers = {
      Authorization: 'Bearer signed-in-token',
      'x-amz-sso_bearer_token': 'sso-token',
      'X-Amz-Security-Token': 'session-token',
      host: 'sts.amazonaws.com',
    };
    const form = 'Action=AssumeRole&ExternalId=a%2Bb&TokenCode=123456&WebIdentityToken=jwt&RoleArn=arn';
    assert.deepEqual(secretsOnWire(headers, form), [
      'signed-in-token',
      'sso-token',
      'session-token',
      'a+b',
      '123456',
      'jwt',
    ]);
    assert.deepEqual(secretsOnWire({ authorization: 'AWS4-HMAC-SHA256 SignedHeaders=content-type;host' }, ''), []);
  });

  test('has them in JSON, at any depth that an answer has', () => {
    const body = { clientId: 'c', client_secret: 's1', deep: [{ accessToken: { secretAccessKey: 's2', expires: 5 } }] };
    assert.deepEqual(secretsOnWire({}, new TextEncoder().encode(JSON.stringify(body))), ['s1', 's2']);
    assert.deepEqual(secretsOnWire({}, '{"code": 5, "refreshToken": null'), []);
    assert.deepEqual(secretsOnWire({}, `${'['.repeat(5_000)}${']'.repeat(5_000)}`), []);
    assert.deepEqual(secretsOnWire({}, undefined), []);
  });

  test('has them in XML, whole or not', () => {
    const xml = `<?xml version="1.0"?><AssumeRoleResponse><Credentials>
      <AccessKeyId>ASIAXXX</AccessKeyId><SecretAccessKey> a&amp;b/c </SecretAccessKey><SessionToken
      >never</SessionToken><SessionToken>t+1=</SessionToken><Expiration>2026-01-01T00:00:00Z</Expiration>`;
    assert.deepEqual(secretsOnWire({}, xml), ['ASIAXXX', 'a&b/c', 't+1=']);
    assert.deepEqual(secretsOnWire({}, new TextEncoder().encode('<ErrorResponse><Code>Throttling</Code>')), []);
    assert.deepEqual(secretsOnWire({}, `<${'<'.repeat(100_000)}`), []);
  });

  const named = [
    ...['AccessKeyId', 'AccessToken', 'ClientSecret', 'CodeVerifier', 'DeviceCode', 'ExternalId', 'IdToken'],
    ...['RefreshToken', 'SAMLAssertion', 'SecretAccessKey', 'SessionToken', 'TokenCode', 'WebIdentityToken'],
  ];
  for (const name of named) {
    const words = name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
    test(`has one in whatever is called ${name}, as each of AWS’s ways to write it has it`, () => {
      for (const body of [
        JSON.stringify({ [name]: 'it' }),
        JSON.stringify({ [name.charAt(0).toLowerCase() + name.slice(1)]: 'it' }),
        JSON.stringify({ [words]: 'it' }),
        JSON.stringify({ [words.replaceAll('_', '-')]: 'it' }),
        `${name}=it&Action=x`,
        `  <A><${name}> it </${name}></A>`,
      ]) {
        assert.deepEqual(secretsOnWire({}, body), ['it'], body);
        assert.deepEqual(secretsOnWire({}, new TextEncoder().encode(body)), ['it'], body);
      }
    });
  }

  for (const header of [
    'Authorization',
    'DPoP',
    'Proxy-Authorization',
    'X-Amz-Security-Token',
    'x-amz-sso_bearer_token',
  ])
    test(`has one in the header ${header}`, () => {
      assert.deepEqual(secretsOnWire({ [header]: 'Bearer it', 'content-type': 'text/xml' }, undefined), ['it']);
    });

  test('has the code that stands for a sign-in, which in an answer in XML is the name of an error', () => {
    assert.deepEqual(secretsOnWire({}, '{"code": "it"}'), ['it']);
    assert.deepEqual(secretsOnWire({}, 'grant_type=authorization_code&code=it'), ['it']);
    assert.deepEqual(secretsOnWire({}, '<Error><Code>AccessDenied</Code></Error>'), []);
  });

  test('is read by what it begins with, whatever is in it', () => {
    assert.deepEqual(secretsOnWire({}, 'ExternalId=a{[<b>'), ['a{[<b>']);
    assert.deepEqual(secretsOnWire({}, 'ExternalId=a<b>'), ['a<b>']);
    assert.deepEqual(secretsOnWire({}, '<ExternalId>a{b</ExternalId>'), ['a{b']);
    assert.deepEqual(secretsOnWire({}, '\n\t {"externalId": "<a>"}'), ['<a>']);
    assert.deepEqual(secretsOnWire({}, '[{"externalId": "a"}, {"externalId": "b"}]'), ['a', 'b']);
  });

  test('has as many of them as were nested, down to the eighth level and never so deep that reading fails', () => {
    const below = (levels: number) => `${'{"a":'.repeat(levels)}{"externalId":"it"}${'}'.repeat(levels)}`;
    assert.deepEqual(secretsOnWire({}, below(8)), ['it']);
    assert.deepEqual(secretsOnWire({}, below(9)), []);
    assert.deepEqual(secretsOnWire({}, below(50_000)), []);
    assert.deepEqual(secretsOnWire({}, `${'['.repeat(50_000)}${']'.repeat(50_000)}`), []);
  });
});
