import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { listNow } from '../../../../src/ui/stop/listNow.ts';
import { instance, told } from '../../../stages/fakes.ts';
import { pollerStage } from '../../../stages/poller.ts';

const seen = { viewVisible: true, windowFocused: true };
const places = Array.from({ length: 400 }, (_, index): Scope => ({ profile: `p${index}`, region: 'eu-west-1' }));
const last = places.at(-1) ?? { profile: '', region: '' };
/** How many listings run at once. */
const AT_ONCE = 64;
const ANSWER_TAKES = 1_000;

/** A first round of 400 places is under way: each answer takes a second, and something is there that changes by itself. */
async function inMidRound(rounds: number) {
  const order: string[] = [];
  const stage = pollerStage({
    gate: ({ profile }, kind) => {
      order.push(`${profile} ${kind}`);
      return new Promise((resolve) => void stage.clock.after(ANSWER_TAKES, resolve));
    },
    list: (scope, kind) => [
      told({ resources: kind === 'instance' ? [instance({ scope, state: 'running' })] : [], gaps: [] }),
    ],
  });
  stage.poller.setAttention(seen);
  stage.poller.setScopes(places);
  // What somebody sees is due again and again meanwhile.
  for (const scope of places.slice(0, 20)) stage.poller.open({ scope, kind: 'instance' });
  await stage.clock.advance(rounds * ANSWER_TAKES + 1);
  assert.ok(order.length < places.length * 4 - 2 * AT_ONCE, 'the round is under way');
  order.splice(0);
  return { ...stage, order };
}

describe('what a person asks for while a first round is under way', () => {
  const asks: readonly (readonly [
    string,
    Parameters<Awaited<ReturnType<typeof inMidRound>>['poller']['refresh']>[0],
    ListKind[],
  ])[] = [
    ['a profile', { profile: last.profile }, ['instance', 'service', 'experiment', 'lever']],
    ['a place', { scope: last }, ['instance', 'service', 'experiment', 'lever']],
    ['one list of a place', { scope: last, kind: 'lever' }, ['lever']],
    ['one list of some places', { scopes: [last], kind: 'experiment' }, ['experiment']],
  ];
  for (const [what, filter, kinds] of asks)
    for (const rounds of [1, 5, 15])
      it(`is read next: ${what}, after ${rounds} s`, async () => {
        const { poller, clock, order } = await inMidRound(rounds);
        poller.refresh(filter);
        await clock.advance(ANSWER_TAKES);
        assert.deepEqual(
          order.slice(0, kinds.length).toSorted(),
          kinds.map((kind) => `${last.profile} ${kind}`).toSorted(),
        );
        poller.dispose();
      });

  it('is whole before the palette gives up, of every place', async () => {
    const { inventory, poller, clock } = await inMidRound(3);
    const silent: (readonly Scope[])[] = [];
    void listNow({ inventory, poller, clock, scopes: () => places }, 'lever').then((result) => silent.push(result));
    for (let second = 0; second < 12 && silent.length === 0; second += 1) {
      await clock.advance(ANSWER_TAKES);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    assert.deepEqual(silent, [[]]);
    poller.dispose();
  });

  it('is waited for no longer once its place is dropped, though nothing is listed any more', async () => {
    const { poller, clock, inventory } = await inMidRound(1);
    poller.setAttention({ viewVisible: false, windowFocused: false });
    let chosen: readonly Scope[] = [last];
    const silent: (readonly Scope[])[] = [];
    void listNow({ inventory, poller, clock, scopes: () => chosen }, 'lever').then((result) => silent.push(result));
    await new Promise((resolve) => void setImmediate(resolve));
    assert.deepEqual([silent, poller.isChosen(last)], [[], true]);
    chosen = [];
    poller.setScopes(chosen);
    await new Promise((resolve) => void setImmediate(resolve));
    assert.deepEqual([silent, poller.isChosen(last)], [[[]], false]);
    poller.dispose();
  });

  it('keeps the order of urgency among what is asked for', async () => {
    const { poller, clock, order } = await inMidRound(1);
    const open = places.slice(300, 310);
    for (const scope of open) poller.open({ scope, kind: 'service' });
    poller.refresh({ kind: 'service' });
    await clock.advance(ANSWER_TAKES);
    assert.deepEqual(
      order.slice(0, open.length).toSorted(),
      open.map(({ profile }) => `${profile} service`).toSorted(),
    );
    poller.dispose();
  });

  it('keeps nothing else from being read at last, however often it is asked for', async () => {
    const { poller, clock, order } = await inMidRound(1);
    const asked = places.slice(0, 2 * AT_ONCE);
    for (let second = 0; second < 400; second += 1) {
      poller.refresh({ scopes: asked, kind: 'experiment' });
      await clock.advance(ANSWER_TAKES);
    }
    const others = new Set(order.filter((one) => one.endsWith('service')));
    assert.equal(others.size, places.length);
    poller.dispose();
  });
});
