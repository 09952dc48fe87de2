import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Experiment } from '../../../../src/model/resources/experiment.ts';
import type { ListKind, Resource } from '../../../../src/model/resources/resource.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { deployment, experiment, instance, lever, looksAt, scope, service, told } from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';

const seen = { viewVisible: true, windowFocused: true };
const glanced = { viewVisible: false, windowFocused: true };
const unseen = { viewVisible: false, windowFocused: false };
const MINUTE = 60_000;
const QUIET = 31 * MINUTE;
const other = { profile: 'other', region: 'eu-west-1' };

/** Two places with a lever each; in the first there is what `there` says. */
function leverStage() {
  const at = { there: [] as readonly Experiment[] };
  const reads: { readonly place: string; readonly at: number }[] = [];
  const stage = pollerStage({
    list: (where, kind) => {
      if (kind === 'lever') reads.push({ place: where.profile, at: stage.clock.now() });
      const resources: readonly Resource[] =
        kind === 'lever'
          ? [lever({ scope: where })]
          : kind === 'experiment' && where.profile === scope.profile
            ? at.there
            : [];
      return [told({ resources, gaps: [] })];
    },
    look: (...args) => looksAt(() => [...at.there])(...args),
  });
  stage.poller.setAttention(seen);
  stage.poller.setScopes([scope, other]);
  /** How many times a lever was read since a moment. */
  const since = (moment: number, place = scope.profile) =>
    reads.filter((read) => read.place === place && read.at >= moment).length;
  return { ...stage, at, since };
}

describe('a list in which something begins or ends to change by itself', () => {
  for (const state of ['pending', 'initiating', 'running', 'stopping'])
    it(`is, for an experiment that is ${state}, its place’s lever too: it was calm until then, and is read at the slow pace from then on`, async () => {
      const { poller, clock, at, since, inventory } = leverStage();
      await clock.advance(QUIET);
      const before = clock.now();
      while (since(before) === 0) await clock.advance(500);
      at.there = [experiment({ state })];
      const begun = clock.now();
      while (inventory.list(scope, 'experiment').length === 0) await clock.advance(500);
      const sight = clock.now();
      assert.ok(sight <= begun + MINUTE);
      await clock.advance(begun + MINUTE - sight);
      assert.equal(since(begun + 1), 1, 'it was calm, and is due a minute after its last reading');
      await clock.advance(10 * MINUTE);
      assert.equal(since(begun + MINUTE + 1), 10);
      assert.ok(since(begun + 1, other.profile) <= 3, 'nothing runs in the other place');
      poller.dispose();
    });

  const ends: readonly (readonly [string, (before: Experiment) => readonly Experiment[]])[] = [
    ['completes', (before) => [{ ...before, state: 'completed' }]],
    ['fails', (before) => [{ ...before, state: 'failed' }]],
    ['is listed no more', () => []],
  ];
  for (const [what, after] of ends)
    for (const [who, attention] of Object.entries({ 'in a visible view': seen, 'for the status bar': glanced }))
      it(`leaves the lever as calm as before when the only experiment ${what}, ${who}`, async () => {
        const { poller, clock, at, since } = leverStage();
        poller.setPaces({ ...paces, gentle: MINUTE });
        poller.setAttention(attention);
        const [one, two] = [experiment({ id: 'EXP1' }), experiment({ id: 'EXP2' })];
        at.there = [one, two];
        await clock.advance(QUIET);
        at.there = [one, ...after(two)];
        const first = clock.now();
        await clock.advance(10 * MINUTE);
        assert.ok(since(first) >= 10, 'the other still runs');
        at.there = [...after(one), ...after(two)];
        await clock.advance(2 * MINUTE);
        const second = clock.now();
        await clock.advance(20 * MINUTE);
        assert.ok(since(second) <= 5, `${since(second)} times in twenty minutes`);
        poller.dispose();
      });

  const kinds: readonly (readonly [ListKind, (where: Scope, moves: boolean) => Resource, Target])[] = [
    [
      'instance',
      (where, moves) => instance({ scope: where, state: moves ? 'stopping' : 'running' }),
      instance({ state: 'stopping' }),
    ],
    [
      'service',
      (where, moves) =>
        service({
          scope: where,
          deployment: deployment({ scope: where, status: moves ? 'IN_PROGRESS' : 'SUCCESSFUL' }),
        }),
      deployment({ status: 'IN_PROGRESS' }),
    ],
    [
      'experiment',
      (where, moves) => experiment({ scope: where, state: moves ? 'running' : 'completed' }),
      experiment(),
    ],
  ];
  for (const [kind, make, moving] of kinds)
    it(`is read before those at rest that have waited as long, as soon as a look saw it: ${kind}`, async () => {
      const order: string[] = [];
      const places = Array.from({ length: 200 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
      const mine: Scope = { profile: 'p150', region: 'eu-west-1' };
      let moves = false;
      const { poller, clock } = pollerStage({
        list: (where, listed) => {
          if (listed === kind) order.push(where.profile);
          return [
            told({ resources: listed === kind ? [make(where, moves && where.profile === 'p150')] : [], gaps: [] }),
          ];
        },
        look: looksAt(() => (moves ? [{ ...moving, scope: mine }] : [])),
        gate: () => new Promise((resolve) => void setImmediate(resolve)),
      });
      poller.setPaces({ ...paces, fast: 1_000 });
      poller.setAttention(seen);
      poller.setScopes(places);
      await clock.advance(1_000);
      assert.equal(order.length, 200);
      moves = true;
      const release = poller.keepFast({ kind: moving.kind, scope: mine, id: moving.id });
      await clock.advance(1_000);
      release();
      poller.setAttention(unseen);
      await clock.advance(60 * MINUTE);
      order.splice(0);
      poller.setAttention(seen);
      await clock.advance(1_000);
      assert.equal(order[0], 'p150');
      assert.equal(new Set(order).size, 200);
      poller.dispose();
    });
});
