import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import { type Scope, scopeKey } from '../../../../src/model/scope.ts';
import { experiment, lever, looksAt, scope, told } from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';
import { assertProperty } from '../../../stages/property.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const attentions = {
  'a visible view': { viewVisible: true, windowFocused: true },
  'a visible view in the background': { viewVisible: true, windowFocused: false },
  'the status bar': { viewVisible: false, windowFocused: true },
  'messages alone': { viewVisible: false, windowFocused: false, tellsChanges: true },
  nobody: { viewVisible: false, windowFocused: false },
} as const;
type Who = keyof typeof attentions;
const looking = (Object.keys(attentions) as Who[]).filter((who) => who !== 'nobody');
const places: readonly Scope[] = [scope, { ...scope, region: 'us-east-1' }, { profile: 'other', region: 'us-east-1' }];
/** So long an answer may take that a pause remains before the next is due. */
const SLOWEST_ANSWER = 55 * SECOND;

/** Since when something holds, as long as it does, and when each list was asked for. */
function placeLog() {
  const asks: number[] = [];
  const stretches: { readonly from: number; to: number }[] = [];
  let holds = false;
  return {
    asks,
    note(now: number, is: boolean) {
      if (is && !holds) stretches.push({ from: now, to: Infinity });
      const last = stretches.at(-1);
      if (!is && holds && last) last.to = now;
      holds = is;
    },
    /** Each moment of a stretch is at most a minute after the list was last asked for. */
    assertKept(what: string, end: number) {
      for (const { from, to } of stretches) {
        const until = Math.min(to, end);
        let due = Math.max(from, (asks.findLast((at) => at <= from) ?? -Infinity) + MINUTE);
        for (const at of asks.filter((one) => one > from)) {
          if (due >= until) break;
          assert.ok(at <= due, `${what}: asked for ${at - due} ms late at ${at}, in ${from} to ${until}`);
          due = at + MINUTE;
        }
        assert.ok(due >= until || asks.includes(due), `${what}: due at ${due}, not asked for until ${until}`);
      }
    },
  };
}

function minuteStage(delays: Readonly<Record<ListKind, number>>) {
  const running = new Set<string>();
  const logs = new Map(
    places.map((where) => [scopeKey(where), { experiment: placeLog(), lever: placeLog() }] as const),
  );
  const logOf = (where: Scope) => {
    const log = logs.get(scopeKey(where));
    assert.ok(log);
    return log;
  };
  const experimentIn = (where: Scope) =>
    experiment({ scope: where, state: running.has(scopeKey(where)) ? 'running' : 'completed' });
  let who: Who = 'nobody';
  const asked = new Map<string, ReturnType<typeof experimentIn>>();
  const stage = pollerStage({
    gate: (where, kind) => {
      if (kind === 'experiment' || kind === 'lever') logOf(where)[kind].asks.push(stage.clock.now());
      if (kind === 'experiment') asked.set(scopeKey(where), experimentIn(where));
      return new Promise((resolve) => void stage.clock.after(delays[kind], resolve));
    },
    list: (where, kind) => {
      const there = asked.get(scopeKey(where));
      const resources = kind === 'experiment' && there ? [there] : kind === 'lever' ? [lever({ scope: where })] : [];
      return [told({ resources, gaps: [] })];
    },
    look: (where, ...more) => looksAt(() => [experimentIn(where)])(where, ...more),
  });
  const note = () => {
    for (const where of places) {
      const isLooked = who !== 'nobody';
      const runs = stage.inventory.list(where, 'experiment').some(({ state }) => state === 'running');
      logOf(where).experiment.note(stage.clock.now(), isLooked);
      logOf(where).lever.note(stage.clock.now(), isLooked && runs);
    }
  };
  stage.inventory.onDidChange(note);
  return {
    ...stage,
    running,
    attend(now: Who) {
      who = now;
      note();
      stage.poller.setAttention(attentions[now]);
    },
    assertKept() {
      for (const [key, log] of logs) {
        log.experiment.assertKept(`experiments of ${key}`, stage.clock.now());
        log.lever.assertKept(`the lever of ${key}`, stage.clock.now());
      }
    },
  };
}

const delay = fc.integer({ min: 0, max: SLOWEST_ANSWER });
const timeline = fc.record({
  slow: fc.integer({ min: 15, max: 3_600 }),
  gentle: fc.integer({ min: 30, max: 3_600 }),
  delays: fc.record({ instance: delay, service: delay, experiment: delay, lever: delay }),
  steps: fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 15 * MINUTE }),
      place: fc.nat({ max: places.length - 1 }),
      do: fc.oneof(
        fc.record({ who: fc.constantFrom(...(Object.keys(attentions) as Who[])) }),
        fc.record({ turn: fc.constantFrom('begin' as const, 'end' as const, 'open' as const, 'close' as const) }),
      ),
    }),
    { minLength: 1, maxLength: 20 },
  ),
});

describe('what is asked for within a minute by whoever looks', () => {
  it('is each place’s experiments, and its lever while one runs, at any paces and with answers of up to 55 s', async () => {
    await assertProperty(
      fc.asyncProperty(timeline, async ({ slow, gentle, delays, steps }) => {
        const stage = minuteStage(delays);
        const { poller, clock, running } = stage;
        poller.setPaces({ ...paces, slow: slow * SECOND, gentle: gentle * SECOND });
        poller.setScopes(places);
        stage.attend('a visible view');
        const open = new Map<string, (() => void)[]>();
        for (const { after, place, do: what } of steps) {
          await clock.advance(after);
          const where = places[place] ?? scope;
          const key = scopeKey(where);
          if ('who' in what) stage.attend(what.who);
          else if (what.turn === 'begin') running.add(key);
          else if (what.turn === 'end') running.delete(key);
          else {
            for (const release of open.get(key) ?? []) release();
            const kinds = what.turn === 'open' ? (['experiment', 'lever'] as const) : [];
            open.set(
              key,
              kinds.map((kind) => poller.open({ scope: where, kind })),
            );
          }
        }
        await clock.advance(3 * MINUTE);
        stage.assertKept();
        poller.dispose();
      }),
      { numRuns: 60 },
    );
  });

  for (const who of looking)
    for (const hours of [0.25, 1])
      it(`is so for ${who} at paces of ${hours} hours, and with answers of 45 s`, async () => {
        const stage = minuteStage({ instance: 0, service: 0, experiment: 45 * SECOND, lever: 45 * SECOND });
        stage.poller.setPaces({ slow: hours * 60 * MINUTE, fast: 5 * SECOND, gentle: hours * 60 * MINUTE });
        stage.poller.setScopes(places);
        stage.attend(who);
        await stage.clock.advance(31 * MINUTE);
        stage.running.add(scopeKey(scope));
        await stage.clock.advance(31 * MINUTE);
        stage.assertKept();
        const asked = stage.take();
        // From each place, 62 minutes, and the moment at which they begin.
        assert.equal(asked.filter((one) => one === 'experiment').length, 2 * 63);
        assert.equal(asked.filter((one) => one === 'other experiment').length, 63);
        stage.poller.dispose();
      });

  it('leaves a pause after each answer, however long that took', async () => {
    for (const took of [56, 60, 90, 200].map((seconds) => seconds * SECOND)) {
      const begun: number[] = [];
      const ended: number[] = [];
      const { poller, clock } = pollerStage({
        gate: (_where, kind) => {
          if (kind !== 'experiment') return Promise.resolve();
          begun.push(clock.now());
          return new Promise((resolve) => void clock.after(took, resolve));
        },
      });
      poller.onDidList(({ kind }) => kind === 'experiment' && ended.push(clock.now()));
      poller.setPaces({ ...paces, slow: MINUTE });
      poller.setAttention(attentions['a visible view']);
      poller.setScopes([scope]);
      await clock.advance(20 * MINUTE);
      for (const [index, at] of ended.slice(0, -1).entries()) assert.equal(begun[index + 1], at + 5 * SECOND);
      poller.dispose();
    }
  });
});
