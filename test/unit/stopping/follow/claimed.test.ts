import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimed } from '../../../../src/stopping/follow/claimed.ts';

/** What a window claims, gives back and tells of three things, of which another has told the second, where it is closed before so many looks at that. */
async function toldOf(looksUntilOver: number) {
  const asked: string[] = [];
  const back: string[] = [];
  let looks = 0;
  const told = await claimed(
    ['a', 'b', 'c'],
    {
      claim: async (one) => asked.push(one) > 0 && one !== 'b',
      giveBack: async (one) => void back.push(one),
    },
    () => (looks += 1) > looksUntilOver,
  );
  return { asked, back, told };
}

for (const [what, looks, expected] of [
  ['that stays open tells what nobody has told', 9, { asked: ['a', 'b', 'c'], back: [], told: ['a', 'c'] }],
  [
    'that is closed meanwhile leaves to the others what it has claimed',
    1,
    { asked: ['a', 'b', 'c'], back: ['a', 'c'], told: [] },
  ],
  ['that is closed already takes nothing from the others', 0, { asked: [], back: [], told: [] }],
] as const)
  test(`a window ${what}`, async () => {
    assert.deepEqual(await toldOf(looks), expected);
  });
