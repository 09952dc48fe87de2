import assert from 'node:assert/strict';
import { commands, type QuickPick, type QuickPickItem, window } from 'vscode';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { profileCommands } from '../../../src/ui/commands/profiles.ts';
import { pickRegions } from '../../../src/ui/profiles/pickScopes.ts';
import { until } from '../../stages/window/waiting.ts';

const real = window.createQuickPick;

/** Regions that are being picked, where AWS gives this answer for each profile, and the list that is shown for it. */
function picked(profiles: readonly string[], answer: object) {
  let pick: QuickPick<QuickPickItem> | undefined;
  window.createQuickPick = <T extends QuickPickItem>() => {
    const made = real<T>();
    pick = made as unknown as QuickPick<QuickPickItem>;
    return made;
  };
  const reads = {
    profiles: () => Promise.resolve({ profiles: [], problems: [] }),
    regions: () => Promise.resolve(answer),
  } as unknown as Pick<AwsReads, 'profiles' | 'regions'>;
  return { picking: pickRegions(reads, profiles, [], { elapsed: () => 0 }), shown: () => pick };
}

describe('choosing regions', () => {
  afterEach(() => {
    window.createQuickPick = real;
  });

  describe('of Halt’s own list', () => {
    for (const [profiles, note] of [
      [[], 'No profile is chosen to ask AWS with: this is Halt’s built-in list'],
      [['dev'], 'AWS could not be asked: this is Halt’s built-in list'],
    ] as const)
      it(`says why it is that one: ${profiles.length}`, async () => {
        const { picking, shown } = picked(profiles, { ok: false });
        await until('the list', () => shown()?.busy === false);
        assert.equal(shown()?.placeholder, note);
        shown()?.hide();
        assert.equal(await picking, undefined);
      });
  });

  it('leads on to the choice of profiles where none is chosen, as regions alone show nothing', async () => {
    for (const chosen of [[], ['dev']]) {
      const titles: (string | undefined)[] = [];
      let shown: QuickPick<QuickPickItem> | undefined;
      window.createQuickPick = <T extends QuickPickItem>() => {
        const made = real<T>();
        shown = made as unknown as QuickPick<QuickPickItem>;
        made.onDidHide(() => titles.push(made.title));
        return made;
      };
      const info = { name: 'dev', source: 'static', destination: { kind: 'aws' } };
      const { selectRegions } = profileCommands({
        reads: {
          profiles: () => Promise.resolve({ profiles: [info], problems: [] }),
          regions: () => Promise.resolve({ ok: false }),
        } as never,
        settings: () => ({ profiles: chosen, regions: [] }) as never,
        clock: { elapsed: () => performance.now() },
        scopes: { ruledRegions: () => undefined },
      });
      const ended = { yes: false };
      const work = selectRegions().finally(() => (ended.yes = true));
      await until('the end of the choice', async () => {
        // Nothing is ticked, so that the settings stay as they are.
        if (shown?.title?.startsWith('Choose Regions') === true && !shown.busy)
          await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        else if (shown?.title?.startsWith('Choose Profiles') === true) shown.hide();
        return ended.yes;
      });
      await work;
      assert.deepEqual(
        [...new Set(titles)],
        ['Choose Regions for Every Chosen Profile', ...(chosen.length === 0 ? ['Choose Profiles'] : [])],
      );
    }
  });

  describe('of which not all could be read', () => {
    for (const [unread, said, all] of [
      [[], undefined, undefined],
      [['a.b'], 'a.b', undefined],
      [['a.b', 'c.d'], 'a.b, c.d', 'a.b, c.d'],
      [['a', 'b', 'c', 'd', 'a'], 'a, b, c and 1 more', 'a, b, c, d'],
    ] as const)
      it(`says which, counts the rest, and has a button whose words name all: ${unread.length}`, async () => {
        const answer = { ok: true, value: [{ name: 'eu-west-1', optIn: 'opted-in', unread }] };
        const { picking, shown } = picked(['dev'], answer);
        await until('the answer of AWS', () => shown()?.placeholder?.includes('as AWS lists it') === true);
        const [, noted] = shown()?.placeholder?.split(' · ') ?? [];
        const sentence = (names: string | undefined) => names && `Couldn’t be read in AWS’s answer: ${names}`;
        assert.equal(noted, sentence(said));
        assert.deepEqual(
          shown()?.buttons.map(({ tooltip }) => tooltip),
          all === undefined ? [] : [sentence(all)],
        );
        shown()?.hide();
        assert.equal(await picking, undefined);
      });
  });
});
