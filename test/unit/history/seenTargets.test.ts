import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Parts } from '../../../src/history/lastParts.ts';
import { createSeenTargets, type Seen } from '../../../src/history/seenTargets.ts';
import { createHistory } from '../../../src/history/history.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { refOf, stateOf } from '../../../src/model/resources/target.ts';
import { heldTime, instance, memoryJournal, scope } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const atRest = instance({ id: 'i-at-rest' });

describe('what was seen', () => {
  const stage = () => {
    const clock = heldTime();
    const history = createHistory({ journal: memoryJournal(), clock });
    const look = async (...instances: Instance[]) => {
      await clock.advance(MINUTE);
      history.observe(instances, clock.now());
    };
    const knows = (one: Instance) => {
      const seen = history.lastSeen(one);
      return seen && stateOf(seen.target);
    };
    return { clock, history, look, knows };
  };

  it('is forgotten once it is over and no list tells of it for an hour, in a fleet that scales all day', async () => {
    const { history, look, knows } = stage();
    const of = (index: number, state: string) => instance({ id: `i-${index}`, state });
    const RUNS = 300;
    for (let index = 0; index < RUNS; index += 1) {
      await look(atRest, of(index, 'pending'), of(index - 1, 'running'), of(index - 2, 'shutting-down'));
      await look(atRest, of(index, 'running'), of(index - 1, 'running'), of(index - 2, 'terminated'));
    }
    const known = Array.from({ length: RUNS }, (_, index) => knows(of(index, ''))).filter(
      (state) => state !== undefined,
    );
    assert.ok(known.length < 50, `${known.length} are known`);
    assert.equal(knows(of(RUNS - 3, '')), 'terminated');
    assert.equal(knows(atRest), 'running');
    const states = history.of(refOf(of(0, ''))).flatMap((entry) => (entry.type === 'transition' ? entry.to : []));
    assert.deepEqual(states, ['pending', 'running', 'shutting-down', 'terminated']);
    await history.dispose();
  });

  it('is forgotten also where it was at rest, and never where nobody read its list', async () => {
    const { clock, history, look, knows } = stage();
    const elsewhere = instance({ id: 'i-elsewhere', scope: { ...scope, region: 'us-east-1' } });
    const gone = instance({ id: 'i-gone' });
    await look(elsewhere);
    await look(atRest, gone);
    for (let minute = 0; minute < 90; minute += 1) await look(atRest);
    assert.deepEqual([knows(gone), knows(atRest), knows(elsewhere)], [undefined, 'running', 'running']);
    // Nobody looks for a night; the first page of the morning tells only of one.
    await clock.advance(480 * MINUTE);
    const other = instance({ id: 'i-other' });
    await look(other);
    for (let minute = 0; minute < 30; minute += 1) await look(other);
    assert.equal(knows(atRest), 'running');
    await history.dispose();
  });
});

describe('what was seen in a session', () => {
  const HOUR = 60 * MINUTE;
  const at = (seenAt: number, more: Partial<Seen> = {}): Seen => ({
    ...{ target: instance(), seenAt, askedAt: seenAt, turn: 0, since: seenAt, ...more },
  });
  /** Of which lists of this key were read at these times, with what was seen of `i-1` at the first. */
  const read = (key: string, times: readonly number[], seen: Partial<Seen> = {}) => {
    const all = createSeenTargets();
    for (const [index, time] of times.entries()) {
      const targets = all.list(key, time);
      if (index === 0) targets.set('i-1', at(time, seen));
    }
    return all;
  };

  it('is found by its list and its id, and where nothing was seen nothing is', () => {
    const all = createSeenTargets();
    const key = all.listOf(scope, 'instance');
    assert.equal(key, all.listOf({ ...scope }, 'instance'));
    assert.notEqual(key, all.listOf(scope, 'experiment'));
    assert.equal(all.find(key, 'i-1'), undefined);
    all.forgetUnseen(0);
    const seen = at(1);
    all.list(key, 1).set('i-1', seen);
    assert.equal(all.find(key, 'i-1'), seen);
    assert.equal(all.of({ kind: 'instance', scope, id: 'i-1' }), seen);
    assert.equal(all.of({ kind: 'instance', scope, id: 'i-2' }), undefined);
  });

  it('is forgotten after more than an hour in which its list was read without a break as long', () => {
    const rows: readonly (readonly [what: string, times: readonly number[], isKnown: boolean])[] = [
      ['an hour', [0, 30 * MINUTE, HOUR], true],
      ['more than an hour', [0, 30 * MINUTE, HOUR + 1], false],
      ['two hours with a break of one', [0, HOUR, 2 * HOUR], false],
      ['a break of more than an hour', [0, HOUR + 1], true],
      ['an hour after such a break', [0, HOUR + 1, HOUR + 1 + HOUR], true],
      ['more than an hour after such a break', [0, HOUR + 1, HOUR + 1 + HOUR, 2 * HOUR + 2], false],
      ['an hour since the clock was set back', [3 * HOUR, 90 * MINUTE, 2 * HOUR, 150 * MINUTE], true],
    ];
    for (const [what, times, isKnown] of rows) {
      const all = read('a', times);
      all.forgetUnseen(times.at(-1) ?? 0);
      assert.equal(all.find('a', 'i-1') !== undefined, isKnown, what);
    }
  });

  it('is kept as long as its history goes on, and not where that is over', () => {
    const parts: Parts = new Map();
    const rows: readonly (readonly [string, Partial<Seen>, boolean])[] = [
      ['running, with a history', { parts, target: instance({ state: 'running' }) }, true],
      ['running, without', { target: instance({ state: 'running' }) }, false],
      ['terminated, with a history', { parts, target: instance({ state: 'terminated' }) }, false],
    ];
    for (const [what, seen, isKnown] of rows) {
      const all = read('a', [0, HOUR, 2 * HOUR], seen);
      all.forgetUnseen(2 * HOUR);
      assert.equal(all.find('a', 'i-1') !== undefined, isKnown, what);
    }
  });

  it('is looked through list by list, each once in five minutes however its clock is set', () => {
    const all = createSeenTargets();
    const old = (key: string) => all.list(key, 2 * HOUR).set('i-1', at(0));
    for (const time of [0, HOUR, 2 * HOUR]) for (const key of ['a', 'b']) all.list(key, time);
    const known = () => ['a', 'b'].filter((key) => all.find(key, 'i-1') !== undefined);
    old('a');
    old('b');
    all.forgetUnseen(2 * HOUR);
    assert.deepEqual(known(), ['b']);
    all.forgetUnseen(2 * HOUR);
    assert.deepEqual(known(), []);
    old('a');
    all.forgetUnseen(2 * HOUR + 5 * MINUTE - 1);
    assert.deepEqual(known(), ['a']);
    all.forgetUnseen(2 * HOUR + 5 * MINUTE);
    assert.deepEqual(known(), []);
    old('b');
    all.forgetUnseen(2 * HOUR - 5 * MINUTE);
    assert.deepEqual(known(), []);
  });

  it('keeps its distance from now where the clock is set back, in each list', () => {
    const all = createSeenTargets();
    const parts: Parts = new Map([
      ['state', { state: 'running', seenAt: 900 }],
      ['name', { state: 'web' }],
    ]);
    // Asked for ten milliseconds ago, by the clock that nobody sets.
    all.list('a', 1_000).set('i-1', at(1_000, { askedAt: 990, turn: 90, since: 500, parts }));
    all.list('b', 1_000).set('i-2', at(1_005, { askedAt: 1_000, turn: 100, since: 100 }));
    all.setBack({ now: 400, elapsed: 100 });
    const { target: _, ...first } = all.find('a', 'i-1') ?? at(0);
    assert.deepEqual(first, {
      ...{ seenAt: 400, askedAt: 390, turn: 90, since: 400 },
      parts: new Map([
        ['state', { state: 'running', seenAt: 300 }],
        ['name', { state: 'web' }],
      ]),
    });
    const { target: __, ...second } = all.find('b', 'i-2') ?? at(0);
    assert.deepEqual(second, { seenAt: 400, askedAt: 400, turn: 100, since: 100 }, 'and is never seen later than now');
    all.setBack({ now: 1_000, elapsed: 110 });
    assert.equal(all.find('a', 'i-1')?.seenAt, 400, 'a clock that is ahead takes nothing back');
  });
});
