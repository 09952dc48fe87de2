import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { hasPlaces } from '../../../src/ui/editor/noneChosen.ts';
import { type Answer, stagedHalt } from '../../stages/editor/stagedHalt.ts';
import { scope } from '../../stages/fakes.ts';
import { until } from '../../stages/window/waiting.ts';
import { noneWaitedFor } from '../../stages/nothingSpecial.ts';

describe('where no profile and region is chosen', () => {
  const said: (readonly [message: string, buttons: readonly string[]])[] = [];

  before(async () => {
    await extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    const answer: Answer = (message, buttons) => {
      said.push([message, buttons]);
      return undefined;
    };
    // A list of rows would be one that is empty.
    await stagedHalt().again({ answer, pick: () => assert.fail('a list is shown') });
  });
  after(() => stagedHalt().again());

  async function run(command: string): Promise<void> {
    said.splice(0);
    const done = Promise.resolve(commands.executeCommand(`halt.${command}`)).then(() => true);
    let isOver = false;
    void done.then(() => (isOver = true));
    await until('the end of what was said', async () => {
      await commands.executeCommand('notifications.clearAll');
      return isOver;
    });
  }

  it('a sign-in says so, and leads to the choice', async () => {
    await run('signIn');
    assert.deepEqual(said, [['No profile is chosen yet.', ['Choose Profiles…']]]);
  });

  for (const command of [
    'emergencyStop',
    'stopMatching',
    'stopInstances',
    'hibernateInstances',
    'forceStopInstances',
    'startInstances',
    'checkStopPermission',
    'stopDeployments',
    'abortDeployments',
    'continueDeployment',
    'stopExperiments',
    'stopAllExperiments',
    'engageSafetyLever',
    'disengageSafetyLever',
  ]) {
    it(`${command} says so, leads to the choice, and ends`, async () => {
      await run(command);
      assert.deepEqual(said, [['No profile and region is chosen, so it isn’t known what runs', ['Choose Profiles…']]]);
    });
  }

  it('and a profile’s own region hasn’t been read yet, it is read first', async () => {
    let read: readonly (typeof scope)[] = [];
    const has = await hasPlaces(
      () => read,
      () => {
        read = [scope];
        return Promise.resolve([]);
      },
      noneWaitedFor,
    );
    assert.equal(has, true);
  });
});
