import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  type CommandLineOperation,
  listCommandLine,
  describeCommandLine,
  stopCommandLine,
} from '../../../../src/stopping/handOver/commandLine.ts';
import { quote, type Shell, shellOf, UncarriedWord } from '../../../../src/stopping/handOver/shell.ts';
import { signInCommand } from '../../../../src/stopping/handOver/signInCommand.ts';
import { deploymentArn, scope } from '../../../stages/fakes.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';
import { assertProperty } from '../../../stages/property.ts';

const other = { profile: 'prod admin', region: 'us-east-1' };
const at = (kind: TargetRef['kind'], id: string, where = scope): TargetRef => ({ kind, scope: where, id });

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
    assert.deepEqual(stopCommandLine(refs, { type: 'stop' }, 'posix'), [
      `aws ec2 stop-instances --instance-ids i-1 i-2 ${here}`,
      `aws ec2 stop-instances --instance-ids i-3 ${there}`,
    ]);
    assert.deepEqual(stopCommandLine(refs, { type: 'stop-experiment' }, 'posix'), [
      `aws fis stop-experiment --id EXP1 ${here}`,
    ]);
    assert.deepEqual(describeCommandLine(refs, 'posix'), [
      `aws ec2 describe-instances --instance-ids i-1 i-2 ${here}`,
      `aws ec2 describe-instances --instance-ids i-3 ${there}`,
      `aws ecs describe-service-deployments --service-deployment-arns ${arn} ${here}`,
      `aws fis get-experiment --id EXP1 ${here}`,
      `aws fis get-safety-lever --id default ${here}`,
    ]);
    assert.deepEqual(stopCommandLine([], { type: 'stop' }, 'posix'), []);
  });

  it('do what the operation does', () => {
    const arn = deploymentArn('web', 'd1');
    const where = ['--profile', 'staging', '--region', 'eu-west-1'];
    const rows: readonly (readonly [CommandLineOperation, TargetRef, readonly string[]])[] = [
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
      [
        { type: 'skip-os-shutdown' },
        at('instance', 'i-1'),
        ['ec2', 'stop-instances', '--skip-os-shutdown', '--instance-ids', 'i-1'],
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
      assert.deepEqual(words(stopCommandLine([ref], operation, 'posix').join('\n')), ['aws', ...expected, ...where]);
  });

  it('list what a group of the tree shows', () => {
    assert.equal(
      listCommandLine(scope, 'instance', 'posix'),
      'aws ec2 describe-instances --profile staging --region eu-west-1',
    );
    assert.equal(
      listCommandLine(scope, 'experiment', 'posix'),
      'aws fis list-experiments --profile staging --region eu-west-1',
    );
    const script = `aws() { case "$2" in list-clusters) echo arn:one arn:two;; *) printf '%s,' "$@"; echo;; esac; }\n${listCommandLine(other, 'service', 'posix')}`;
    assert.equal(
      execFileSync('sh', ['-c', script], { encoding: 'utf8' }),
      ['arn:one', 'arn:two']
        .map((cluster) => `ecs,list-services,--cluster,${cluster},--profile,prod admin,--region,us-east-1,\n`)
        .join(''),
    );
  });

  it('hand every name to the command as it is, whatever a shell would make of it', () => {
    for (const profile of hostile) {
      const [command = ''] = stopCommandLine(
        [at('instance', 'i-1', { profile, region: 'eu-west-1' })],
        {
          type: 'stop',
        },
        'posix',
      );
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
      .map((text) => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '').replace(/[\ud800-\udfff]/g, '?'));
    const all = [...hostile, ...texts];
    const read = execFileSync('sh', ['-c', `printf '%s\\0' ${all.map((text) => quote(text, 'posix')).join(' ')}`], {
      encoding: 'utf8',
    });
    assert.deepEqual(read.split('\0').slice(0, -1), all);
  });
});

describe('11.28: a word of a command line', () => {
  const rows: readonly (readonly [Shell, string, string | undefined])[] = [
    ['posix', 'plain-1', 'plain-1'],
    ['posix', "don't; calc", String.raw`'don'\''t; calc'`],
    ['posix', '=ls', "'=ls'"],
    ['posix', '-rf', "'-rf'"],
    ['posix', '', "''"],
    ['posix', 'a!b', "'a!b'"],
    ['posix', 'a\u0003calc', undefined],
    ['posix', 'a\rcalc', undefined],
    ['posix', 'a\u001b[201~calc', undefined],
    ['fish', "don't; calc", String.raw`'don\'t; calc'`],
    ['fish', String.raw`a\b`, String.raw`'a\\b'`],
    ['fish', '$(id)', "'$(id)'"],
    ['pwsh', "don't; calc", "'don''t; calc'"],
    ['pwsh', 'don\u2019t; calc', "'don\u2019\u2019t; calc'"],
    ['pwsh', '\u2018;\u201a;\u201b;', "'\u2018\u2018;\u201a\u201a;\u201b\u201b;'"],
    ['pwsh', '$(calc)', "'$(calc)'"],
    ['pwsh', '@args', "'@args'"],
    ['pwsh', '"x"', `'"x"'`],
    ['windows-powershell', "don't; calc", "'don''t; calc'"],
    ['windows-powershell', '"x"', undefined],
    ['windows-powershell', '', undefined],
    ['windows-powershell', 'a b\\', undefined],
    ['windows-powershell', 'a\nb', undefined],
    ['cmd', 'a&calc', '"a&calc"'],
    ['cmd', 'a|b<c>d^e(f)', '"a|b<c>d^e(f)"'],
    ['cmd', 'prod admin', '"prod admin"'],
    ['cmd', 'a b\\', '"a b\\\\"'],
    ['cmd', '', '""'],
    ['cmd', 'a=b', '"a=b"'],
    ['cmd', 'a-b_c.d/e:f@g', 'a-b_c.d/e:f@g'],
    ['cmd', '--state=a', '"--state=a"'],
    ['posix', 'a=b', 'a=b'],
    ...(['posix', 'fish', 'pwsh', 'windows-powershell', 'cmd', 'unknown'] as const).map(
      (shell) => [shell, "a\tny'; calc", undefined] as const,
    ),
    ['cmd', '%PATH%', undefined],
    ['cmd', 'a!b', undefined],
    ['cmd', 'a"b', undefined],
    ['cmd', 'a\nb', undefined],
    ['cmd', 'a\r\nb', undefined],
    ['unknown', 'plain-1', 'plain-1'],
    ['unknown', 'two words', undefined],
  ];
  for (const [shell, word, expected] of rows) {
    it(`for ${shell}: ${JSON.stringify(word)}`, () => {
      if (expected === undefined) assert.throws(() => quote(word, shell), UncarriedWord);
      else assert.equal(quote(word, shell), expected);
    });
  }

  it('that is plain is written as it is for all, and any other has quotes around it', () => {
    const shells: readonly Shell[] = ['posix', 'fish', 'pwsh', 'windows-powershell', 'cmd', 'unknown'];
    assertProperty(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...shells), (text, shell) => {
        try {
          const word = quote(text, shell);
          if (word !== text) assert.match(word, shell === 'cmd' ? /^"[^"]*"$/s : /^'.*'$/s);
          else assert.match(word, /^[A-Za-z0-9_./:][A-Za-z0-9_./:=@-]*$/);
        } catch (error) {
          if (!(error instanceof UncarriedWord)) throw error;
        }
      }),
    );
  });

  it('is never an id that the AWS CLI would load from a file or from the web', () => {
    const ids = [
      'file:///etc/passwd',
      'fileb://x',
      'http://169.254.169.254/',
      'https://evil.test/x',
      'FILE://x',
      'file://',
    ];
    const place = { profile: 'dev', region: 'eu-west-1' };
    const operations = { instance: 'stop', deployment: 'roll-back', experiment: 'stop-experiment' } as const;
    for (const shell of ['posix', 'fish', 'pwsh', 'windows-powershell', 'cmd', 'unknown'] as const)
      for (const kind of ['instance', 'deployment', 'experiment'] as const) {
        const lines = (all: readonly string[]) => {
          const refs = all.map((id) => ({ kind, scope: place, id }));
          return [
            () => stopCommandLine(refs, { type: operations[kind] }, shell),
            () => describeCommandLine(refs, shell),
          ];
        };
        for (const id of ids)
          for (const line of [...lines([id]), ...lines(['i-1', id])])
            assert.throws(line, (error) => error instanceof UncarriedWord && error.isLoaded && error.word === id);
        for (const id of ['i-0123', 'files', 'file:x', 'xfile://x', 'arn:aws:ecs:eu-west-1:1:x/http/y'])
          for (const line of lines([id])) assert.ok(line().every((one) => one.includes(id)));
      }
  });

  it('is for the shell that VS Code names', () => {
    for (const [path, platform, shell] of [
      ['/bin/bash', 'linux', 'posix'],
      ['/usr/bin/zsh', 'darwin', 'posix'],
      ['/bin/sh', 'linux', 'posix'],
      ['C:\\Program Files\\Git\\bin\\bash.exe', 'win32', 'posix'],
      ['/opt/homebrew/bin/fish', 'darwin', 'fish'],
      ['C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'win32', 'windows-powershell'],
      ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'win32', 'windows-pwsh'],
      ['/usr/bin/pwsh', 'linux', 'pwsh'],
      ['C:\\WINDOWS\\system32\\CMD.EXE', 'win32', 'cmd'],
      ['', 'linux', 'posix'],
      ['', 'win32', 'windows-powershell'],
      ['/usr/bin/nu', 'linux', 'unknown'],
      ['/bin/tcsh', 'linux', 'unknown'],
      ['/bin/constructor', 'linux', 'unknown'],
    ] as const)
      assert.equal(shellOf(path, platform), shell, path);
  });

  it('that begins with a dash is no flag, whatever it stands for', () => {
    const dashed = (kind: TargetRef['kind'], id: string) => at(kind, id, { profile: '-p', region: '-r' });
    const where = ['--profile=-p', '--region=-r'];
    assert.deepEqual(
      stopCommandLine([dashed('instance', '--force'), dashed('instance', 'i-1')], { type: 'stop' }, 'posix').map(words),
      [
        ['aws', 'ec2', 'stop-instances', '--instance-ids', 'i-1', ...where],
        ['aws', 'ec2', 'stop-instances', '--instance-ids=--force', ...where],
      ],
    );
    assert.deepEqual(stopCommandLine([dashed('experiment', '-x')], { type: 'stop-experiment' }, 'posix').map(words), [
      ['aws', 'fis', 'stop-experiment', '--id=-x', ...where],
    ]);
    assert.deepEqual(describeCommandLine([dashed('deployment', '-d')], 'posix').map(words), [
      ['aws', 'ecs', 'describe-service-deployments', '--service-deployment-arns=-d', ...where],
    ]);
  });

  it('is refused with the whole command where the shell can’t have it', () => {
    const ref = at('instance', 'i-1', { profile: '100%', region: 'eu-west-1' });
    assert.throws(() => stopCommandLine([ref], { type: 'stop' }, 'cmd'), { word: '100%', shell: 'cmd' });
    assert.throws(() => describeCommandLine([ref], 'cmd'), UncarriedWord);
    assert.throws(() => listCommandLine(ref.scope, 'service', 'cmd'), UncarriedWord);
  });

  it('is written without double quotes where they are a trouble', () => {
    const lever = [at('lever', 'default')];
    const engage = { type: 'engage-lever', reason: String.raw`it's a\b` } as const;
    assert.deepEqual(stopCommandLine(lever, engage, 'cmd'), [
      String.raw`aws fis update-safety-lever-state --id default --state "status=engaged,reason='it\'s a\\b'" --profile staging --region eu-west-1`,
    ]);
    assert.match(stopCommandLine(lever, engage, 'windows-powershell')[0] ?? '', /--state 'status=engaged,reason=''it/);
    assert.match(stopCommandLine(lever, engage, 'pwsh')[0] ?? '', /--state '\{"status":"engaged"/);
  });

  it('is looped over in each shell’s own way', () => {
    const start = (shell: Shell) => listCommandLine(scope, 'service', shell).split(' aws')[0];
    assert.deepEqual(
      (['posix', 'fish', 'pwsh', 'windows-powershell', 'cmd'] as const).map((shell) => start(shell)?.slice(0, 12)),
      ['for c in $(a', 'for c in (aw', 'foreach ($c ', 'foreach ($c ', 'for /f token'],
    );
  });
});

describe('11.28: the list of a cluster after the other', () => {
  it('takes nothing that whoever answers writes for a file to load, nor for a flag', () => {
    const lines = [
      'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
      'file:///etc/passwd',
      '--endpoint-url=http://x.test',
    ];
    const script = `aws() {
      case "$2" in
        list-clusters) printf '%s\\n' ${lines.join(' ')} ;;
        *) shift 3; printf '%s\\n' "$1" ;;
      esac
    }
    ${listCommandLine(scope, 'service', 'posix')}`;
    const taken = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n').slice(0, -1);
    assert.deepEqual(taken, [lines[0], `arn:${lines[1]}`, `arn:${lines[2]}`]);
  });
});

describe('11.28: signing in', () => {
  it('starts the AWS CLI itself, with the profile in one word', () => {
    for (const profile of ["don't; calc", '-x', '$(id)', '%PATH%', 'a b'])
      assert.deepEqual(signInCommand({ profile, by: 'sso' }, 'linux'), {
        file: 'aws',
        args: ['sso', 'login', `--profile=${profile}`],
      });
    assert.deepEqual(signInCommand({ profile: 'p', by: 'login' }, 'win32'), {
      file: 'aws.exe',
      args: ['login', '--profile=p'],
    });
    assert.deepEqual(signInCommand({ profile: 'p', by: 'sso' }, 'darwin').args.slice(0, 2), ['sso', 'login']);
  });
});
