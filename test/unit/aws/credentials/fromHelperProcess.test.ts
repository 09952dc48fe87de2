import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromHelperProcess } from '../../../../src/aws/credentials/fromHelperProcess.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';
import type { HelperEnd, HelperProcesses } from '../../../../src/aws/credentials/helper/helperProcesses.ts';

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

  test('is what the profile’s own command wrote, for that profile', async () => {
    const run: unknown[] = [];
    const processes: HelperProcesses = {
      run: (...asked) => {
        run.push(asked);
        return Promise.resolve({ kind: 'no-command' });
      },
      dispose: () => undefined,
    };
    for (const section of [profile.section, {}])
      await assert.rejects(fromHelperProcess({ name: 'vault', section }, processes, clock));
    assert.deepEqual(run, [
      ['vault', 'vault get --pass hunter22'],
      ['vault', ''],
    ]);
  });

  test('is credentials to the millisecond at which they end, and without a token where that is empty', async () => {
    const last = { ...whole, SessionToken: '', Expiration: '2020-01-01T00:00:00Z' };
    assert.deepEqual(await fromHelperProcess(profile, wrote(JSON.stringify(last)), clock), {
      ...{ accessKeyId: 'AKIA', secretAccessKey: 'shhh', expiration: new Date('2020-01-01T00:00:00Z') },
    });
  });

  for (const [name, output, words] of [
    ['nothing', '', /version 1/],
    ['no JSON', 'AKIA shhh', /version 1/],
    ['a list', '[]', /version 1/],
    ['null', 'null', /version 1/],
    ['two documents', '{"Version":1}{"Version":1}', /version 1/],
    ['another version', JSON.stringify({ ...whole, Version: 2 }), /version 1/],
    ['a version in words', JSON.stringify({ ...whole, Version: '1' }), /version 1/],
    ['no key id', JSON.stringify({ ...whole, AccessKeyId: undefined }), /version 1/],
    ['a number for a key', JSON.stringify({ ...whole, AccessKeyId: 5 }), /version 1/],
    ['an empty secret', JSON.stringify({ ...whole, SecretAccessKey: '' }), /version 1/],
    ['an end that is no time', JSON.stringify({ ...whole, Expiration: 'soon' }), /version 1/],
    ['an end that is a number', JSON.stringify({ ...whole, Expiration: 5 }), /version 1/],
    ['credentials that have run out', JSON.stringify({ ...whole, Expiration: '2019-12-31T23:59:59Z' }), /expired/],
  ] as const) {
    test(`is refused when it is ${name}, and not quoted`, async () => {
      await assert.rejects(fromHelperProcess(profile, wrote(output), clock), ({ message }: Error) => {
        assert.match(message, words);
        assert.match(message, /vault/);
        assert.doesNotMatch(message, /AKIA|shhh|hunter22|noise/);
        return true;
      });
    });
  }

  for (const [end, words] of [
    [{ kind: 'late' }, /took too long/],
    [{ kind: 'no-command' }, /unusable credential_process\.$/],
    [{ kind: 'too-much' }, /version 1/],
    [{ kind: 'not-started', code: 'EAGAIN' }, /EAGAIN/],
    [{ kind: 'not-started', code: undefined }, /failed \(code ENOENT\)\.$/],
    [{ kind: 'given-up' }, /Cancelled\.$/],
    [{ kind: 'exited', code: null, output: '', complaint: '' }, /failed \(code SIGNAL\)\.$/],
    [{ kind: 'exited', code: 4, output: JSON.stringify(whole), complaint: '' }, /failed \(code 4\)\.$/],
    [{ kind: 'exited', code: 4, output: '', complaint: 'log in first\n' }, /\(code 4\)\. log in first$/],
  ] as const satisfies readonly (readonly [HelperEnd, RegExp])[]) {
    test(`says why there is none: ${words.source}`, async () => {
      await assert.rejects(fromHelperProcess(profile, ended(end), clock), words);
    });
  }
});
