import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Aws, AwsOptions } from '../../../../src/aws/aws.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../../src/simulator/core/accounts.ts';
import { useCredentialStage } from '../../../stages/credentials.ts';
import { createWorkerAws } from '../../../../src/aws/worker/workerAws.ts';
import { isRunning, pidsIn, until } from '../../../stages/processes.ts';
import { never } from '../../../stages/aws.ts';
import { bundledWorker } from '../../../stages/worker/productBundles.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';
import { PRODUCTION, STAGING } from '../../../stages/accounts.ts';

describe('credentials', () => {
  const { stage, config, arnOf, whyNot, assumed } = useCredentialStage();

  test('of a chain of roles come from the last source, hop by hop', async () => {
    await config(`
[profile one]
role_arn = arn:aws:iam::${STAGING}:role/One
source_profile = base
role_session_name = first
region = us-east-1
services = sim
[profile two]
role_arn = arn:aws:iam::${PRODUCTION}:role/Two
source_profile = one
role_session_name = second
external_id = ext
duration_seconds = 900
region = eu-west-1
services = sim
`);
    assert.equal(await arnOf('two'), `arn:aws:sts::${PRODUCTION}:assumed-role/Two/second`);
    const calls = stage().sim.log.entries({ action: 'AssumeRole' });
    assert.deepEqual(
      calls.map(({ account, region, parameters }) => [
        account,
        region,
        parameters['RoleSessionName'],
        parameters['DurationSeconds'],
      ]),
      [
        [STAGING, 'eu-west-1', 'first', undefined],
        [STAGING, 'eu-west-1', 'second', '900'],
      ],
    );
    assert.equal(calls[1]?.parameters['ExternalId'], 'ext');
  });

  test('are fetched once for all regions and services, and anew after invalidate', async () => {
    await config(
      `[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base\nservices = sim\nregion = eu-west-1\n`,
    );
    const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
    await Promise.all(
      regions.map(async (region) =>
        valueOf(
          await stage().aws.reads.describe({ profile: 'role', region }, 'instance', ['i-0123456789abcdef0'], never()),
        ),
      ),
    );
    await arnOf('role');
    assert.equal(assumed(), 1);
    stage().aws.invalidate('base');
    await arnOf('role');
    assert.equal(assumed(), 1);
    stage().aws.invalidate('role');
    await arnOf('role');
    assert.equal(assumed(), 2);
    stage().aws.invalidate();
    await arnOf('role');
    assert.equal(assumed(), 3);
  });

  test('are fetched anew when AWS says that they have expired', async () => {
    await config(
      `[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base\nservices = sim\nregion = eu-west-1\n`,
    );
    await arnOf('role');
    stage().sim.faults.add({ action: 'GetCallerIdentity', times: 1, effect: { kind: 'expiredToken' } });
    assert.equal((await whyNot('role')).kind, 'credentials-expired');
    await arnOf('role');
    assert.equal(assumed(), 2);
  });

  test('are read anew when the file has changed, and not when another profile has', async () => {
    await config(
      `[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base\nservices = sim\nregion = eu-west-1\n`,
    );
    await arnOf('role');
    await config(
      `[profile other]\n[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base\nservices = sim\nregion = eu-west-1\n`,
    );
    await arnOf('role');
    assert.equal(assumed(), 1);
    await config(
      `[profile role]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/R\nrole_session_name = me\nsource_profile = base\nservices = sim\nregion = eu-west-1\n`,
    );
    assert.equal(await arnOf('role'), `arn:aws:sts::${PRODUCTION}:assumed-role/R/me`);
  });

  const mfaConfig = (): Promise<string> =>
    config(
      `[profile mfa]\nrole_arn = arn:aws:iam::${STAGING}:role/Ops-mfa\nsource_profile = base\nmfa_serial = arn:aws:iam::${STAGING}:mfa/me\nrole_session_name = me\nservices = sim\nregion = eu-west-1\n`,
    );
  const asking = (code: () => Promise<string | undefined>, more: Partial<AwsOptions> = {}) => {
    const questions: string[] = [];
    const aws = stage().another({
      ...more,
      askMfa: (profile, serial) => {
        questions.push(`${profile} ${serial}`);
        return code();
      },
    });
    return { aws, questions };
  };

  test('that want an MFA code ask for it on the person’s action alone, and once', async () => {
    await mfaConfig();
    const { aws, questions } = asking(() => Promise.resolve('123456'));
    const failure = await whyNot('mfa', aws);
    assert.equal(failure.kind, 'mfa-needed');
    assert.deepEqual(questions, []);
    assert.equal(assumed(), 0);
    const signals = Array.from({ length: 4 }, () => aws.signIn('mfa', never()));
    for (const answer of await Promise.all(signals))
      assert.equal(valueOf(answer).arn, `arn:aws:sts::${STAGING}:assumed-role/Ops-mfa/me`);
    assert.deepEqual(questions, [`mfa arn:aws:iam::${STAGING}:mfa/me`]);
    for (const region of ['eu-west-1', 'us-east-1']) {
      valueOf(await aws.reads.describe({ profile: 'mfa', region }, 'instance', ['i-0123456789abcdef0'], never()));
    }
    assert.equal(questions.length, 1);
  });

  test('that want an MFA code are not there when the person gives none, or a wrong one', async () => {
    await mfaConfig();
    const codes = [undefined, '000000', '123456'];
    const { aws, questions } = asking(() => Promise.resolve(codes.shift()));
    assert.equal(failureIn(await aws.signIn('mfa', never())).kind, 'mfa-needed');
    const wrong = failureIn(await aws.signIn('mfa', never()));
    assert.deepEqual([wrong.kind, wrong.code], ['mfa-needed', 'AccessDenied']);
    assert.equal(valueOf(await aws.signIn('mfa', never())).account, STAGING);
    assert.equal(questions.length, 3);
  });

  test('say what is wrong with the profile', async () => {
    await config(`
[profile lost]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = nowhere
[profile circle]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = circle-2
[profile circle-2]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = circle
[profile self]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = self
[profile half]
aws_access_key_id = AKIA
[profile odd]
role_arn = arn:aws:iam::${STAGING}:role/R
credential_source = Moon
[profile refused]
role_arn = arn:aws:iam::999999999999:role/R
source_profile = base
services = sim
[profile no-session]
sso_session = nowhere
sso_account_id = 1
sso_role_name = x
`);
    const words: Readonly<Record<string, RegExp>> = {
      lost: /“nowhere”, which doesn’t exist/,
      circle: /circle → circle-2 → circle/,
      self: /self → self/,
      half: /lacks aws_secret_access_key/,
      odd: /credential_source/,
      refused: /not authorized to perform: sts:AssumeRole/,
      'no-session': /“nowhere”, which doesn’t exist/,
    };
    for (const [profile, pattern] of Object.entries(words)) {
      const failure = await whyNot(profile);
      assert.equal(failure.kind, 'credentials-missing', `${profile}: ${JSON.stringify(failure)}`);
      assert.match(failure.message, pattern);
      // What Halt itself knows is told in the person’s language; what AWS says is AWS’s.
      assert.equal(failure.credentialFault === undefined, profile === 'refused', profile);
    }
    assert.equal((await whyNot('not-there')).kind, 'profile-unknown');
  });

  test('of a role are unreachable where STS is', async () => {
    await config(
      `[profile far]\nrole_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\n`,
    );
    const failure = await whyNot('far');
    assert.deepEqual(
      [failure.kind, failure.code, failure.endpoint],
      ['unreachable', 'ECONNREFUSED', 'http://127.0.0.1:1'],
    );
  });

  test('come from a process, which is run once at a time and whose command is not told', async () => {
    const count = await stage().home.write('count', '');
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: simulatedAccessKeyId(STAGING),
      SecretAccessKey: simulatedSecret(STAGING),
    });
    const script = await stage().home.write('give.sh', `echo run >> ${count}\necho '${answer}'\n`);
    const failing = await stage().home.write(
      'fail.sh',
      `echo run >> ${count}\necho 'log in to the vault first' >&2\nexit 3\n`,
    );
    await config(`
[profile process]
credential_process = sh ${script}
services = sim
region = eu-west-1
[profile failing]
credential_process = sh ${failing} --password hunter22
services = sim
`);
    const runs = async (): Promise<number> => (await readFile(count, 'utf8')).split('\n').length - 1;
    assert.equal(await arnOf('process'), `arn:aws:iam::${STAGING}:user/demo`);
    await arnOf('process');
    assert.equal(await runs(), 1);
    const failures = await Promise.all(Array.from({ length: 6 }, () => whyNot('failing')));
    for (const failure of failures) {
      assert.equal(failure.kind, 'credentials-missing');
      assert.match(failure.message, /log in to the vault first/);
      assert.equal(failure.credentialFault?.kind, 'helper');
      assert.ok(!JSON.stringify(failure).includes('hunter22'));
    }
    assert.equal(await runs(), 2);
  });

  test('come from a process that hangs: it is started once for all polls, ended after its time, and not started by the next poll', async () => {
    const pids = join(stage().home.env['HOME'] ?? '', 'pids');
    await config(`
[profile hanging]
credential_process = sh -c 'echo $$ >> ${pids}; cat; sleep 1000; echo'
services = sim
[profile role]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = hanging
services = sim
`);
    // Long enough for a busy machine to start a shell.
    const aws = stage().another({ processTimeout: 5_000 });
    const polls = Array.from({ length: 5 }, () => whyNot('hanging', aws));
    polls.push(whyNot('role', aws));
    for (const failure of await Promise.all(polls)) {
      assert.equal(failure.kind, 'credentials-missing');
      assert.match(failure.message, /credential_process \(hanging\): it took too long/);
    }
    // Its failure stands for as long as it took.
    await whyNot('hanging', aws);
    const all = await pidsIn(pids, 1);
    await until(() => !all.some(isRunning));
    assert.equal((await pidsIn(pids, 1)).length, 1);
  });

  test('come from a process that ends with Halt, in whatever way Halt ends', async () => {
    const pids = join(stage().home.env['HOME'] ?? '', 'pids');
    await config(
      `[profile hanging]\ncredential_process = sh -c 'echo $$ >> ${pids}; sleep 1000; echo'\nservices = sim\n`,
    );
    const bundle = await bundledWorker();
    const dying = await stage().home.write(
      'dying.cjs',
      `require(${JSON.stringify(bundle)});
const { existsSync } = require('node:fs');
setInterval(() => { if (existsSync(${JSON.stringify(`${pids}.die`)})) throw new Error('worker trouble'); }, 5);`,
    );
    const env = stage().home.env;
    const policy = () => ({ readOnly: false, allowedRegions: [] });
    const ways: readonly (readonly [string, Aws, (aws: Aws) => Promise<unknown>])[] = [
      ['disposed', stage().another({}), (aws) => aws.dispose()],
      ['worker disposed', createWorkerAws({ workerFile: bundle, env, policy }), (aws) => aws.dispose()],
      ['worker dead', createWorkerAws({ workerFile: dying, env, policy }), () => writeFile(`${pids}.die`, '')],
    ];
    for (const [index, [name, aws, end]] of ways.entries()) {
      const failure = whyNot('hanging', aws);
      const all = await pidsIn(pids, index + 1);
      assert.ok(isRunning(all.at(-1) ?? 0), name);
      await end(aws);
      assert.equal((await failure).mayHaveHappened, false, name);
      await until(() => !all.some(isRunning));
      await aws.dispose();
    }
  });

  test("come from the environment, for its own profile and for a role's source", async () => {
    const env = {
      ...stage().home.env,
      AWS_ACCESS_KEY_ID: simulatedAccessKeyId(STAGING),
      AWS_SECRET_ACCESS_KEY: simulatedSecret(STAGING),
      AWS_ENDPOINT_URL: stage().sim.endpoint,
    };
    await config(
      `[profile role]\nrole_arn = arn:aws:iam::${STAGING}:role/R\ncredential_source = Environment\nrole_session_name = me\nregion = eu-west-1\n`,
    );
    const kept = { ...process.env };
    const own = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
    for (const name of own) process.env[name] = env[name];
    try {
      const aws = stage().another({ env });
      assert.equal(await arnOf('environment', aws), `arn:aws:iam::${STAGING}:user/demo`);
      assert.equal(await arnOf('role', aws), `arn:aws:sts::${STAGING}:assumed-role/R/me`);
    } finally {
      for (const name of own) {
        if (kept[name] === undefined) delete process.env[name];
        else process.env[name] = kept[name];
      }
    }
  });
});
