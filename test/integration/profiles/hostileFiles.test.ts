import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { createAws } from '../../../src/aws/aws.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { createHome, type Home, never } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { assertProperty } from '../../stages/property.ts';

const onWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
const KEYS = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush-hush\n';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/x\n';

interface Hostile {
  readonly name: string;
  readonly make: (path: string) => void;
  /** What is said of the file; undefined where it is read. */
  readonly says: RegExp | undefined;
  /** Not every system, and not everybody, can make one. */
  readonly possible?: boolean;
}

const content = (source: string | Uint8Array) => (path: string) => writeFileSync(path, source);
const circle = (path: string): void => {
  symlinkSync(`${path}.other`, path);
  symlinkSync(path, `${path}.other`);
};

/** What can stand in a file's place. */
const everyThing: readonly Hostile[] = [
  { name: 'a folder', make: (path) => mkdirSync(path), says: /: the file is a folder, not a file\.$/ },
  { name: 'a circle of links', make: circle, says: /symbolic links lead in a circle/, possible: !onWindows },
  {
    name: 'a pipe that nobody writes to',
    make: (path) => execFileSync('mkfifo', [path]),
    says: /is a pipe or a device, not a file/,
    possible: !onWindows,
  },
  {
    name: 'a device without an end',
    make: (path) => symlinkSync('/dev/zero', path),
    says: /is a pipe or a device/,
    possible: !onWindows,
  },
  { name: 'the empty device', make: (path) => symlinkSync('/dev/null', path), says: undefined, possible: !onWindows },
  {
    name: 'a file that is somebody else’s',
    make: (path) => {
      writeFileSync(path, '[default]\n');
      chmodSync(path, 0);
    },
    says: /you don’t have permission/,
    possible: !onWindows && !isRoot,
  },
  { name: 'a file of 70 MB', make: content(new Uint8Array(70 * 1024 * 1024)), says: /is larger than 64 MB/ },
  { name: 'UTF-16', make: content(Buffer.from('\ufeff[default]\n', 'utf16le')), says: /is UTF-16\. Save it as UTF-8/ },
];

const things = everyThing.filter(({ possible }) => possible !== false);

/** What can stand in a file. */
const contents: readonly { readonly name: string; readonly source: string | Uint8Array; readonly says?: RegExp }[] = [
  { name: 'nothing', source: '' },
  {
    name: 'a line of 10 MB',
    source: 'x'.repeat(10_000_000),
    says: /line 1: this line stands before the first section/,
  },
  { name: 'a value of 10 MB', source: `[default]\nregion = ${'x'.repeat(10_000_000)}\n` },
  { name: '10 MB of blanks in a line', source: `[default]\nregion = a${' '.repeat(10_000_000)}b\n` },
  {
    name: '10 MB of blanks before and after',
    source: `[default]\n${' '.repeat(5e6)}region = a${'\u3000'.repeat(1e6)}\n`,
  },
  { name: '10 MB of brackets', source: '['.repeat(10_000_000), says: /line 1: the section header/ },
  {
    name: 'a hundred thousand sections',
    source: '[profile a]\n'.repeat(100_000),
    says: /line 2: a section of this name/,
  },
  {
    name: 'a million lines that are nothing',
    source: '[default]\n' + '?\n'.repeat(1_000_000),
    says: /line 2: there is no “=”/,
  },
  { name: 'NUL bytes', source: '[profile a]\n\0\0\0\n', says: /line 2: / },
  { name: 'bytes that are no text', source: Buffer.from([0x5b, 0xff, 0xfe, 0x80, 0x5d, 0x0a]), says: /line 1: / },
  { name: 'a header of quotes', source: `[profile ${'"'.repeat(100_001)}]\n`, says: /line 1: a quote/ },
];

describe('hostile config and credentials files', () => {
  let home: Home;
  const at = (path: string): string => join(home.env['HOME'] ?? '', path);
  beforeEach(async () => {
    home = await createHome();
    mkdirSync(at('.aws'), { recursive: true });
  });
  afterEach(() => home.remove());

  const open = () =>
    createAws({
      env: home.env,
      policy: () => ({ readOnly: true, allowedRegions: [] }),
      transport: { send: () => Promise.reject(new Error('nobody is asked')), close: () => undefined },
      attempts: 1,
    });
  /** What the list says, and what the profile's own use says. */
  async function told(profile: string): Promise<{ problems: readonly Failure[]; error: Failure | undefined }> {
    const aws = open();
    try {
      const { problems } = await aws.reads.profiles();
      const { failure } = valueOf(await aws.diagnose(profile, never()));
      return { problems, error: failure };
    } finally {
      await aws.dispose();
    }
  }

  for (const which of ['config', 'credentials']) {
    for (const { name, make, says } of things) {
      test(`${which} is ${name}`, { timeout: 20_000 }, async () => {
        make(at(`.aws/${which}`));
        const other = which === 'config' ? 'credentials' : 'config';
        writeFileSync(at(`.aws/${other}`), `[default]\n${KEYS}`);
        const { problems, error } = await told('default');
        if (says === undefined) assert.deepEqual([problems, error?.kind], [[], 'unknown']);
        else {
          assert.equal(problems.length, 1);
          assert.match(problems[0]?.message ?? '', says);
          assert.ok(problems[0]?.message.startsWith(at(`.aws/${which}`)));
        }
      });
    }

    for (const { name, source, says } of contents) {
      test(`${which} holds ${name}`, { timeout: 20_000 }, async () => {
        writeFileSync(at(`.aws/${which}`), which === 'config' ? source : forCredentials(source));
        const { problems, error } = await told('default');
        assert.ok(error !== undefined);
        assert.ok(problems.length <= 20);
        if (says === undefined) assert.deepEqual(problems, []);
        // A credentials file's headers are names as they stand.
        else if (!(which === 'credentials' && name === 'a header of quotes'))
          assert.match(problems[0]?.message ?? '', says);
      });
    }
  }

  test('a file of whatever bytes is read, and nothing of it is told', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        '[default]',
        '[profile a]',
        '[profile',
        '[services x]',
        'role_arn = x',
        'source_profile = a',
        ' = ',
        '\t[',
        KEYS,
      ),
      fc.string({ unit: 'binary' }),
    );
    await assertProperty(
      fc.asyncProperty(
        fc.array(line),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.uint8Array(),
        async (lines, end, bytes) => {
          for (const which of ['config', 'credentials'])
            writeFileSync(at(`.aws/${which}`), Buffer.concat([Buffer.from(lines.join(end)), bytes]));
          const { problems, error } = await told('default');
          assert.ok(!JSON.stringify([problems, error?.message]).includes('hush-hush'));
          for (const { message } of problems)
            assert.match(message, /(?:config|credentials), line \d+: [^\n]+\.$|UTF-16/s);
        },
      ),
      { numRuns: 40 },
    );
  });

  const chains: readonly (readonly [name: string, config: string, says: RegExp])[] = [
    [
      'itself as its source',
      `[default]\n${ROLE}source_profile = default\n`,
      /contradicts itself in source_profile \(default → default\)/,
    ],
    [
      'a circle of three',
      `[default]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = c\n[profile c]\n${ROLE}source_profile = default\n`,
      /source_profile \(default → b → c → default\)/,
    ],
    [
      'a source that comes to a circle',
      `[default]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = c\n[profile c]\n${ROLE}source_profile = b\n`,
      /source_profile \(default → b → c → b\)/,
    ],
    [
      'a source that isn’t there',
      `[default]\n${ROLE}source_profile = nobody\n`,
      /refers to “nobody”, which doesn’t exist/,
    ],
    [
      'a source without credentials',
      `[default]\n${ROLE}source_profile = b\n[profile b]\nregion = x\n`,
      /“b” is incomplete/,
    ],
    [
      'a thousand hops',
      `[default]\n${ROLE}source_profile = p0\n${Array.from({ length: 1_000 }, (_, i) => `[profile p${i}]\n${ROLE}source_profile = p${i + 1}\n`).join('')}`,
      /p1000/,
    ],
  ];
  for (const [name, config, says] of chains) {
    test(`a role with ${name} gets a clear no`, { timeout: 20_000 }, async () => {
      writeFileSync(at('.aws/config'), config);
      const { error } = await told('default');
      assert.equal(error?.kind, 'credentials-missing');
      assert.match(error.message, says);
    });
  }

  for (const { name, make, says } of [
    ...things.filter(({ says: what }) => what !== undefined && !/UTF-16/.test(what.source)),
    { name: 'nothing', make: () => undefined, says: /doesn’t exist/ } satisfies Hostile,
  ]) {
    test(`a web identity token file that is ${name} gets a clear no`, { timeout: 20_000 }, async () => {
      const token = at('tokens/token');
      mkdirSync(dirname(token));
      make(token);
      writeFileSync(at('.aws/config'), `[default]\nregion = eu-west-1\n${ROLE}web_identity_token_file = ${token}\n`);
      const { error } = await told('default');
      assert.equal(error?.kind, 'credentials-missing');
      assert.ok(error.message.includes(token));
      assert.match(
        error.message,
        /larger than/.test(says?.source ?? '')
          ? /larger than 1 MB/
          : new RegExp((says?.source ?? '').replace(': the file ', '')),
      );
    });
  }
});

/** In a credentials file a header is the profile's name. */
function forCredentials(source: string | Uint8Array): string | Uint8Array {
  return typeof source === 'string' ? source.replaceAll('[profile a]', '[a]') : source;
}
