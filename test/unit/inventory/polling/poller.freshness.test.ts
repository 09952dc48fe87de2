import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { ListPage } from '../../../../src/model/ports/awsReads.ts';
import type { Read } from '../../../../src/model/sight.ts';
import type { ListKind, Resource } from '../../../../src/model/resources/resource.ts';
import type { Experiment } from '../../../../src/model/resources/experiment.ts';
import { action, experiment, instance, lever, looksAt, scope, service, told } from '../../../stages/fakes.ts';
import { paces, pollerStage } from '../../../stages/poller.ts';
import { assertProperty } from '../../../stages/property.ts';

const seen = { viewVisible: true, windowFocused: true };
const MINUTE = 60_000;
const whole = (...resources: Resource[]): Read<ListPage>[] => [told({ resources, gaps: [] })];
const kinds: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];

/** One resource of each kind, with a mark that changes. */
function marked(kind: ListKind, mark: string): Resource {
  const tags = [{ key: 'mark', value: mark }];
  switch (kind) {
    case 'instance':
      return instance({ tags });
    case 'service':
      return service({ tags });
    case 'experiment':
      return experiment({ state: 'completed', tags });
    case 'lever':
      return lever({ reason: mark });
  }
}

const timeline = fc.record({
  slow: fc.integer({ min: 15, max: 600 }).map((seconds) => seconds * 1_000),
  // When each list changes, and when somebody opens or closes it; in ms from one such moment to the next.
  steps: fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 20 * MINUTE }),
      kind: fc.constantFrom(...kinds),
      do: fc.constantFrom('change' as const, 'vanish' as const, 'open' as const, 'close' as const),
    }),
    { minLength: 1, maxLength: 25 },
  ),
});

describe('how fresh a list is', () => {
  it('is the slow pace where it is open, five times that elsewhere and a minute for experiments, in any timeline', async () => {
    await assertProperty(
      fc.asyncProperty(timeline, async ({ slow, steps }) => {
        const there = new Map<ListKind, string | undefined>(kinds.map((kind) => [kind, 'first']));
        const { poller, clock, inventory } = pollerStage({
          list: (_where, kind) => {
            const mark = there.get(kind);
            return mark === undefined ? whole() : whole(marked(kind, mark));
          },
        });
        const shown = (kind: ListKind) => {
          const [one] = inventory.list(scope, kind);
          return one && (one.kind === 'lever' ? one.reason : one.tags[0]?.value);
        };
        /** By when each list that isn't shown as it is has to be. */
        const owed = new Map<ListKind, number>();
        const open = new Map<ListKind, () => void>();
        const promise = (kind: ListKind) => {
          const within = open.has(kind) ? slow : 5 * slow;
          return clock.now() + (kind === 'experiment' ? Math.min(within, MINUTE) : within);
        };
        const check = () => {
          for (const [kind, by] of owed) {
            if (shown(kind) === there.get(kind)) owed.delete(kind);
            else assert.ok(clock.now() < by, `${kind} is not as it is after ${by - clock.now()} ms`);
          }
        };
        poller.setPaces({ ...paces, slow });
        poller.setAttention(seen);
        poller.setScopes([scope]);
        await clock.advance(0);
        for (const [index, { after, kind, do: what }] of steps.entries()) {
          const until = clock.now() + after;
          for (;;) {
            const next = Math.min(until, ...owed.values());
            await clock.advance(next - clock.now());
            check();
            if (next === until) break;
          }
          if (what === 'open') {
            if (!open.has(kind)) open.set(kind, poller.open({ scope, kind }));
            if (owed.has(kind)) owed.set(kind, Math.min(owed.get(kind) ?? Infinity, promise(kind)));
          } else if (what === 'close') {
            open.get(kind)?.();
            open.delete(kind);
            if (owed.has(kind)) owed.set(kind, promise(kind));
          } else {
            there.set(kind, what === 'change' || kind === 'lever' ? `mark ${index}` : undefined);
            if (shown(kind) === there.get(kind)) owed.delete(kind);
            else if (!owed.has(kind)) owed.set(kind, promise(kind));
          }
        }
        poller.dispose();
      }),
      { numRuns: 30 },
    );
  });

  it('costs less and less where nothing is and nothing changes, but for the experiments', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(30 * MINUTE);
    take();
    await clock.advance(60 * MINUTE);
    const asked = take();
    const counts = kinds.map((kind) => asked.filter((one) => one === kind).length);
    assert.deepEqual(counts, [12, 12, 60, 12]);
  });

  it('is worth a reading at once when an old list is opened', async () => {
    const { poller, clock, take } = pollerStage({ list: (_where, kind) => whole(marked(kind, 'same')) });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(31 * MINUTE);
    take();
    const close = poller.open({ scope, kind: 'instance' });
    await clock.advance(0);
    const first = take();
    await clock.advance(10 * MINUTE);
    assert.equal([...first, ...take()].filter((one) => one === 'instance').length >= 10, true);
    close();
    close();
    await clock.advance(10 * MINUTE);
    assert.ok(take().filter((one) => one === 'instance').length <= 4);
  });

  it('puts what somebody sees before what is active, and that before the rest', async () => {
    const order: string[] = [];
    const places = Array.from({ length: 200 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    const { poller, clock } = pollerStage({
      list: (where, kind) => {
        if (kind === 'instance') order.push(where.profile);
        return whole(
          ...(kind === 'instance' && where.profile === 'p150' ? [instance({ scope: where, state: 'pending' })] : []),
        );
      },
      look: looksAt(() => []),
      gate: () => new Promise((resolve) => void setImmediate(resolve)),
    });
    const release = poller.open({ scope: { profile: 'p199', region: 'eu-west-1' }, kind: 'instance' });
    poller.setAttention({ viewVisible: true, windowFocused: true });
    poller.setScopes(places);
    await clock.advance(1_000);
    assert.equal(order[0], 'p199');
    order.splice(0);
    poller.refresh({ kind: 'instance' });
    await clock.advance(1_000);
    assert.deepEqual(order.slice(0, 2), ['p199', 'p150']);
    assert.equal(new Set(order).size, 200);
    release();
    poller.dispose();
  });

  it('is kept by the time that has passed, though the wall clock is set back or the machine has slept', async () => {
    const { poller, clock, take } = pollerStage();
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(0);
    take();
    clock.setBy(-60 * MINUTE);
    await clock.advance(MINUTE);
    assert.ok(take().includes('experiment'));
    clock.setBy(60 * MINUTE);
    poller.setAttention(seen);
    await clock.advance(0);
    assert.deepEqual(take(), ['experiment', 'instance', 'lever', 'service']);
  });
});

describe('how often a running experiment is looked at', () => {
  const run = async (
    one: (now: number) => Experiment,
    minutes: number,
    act: (stage: ReturnType<typeof pollerStage>) => Promise<void> = async () => {},
    clockOffset = 0,
  ) => {
    const times: number[] = [];
    const stage = pollerStage({
      list: (_where, kind) => {
        const resources = kind === 'experiment' ? [one(stage.clock.now())] : [];
        return [told({ resources, gaps: [] }, clockOffset === 0 ? {} : { clockOffset })];
      },
      look: (...args) => {
        times.push(stage.clock.now() - begun);
        return looksAt(() => [one(stage.clock.now())], clockOffset === 0 ? {} : { clockOffset })(...args);
      },
    });
    const begun = stage.clock.now();
    stage.poller.setAttention(seen);
    stage.poller.setScopes([scope]);
    await stage.clock.advance(minutes * MINUTE);
    await act(stage);
    stage.poller.dispose();
    return times;
  };
  const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

  it('falls from every 5 to every 30 seconds the longer nothing changes, and listings count as looks', async () => {
    const times = await run(() => experiment(), 20);
    assert.equal(times[0], 5_000);
    assert.ok(times.filter((time) => time <= MINUTE).length >= 8);
    const late = times.filter((time) => time > 10 * MINUTE);
    assert.ok(late.length <= 10, `${late.length} looks in ten minutes, beside ten listings`);
    assert.ok(Math.max(...gaps(times)) <= MINUTE);
  });

  for (const clockOffset of [0, -5 * MINUTE, 3 * MINUTE])
    it(`is at once at the planned end of an action, and fast from then on until something changes, where AWS’s clock is ${clockOffset / 1_000} s ahead`, async () => {
      const end = 17 * MINUTE + 12_345;
      const startedAt = Date.UTC(2026, 0, 15, 12) + clockOffset;
      const times = await run(
        () =>
          experiment({
            full: {
              actions: [
                action({ startedAt, parameters: { duration: 'PT17M12.345S' } }),
                action({ name: 'over', state: 'completed', startedAt, parameters: { duration: 'PT1M' } }),
                action({ name: 'odd', startedAt, parameters: { duration: 'for ever' } }),
              ],
              targets: [],
              stopConditions: [],
              targetAccounts: 0,
            },
          }),
        20,
        undefined,
        clockOffset,
      );
      assert.ok(times.includes(end), JSON.stringify(times));
      assert.equal(
        times.find((time) => time > end),
        end + 5_000,
      );
    });

  it('is fast again after a change', async () => {
    let name = 'before';
    const times = await run(
      () => experiment({ name }),
      15,
      async ({ clock }) => {
        name = 'after';
        await clock.advance(MINUTE + 10_000);
      },
    );
    const last = gaps(times.filter((time) => time > 15 * MINUTE));
    assert.ok(last.filter((gap) => gap <= 6_000).length >= 4, JSON.stringify(last));
  });

  it('leaves the account room for lists with ten at a time', async () => {
    const many = Array.from({ length: 10 }, (_, index) => experiment({ id: `EXP${index}` }));
    let gets = 0;
    const { poller, clock } = pollerStage({
      list: (_where, kind) => (kind === 'experiment' ? whole(...many) : whole()),
      look: (where, kind, ids, signal) => {
        gets += ids.length;
        return looksAt(() => many)(where, kind, ids, signal);
      },
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(MINUTE);
    // FIS gives an account some 1.5 calls a second here.
    assert.ok(gets <= 60, `${gets} in the first minute`);
    poller.dispose();
  });

  it('stays fast for every other transitional state, however long it lasts', async () => {
    const { poller, clock, take } = pollerStage({
      list: (_where, kind) => (kind === 'instance' ? whole(instance({ state: 'stopping' })) : whole()),
      look: looksAt(() => [instance({ state: 'stopping' })]),
    });
    poller.setAttention(seen);
    poller.setScopes([scope]);
    await clock.advance(30 * MINUTE);
    take();
    await clock.advance(MINUTE);
    assert.ok(take().filter((one) => one.startsWith('look instance')).length >= 11);
  });
});
