import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import type { Failure } from '../../../src/model/failure.ts';
import type { ProfileInfo } from '../../../src/model/identity.ts';
import { tellFailure } from '../../../src/ui/editor/sayFailed.ts';
import { pickProfiles } from '../../../src/ui/profiles/pickScopes.ts';
import { until } from '../../stages/window/waiting.ts';

const profiles = ['staging', 'production'].map(
  (name) => ({ name, source: 'static', destination: { kind: 'aws' } }) as unknown as ProfileInfo,
);
const reads = { profiles: () => Promise.resolve({ profiles, problems: [] }) };

const run = async (command: string) => commands.executeCommand(`workbench.action.${command}`);
const accept = () => run('acceptSelectedQuickOpenItem');
const next = () => run('quickOpenSelectNext');

/** Does something with the list again and again, since it may not be open yet, until it has been left. */
async function leave(
  picking: Promise<readonly string[] | undefined>,
  by: () => Promise<unknown>,
): Promise<readonly string[] | undefined> {
  const left: { with?: readonly string[] | undefined } = {};
  void picking.then((names) => (left.with = names));
  await until('the list to be left', async () => {
    await by();
    return 'with' in left;
  });
  return left.with;
}

describe('choosing profiles', () => {
  afterEach(() => run('closeQuickOpen'));

  it('takes Enter for the row under the cursor where none is ticked', async () => {
    const names = await leave(pickProfiles(reads, []), async () => {
      await next();
      await accept();
    });
    assert.equal(names?.length, 1);
  });

  it('goes on asking where Enter is about no row', async () => {
    const ended = { yes: false };
    const picking = pickProfiles(reads, []).finally(() => (ended.yes = true));
    for (let time = 0; time < 20; time += 1) await accept();
    assert.equal(ended.yes, false);
    await leave(picking, () => run('closeQuickOpen'));
  });
});

describe('where there is no profile to choose', () => {
  const real = window.showWarningMessage;
  const execute = commands.executeCommand;
  const noFile: Failure = {
    kind: 'config-broken',
    code: 'ENOENT',
    message: '',
    mayHaveHappened: false,
    file: { path: '/halt/.aws/config', shown: '~/.aws/config', fault: { kind: 'missing' } },
  };
  let said: (readonly [message: string, buttons: readonly unknown[]])[] = [];
  let ran: unknown[] = [];
  const press = (title: string | undefined) => {
    said = [];
    ran = [];
    Object.assign(window, {
      showWarningMessage: async (message: string, ...buttons: readonly unknown[]) => {
        said.push([message, buttons]);
        return title;
      },
    });
    Object.assign(commands, { executeCommand: async (...args: readonly unknown[]) => void ran.push(args) });
  };
  afterEach(() => {
    Object.assign(window, { showWarningMessage: real });
    Object.assign(commands, { executeCommand: execute });
  });

  const how = 'https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html';
  const buttons = ['Open Terminal', 'How to Make a Profile', 'Try with a Simulated AWS'];

  for (const [where, problems, words] of [
    ['no file', [noFile], /^There is no shared AWS config: ~\/\.aws\/config: the file doesn’t exist\. .* makes one/],
    ['no profile in it', [], /^There are no profiles in the shared AWS config/],
  ] as const)
    it(`offers what makes one, what says how, and what needs none: ${where}`, async () => {
      for (const [button, command] of [
        [undefined, undefined],
        ['How to Make a Profile', ['vscode.open', how]],
        ['Try with a Simulated AWS', ['halt.startDemo']],
      ] as const) {
        press(button);
        assert.equal(await pickProfiles({ profiles: async () => ({ profiles: [], problems }) }, []), undefined);
        assert.equal(said.length, 1);
        assert.match(said[0]?.[0] ?? '', words);
        assert.deepEqual([said[0]?.[1], ran], [buttons, command ? [command] : []]);
      }
    });

  it('says how one is made where a row tells of it, too, and no longer leads to the log', async () => {
    press('How to Make a Profile');
    await tellFailure(noFile, { profile: 'dev' }, { row: { type: 'profile' } });
    assert.deepEqual([said[0]?.[1], ran], [['How to Make a Profile'], [['vscode.open', how]]]);
  });
});
