import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { readOperations } from '../../../../src/aws/call/readOnlyClients.ts';
import {
  type CommandLineOperation,
  listCommandLine,
  lookCommandLine,
  quote,
  stopCommandLine,
} from '../../../../src/stopping/handOver/commandLine.ts';
import { changeActions, iamPolicy, readActions } from '../../../../src/stopping/handOver/iamPolicy.ts';
import { apiName } from '../../../../src/model/operation.ts';
import type { PlanRef } from '../../../../src/stopping/plan/plan.ts';
import { deploymentArn, scope } from '../../../stages/fakes.ts';

const other = { profile: 'prod admin', region: 'us-east-1' };
const at = (kind: PlanRef['kind'], id: string, where = scope): PlanRef => ({ kind, scope: where, id });

/** The words that a shell makes of a command. */
function words(command: string): string[] {
  const script = `aws() { printf '%s\\0' aws "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const hostile = [
  'plain',
  '',
  ' ',
  '-rf',
  '--region=x',
  "it's",
  '"double"',
  '$(touch /tmp/x)',
  '`id`',
  'a;b',
  'a&&b',
  'a|b',
  '$HOME',
  '\\',
  "'\\''",
  'line\nbreak',
  'tab\there',
  '*',
  '~',
  '#comment',
  '!history',
  '{a,b}',
  'ünïcödé 🙂',
  "'; rm -rf / #",
];

describe('commands for a terminal', () => {
  it('stop and show what is given, in as few commands as the API allows', () => {
    const arn = deploymentArn('web', 'd1');
    const refs = [
      at('instance', 'i-1'),
      at('deployment', arn),
      at('instance', 'i-2'),
      at('instance', 'i-3', other),
      at('experiment', 'EXP1'),
      at('lever', 'default'),
    ];
    const here = '--profile staging --region eu-west-1';
    const there = "--profile 'prod admin' --region us-east-1";
    assert.deepEqual(stopCommandLine(refs, { type: 'stop' }), [
      `aws ec2 stop-instances --instance-ids i-1 i-2 ${here}`,
      `aws ec2 stop-instances --instance-ids i-3 ${there}`,
    ]);
    assert.deepEqual(stopCommandLine(refs, { type: 'stop-experiment' }), [`aws fis stop-experiment --id EXP1 ${here}`]);
    assert.deepEqual(lookCommandLine(refs), [
      `aws ec2 describe-instances --instance-ids i-1 i-2 ${here}`,
      `aws ec2 describe-instances --instance-ids i-3 ${there}`,
      `aws ecs describe-service-deployments --service-deployment-arns ${arn} ${here}`,
      `aws fis get-experiment --id EXP1 ${here}`,
      `aws fis get-safety-lever --id default ${here}`,
    ]);
    assert.deepEqual(stopCommandLine([], { type: 'stop' }), []);
  });

  it('do what the operation does', () => {
    const arn = deploymentArn('web', 'd1');
    const where = ['--profile', 'staging', '--region', 'eu-west-1'];
    const rows: readonly (readonly [CommandLineOperation, PlanRef, readonly string[]])[] = [
      [{ type: 'stop' }, at('instance', 'i-1'), ['ec2', 'stop-instances', '--instance-ids', 'i-1']],
      [{ type: 'hibernate' }, at('instance', 'i-1'), ['ec2', 'stop-instances', '--hibernate', '--instance-ids', 'i-1']],
      [
        { type: 'force-stop', skipOsShutdown: false },
        at('instance', 'i-1'),
        ['ec2', 'stop-instances', '--force', '--instance-ids', 'i-1'],
      ],
      [
        { type: 'force-stop', skipOsShutdown: true },
        at('instance', 'i-1'),
        ['ec2', 'stop-instances', '--force', '--skip-os-shutdown', '--instance-ids', 'i-1'],
      ],
      [{ type: 'start' }, at('instance', 'i-1'), ['ec2', 'start-instances', '--instance-ids', 'i-1']],
      [
        { type: 'abort' },
        at('deployment', arn),
        ['ecs', 'stop-service-deployment', '--service-deployment-arn', arn, '--stop-type', 'ABORT'],
      ],
      [{ type: 'stop-experiment' }, at('experiment', 'E'), ['fis', 'stop-experiment', '--id', 'E']],
      [
        { type: 'engage-lever', reason: "it's on fire" },
        at('lever', 'default'),
        [
          'fis',
          'update-safety-lever-state',
          '--id',
          'default',
          '--state',
          `{"status":"engaged","reason":"it's on fire"}`,
        ],
      ],
      [
        { type: 'disengage-lever', reason: 'x' },
        at('lever', 'default'),
        ['fis', 'update-safety-lever-state', '--id', 'default', '--state', '{"status":"disengaged","reason":"x"}'],
      ],
    ];
    for (const [operation, ref, expected] of rows)
      assert.deepEqual(words(stopCommandLine([ref], operation).join('\n')), ['aws', ...expected, ...where]);
  });

  it('list what a group of the tree shows', () => {
    assert.equal(listCommandLine(scope, 'instance'), 'aws ec2 describe-instances --profile staging --region eu-west-1');
    assert.equal(listCommandLine(scope, 'experiment'), 'aws fis list-experiments --profile staging --region eu-west-1');
    const script = `aws() { case "$2" in list-clusters) echo one two;; *) printf '%s,' "$@"; echo;; esac; }\n${listCommandLine(other, 'service')}`;
    assert.equal(
      execFileSync('sh', ['-c', script], { encoding: 'utf8' }),
      ['one', 'two']
        .map((cluster) => `ecs,list-services,--cluster,${cluster},--profile,prod admin,--region,us-east-1,\n`)
        .join(''),
    );
  });

  it('hand every name to the command as it is, whatever a shell would make of it', () => {
    for (const profile of hostile) {
      const [command = ''] = stopCommandLine([at('instance', 'i-1', { profile, region: 'eu-west-1' })], {
        type: 'stop',
      });
      const given = words(command).slice(4);
      const dashed = profile.startsWith('-');
      assert.deepEqual(given, [
        'i-1',
        ...(dashed ? [`--profile=${profile}`] : ['--profile', profile]),
        '--region',
        'eu-west-1',
      ]);
    }
  });

  it('quote any text so that a shell reads it back', () => {
    // One shell for all: starting one takes milliseconds.
    const texts = fc
      .sample(fc.string({ unit: 'binary', maxLength: 30 }), 300)
      .map((text) => text.replaceAll('\0', '').replace(/[\ud800-\udfff]/g, '?'));
    const all = [...hostile, ...texts];
    const read = execFileSync('sh', ['-c', `printf '%s\\0' ${all.map(quote).join(' ')}`], { encoding: 'utf8' });
    assert.deepEqual(read.split('\0').slice(0, -1), all);
  });
});

describe('the IAM policy', () => {
  it('allows exactly what the reading clients can send, and what the control can', () => {
    const reads = Object.entries(readOperations).flatMap(([service, names]) =>
      names.map((name) => `${service.toLowerCase()}:${name}`),
    );
    assert.deepEqual(
      [...readActions].sort((a, b) => a.localeCompare(b)),
      reads.sort((a, b) => a.localeCompare(b)),
    );
    const source = readFileSync(new URL('../../../../src/aws/changes.ts', import.meta.url), 'utf8');
    const sent = [...source.matchAll(/service: '(\w+)',\s*operation: '(\w+)'/g)].map(
      ([, service = '', name = '']) => `${service.toLowerCase()}:${name}`,
    );
    assert.ok(sent.length > 0);
    assert.deepEqual(new Set(sent), new Set(changeActions));
    assert.deepEqual(new Set(Object.values(apiName)), new Set(changeActions));
  });

  it('is valid, and without a change where nothing may be changed', () => {
    const statements = (changes: boolean) =>
      (JSON.parse(iamPolicy({ changes })) as { Version: string; Statement: { Effect: string; Action: string[] }[] })
        .Statement;
    assert.deepEqual(
      statements(true).map(({ Action }) => Action),
      [readActions, changeActions],
    );
    assert.deepEqual(
      statements(false).map(({ Action }) => Action),
      [readActions],
    );
    for (const action of readActions) assert.match(action, /^(ec2|ecs|fis|iam|sts):(Describe|List|Get)/);
  });
});
