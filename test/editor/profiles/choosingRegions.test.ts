import assert from 'node:assert/strict';
import { type QuickPick, type QuickPickItem, window } from 'vscode';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { pickRegions } from '../../../src/ui/profiles/pickScopes.ts';
import { until } from '../../stages/window/waiting.ts';

describe('choosing regions of Halt’s own list', () => {
  const real = window.createQuickPick;
  afterEach(() => {
    window.createQuickPick = real;
  });

  for (const [profiles, note] of [
    [[], 'No profile is chosen to ask AWS with: this is Halt’s built-in list'],
    [['dev'], 'AWS could not be asked: this is Halt’s built-in list'],
  ] as const)
    it(`says why it is that one: ${profiles.length}`, async () => {
      let pick: QuickPick<QuickPickItem> | undefined;
      window.createQuickPick = <T extends QuickPickItem>() => {
        const made = real<T>();
        pick = made as unknown as QuickPick<QuickPickItem>;
        return made;
      };
      const reads = {
        profiles: () => Promise.resolve({ profiles: [], problems: [] }),
        regions: () => Promise.resolve({ ok: false }),
      } as unknown as Pick<AwsReads, 'profiles' | 'regions'>;
      const picking = pickRegions(reads, profiles, [], { elapsed: () => 0 });
      await until('the list', () => pick?.busy === false);
      assert.equal(pick?.placeholder, note);
      pick?.hide();
      assert.equal(await picking, undefined);
    });
});

describe('choosing regions of which not all could be read', () => {
  const real = window.createQuickPick;
  afterEach(() => {
    window.createQuickPick = real;
  });

  for (const [unread, said, all] of [
    [[], undefined, undefined],
    [['a.b'], 'a.b', undefined],
    [['a.b', 'c.d'], 'a.b, c.d', 'a.b, c.d'],
    [['a', 'b', 'c', 'd', 'a'], 'a, b, c and 1 more', 'a, b, c, d'],
  ] as const)
    it(`says which, counts the rest, and has a button whose words name all: ${unread.length}`, async () => {
      let pick: QuickPick<QuickPickItem> | undefined;
      window.createQuickPick = <T extends QuickPickItem>() => {
        const made = real<T>();
        pick = made as unknown as QuickPick<QuickPickItem>;
        return made;
      };
      const reads = {
        profiles: () => Promise.resolve({ profiles: [], problems: [] }),
        regions: () => Promise.resolve({ ok: true, value: [{ name: 'eu-west-1', optIn: 'opted-in', unread }] }),
      } as unknown as Pick<AwsReads, 'profiles' | 'regions'>;
      const picking = pickRegions(reads, ['dev'], [], { elapsed: () => 0 });
      await until('the answer of AWS', () => pick?.placeholder?.includes('as AWS lists it') === true);
      const [, noted] = pick?.placeholder?.split(' · ') ?? [];
      const sentence = (names: string | undefined) => names && `Couldn’t be read in AWS’s answer: ${names}`;
      assert.equal(noted, sentence(said));
      assert.deepEqual(
        pick?.buttons.map(({ tooltip }) => tooltip),
        all === undefined ? [] : [sentence(all)],
      );
      pick?.hide();
      assert.equal(await picking, undefined);
    });
});
