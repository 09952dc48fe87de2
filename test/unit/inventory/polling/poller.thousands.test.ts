import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import { type Scope, scopeKey } from '../../../../src/model/scope.ts';
import { experiment, looksAt, scope, told } from '../../../stages/fakes.ts';
import { pollerStage } from '../../../stages/poller.ts';

const seen = { viewVisible: true, windowFocused: true };
const unseen = { viewVisible: false, windowFocused: false };

describe('the poller of thousands of places', () => {
  const many = Array.from({ length: 1_500 }, (_, index): Scope => ({
    profile: `p${index % 50}`,
    region: `r${index}`,
  }));
  /** Lets listings end, and what is done a slice a turn. */
  const through = async (clock: { advance(ms: number): Promise<unknown> }, done: () => boolean) => {
    for (let turns = 0; turns < 5_000 && !done(); turns += 1) await clock.advance(0);
  };

  /** All of them were read once. `listed` counts the listings that have ended. */
  const allRead = async () => {
    const stage = pollerStage();
    let ended = 0;
    stage.poller.onDidList(() => (ended += 1));
    stage.poller.setAttention(seen);
    stage.poller.setScopes(many);
    await through(stage.clock, () => ended === many.length * 4);
    return { ...stage, listed: () => ended };
  };

  it('reads each of them once, and first what somebody has open', async () => {
    const order: string[] = [];
    const list = (where: Scope, kind: ListKind) => {
      order.push(`${scopeKey(where)} ${kind}`);
      return [told({ resources: [], gaps: [] })];
    };
    const { poller, clock, errors } = pollerStage({ list });
    const last = many.at(-1) ?? scope;
    let ended = 0;
    poller.onDidList(() => (ended += 1));
    poller.open({ scope: last, kind: 'service' });
    poller.setAttention(seen);
    poller.setScopes(many);
    await through(clock, () => ended === many.length * 4);
    await clock.advance(0);
    assert.equal(order[0], `${scopeKey(last)} service`);
    assert.equal(order.length, many.length * 4);
    assert.equal(new Set(order).size, many.length * 4);
    assert.deepEqual(errors, []);
  });

  it('begins a few listings in one go, and the others behind them', async () => {
    let inOneGo = 0;
    let most = 0;
    let ended = 0;
    const list = () => {
      if (inOneGo === 0) queueMicrotask(() => (inOneGo = 0));
      inOneGo += 1;
      most = Math.max(most, inOneGo);
      return [told({ resources: [], gaps: [] })];
    };
    const { poller, clock } = pollerStage({ list });
    poller.onDidList(() => (ended += 1));
    poller.setAttention(seen);
    poller.setScopes(many.slice(0, 100));
    await through(clock, () => ended === 400);
    assert.equal(ended, 400);
    assert.equal(most, 16);
    poller.dispose();
  });

  it('asks for no single thing that a listing which is due tells of, also where more listings are due than begin in one go', async () => {
    const some = many.slice(0, 30);
    const running = (where: Scope) => experiment({ scope: where, state: 'running' });
    const asked = new Map<string, number>();
    const { poller, clock, errors } = pollerStage({
      list: (where, kind) => [told({ resources: kind === 'experiment' ? [running(where)] : [], gaps: [] })],
      look: (where, ...about) => {
        asked.set(scopeKey(where), (asked.get(scopeKey(where)) ?? 0) + 1);
        return looksAt(() => [running(where)])(where, ...about);
      },
    });
    poller.setAttention(seen);
    poller.setScopes(some);
    for (let second = 0; second < 40 * 60; second += 1) await clock.advance(1_000);
    asked.clear();
    for (let second = 0; second < 10 * 60; second += 1) await clock.advance(1_000);
    // One in half a minute, of which the listing, once a minute, tells every other time.
    assert.deepEqual([...new Set(asked.values())], [10]);
    assert.deepEqual(errors, []);
    poller.dispose();
  });

  it('lists all again that a person asks for, once, whatever has run meanwhile', async () => {
    const { poller, clock, take, listed } = await allRead();
    assert.equal(take().length, many.length * 4);
    poller.setAttention(unseen);
    poller.refresh();
    poller.refresh({ profile: 'p7' });
    await through(clock, () => listed() === many.length * 8);
    await clock.advance(0);
    assert.equal(take().length, many.length * 4);
  });

  it('asks nothing of places that are given up in the same moment', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(seen);
    poller.setScopes(many);
    poller.setScopes([scope]);
    let ended = 0;
    poller.onDidList(() => (ended += 1));
    await through(clock, () => ended === 4);
    for (let turns = 0; turns < 20; turns += 1) await clock.advance(0);
    assert.deepEqual(take(), ['experiment', 'instance', 'lever', 'service']);
  });

  it('asks once for what is left, and for nothing of the thousands that were asked for again and are given up', async () => {
    const { poller, clock, take, listed } = await allRead();
    take();
    const before = listed();
    const left = many.slice(-10);
    poller.setAttention(unseen);
    poller.refresh();
    // All are asked for, a slice a turn, and a turn of the clock would begin the first of them.
    for (let turns = 0; turns < 40; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    poller.setScopes(left);
    await through(clock, () => listed() === before + left.length * 4);
    for (let turns = 0; turns < 40; turns += 1) await clock.advance(0);
    const asked = take();
    assert.equal(asked.filter((one) => one.endsWith('lever')).length, left.length);
    assert.equal(asked.length, left.length * 4);
    poller.dispose();
  });

  it('looks at what moves in them a few a turn, when somebody comes back after a while', async () => {
    const running = (where: Scope) => experiment({ scope: where });
    let ended = 0;
    let looks = 0;
    let before = 0;
    let most = 0;
    const stage = pollerStage({
      list: (where, kind) => [told({ resources: kind === 'experiment' ? [running(where)] : [], gaps: [] })],
      look: (where) => {
        looks += 1;
        return Promise.resolve(told({ targets: [running(where)], missing: [], failures: {} }));
      },
    });
    stage.poller.onDidList(() => (ended += 1));
    stage.poller.setAttention(seen);
    stage.poller.setScopes(many);
    await through(stage.clock, () => ended === many.length * 4);
    stage.poller.setAttention(unseen);
    // Before the listings, which tell of the same, are due.
    await stage.clock.advance(40_000);
    looks = 0;
    stage.poller.setAttention(seen);
    const countTurn = () => {
      most = Math.max(most, looks - before);
      before = looks;
      if (looks < many.length) setImmediate(countTurn);
    };
    countTurn();
    await through(stage.clock, () => looks >= many.length);
    assert.equal(looks, many.length);
    assert.ok(most <= 100, `${most} looks in one turn`);
    stage.poller.dispose();
  });

  it('has one list of some of them read when that is asked for, and nothing else', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(unseen);
    poller.setScopes(many);
    await through(clock, () => false);
    take();
    const some = many.filter((_, index) => index % 10 === 0);
    poller.refresh({ scopes: [...some, { profile: 'nobody', region: 'r1' }], kind: 'experiment' });
    let asked: readonly string[] = [];
    await through(clock, () => (asked = [...asked, ...take()]).length >= some.length);
    await clock.advance(1_000);
    assert.deepEqual([...asked, ...take()].toSorted(), some.map(({ profile }) => `${profile} experiment`).toSorted());
    poller.dispose();
  });
});
