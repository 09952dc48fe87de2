import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromHelperProcess, harmless } from '../../../../src/aws/credentials/fromHelperProcess.ts';
import { heldClock } from '../../../stages/heldClock.ts';
import type { HelperEnd, HelperProcesses } from '../../../../src/aws/credentials/helperProcesses.ts';

const ended = (end: HelperEnd): HelperProcesses => ({ run: () => Promise.resolve(end), dispose: () => undefined });
const wrote = (output: string): HelperProcesses => ended({ kind: 'exited', code: 0, output, complaint: 'noise' });
const clock = heldClock(Date.parse('2020-01-01T00:00:00Z'), 0.5);
const profile = { name: 'vault', section: { credential_process: 'vault get --pass hunter22' } };
const whole = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 'shhh' };

describe('what a credential_process writes', () => {
  test('is credentials', async () => {
    const given = { ...whole, SessionToken: 't', Expiration: '2020-01-01T00:00:01Z', AccountId: '111122223333' };
    assert.deepEqual(await fromHelperProcess(profile, wrote(` ${JSON.stringify(given)}\n`), clock), {
      accessKeyId: 'AKIA',
      secretAccessKey: 'shhh',
      sessionToken: 't',
      expiration: new Date('2020-01-01T00:00:01Z'),
      accountId: '111122223333',
    });
    const plain = { accessKeyId: 'AKIA', secretAccessKey: 'shhh' };
    assert.deepEqual(await fromHelperProcess(profile, wrote(JSON.stringify(whole)), clock), plain);
    assert.deepEqual(
      await fromHelperProcess(
        { ...profile, section: { ...profile.section, aws_account_id: '444455556666' } },
        wrote(JSON.stringify({ ...whole, SessionToken: null, Expiration: null })),
        clock,
      ),
      { ...plain, accountId: '444455556666' },
    );
  });

  for (const [name, output, words] of [
    ['nothing', '', /version 1/],
    ['no JSON', 'AKIA shhh', /version 1/],
    ['a list', '[]', /version 1/],
    ['null', 'null', /version 1/],
    ['two documents', '{"Version":1}{"Version":1}', /version 1/],
    ['another version', JSON.stringify({ ...whole, Version: 2 }), /version 1/],
    ['a version in words', JSON.stringify({ ...whole, Version: '1' }), /version 1/],
    ['no key id', JSON.stringify({ ...whole, AccessKeyId: undefined }), /without a key/],
    ['a number for a key', JSON.stringify({ ...whole, AccessKeyId: 5 }), /without a key/],
    ['an empty secret', JSON.stringify({ ...whole, SecretAccessKey: '' }), /without a key/],
    ['an end that is no time', JSON.stringify({ ...whole, Expiration: 'soon' }), /can’t be read/],
    ['an end that is a number', JSON.stringify({ ...whole, Expiration: 5 }), /can’t be read/],
    ['credentials that have run out', JSON.stringify({ ...whole, Expiration: '2019-12-31T23:59:59Z' }), /run out/],
  ] as const) {
    test(`is refused when it is ${name}, and not quoted`, async () => {
      await assert.rejects(fromHelperProcess(profile, wrote(output), clock), ({ message }: Error) => {
        assert.match(message, words);
        assert.match(message, /profile "vault"/);
        assert.doesNotMatch(message, /AKIA|shhh|hunter22|noise/);
        return true;
      });
    });
  }

  for (const [end, words] of [
    [{ kind: 'late' }, /still at work/],
    [{ kind: 'too-much' }, /1 MB/],
    [{ kind: 'not-started', code: 'EAGAIN' }, /EAGAIN/],
    [{ kind: 'not-started', code: undefined }, /could not be started\.$/],
    [{ kind: 'given-up' }, /nobody needs it/],
    [{ kind: 'exited', code: null, output: '', complaint: '' }, /by a signal\.$/],
    [{ kind: 'exited', code: 4, output: JSON.stringify(whole), complaint: '' }, /code 4\.$/],
    [{ kind: 'exited', code: 4, output: '', complaint: 'log in first\n' }, /code 4: log in first$/],
  ] as const satisfies readonly (readonly [HelperEnd, RegExp])[]) {
    test(`says why there is none: ${words.source}`, async () => {
      await assert.rejects(fromHelperProcess(profile, ended(end), clock), words);
    });
  }
});

describe('a complaint', () => {
  const command = '/opt/vault get --pass hunter22 --user="bob smith" -k=zyx987';

  test('keeps what helps', () => {
    for (const text of [
      'log in to the vault first',
      'Error: session expired, run vault login.',
      'The role could not be assumed: access denied',
      'connect to vault.example.com failed',
    ])
      assert.equal(harmless(text, command), text);
  });

  test('loses whatever might be a secret', () => {
    for (const [text, secret] of [
      ['no such user with hunter22', 'hunter22'],
      ['usage: /opt/vault get --pass hunter22', 'hunter22'],
      ['bob smith?', 'smith'],
      ['bad value zyx987', 'zyx987'],
      ['AWS_SECRET_ACCESS_KEY=abc', 'abc'],
      ['aws_session_token: "a b c"', 'a b c'],
      ['{"SecretAccessKey":"abc/def"}', 'abc/def'],
      ['{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}', 'AKIA'],
      ['got AKIAIOSFODNN7EXAMPLE back', 'AKIA'],
      ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalr'],
      ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x', 'eyJ'],
      ['password: correct horse', 'correct'],
      ["password='correct horse'", 'horse'],
      ['token 12345a is wrong', '12345a'],
      ['pin=1234', '1234'],
      ['curl -u me:secret99 --data x=y', 'secret99'],
      ['retry with --otp 123456', '123456'],
      ['it is open-sesame-of-the-vault', 'sesame'],
    ] as const)
      assert.ok(!harmless(text, command).includes(secret), `${text} → ${harmless(text, command)}`);
  });

  test('is one short line', () => {
    const told = harmless(`first\nsecond\u001b[31m\u202e${' word'.repeat(500)}`, '');
    assert.match(told, /^first second/);
    assert.doesNotMatch(told, /[\n\u001b\u202e]/);
    assert.ok(told.length <= 300);
    assert.equal(harmless('', command), '');
  });
});
