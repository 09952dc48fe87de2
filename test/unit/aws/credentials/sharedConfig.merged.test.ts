import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { profileFiles, sharedPaths, stampOf } from '../../../../src/aws/credentials/sharedConfig.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'halt-merged-'));
  mkdirSync(join(home, '.aws'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (name: string): string => join(home, '.aws', name);
const write = (name: 'config' | 'credentials', content: string | Buffer): void => writeFileSync(at(name), content);
const filesIn = (env: Readonly<Record<string, string>> = {}) => profileFiles({ HOME: home, ...env });
/** UTF-16 in either order of its bytes. */
const [LITTLE, BIG] = [Buffer.from([0xff, 0xfe, 0x5b, 0x00]), Buffer.from([0xfe, 0xff, 0x00, 0x5b])];

describe('where AWS’s tools keep profiles and sign-ins', () => {
  it('is in the home folder, or where the variables say', () => {
    const rows: readonly (readonly [
      env: Readonly<Record<string, string>>,
      platform: NodeJS.Platform,
      paths: readonly string[],
    ])[] = [
      [
        { HOME: '/h/j' },
        'linux',
        ['/h/j/.aws/config', '/h/j/.aws/credentials', '/h/j/.aws/sso/cache', '/h/j/.aws/login/cache'],
      ],
      [
        {
          HOME: '/h/j',
          AWS_CONFIG_FILE: '~/c',
          AWS_SHARED_CREDENTIALS_FILE: '$HOME/d',
          AWS_LOGIN_CACHE_DIRECTORY: '/l',
        },
        'darwin',
        ['/h/j/c', '/h/j/d', '/h/j/.aws/sso/cache', '/l'],
      ],
      [
        { HOME: '/h/j', AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' },
        'linux',
        ['', '', '/h/j/.aws/sso/cache', '/h/j/.aws/login/cache'],
      ],
      [
        { USERPROFILE: 'C:\\Users\\j' },
        'win32',
        ['config', 'credentials', 'sso\\cache', 'login\\cache'].map((name) => `C:\\Users\\j\\.aws\\${name}`),
      ],
    ];
    for (const [env, platform, expected] of rows) {
      const { config, credentials, ssoCache, loginCache } = sharedPaths(env, platform);
      assert.deepEqual([config, credentials, ssoCache, loginCache], expected);
    }
  });
});

describe('the shared config and credentials files', () => {
  it('are one: of a profile in both, the credentials file’s properties come first', async () => {
    write('config', '[default]\nregion = eu-west-1\naws_access_key_id = OLD\n[profile only]\nregion = eu-west-3\n');
    write('credentials', '[default]\naws_access_key_id = NEW\n[other]\naws_access_key_id = K\n');
    const { profiles, places, problems, notes, version } = await filesIn().read();
    assert.deepEqual(Object.fromEntries(profiles), {
      default: { region: 'eu-west-1', aws_access_key_id: 'NEW' },
      only: { region: 'eu-west-3' },
      other: { aws_access_key_id: 'K' },
    });
    const placed = [...places].map(([name, { config, credentials }]) => [
      ...[name, config?.file, config?.section.firstLine, credentials?.file, credentials?.section.firstLine],
    ]);
    assert.deepEqual(placed, [
      ['default', at('config'), 1, at('credentials'), 1],
      ['only', at('config'), 4, undefined, undefined],
      ['other', undefined, undefined, at('credentials'), 3],
    ]);
    assert.deepEqual([problems, notes, version], [[], [], 1]);
    assert.deepEqual(Object.keys(places.get('only') ?? {}), ['config']);
    assert.deepEqual(Object.keys(places.get('other') ?? {}), ['credentials']);
  });

  it('have sessions and services, each by its name, and say which services can’t be understood', async () => {
    write(
      'config',
      `[sso-session corp]
sso_region = eu-central-1
[services good]
ec2 =
  endpoint_url = https://ec2.test
[services twice]
ec2 =
  endpoint_url = https://one.test
ec2 =
  endpoint_url = https://two.test
[services half]
ec2 =
  endpoint_url
`,
    );
    const { ssoSessions, services, brokenServices } = await filesIn().read();
    assert.deepEqual(Object.fromEntries(ssoSessions), { corp: { sso_region: 'eu-central-1' } });
    assert.deepEqual([...services.keys()], ['good', 'twice', 'half']);
    assert.deepEqual(services.get('good'), { ec2: '', 'ec2.endpoint_url': 'https://ec2.test' });
    assert.deepEqual([...brokenServices.keys()], ['twice', 'half']);
    for (const property of brokenServices.values()) assert.match(property, /ec2/);
  });

  it('say which line can’t be read, in which of them', async () => {
    write('config', '[default]\nno value\n');
    write('credentials', '[default]\n[open\n');
    const { problems, notes } = await filesIn().read();
    assert.deepEqual(notes, [
      { file: at('config'), line: 2, fault: { kind: 'no-equals' } },
      { file: at('credentials'), line: 2, fault: { kind: 'header-open' } },
    ]);
    assert.deepEqual(problems, [
      {
        kind: 'config-broken',
        message: `${at('config')}, line 2: there is no “=” after the name of a property.`,
        mayHaveHappened: false,
        file: { path: at('config'), shown: '~/.aws/config', line: 2, fault: { kind: 'no-equals' } },
      },
      {
        kind: 'config-broken',
        message: `${at('credentials')}, line 2: the section header is empty or isn’t closed.`,
        mayHaveHappened: false,
        file: { path: at('credentials'), shown: '~/.aws/credentials', line: 2, fault: { kind: 'header-open' } },
      },
    ]);
  });

  it('are missed where there is neither, or where a variable names one that isn’t there', async () => {
    const missedIn = async (env: Readonly<Record<string, string>>) =>
      (await filesIn(env).read()).notes.map(({ file, line, fault }) => {
        assert.equal(line, undefined);
        return [file, fault.kind];
      });
    const gone = join(home, 'gone');
    const bothGone = { AWS_CONFIG_FILE: gone, AWS_SHARED_CREDENTIALS_FILE: `${gone}2` };
    const without: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
      [{}, [at('config')]],
      [{ AWS_ACCESS_KEY_ID: 'AKIA' }, []],
      [{ AWS_ACCESS_KEY_ID: '' }, [at('config')]],
      [{ AWS_CONFIG_FILE: gone }, [gone]],
      [{ AWS_CONFIG_FILE: '' }, ['AWS_CONFIG_FILE']],
      [{ AWS_SHARED_CREDENTIALS_FILE: gone }, [gone]],
      [{ AWS_SHARED_CREDENTIALS_FILE: '' }, ['AWS_SHARED_CREDENTIALS_FILE']],
      [bothGone, [gone, `${gone}2`]],
      [{ ...bothGone, AWS_ACCESS_KEY_ID: 'AKIA' }, [gone, `${gone}2`]],
    ];
    for (const [env, files] of without)
      assert.deepEqual(
        await missedIn(env),
        files.map((file) => [file, 'missing']),
        JSON.stringify(env),
      );
    write('credentials', '[default]\n');
    assert.deepEqual(await missedIn({}), []);
    assert.deepEqual(await missedIn({ AWS_CONFIG_FILE: gone }), [[gone, 'missing']]);
    write('config', '[default]\n');
    rmSync(at('credentials'));
    assert.deepEqual(await missedIn({}), []);
    assert.deepEqual(await missedIn({ AWS_SHARED_CREDENTIALS_FILE: gone }), []);
    const there = join(home, 'there');
    writeFileSync(there, '[default]\n');
    rmSync(at('config'));
    assert.deepEqual(await missedIn({ AWS_CONFIG_FILE: there }), []);
    assert.deepEqual(await missedIn({ AWS_SHARED_CREDENTIALS_FILE: there }), []);
    const { problems } = await filesIn({ AWS_CONFIG_FILE: gone }).read();
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['ENOENT', `${gone}: the file doesn’t exist.`]],
    );
  });

  it('can’t be read as a folder or in UTF-16, and the other one is read all the same', async () => {
    write('credentials', '[default]\naws_access_key_id = K\n');
    for (const [put, code, kind] of [
      [() => write('config', LITTLE), 'UTF16', 'utf-16'],
      [() => write('config', BIG), 'UTF16', 'utf-16'],
      [() => mkdirSync(at('config')), 'EISDIR', 'folder'],
    ] as const) {
      rmSync(at('config'), { force: true });
      put();
      const { problems, notes, profiles } = await filesIn().read();
      assert.deepEqual(notes, [{ file: at('config'), line: undefined, fault: { kind } }]);
      assert.deepEqual(
        problems.map((problem) => [problem.code, problem.file?.shown]),
        [[code, '~/.aws/config']],
      );
      assert.deepEqual(profiles.get('default'), { aws_access_key_id: 'K' });
    }
  });

  it('are read in which only one of the two bytes is UTF-16’s', async () => {
    for (const [first, second] of [
      [0xff, 0x5b],
      [0xfe, 0x5b],
      [0x5b, 0xfe],
      [0x5b, 0xff],
    ] as const) {
      write('config', Buffer.concat([Buffer.from([first, second]), Buffer.from('\n[default]\nregion = eu-west-1\n')]));
      const { profiles, problems } = await filesIn().read();
      assert.equal(profiles.get('default')?.['region'], 'eu-west-1');
      assert.ok(problems.every(({ code }) => code !== 'UTF16'));
    }
  });
});

describe('a second look at the files', () => {
  it('costs nothing for as long as neither has changed, whatever their state', async () => {
    for (const put of [
      () => undefined,
      () => write('config', '[default]\n'),
      () => write('config', LITTLE),
      () => {
        rmSync(at('config'));
        mkdirSync(at('config'));
      },
    ]) {
      put();
      const files = filesIn();
      const first = await files.read();
      assert.equal(await files.read(), first);
      const [one, other] = await Promise.all([files.read(), files.read()]);
      assert.equal(one, other);
    }
  });

  it('finds what changed in either, under the next number', async () => {
    const files = filesIn();
    const seen: unknown[] = [];
    for (const change of [
      () => undefined,
      () => write('config', '[profile a]\n'),
      () => write('credentials', '[b]\n'),
      () => write('config', '[profile a]\n[profile c]\n'),
      () => rmSync(at('config')),
      () => mkdirSync(at('config')),
    ]) {
      change();
      const { profiles, version } = await files.read();
      seen.push([version, [...profiles.keys()].join()]);
    }
    assert.deepEqual(seen, [
      [1, ''],
      [2, 'a'],
      [3, 'a,b'],
      [4, 'a,c,b'],
      [5, 'b'],
      [6, 'b'],
    ]);
  });
});

describe('what a file is known by', () => {
  it('is one text for all that isn’t there, also where a file stands in a folder’s place', async () => {
    const file = at('file');
    writeFileSync(file, 'x');
    const gone = await stampOf(at('gone'));
    assert.equal(await stampOf(join(file, 'below')), gone);
    assert.notEqual(await stampOf(file), gone);
    await assert.rejects(stampOf(`${file}\0`));
  });
});
