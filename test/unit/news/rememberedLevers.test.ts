import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRememberedLevers } from '../../../src/news/rememberedLevers.ts';
import { STILL_ENGAGED_AFTER } from '../../../src/news/engagedLevers.ts';
import { createSeenStates } from '../../../src/news/seenStates.ts';
import { createPassedTime } from '../../../src/base/passedTime.ts';
import { nobodys, type Whose } from '../../../src/model/sight.ts';
import { ofAws, ofSimulated } from '../../stages/accounts.ts';
import { heldTime, lever, scope } from '../../stages/fakes.ts';

const OWN = '111122223333';
const MINUTE = 60_000;
const fails = (error: unknown): never => {
  throw error;
};

/** Windows one after another, which share what the editor keeps. */
function stage(saved?: unknown) {
  const clock = heldTime();
  const kept = new Map<string, unknown>(saved === undefined ? [] : [['halt.leversEngaged', saved]]);
  const memory = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) =>
      void kept.set(key, value === undefined ? undefined : structuredClone(value)),
  };
  const levers = createRememberedLevers({ memory, now: () => clock.now(), onError: fails });
  const quiet = { isOn: false };
  const open = (shown: (profile: string) => Whose = () => ofAws(OWN)) => {
    const seen = createSeenStates({
      ...{ now: () => clock.now(), passed: createPassedTime(clock), levers, shown },
      mayRemind: () => !quiet.isOn,
      ahead: () => 0,
    });
    const look = (state: string, profile = scope.profile, region = scope.region, reason = 'game day') => {
      const one = lever({ state, reason, scope: { profile, region } });
      return [...seen.take(one, true), ...seen.lasting(one)].map(({ type }) => type);
    };
    return { seen, look };
  };
  return { clock, levers, open, quiet, raw: () => kept.get('halt.leversEngaged') };
}

describe('how long a safety lever has been engaged', () => {
  it('is counted over reloads of the window, and told once', async () => {
    const { clock, open } = stage();
    assert.deepEqual(open().look('engaged'), ['engaged']);
    await clock.advance(STILL_ENGAGED_AFTER - MINUTE);
    const second = open();
    assert.deepEqual(second.look('engaged'), ['engaged']);
    await clock.advance(2 * MINUTE);
    assert.deepEqual(second.look('engaged'), ['still-engaged']);
    await clock.advance(STILL_ENGAGED_AFTER);
    assert.deepEqual(open().look('engaged'), ['engaged'], 'somebody was reminded already');
  });

  it('is told right after a reload where the time has passed meanwhile', async () => {
    const { clock, open } = stage();
    open().look('engaging');
    await clock.advance(3 * STILL_ENGAGED_AFTER);
    assert.deepEqual(open().look('engaged'), ['engaged', 'still-engaged']);
  });

  it('is told after an hour of quiet into which it falls', async () => {
    const { clock, open, quiet } = stage();
    const first = open();
    first.look('engaged');
    quiet.isOn = true;
    await clock.advance(STILL_ENGAGED_AFTER);
    assert.deepEqual(first.look('engaged'), []);
    quiet.isOn = false;
    await clock.advance(MINUTE);
    assert.deepEqual(first.look('engaged'), ['still-engaged']);
  });

  it('begins anew once it was seen disengaged, in that account and region alone', async () => {
    const { clock, open, raw } = stage();
    const first = open();
    first.look('engaged');
    first.look('engaged', scope.profile, 'us-east-1');
    await clock.advance(STILL_ENGAGED_AFTER - MINUTE);
    first.look('disengaged');
    assert.deepEqual(Object.keys(raw() as object), [`${OWN} us-east-1`]);
    const second = open();
    second.look('engaged');
    second.look('engaged', scope.profile, 'us-east-1');
    await clock.advance(2 * MINUTE);
    assert.deepEqual(second.look('engaged'), []);
    assert.deepEqual(second.look('engaged', scope.profile, 'us-east-1'), ['still-engaged']);
  });

  it('begins anew where AWS shows that it was disengaged while nobody looked, in one window as over a reload', async () => {
    for (const isReloaded of [true, false]) {
      for (const [before, after] of [
        [
          ['engaged', 'game day'],
          ['engaged', 'incident'],
        ],
        [
          ['engaging', 'game day'],
          ['engaged', 'incident'],
        ],
        [
          ['engaged', 'game day'],
          ['engaging', 'game day'],
        ],
      ] as const) {
        const { clock, open } = stage();
        const first = open();
        const lookIn = (window: typeof first, [state, reason]: readonly [string, string]) =>
          window.look(state, scope.profile, scope.region, reason);
        lookIn(first, before);
        await clock.advance(2 * STILL_ENGAGED_AFTER);
        const second = isReloaded ? open() : first;
        const label = `${String(isReloaded)} ${before.join()} ${after.join()}`;
        assert.deepEqual(lookIn(second, after), ['engaged'], label);
        await clock.advance(STILL_ENGAGED_AFTER - MINUTE);
        assert.deepEqual(lookIn(second, ['engaged', after[1]]), [], label);
        await clock.advance(2 * MINUTE);
        assert.deepEqual(lookIn(second, ['engaged', after[1]]), ['still-engaged'], label);
      }
    }
  });

  it('is the lever’s, whichever profile shows it, and another account’s is another', async () => {
    const { clock, open } = stage();
    open().look('engaged', 'admin');
    await clock.advance(STILL_ENGAGED_AFTER);
    const second = open((profile) => ofAws(profile === 'other' ? '999999999999' : OWN));
    assert.deepEqual(second.look('engaged', 'reader'), ['engaged', 'still-engaged']);
    assert.deepEqual(second.look('engaged', 'other'), ['engaged']);
  });

  it('is remembered of each endpoint by itself: what answers beside AWS can have the numbers of its accounts', async () => {
    const { clock, open, raw } = stage();
    open(() => ofSimulated(OWN)).look('engaged');
    await clock.advance(STILL_ENGAGED_AFTER + MINUTE);
    assert.deepEqual(open().look('engaged'), ['engaged']);
    assert.deepEqual(open(() => ofSimulated(OWN)).look('engaged'), ['engaged', 'still-engaged']);
    open().look('disengaged');
    assert.deepEqual(Object.keys(raw() as object), [`${OWN} ${scope.region} simulated`]);
  });

  it('is nobody’s while it isn’t known whose it is, whatever its profile is called', () => {
    const { open, raw } = stage();
    open(() => nobodys).look('engaged', OWN);
    assert.equal(raw(), undefined);
  });

  it('is remembered from when it is known whose it is', async () => {
    const { clock, open, raw } = stage();
    let account: string | undefined;
    const first = open(() => ofAws(account));
    first.look('engaged');
    assert.equal(raw(), undefined);
    await clock.advance(MINUTE);
    account = OWN;
    first.look('engaged');
    await clock.advance(STILL_ENGAGED_AFTER - MINUTE);
    assert.deepEqual(open().look('engaged'), ['engaged', 'still-engaged']);
  });

  it('is nobody’s guess from a saved state that can’t be understood', () => {
    const key = `${OWN} eu-west-1`;
    for (const odd of [
      'x',
      7,
      [1],
      null,
      { [key]: 1 },
      { [key]: { since: '1' } },
      { [key]: { since: NaN } },
      { [key]: { since: -1 } },
      { [key]: { since: 0 } },
      { [key]: { since: Infinity } },
      { [key]: { since: 8.64e15 } },
      { [key]: { since: 1, reminded: false } },
      { [key]: { since: 1, state: 7 } },
      { [key]: { since: 1, state: 'engaged', reason: 7 } },
      { [`${OWN} nowhere`]: { since: 1 } },
      { [`${OWN}  eu-west-1`]: { since: 1 } },
      { [`x eu-west-1`]: { since: 1 } },
      JSON.parse('{"__proto__": {"since": 1}}'),
    ]) {
      const { open, levers } = stage(odd);
      assert.equal(levers.of(ofAws(OWN), 'eu-west-1'), undefined, JSON.stringify(odd));
      assert.deepEqual(open().look('engaged'), ['engaged'], JSON.stringify(odd));
    }
  });

  it('keeps the newest of very many, and none once nobody is told any more', () => {
    const { levers, raw, clock } = stage();
    for (let each = 0; each < 260; each += 1)
      levers.keep(ofAws(String(100_000_000_000 + each)), 'eu-west-1', {
        ...{ since: clock.now() - each, reminded: false, state: 'engaged' },
      });
    assert.equal(Object.keys(raw() as object).length, 200);
    assert.ok(levers.of(ofAws('100000000000'), 'eu-west-1'));
    levers.forgetAll();
    assert.equal(raw(), undefined);
  });
});
