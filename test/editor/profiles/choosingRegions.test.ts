import assert from 'node:assert/strict';
import { type QuickPick, type QuickPickItem, window } from 'vscode';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
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
