import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { type TerminalOptions, Uri, window } from 'vscode';
import { failed } from '../../src/model/failure.ts';
import type { ProfileInfo } from '../../src/model/identity.ts';
import { signIn } from '../../src/ui/profiles/signIn.ts';
import { failure } from '../stages/fakes.ts';

/** The terminal that the sign-in of such a profile opens. */
async function terminalOf(info: ProfileInfo): Promise<TerminalOptions> {
  const before = new Set(window.terminals);
  await signIn(() => Promise.resolve(failed(failure('signin-expired'))), info, info.name);
  const [terminal, ...more] = window.terminals.filter((one) => !before.has(one));
  assert.ok(terminal && more.length === 0);
  const options: TerminalOptions = terminal.creationOptions;
  terminal.dispose();
  return options;
}

describe('A sign-in that the AWS CLI does', () => {
  it('runs on the machine of the shared config, whatever machine the window works on', async () => {
    for (const source of ['sso', 'login'] as const) {
      const info: ProfileInfo = { name: 'nobody', source, destination: { kind: 'aws' } };
      const options = await terminalOf(info);
      assert.ok(options.cwd instanceof Uri, 'a path alone is one of the machine that the window works on');
      assert.deepEqual([options.cwd.scheme, options.cwd.fsPath], ['file', homedir()]);
    }
  });

  it('has no icon in its tab that a profile’s name asks for, and hands the CLI the name itself', async () => {
    const name = '$(check) prod $(sync~spin)';
    const options = await terminalOf({ name, source: 'sso', destination: { kind: 'aws' } });
    assert.doesNotMatch(options.name ?? '', /\$\(/);
    assert.equal(options.name?.replaceAll('\u2060', ''), `AWS sign-in: ${name}`);
    assert.deepEqual(options.shellArgs, ['sso', 'login', `--profile=${name}`]);
  });
});
