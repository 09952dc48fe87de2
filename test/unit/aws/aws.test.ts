import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAws } from '../../../src/aws/aws.ts';
import { never } from '../../stages/fakes.ts';
import { credentialHome } from '../../stages/profiles/credentialsOf.ts';
import { ACCOUNT, KEYS, sts } from '../../stages/profiles/diagnosing.ts';

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/jane`;
const CONFIG = `[profile coded]
role_arn = arn:aws:iam::${ACCOUNT}:role/C
source_profile = keys
mfa_serial = ${SERIAL}
region = eu-west-1
[profile keys]
${KEYS}`;

/** AWS with the profile `coded`, whose role wants a device's code; `code` is what the person types. */
function stage(t: Parameters<typeof credentialHome>[0], code?: string) {
  const { options } = credentialHome(t, { config: CONFIG }, { answers: sts });
  const codes: string[] = [];
  const aws = createAws({
    ...{ env: options.env, transport: options.transport, clock: options.clock, attempts: 1 },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
    ...(code !== undefined && {
      askMfa: (profile: string, serial: string) => Promise.resolve((codes.push(`${profile} ${serial}`), code)),
    }),
  });
  t.after(() => aws.dispose());
  return { aws, codes };
}

describe('a profile that wants a device’s code', () => {
  test('asks for it when somebody signs in, and for nothing else', async (t) => {
    const { aws, codes } = stage(t, '123456');
    const before = await aws.reads.identity('coded', never());
    assert.deepEqual([!before.ok && before.failure.kind, codes], ['mfa-needed', []]);
    const signedIn = await aws.signIn('coded', never());
    assert.deepEqual([signedIn.ok && signedIn.value.account, codes], [ACCOUNT, [`coded ${SERIAL}`]]);
    const after = await aws.reads.identity('coded', never());
    assert.deepEqual([after.ok && after.value.account, codes.length], [ACCOUNT, 1]);
  });

  test('can’t be signed in where nobody can be asked', async (t) => {
    const { aws } = stage(t);
    const signedIn = await aws.signIn('coded', never());
    assert.equal(!signedIn.ok && signedIn.failure.kind, 'mfa-needed');
  });
});

describe('what is asked of nothing', () => {
  test('is told at once, and nobody is asked', async (t) => {
    const { aws } = stage(t);
    const scope = { profile: 'gone', region: 'eu-west-1' };
    for (const read of ['volumeSizes', 'typeStores'] as const) {
      const told = await aws.reads[read](scope, [], never());
      assert.deepEqual(told.ok && told.value, {});
      assert.equal((await aws.reads[read](scope, ['one'], never())).ok, false);
    }
  });
});
