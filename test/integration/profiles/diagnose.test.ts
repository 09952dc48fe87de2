import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { list, member, parseJson } from '../../../src/base/untrusted.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { PRODUCTION, STAGING } from '../../stages/accounts.ts';
import { createStage, type Stage } from '../../stages/aws.ts';
import { bundledAwsFile } from '../../stages/worker/productBundles.ts';

const root = join(import.meta.dirname, '../../..');
const MEMBERS = [
  'profile',
  'source',
  'accessKeyId',
  'hasToken',
  'account',
  'arn',
  'region',
  'hops',
  'endpoints',
  'problems',
  'error',
];
const keyId = simulatedAccessKeyId(STAGING);
const secret = simulatedSecret(STAGING);

describe('npm run diagnose', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage.close());

  /** By the whole of the command, or by what it comes to, which is there without three seconds of the processor for all that it loads. */
  const byCommand = ['--no-warnings', join(root, 'scripts/run.mjs'), 'diagnose'];
  const byMain = async () => {
    const file = await bundledDiagnose(stage.home.env['HOME'] ?? '');
    const run = `require(${JSON.stringify(file)}).main(process.argv.slice(1)).then((code) => process.exit(code))`;
    return ['--no-warnings', '--eval', run, '--'];
  };
  async function diagnosed(
    command: readonly string[],
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ) {
    const env = { ...stage.home.env, ...more };
    const child = spawn(process.execPath, [...command, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (complaint += piece));
    const code = await new Promise((resolve) => {
      child.once('close', resolve);
    });
    const lines = output.split('\n');
    assert.equal(lines.pop(), '', 'the last line has its end');
    assert.ok(!`${output}${complaint}`.includes(secret));
    return { code, complaint, told: lines.map((line) => parseJson(line) as Readonly<Record<string, unknown>>) };
  }
  const named = (...names: readonly string[]) => names.flatMap((name) => ['--profile', name]);

  test('prints a line for each that is named, in that order, with all its members, whatever the answer', async () => {
    await stage.home.write(
      '.aws/config',
      [
        `[profile "Data Team"]\nregion = eu-west-1\nendpoint_url = ${stage.sim.endpoint}`,
        `CREDENTIAL_PROCESS = echo '{"Version": 1, "AccessKeyId": "${keyId}", "SecretAccessKey": "${secret}"}'`,
        `[profile équipe]\nregion = eu-central-1\nendpoint_url = ${stage.sim.endpoint}\nrole_arn = arn:aws:iam::${PRODUCTION}:role/Ops`,
        'source_profile = Data Team',
        '[profile half]\nregion',
        '[profile unclosed',
        '',
      ].join('\n'),
    );
    const { code, told } = await diagnosed(byCommand, named('équipe', 'nobody', 'Data Team', 'half'));
    assert.equal(code, 0);
    for (const line of told) assert.deepEqual(Object.keys(line), MEMBERS);
    const [role, nobody, process_, half] = told;
    assert.deepEqual(
      [role?.['profile'], role?.['source'], role?.['hasToken'], role?.['account'], role?.['region'], role?.['error']],
      ['équipe', 'assume-role', true, PRODUCTION, 'eu-central-1', null],
    );
    assert.match(String(role?.['arn']), /assumed-role\/Ops\//);
    const host = new URL(stage.sim.endpoint).host;
    assert.deepEqual(role?.['hops'], [{ operation: 'AssumeRole', host, region: 'eu-central-1' }]);
    assert.deepEqual(Object.keys(role?.['endpoints'] ?? {}), ['ec2', 'ecs', 'fis', 'sts']);
    assert.deepEqual(
      [nobody?.['profile'], nobody?.['source'], nobody?.['account'], nobody?.['hops'], kindOf(nobody)],
      ['nobody', null, null, [], 'profile-unknown'],
    );
    assert.deepEqual(
      [
        process_?.['source'],
        process_?.['accessKeyId'],
        process_?.['hasToken'],
        process_?.['account'],
        process_?.['hops'],
      ],
      ['credential-process', keyId, false, STAGING, []],
    );
    assert.deepEqual([half?.['accessKeyId'], half?.['source'], kindOf(half)], [null, null, 'config-broken']);
    assert.deepEqual(
      list(half?.['problems']).map((problem) => member(problem, 'line')),
      [11, 12],
    );
  });

  test('prints a line for all where none is named, the environment’s credentials first', async () => {
    await stage.home.write('.aws/config', '[profile b]\nregion = eu-west-1\n[default]\nregion = eu-west-3\n');
    const env = {
      AWS_ACCESS_KEY_ID: keyId,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_ENDPOINT_URL: stage.sim.endpoint,
    };
    const { code, told } = await diagnosed(await byMain(), [], env);
    assert.equal(code, 0);
    assert.deepEqual(
      told.map(({ profile, source, account }) => [profile, source, account]),
      [
        ['environment', 'environment', STAGING],
        ['default', null, null],
        ['b', null, null],
      ],
    );
  });

  test('prints nothing but the reason where there is no profile', async () => {
    const { code, told, complaint } = await diagnosed(await byMain(), [], { AWS_CONFIG_FILE: '/nowhere/config' });
    assert.deepEqual([code, told], [0, []]);
    assert.match(complaint, /\/nowhere\/config: the file doesn’t exist/);
  });

  test('answers for a profile that is named where there are no files, or none that can be read', async () => {
    const rows = [
      ['/nowhere/config', 'profile-unknown'],
      [stage.home.env['HOME'] ?? '', 'config-broken'],
    ] as const;
    for (const [file, kind] of rows) {
      const env = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: file };
      const { code, told } = await diagnosed(await byMain(), named('p'), env);
      assert.deepEqual([code, told.length], [0, 1]);
      assert.deepEqual(Object.keys(told[0] ?? {}), MEMBERS);
      assert.equal(kindOf(told[0]), kind);
      assert.ok(JSON.stringify(told[0]?.['problems']).includes(file));
    }
  });

  test('says what it doesn’t understand, and prints no line', async () => {
    const { code, told, complaint } = await diagnosed(byCommand, ['--profil', 'x']);
    assert.deepEqual([code, told], [1, []]);
    assert.match(complaint, /--profil/);
  });
});

/** What the command runs, with the AWS that is bundled for the whole run. */
async function bundledDiagnose(folder: string): Promise<string> {
  const outfile = join(folder, 'diagnose.cjs');
  const aws = await bundledAwsFile();
  await build({
    entryPoints: [join(root, 'scripts/diagnose.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    plugins: [
      {
        name: 'the AWS of the run',
        setup: (bundling) =>
          bundling.onResolve({ filter: /\/src\/aws\/aws\.ts$/ }, () => ({ path: aws, external: true })),
      },
    ],
  });
  return outfile;
}

function kindOf(line: Readonly<Record<string, unknown>> | undefined): unknown {
  const error = line?.['error'];
  return typeof error === 'object' && error !== null && 'kind' in error ? error.kind : error;
}
