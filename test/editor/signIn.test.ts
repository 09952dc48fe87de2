import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { commands, type Terminal, type TerminalOptions, Uri, window } from 'vscode';
import { type Failure, failed } from '../../src/model/failure.ts';
import type { ProfileInfo } from '../../src/model/identity.ts';
import { signIn } from '../../src/ui/profiles/signIn.ts';
import { changeFailureWords } from '../../src/ui/words/changeFailures.ts';
import { failureWords } from '../../src/ui/words/failures.ts';
import { failure } from '../stages/fakes.ts';
import { until } from '../stages/window/waiting.ts';

/** The terminal that the sign-in of such a profile opens. */
async function terminalOf(info: ProfileInfo, more: Partial<Failure> = {}): Promise<TerminalOptions> {
  const before = new Set(window.terminals);
  await signIn(() => Promise.resolve(failed(failure('signin-expired', more))), info, info.name);
  // The editor opens one by itself where the last one was closed.
  const isSignIn = ({ name }: Terminal) => name.startsWith('AWS sign-in');
  const [terminal, ...others] = window.terminals.filter((one) => !before.has(one) && isSignIn(one));
  assert.ok(terminal && others.length === 0);
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

  it('is that of the profile from which a role gets its credentials, and the sentence names it', async () => {
    const role: ProfileInfo = { name: 'role', source: 'assume-role', destination: { kind: 'aws' } };
    for (const by of ['sso', 'login'] as const) {
      const signInNeeded = { profile: 'base', by };
      const options = await terminalOf(role, { signIn: signInNeeded });
      assert.deepEqual(options.shellArgs, [...(by === 'sso' ? ['sso', 'login'] : ['login']), '--profile=base']);
      assert.equal(options.name, 'AWS sign-in: base');
      const why = failure('signin-expired', { signIn: signInNeeded });
      assert.equal(
        failureWords(why, { profile: 'role' }).sentence,
        '“role” gets its credentials from “base”, which isn’t signed in.',
      );
      assert.equal(failureWords(why, { profile: 'base' }).sentence, '“base” isn’t signed in.');
    }
  });

  it('is none of a role’s whose source has keys that AWS doesn’t take: the sentence names the source', () => {
    for (const [kind, sentence] of [
      ['credentials-expired', 'The credentials of “base” have expired.'],
      ['credentials-wrong', 'AWS doesn’t accept the credentials of “base”.'],
    ] as const) {
      assert.equal(failureWords(failure(kind, { keysOf: 'base' }), { profile: 'role' }).sentence, sentence);
      assert.equal(failureWords(failure(kind), { profile: 'base' }).sentence, sentence);
    }
  });

  it('is no help where the keys are the environment’s: the sentence names the variable, and what to do', () => {
    for (const [kind, sentence] of [
      ['credentials-expired', 'The credentials of “AWS_ACCESS_KEY_ID” have expired.'],
      ['credentials-wrong', 'AWS doesn’t accept the credentials of “AWS_ACCESS_KEY_ID”.'],
    ] as const) {
      const why = failure(kind, { keysOf: 'AWS_ACCESS_KEY_ID', keysInEnvironment: true });
      const next =
        'VS Code keeps the environment variables that it was started with: set new ones, then start it anew.';
      const { action, ...words } = failureWords(why, { profile: 'role' });
      assert.deepEqual([words.sentence, words.next, action], [sentence, next, 'retry']);
      assert.equal(changeFailureWords(why, { profile: 'role', asked: { type: 'stop' } }).next, next);
    }
  });

  it('is no help where the machine’s own role gives the keys: the words say what helps', () => {
    for (const [machine, next] of [
      ['instance', 'The role of this EC2 instance gives new ones: try again in a moment.'],
      ['container', 'The role of this container gives new ones: try again in a moment.'],
    ] as const)
      for (const kind of ['credentials-expired', 'credentials-wrong'] as const) {
        const why = failure(kind, { keysOfMachine: machine });
        const { action, ...words } = failureWords(why, { profile: 'here' });
        assert.deepEqual([words.next, action], [next, 'retry']);
        assert.equal(changeFailureWords(why, { profile: 'here', asked: { type: 'stop' } }).next, next);
      }
  });

  it('has no icon in its tab that a profile’s name asks for, and hands the CLI the name itself', async () => {
    const name = '$(check) prod $(sync~spin)';
    const options = await terminalOf({ name, source: 'sso', destination: { kind: 'aws' } });
    assert.doesNotMatch(options.name ?? '', /\$\(/);
    assert.equal(options.name?.replaceAll('\u2060', ''), `AWS sign-in: ${name}`);
    assert.deepEqual(options.shellArgs, ['sso', 'login', `--profile=${name}`]);
  });

  for (const name of ['${env:HOME}', 'shop-${env:AWS_SECRET_ACCESS_KEY}', '${workspaceFolder}'])
    it(`11.28: is none in which VS Code makes another name of a profile’s: ${name}`, async () => {
      const info: ProfileInfo = { name, source: 'sso', destination: { kind: 'aws' } };
      const base = { profile: name, by: 'login' } as const;
      const signIns = [failure('signin-expired'), failure('signin-expired', { signIn: base })].map((why) =>
        signIn(() => Promise.resolve(failed(why)), info, name),
      );
      const state = { over: false };
      const all = Promise.all(signIns).finally(() => (state.over = true));
      await until('the end of what is said', async () => {
        await commands.executeCommand('notifications.clearAll');
        return state.over;
      });
      await all;
      // The editor opens one by itself where the last one was closed.
      const signing = window.terminals.filter(({ name: called }) => called.startsWith('AWS sign-in'));
      assert.deepEqual(signing, []);
    });
});
