import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createTicks, type Tickable } from '../../../../src/ui/stop/ticks.ts';
import { heldTime } from '../../../stages/fakes.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';

const experiment = (id: string, profile = 'dev'): Tickable & { readonly ref: TargetRef } => ({
  key: `${profile}/${id}`,
  ref: { kind: 'experiment', scope: { profile, region: 'eu-west-1' }, id },
});
const lever = (profile: string): Tickable => ({
  key: `lever ${profile}`,
  ref: { kind: 'lever', scope: { profile, region: 'eu-west-1' }, id: 'default' },
  isOffered: true,
});
const heading: Tickable = { key: 'heading' };
const keysOf = (rows: readonly Tickable[]) => rows.map(({ key }) => key);

describe('a list in which everything is ticked', () => {
  it('ticks what comes, but for what is only offered, and leaves unticked what the person unticked', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    assert.deepEqual(keysOf(ticks.draw([heading, experiment('a'), experiment('b'), lever('dev')])), ['dev/a', 'dev/b']);
    await clock.advance(400);
    assert.equal(ticks.select([experiment('b'), lever('dev')]), false);
    const rows = [heading, experiment('a'), experiment('b'), experiment('c'), lever('dev'), lever('prod')];
    assert.deepEqual(keysOf(ticks.draw(rows)), ['dev/b', 'dev/c', 'lever dev']);
    await clock.advance(400);
    // What only tells something is no target.
    assert.equal(ticks.select([heading, experiment('c')]), true);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/c']);
  });

  it('believes no untick that the editor tells of while it takes rows, and has it put right', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const rows = [heading, experiment('a'), experiment('b'), experiment('c'), lever('dev')];
    const all = ['dev/a', 'dev/b', 'dev/c'];
    for (const told of [[], [experiment('a')], [heading], [lever('dev')]]) {
      ticks.draw(rows);
      assert.equal(ticks.select(told), true, keysOf(told).join());
      // Another drawing comes before the editor has heard which are ticked.
      assert.deepEqual(keysOf(ticks.draw(rows)), all);
      assert.equal(ticks.select([experiment('a'), experiment('b'), experiment('c')]), false);
    }
    // One click between two drawings of the same rows is a person's; the drawing may have taken it from the screen.
    assert.equal(ticks.select([experiment('a'), experiment('c')]), true);
    assert.deepEqual(keysOf(ticks.draw(rows)), ['dev/a', 'dev/c']);
    // So is all at once, where nothing is being drawn.
    await clock.advance(400);
    assert.equal(ticks.select([]), false);
    assert.deepEqual(keysOf(ticks.draw(rows)), []);
  });

  it('keeps a click that a drawing overtook, whatever the editor tells of that drawing behind it', async () => {
    const rows = [heading, experiment('a'), experiment('b'), lever('dev')];
    const drawnAs = [experiment('a'), experiment('b')];
    for (const clicked of [[experiment('a'), experiment('b'), lever('dev')], [experiment('a')]]) {
      const clock = heldTime();
      const ticks = createTicks(clock);
      ticks.draw(rows);
      await clock.advance(400);
      // Drawn again while the click is on its way: on the screen it is gone, until the editor is told of it.
      assert.deepEqual(ticks.draw(rows), drawnAs);
      assert.equal(ticks.select(clicked), true);
      assert.equal(ticks.select(drawnAs), true);
      assert.equal(ticks.select(clicked), false);
      await clock.advance(400);
      const accepted = ticks.accept(rows);
      assert.deepEqual(accepted, { type: 'taken', refs: clicked.map(({ ref }) => ref) });
      // Once nothing is being drawn, the same is a person's own word.
      assert.equal(ticks.select(drawnAs), false);
      assert.deepEqual(rows.filter(ticks.isTicked), drawnAs);
    }
  });

  it('takes the tick of all, however shortly after a drawing of the same rows, with and without some that were ticked', () => {
    for (const first of [[], [experiment('b')]]) {
      const ticks = createTicks(heldTime());
      const isFirst = (row: Tickable): boolean => first.some(({ key }) => key === row.key);
      const rows = [heading, ...['a', 'b', 'c', 'd'].map((id) => experiment(id))].map((row): Tickable =>
        isFirst(row) ? row : { ...row, isOffered: true },
      );
      const all = rows.filter(({ ref }) => ref !== undefined);
      assert.deepEqual(keysOf(ticks.draw(rows)), keysOf(first));
      // What a typed text hides isn't ticked with the others.
      assert.equal(ticks.select(all.slice(0, 3)), true);
      assert.deepEqual(rows.filter(ticks.isTicked), all.slice(0, 3));
      assert.equal(ticks.select(all), true);
      // The drawing before it is told of late.
      assert.equal(ticks.select(first), true);
      assert.deepEqual(ticks.draw(rows), all);
    }
  });

  it('believes no click that crosses rows that come or go: it is told by places', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    ticks.draw([experiment('b'), experiment('c')]);
    await clock.advance(10_000);
    const rows = [experiment('a'), experiment('b'), experiment('c')];
    ticks.draw(rows);
    // It was the second of two that was unticked, and is the first of three that is left.
    assert.equal(ticks.select([experiment('a')]), true);
    assert.equal(ticks.select([experiment('a'), experiment('b')]), true);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/a', 'dev/b', 'dev/c']);
    await clock.advance(400);
    assert.equal(ticks.select([experiment('a'), experiment('b')]), false);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/a', 'dev/b']);
  });

  it('keeps the tick, and the lack of one, of a row that goes and comes back', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const rows = [experiment('a'), experiment('b'), experiment('c')];
    ticks.draw(rows);
    await clock.advance(400);
    ticks.select([experiment('b'), experiment('c')]);
    ticks.draw([experiment('c')]);
    await clock.advance(400);
    ticks.select([]);
    assert.deepEqual(keysOf(ticks.draw(rows)), ['dev/b']);
  });

  it('takes no Enter that may have been meant for the rows before', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const first = [heading, experiment('a')];
    ticks.draw(first);
    assert.equal(ticks.accept(first).type, 'taken');
    const cases: readonly (readonly Tickable[])[] = [
      [heading, experiment('a'), experiment('b')],
      [heading, experiment('b')],
      [heading, experiment('a'), experiment('b'), lever('dev')],
      [experiment('b'), experiment('a')],
    ];
    for (const rows of cases) {
      ticks.draw(rows);
      assert.equal(ticks.accept(rows).type, 'just-changed', keysOf(rows).join());
      // A drawing of the same rows, as a state changes, holds up nothing.
      await clock.advance(399);
      ticks.draw(rows.map((row) => ({ ...row })));
      assert.equal(ticks.accept(rows).type, 'just-changed');
      await clock.advance(1);
      assert.equal(ticks.accept(rows).type, 'taken');
    }
  });

  it('takes an Enter while rows go that only tell something', () => {
    const ticks = createTicks(heldTime());
    const unread = (place: string): Tickable => ({ key: `unread ${place}` });
    ticks.draw([heading, experiment('a'), unread('x'), unread('y')]);
    const rows = [heading, experiment('a'), unread('y')];
    ticks.draw(rows);
    assert.equal(ticks.accept(rows).type, 'taken');
  });

  it('leaves out, in every profile’s row, what the person unticked in one, but a lever of another account', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const rows = [experiment('a', 'one'), experiment('a', 'two'), experiment('b', 'two'), lever('one'), lever('two')];
    ticks.draw(rows);
    await clock.advance(400);
    ticks.select([experiment('a', 'one'), experiment('b', 'two'), lever('two')]);
    const accepted = ticks.accept(rows);
    assert.ok(accepted.type === 'taken');
    assert.deepEqual(
      accepted.refs.map(({ kind, scope, id }) => [kind, scope.profile, id]),
      [
        ['experiment', 'two', 'b'],
        ['lever', 'two', 'default'],
      ],
    );
    ticks.select([]);
    assert.deepEqual(ticks.accept(rows), { type: 'nothing' });
  });

  it('never takes what isn’t among the drawn rows, whatever comes and goes', async () => {
    const row = fc.constantFrom(...['a', 'b', 'c', 'd'].map((id) => experiment(id)), heading, lever('dev'));
    const rows = fc.uniqueArray(row, { selector: ({ key }) => key });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(rows, rows)), async (steps) => {
        const clock = heldTime();
        const ticks = createTicks(clock);
        for (const [drawn, selected] of steps) {
          ticks.draw(drawn);
          await clock.advance(400);
          ticks.select(selected.filter(({ key }) => keysOf(drawn).includes(key)));
          await clock.advance(1_000);
          const accepted = ticks.accept(drawn);
          const taken = accepted.type === 'taken' ? accepted.refs : [];
          for (const ref of taken)
            assert.ok(drawn.some((one) => one.ref === ref) && selected.some((one) => one.ref?.id === ref.id));
        }
      }),
    );
  });
});
