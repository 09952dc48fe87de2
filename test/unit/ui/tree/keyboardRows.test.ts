import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findKeyboardRows, type Toggled } from '../../../../src/ui/tree/keyboardRows.ts';
import { type Node, profileId } from '../../../../src/ui/tree/nodes/node.ts';

const row = (profile: string): Node => ({ type: 'profile', id: profileId(profile), profile });
const [a, b, c] = [row('a'), row('b'), row('c')] as const;

const clear = (selected: readonly Node[], focused: Node): Toggled => {
  const others = selected.filter((one) => one !== focused);
  const turned = others.length < selected.length ? others : [...selected, focused];
  return { before: selected, told: [turned, selected], now: selected };
};
/** The rows of a branch that is drawn again are unknown. */
const redrawn: Toggled = { before: [], told: [[], []], now: [] };
const silent = (selected: readonly Node[]): Toggled => ({ before: selected, told: [], now: selected });

/** Asks a view that answers one attempt after the other; the last goes on. */
async function ask(byKey: boolean, ...answers: readonly Toggled[]) {
  const pauses: number[] = [];
  let asked = 0;
  const rows = await findKeyboardRows(
    () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      assert.ok(answer);
      asked += 1;
      return Promise.resolve(answer);
    },
    {
      byKey,
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
    },
  );
  return { rows, asked, waited: pauses.reduce((sum, one) => sum + one, 0) };
}

describe('the rows that the keyboard acts on', () => {
  const cases: readonly [what: string, selected: readonly Node[], focused: Node, rows: readonly Node[]][] = [
    ['the focused row where nothing is selected', [], a, [a]],
    ['the focused row where another is selected', [a], b, [b]],
    ['the focused row outside of several', [a, b], c, [c]],
    ['the one that has the focus and is selected', [a], a, [a]],
    ['all that are selected, where one of them has the focus', [a, b, c], b, [a, b, c]],
  ];
  for (const [what, selected, focused, rows] of cases) {
    for (const byKey of [true, false]) {
      it(`are ${what}, ${byKey ? 'by a key' : 'from the palette'}, without a pause`, async () => {
        assert.deepEqual(await ask(byKey, clear(selected, focused)), { rows, asked: 1, waited: 0 });
      });
    }
  }

  for (const byKey of [true, false]) {
    for (const attempts of [1, 2, 3, 4, 6]) {
      it(`are told after ${attempts} attempts in which the view was being redrawn, ${byKey ? 'by a key' : 'from the palette'}`, async () => {
        const busy = Array.from({ length: attempts }, () => redrawn);
        const { rows, asked } = await ask(byKey, ...busy, clear([a], b));
        assert.deepEqual({ rows, asked }, { rows: [b], asked: attempts + 1 });
      });
    }
  }

  it('are none where it can’t be told within three seconds or a little more', async () => {
    const { rows, waited } = await ask(true, redrawn);
    assert.equal(rows, undefined);
    assert.ok(waited >= 3000 && waited < 3500, String(waited));
  });

  it('are waited for where a key was pressed in the view and nothing is told', async () => {
    const { rows, asked } = await ask(true, silent([a]), silent([a]), silent([a]), silent([a]), clear([a], b));
    assert.deepEqual({ rows, asked }, { rows: [b], asked: 5 });
  });

  it('aren’t waited for from the palette where nothing is told: the focus is elsewhere', async () => {
    assert.deepEqual(await ask(false, silent([a])), { rows: undefined, asked: 3, waited: 0 });
  });

  const racing: readonly [what: string, toggled: Toggled][] = [
    ['a selected row that comes back between the two', { before: [], told: [[], [a]], now: [a] }],
    ['a selected row that comes back after both', { before: [], told: [[b], []], now: [a] }],
    ['a selected row that is forgotten between the two', { before: [a], told: [[a], []], now: [] }],
    ['several that come back at once', { before: [a, b], told: [[], [a, b]], now: [a, b] }],
    ['one told selection that is as before', { before: [a], told: [[a]], now: [a] }],
  ];
  for (const [what, toggled] of racing) {
    it(`aren’t taken from ${what}`, async () => {
      const { rows, asked } = await ask(true, toggled, clear([a], c));
      assert.deepEqual({ rows, asked }, { rows: [c], asked: 2 });
    });
  }
});
