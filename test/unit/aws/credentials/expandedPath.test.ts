import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, test } from 'node:test';
import { constantFrom, property, string } from 'fast-check';
import { expandedPath, homeShortened } from '../../../../src/aws/credentials/expandedPath.ts';
import { sharedPaths } from '../../../../src/aws/credentials/sharedConfig.ts';
import { assertProperty } from '../../../stages/property.ts';

const env = { A: 'va', L: '$A', E: '', T: '~', HOME: '/h/', USERPROFILE: String.raw`C:\People\me`, USERNAME: 'me' };

/** As the machine's list of users has it; Windows has none. */
const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
const rootsHome = /^root:(?:[^:\n]*:){4}([^:\n]*)/m.exec(users)?.[1] ?? '~root';
/** One of the machine's, whom nobody signs in as. */
const daemonsHome = /^daemon:(?:[^:\n]*:){4}([^:\n]*)/m.exec(users)?.[1] ?? '~daemon';

/** As written, and as `os.path.expanduser(os.path.expandvars(…))` answers it, by its rules for POSIX and for Windows. */
const measured: readonly (readonly [string, string, string])[] = [
  ['~', '/h', String.raw`C:\People\me`],
  ['~/x', '/h/x', String.raw`C:\People\me/x`],
  [String.raw`~\x`, String.raw`~\x`, String.raw`C:\People\me\x`],
  ['~root', rootsHome, String.raw`C:\People\root`],
  ['~daemon/x', `${daemonsHome}/x`, String.raw`C:\People\daemon/x`],
  ['~root/../x', `${rootsHome}/../x`, String.raw`C:\People\root/../x`],
  ['~nobodyhere/x', '~nobodyhere/x', String.raw`C:\People\nobodyhere/x`],
  ['~$A', '~va', String.raw`C:\People\va`],
  ['~~/x', '~~/x', String.raw`C:\People\~/x`],
  ['x/~', 'x/~', 'x/~'],
  [' ~/x', ' ~/x', ' ~/x'],
  ['$T/x', '/h/x', String.raw`C:\People\me/x`],
  ['~$E/x', '/h/x', String.raw`C:\People\me/x`],
  ['$A/x', 'va/x', 'va/x'],
  ['${A}/x', 'va/x', 'va/x'],
  ['a${A}b$A', 'avabva', 'avabva'],
  ['$L', '$A', '$A'],
  ['$HOME/${A}', '/h//va', '/h//va'],
  ['$E$A', 'va', 'va'],
  ['${}/x', '${}/x', '${}/x'],
  ['$', '$', '$'],
  ['${A', '${A', '${A'],
  ['${A}${A$A${', 'va${Ava${', 'va${A$A${'],
  ['${A$A}$A', '${A$A}va', '${A$A}va'],
  ['$Ab', '$Ab', '$Ab'],
  ['${A B}', '${A B}', '${A B}'],
  ['$constructor/${__proto__}', '$constructor/${__proto__}', '$constructor/${__proto__}'],
  ['$NONE/x', '$NONE/x', '$NONE/x'],
  ['$$A', '$va', '$A'],
  ['$A-b', 'va-b', '$A-b'],
  ['%A%', '%A%', 'va'],
  ['%%A%%', '%%A%%', '%A%'],
  ['%A', '%A', '%A'],
  ['%AB$A', '%ABva', '%AB$A'],
  ['%NONE%$A', '%NONE%va', '%NONE%va'],
  ["'$A'$A", "'va'va", "'$A'va"],
  ["'$A", "'va", "'$A"],
];

describe('a path in a variable', () => {
  test('is expanded as Python does it for the AWS CLI', () => {
    for (const [path, onPosix, onWindows] of measured) {
      assert.equal(expandedPath(path, env, 'linux'), onPosix, path);
      assert.equal(expandedPath(path, env, 'win32'), onWindows, path);
    }
  });

  test('finds a home without HOME and the person’s own by name, and goes by an empty HOME', () => {
    const { username, homedir } = userInfo();
    const bare = homedir.replace(/\/+$/, '');
    assert.equal(expandedPath('~/x', {}, 'linux'), `${bare}/x`);
    assert.equal(expandedPath(`~${username}/x`, { HOME: '/h' }, 'linux'), `${bare}/x`);
    assert.equal(expandedPath('~/x', { HOME: '' }, 'linux'), '/x');
    assert.equal(expandedPath('~/x', { HOME: '/h//' }, 'linux'), '/h/x');
    assert.equal(expandedPath('~', { HOME: '/' }, 'linux'), '/');
  });

  test('is shown with a tilde where it is below the own home, and nowhere else', () => {
    const cases = [
      ['/h/me/.aws/config', '~/.aws/config', { HOME: '/h/me' }, 'linux'],
      ['/h/me/.aws/config', '~/.aws/config', { HOME: '/h/me/' }, 'linux'],
      ['/h/mean/config', '/h/mean/config', { HOME: '/h/me' }, 'linux'],
      ['/etc/config', '/etc/config', { HOME: '/' }, 'linux'],
      ['/etc/config', '/etc/config', { HOME: '' }, 'linux'],
      [
        String.raw`C:\People\me\.aws\config`,
        String.raw`~\.aws\config`,
        { USERPROFILE: String.raw`C:\People\me` },
        'win32',
      ],
      [String.raw`C:\me\config`, String.raw`~\config`, { USERPROFILE: 'C:\\me\\' }, 'win32'],
      [String.raw`C:\me\config`, String.raw`~\config`, { USERPROFILE: 'C:\\me\\\\' }, 'win32'],
      [String.raw`D:\config`, String.raw`D:\config`, { HOME: 'D:' }, 'win32'],
    ] as const;
    for (const [path, shown, variables, platform] of cases)
      assert.equal(homeShortened(path, variables, platform), shown, path);
  });

  test('knows no case on Windows, and homes by their drive where there is no profile', () => {
    assert.equal(expandedPath(String.raw`$userprofile\x`, env, 'win32'), String.raw`C:\People\me\x`);
    const drive = { HOMEDRIVE: 'D:', HOMEPATH: String.raw`\me`, HOME: '/h', USERNAME: 'me' };
    assert.equal(expandedPath(String.raw`~\x`, drive, 'win32'), String.raw`D:\me\x`);
    const whole = { ...drive, HOMEPATH: String.raw`E:\me` };
    assert.equal(expandedPath(String.raw`~\x`, whole, 'win32'), String.raw`E:\me\x`);
    const { HOMEPATH } = drive;
    assert.equal(expandedPath(String.raw`~\x`, { HOMEPATH }, 'win32'), String.raw`\me\x`);
    const both = { ...drive, USERPROFILE: String.raw`C:\People\me` };
    assert.equal(expandedPath(String.raw`~\x`, both, 'win32'), String.raw`C:\People\me\x`);
    assert.equal(expandedPath('~/x', { HOME: '/h' }, 'win32'), '~/x');
    // Where one's own home has another name, nobody knows what others' are called.
    const other = { USERPROFILE: String.raw`C:\People\me.CORP`, USERNAME: 'me' };
    assert.equal(expandedPath('~you/x', other, 'win32'), '~you/x');
    assert.equal(expandedPath('~me/x', other, 'win32'), String.raw`C:\People\me.CORP/x`);
  });

  test('stays as it is without anything to expand', () => {
    assertProperty(
      property(string({ unit: 'grapheme' }), constantFrom('linux' as const, 'win32' as const), (path, platform) => {
        if (!/[$%'~]/.test(path)) assert.equal(expandedPath(path, env, platform), path);
      }),
    );
  });
});

test('AWS’s files are where the variables say, an empty one included, and in the home otherwise', () => {
  const told = { AWS_CONFIG_FILE: '${HOME}c', AWS_SHARED_CREDENTIALS_FILE: '', AWS_LOGIN_CACHE_DIRECTORY: '~/l' };
  assert.deepEqual(sharedPaths({ HOME: '/h/', ...told }, 'linux'), {
    config: '/h/c',
    credentials: '',
    ssoCache: '/h/.aws/sso/cache',
    loginCache: '/h/l',
  });
  assert.deepEqual(sharedPaths(env, 'win32'), {
    config: String.raw`C:\People\me\.aws\config`,
    credentials: String.raw`C:\People\me\.aws\credentials`,
    ssoCache: String.raw`C:\People\me\.aws\sso\cache`,
    loginCache: String.raw`C:\People\me\.aws\login\cache`,
  });
});
