import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forEachArn, quote, type Shell, shellOf, UncarriedWord } from '../../../../src/stopping/handOver/shell.ts';

const all: readonly Shell[] = ['posix', 'fish', 'pwsh', 'windows-pwsh', 'windows-powershell', 'cmd', 'unknown'];

describe('the shell that a path names', () => {
  const rows: readonly (readonly [path: string, shell: Shell])[] = [
    ...['ash', 'bash', 'dash', 'ksh', 'mksh', 'sh', 'zsh'].map((name) => [`/bin/${name}`, 'posix'] as const),
    [String.raw`C:\Windows\System32\wsl.exe`, 'posix'],
    [String.raw`C:\Program Files\Git\bin\bash.exe`, 'posix'],
    [String.raw`C:\Program Files\Git\git-cmd.exe`, 'cmd'],
    ['/usr/bin/fish', 'fish'],
    ['/opt/homebrew/bin/pwsh', 'pwsh'],
    ['/snap/bin/pwsh-preview', 'pwsh'],
    [String.raw`C:\Program Files\PowerShell\7\PWSH.EXE`, 'pwsh'],
    [String.raw`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, 'windows-powershell'],
    [String.raw`C:\WINDOWS\system32\cmd.exe`, 'cmd'],
    ['bash', 'posix'],
    ['/usr/bin/nu', 'unknown'],
    ['/usr/bin/xonsh', 'unknown'],
    ['/bin/bash.exe.txt', 'unknown'],
    ['/opt/bash/tcsh', 'unknown'],
    ['constructor', 'unknown'],
  ];
  for (const [path, shell] of rows)
    it(`is ${shell} for ${path}, on whichever system`, () => {
      for (const platform of ['linux', 'darwin'] as const) assert.equal(shellOf(path, platform), shell);
      assert.equal(shellOf(path, 'win32'), shell === 'pwsh' ? 'windows-pwsh' : shell);
    });

  it('is the system’s usual one where the path names none', () => {
    for (const path of ['', '/bin/'])
      assert.deepEqual(
        (['linux', 'darwin', 'win32'] as const).map((platform) => shellOf(path, platform)),
        ['posix', 'posix', 'windows-powershell'],
      );
  });
});

/** What each shell writes for a word; undefined where it has no safe way. */
type Written = Readonly<Record<Exclude<Shell, 'windows-pwsh'>, string | undefined>>;
const words: readonly (readonly [word: string, written: Written & { readonly 'windows-pwsh'?: undefined }])[] = [
  ['i-1', { posix: 'i-1', fish: 'i-1', pwsh: 'i-1', 'windows-powershell': 'i-1', cmd: 'i-1', unknown: 'i-1' }],
  ['a=b', { posix: 'a=b', fish: 'a=b', pwsh: 'a=b', 'windows-powershell': 'a=b', cmd: '"a=b"', unknown: 'a=b' }],
  ['=b', { posix: `'=b'`, fish: `'=b'`, pwsh: `'=b'`, 'windows-powershell': `'=b'`, cmd: '"=b"', unknown: undefined }],
  ['@b', { posix: `'@b'`, fish: `'@b'`, pwsh: `'@b'`, 'windows-powershell': `'@b'`, cmd: '"@b"', unknown: undefined }],
  ['-b', { posix: `'-b'`, fish: `'-b'`, pwsh: `'-b'`, 'windows-powershell': `'-b'`, cmd: '"-b"', unknown: undefined }],
  ['', { posix: `''`, fish: `''`, pwsh: `''`, 'windows-powershell': undefined, cmd: '""', unknown: undefined }],
  [
    'a b',
    { posix: `'a b'`, fish: `'a b'`, pwsh: `'a b'`, 'windows-powershell': `'a b'`, cmd: '"a b"', unknown: undefined },
  ],
  [
    `it's`,
    {
      ...{ posix: String.raw`'it'\''s'`, fish: String.raw`'it\'s'`, pwsh: `'it''s'`, 'windows-powershell': `'it''s'` },
      ...{ cmd: `"it's"`, unknown: undefined },
    },
  ],
  [
    'it\u2019s',
    {
      ...{ posix: `'it\u2019s'`, fish: `'it\u2019s'`, pwsh: `'it\u2019\u2019s'` },
      ...{ 'windows-powershell': `'it\u2019\u2019s'`, cmd: `"it\u2019s"`, unknown: undefined },
    },
  ],
  [
    'a "b"',
    {
      ...{ posix: `'a "b"'`, fish: `'a "b"'`, pwsh: `'a "b"'`, 'windows-pwsh': undefined },
      ...{ 'windows-powershell': undefined, cmd: undefined, unknown: undefined },
    },
  ],
  [
    'a\nb',
    {
      ...{ posix: `'a\nb'`, fish: `'a\nb'`, pwsh: `'a\nb'`, 'windows-pwsh': undefined },
      ...{ 'windows-powershell': undefined, cmd: undefined, unknown: undefined },
    },
  ],
  [
    'a b\\',
    {
      ...{ posix: String.raw`'a b\'`, fish: String.raw`'a b\\'`, pwsh: String.raw`'a b\'` },
      ...{ 'windows-powershell': undefined, cmd: String.raw`"a b\\"`, unknown: undefined },
    },
  ],
  [
    String.raw`a\\b\\`,
    {
      ...{ posix: String.raw`'a\\b\\'`, fish: String.raw`'a\\\\b\\\\'`, pwsh: String.raw`'a\\b\\'` },
      ...{ 'windows-powershell': String.raw`'a\\b\\'`, cmd: String.raw`"a\\b\\\\"`, unknown: undefined },
    },
  ],
  ...['%PATH%', 'now!'].map(
    (word) =>
      [
        word,
        {
          ...{ posix: `'${word}'`, fish: `'${word}'`, pwsh: `'${word}'`, 'windows-pwsh': undefined },
          ...{ 'windows-powershell': undefined, cmd: undefined, unknown: undefined },
        },
      ] as const,
  ),
  // What PowerShell hands to a batch file, cmd reads once more: without quotes where there is no blank. In quotes of its own cmd takes it as it is.
  ...['a&calc', 'a|calc', 'a<b', 'a>b', 'a^b', 'a)&calc', 'a(b', 'a & b'].map(
    (word) =>
      [
        word,
        {
          ...{ posix: `'${word}'`, fish: `'${word}'`, pwsh: `'${word}'`, 'windows-pwsh': undefined },
          ...{ 'windows-powershell': undefined, cmd: `"${word}"`, unknown: undefined },
        },
      ] as const,
  ),
];

describe('a word of a command line', () => {
  for (const [word, written] of words)
    it(`is written as each shell reads it, or not at all: ${JSON.stringify(word)}`, () => {
      for (const shell of all) {
        // As PowerShell 7 elsewhere writes it, but for what a batch file would have cmd read.
        const expected = written[shell === 'windows-pwsh' && !(shell in written) ? 'pwsh' : shell];
        if (expected !== undefined) assert.equal(quote(word, shell), expected, shell);
        else
          assert.throws(
            () => quote(word, shell),
            (error) => {
              assert.ok(error instanceof UncarriedWord);
              assert.deepEqual([error.word, error.shell, error.isLoaded], [word, shell, false]);
              return true;
            },
            shell,
          );
      }
    });

  it('has no character that a terminal takes for a key', () => {
    const keys = ['\0', '\t', '\u000b', '\r', '\u001b', '\u001f', '\u007f', '\u009f'];
    for (const shell of all)
      for (const key of keys)
        assert.throws(() => quote(`a${key}b`, shell), UncarriedWord, `${shell} ${JSON.stringify(key)}`);
  });
});

describe('a command for each ARN that another writes', () => {
  const lines: Readonly<Record<Shell, string | undefined>> = {
    posix: 'for c in $(list); do stop "arn:${c#arn:}"; done',
    fish: `for c in (list); stop (string replace -r '^(arn:)?' arn: -- $c); end`,
    pwsh: `foreach ($c in @(list) -match '^arn:[a-z0-9:/_-]+$') { stop "$c" }`,
    'windows-pwsh': `foreach ($c in @(list) -match '^arn:[a-z0-9:/_-]+$') { stop "$c" }`,
    'windows-powershell': `foreach ($c in @(list) -match '^arn:[a-z0-9:/_-]+$') { stop "$c" }`,
    cmd: `for /f tokens^=2-6^ delims^=:^" %c in ('list') do @stop "arn:%c:%d:%e:%f:%g"`,
    unknown: undefined,
  };
  for (const shell of all)
    it(`is what ${shell} loops with`, () => {
      const made = () => forEachArn('list', (item) => `stop ${item}`, shell);
      const expected = lines[shell];
      if (expected === undefined) assert.throws(made, UncarriedWord);
      else assert.equal(made(), expected);
    });

  /** What cmd puts into the loop's command for a line: it reads the command's own signs before, and a batch file reads the whole once more. */
  const ofCmd = (line: string): string => {
    const made = forEachArn('list', (item) => `stop ${item}`, 'cmd');
    // Outside of quotes a caret takes its meaning from the sign behind it.
    const [, first, last, signs = '', command = ''] =
      /^for \/f tokens=(\d)-(\d) delims=(\S+) %c in \('list'\) do @(.*)$/.exec(made.replaceAll(/\^(.)/g, '$1')) ?? [];
    const parts = line.split(new RegExp(`[${signs}]+`)).filter(Boolean);
    const told = parts.slice(Number(first) - 1, Number(last));
    return command.replaceAll(/%([c-g])/g, (_, name: string) => told[name.charCodeAt(0) - 'c'.charCodeAt(0)] ?? '');
  };
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop';
  for (const [answered, run] of [
    [arn, `stop "${arn}"`],
    // Nothing that an answer holds ends the word in which it stands.
    [`${arn}" & calc & "`, `stop "${arn}"`],
    ['arn:aws:ecs" & calc & "', 'stop "arn:aws:ecs: & calc & ::"'],
    ['"&calc&":a:b:c:d:e:f', 'stop "arn:a:b:c:d:e"'],
    [`${arn}&calc`, `stop "${arn}&calc"`],
    [`${arn} %PATH% !x!`, `stop "${arn} %PATH% !x!"`],
    ['file://C:/secret', 'stop "arn://C:/secret:::"'],
    ['--no-sign-request', 'stop "arn:::::"'],
    ['', 'stop "arn:::::"'],
  ] as const)
    it(`hands on one word in cmd, whatever was written: ${JSON.stringify(answered)}`, () => {
      assert.equal(ofCmd(answered), run);
      assert.match(ofCmd(answered), /^stop "arn:[^"]*"$/);
    });
});
