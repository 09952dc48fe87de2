import assert from 'node:assert/strict';
import { commands } from 'vscode';
import type { ProfileInfo } from '../../../src/model/identity.ts';
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
