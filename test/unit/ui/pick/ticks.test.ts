import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createTicks, type Tickable, type Ticks } from '../../../../src/ui/pick/ticks.ts';
import { heldTime } from '../../../stages/fakes.ts';
import { accept } from '../../../../src/ui/stop/accept.ts';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';
import { assertProperty } from '../../../stages/property.ts';

interface Row extends Tickable {
  readonly ref?: TargetRef;
}
const experiment = (id: string, profile = 'dev'): Row & { readonly ref: TargetRef } => ({
  key: `${profile}/${id}`,
  ref: { kind: 'experiment', scope: { profile, region: 'eu-west-1' }, id },
});
const lever = (profile: string): Row => ({
  key: `lever ${profile}`,
  ref: { kind: 'lever', scope: { profile, region: 'eu-west-1' }, id: 'default' },
  isOffered: true,
});
/** The editor has taken all that it was told, and the person has had the time to look at it. */
async function settle(ticks: Ticks, clock: ReturnType<typeof heldTime>): Promise<void> {
  for (let told = 0; told < 50; told += 1) ticks.heard();
  await clock.advance(400);
}
const heading: Row = { key: 'heading' };
const keysOf = (rows: readonly Tickable[]) => rows.map(({ key }) => key);

describe('a list in which everything is ticked', () => {
  it('ticks what comes, but for what is only offered, and leaves unticked what the person unticked', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    assert.deepEqual(keysOf(ticks.draw([heading, experiment('a'), experiment('b'), lever('dev')])), ['dev/a', 'dev/b']);
    await settle(ticks, clock);
    assert.equal(ticks.select([experiment('b'), lever('dev')]), false);
    const rows = [heading, experiment('a'), experiment('b'), experiment('c'), lever('dev'), lever('prod')];
    assert.deepEqual(keysOf(ticks.draw(rows)), ['dev/b', 'dev/c', 'lever dev']);
    await settle(ticks, clock);
    // What only tells something is no target.
    assert.equal(ticks.select([heading, experiment('c')]), true);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/c']);
  });

  it('doesn’t tick in the row of another profile what the person has unticked in all others, and does in one that is', async () => {
    const of = (profile: string, id = 'a'): Row => ({ ...experiment(id, profile), thing: id });
    const all = ['dev', 'ops', 'prod'].map((profile) => of(profile));
    for (const drawn of [1, 2]) {
      for (let left = 0; left <= drawn; left += 1) {
        const clock = heldTime();
        const ticks = createTicks(clock);
        const first = all.slice(0, drawn);
        assert.equal(ticks.draw([...first, of('dev', 'b')]).length, drawn + 1);
        await settle(ticks, clock);
        assert.equal(ticks.select([...first.slice(0, left), of('dev', 'b')]), false);
        await settle(ticks, clock);
        const ticked = ticks.draw([...all, of('dev', 'b'), of('prod', 'b')]).filter(({ thing }) => thing === 'a');
        assert.equal(ticked.length, left === 0 ? 0 : left + all.length - drawn, `${left} of ${drawn}`);
        await settle(ticks, clock);
        // It is the person’s to tick it there.
        assert.equal(ticks.select(all), false);
        assert.equal(ticks.draw(all).length, all.length);
      }
    }
  });

  it('ticks the rows of several profiles that come together, however often they are drawn', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const rows = ['dev', 'ops'].map((profile): Row => ({ ...experiment('a', profile), thing: 'a' }));
    for (let drawing = 0; drawing < 3; drawing += 1) {
      assert.deepEqual(ticks.draw(rows), rows);
      await settle(ticks, clock);
    }
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
    await settle(ticks, clock);
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
      await settle(ticks, clock);
      // Drawn again while the click is on its way: on the screen it is gone, until the editor is told of it.
      assert.deepEqual(ticks.draw(rows), drawnAs);
      assert.equal(ticks.select(clicked), true);
      assert.equal(ticks.select(drawnAs), true);
      assert.equal(ticks.select(clicked), false);
      await settle(ticks, clock);
      const accepted = accept(rows, ticks);
      assert.deepEqual(accepted, { type: 'taken', refs: clicked.map(({ ref }) => ref), beside: [] });
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
    await settle(ticks, clock);
    const rows = [experiment('a'), experiment('b'), experiment('c')];
    ticks.draw(rows);
    // It was the second of two that was unticked, and is the first of three that is left.
    assert.equal(ticks.select([experiment('a')]), true);
    assert.equal(ticks.select([experiment('a'), experiment('b')]), true);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/a', 'dev/b', 'dev/c']);
    await settle(ticks, clock);
    assert.equal(ticks.select([experiment('a'), experiment('b')]), false);
    assert.deepEqual(keysOf(rows.filter(ticks.isTicked)), ['dev/a', 'dev/b']);
  });

  it('keeps the tick, and the lack of one, of a row that goes and comes back', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const rows = [experiment('a'), experiment('b'), experiment('c')];
    ticks.draw(rows);
    await settle(ticks, clock);
    ticks.select([experiment('b'), experiment('c')]);
    ticks.draw([experiment('c')]);
    await settle(ticks, clock);
    ticks.select([]);
    assert.deepEqual(keysOf(ticks.draw(rows)), ['dev/b']);
  });

  it('takes no Enter that may have been meant for the rows before', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const first = [heading, experiment('a')];
    ticks.draw(first);
    assert.equal(accept(first, ticks).type, 'taken');
    ticks.heard();
    const cases: readonly (readonly Row[])[] = [
      [heading, experiment('a'), experiment('b')],
      [heading, experiment('b')],
      [heading, experiment('a'), experiment('b'), lever('dev')],
      [experiment('b'), experiment('a')],
    ];
    for (const rows of cases) {
      ticks.draw(rows);
      assert.equal(accept(rows, ticks).type, 'just-changed', keysOf(rows).join());
      // A drawing of the same rows, as a state changes, holds up nothing.
      ticks.heard();
      await clock.advance(399);
      ticks.draw(rows.map((row) => ({ ...row })));
      assert.equal(accept(rows, ticks).type, 'just-changed');
      // A click that was aimed at the rows before is none of these.
      assert.equal(ticks.select([]), true);
      await clock.advance(1);
      assert.equal(accept(rows, ticks).type, 'taken');
      for (let told = 0; told < 2; told += 1) ticks.heard();
      assert.equal(accept(rows, ticks).type, 'taken');
    }
  });

  it('takes an Enter while rows go that only tell something', () => {
    const ticks = createTicks(heldTime());
    const unread = (place: string): Row => ({ key: `unread ${place}` });
    ticks.draw([heading, experiment('a'), unread('x'), unread('y')]);
    const rows = [heading, experiment('a'), unread('y')];
    ticks.draw(rows);
    assert.equal(accept(rows, ticks).type, 'taken');
  });

  it('never takes what isn’t among the drawn rows, whatever comes and goes', async () => {
    const row = fc.constantFrom(...['a', 'b', 'c', 'd'].map((id) => experiment(id)), heading, lever('dev'));
    const rows = fc.uniqueArray(row, { selector: ({ key }) => key });
    await assertProperty(
      fc.asyncProperty(fc.array(fc.tuple(rows, rows)), async (steps) => {
        const clock = heldTime();
        const ticks = createTicks(clock);
        for (const [drawn, selected] of steps) {
          ticks.draw(drawn);
          await settle(ticks, clock);
          ticks.select(selected.filter(({ key }) => keysOf(drawn).includes(key)));
          await clock.advance(1_000);
          const accepted = accept(drawn, ticks);
          const taken = accepted.type === 'taken' ? accepted.refs : [];
          for (const ref of taken)
            assert.ok(drawn.some((one) => one.ref === ref) && selected.some((one) => one.ref?.id === ref.id));
        }
      }),
    );
  });

  it('believes nothing of an editor that has not taken the rows, however long that takes it', async () => {
    const clock = heldTime();
    const ticks = createTicks(clock);
    const first = [experiment('a')];
    const rows = [experiment('a'), experiment('b')];
    ticks.draw(first);
    await settle(ticks, clock);
    ticks.draw(rows);
    for (const told of [[], first, [experiment('b')]]) {
      await clock.advance(60_000);
      assert.equal(ticks.select(told), true);
      assert.equal(accept(rows, ticks).type, 'just-changed');
    }
    await settle(ticks, clock);
    assert.deepEqual(accept(rows, ticks), { type: 'taken', refs: rows.map(({ ref }) => ref), beside: [] });
    // A row that stands alone is said to be unticked while it is drawn again.
    for (const one of [first, [heading, experiment('a')]]) {
      const alone = createTicks(clock);
      alone.draw(one);
      await settle(alone, clock);
      alone.draw(one);
      await clock.advance(60_000);
      assert.equal(alone.select([]), true);
      assert.equal(alone.select(first), false);
      assert.deepEqual(keysOf(alone.draw(one)), ['dev/a']);
    }
  });

  it('shows what it would take, and never unticks or ticks what nobody clicked, however slow the editor is', async () => {
    const growing = [experiment('a'), experiment('b'), lever('dev'), experiment('c'), experiment('d')];
    const row = fc.constantFrom(...growing);
    const step = fc.oneof(
      { weight: 2, arbitrary: fc.uniqueArray(row, { selector: ({ key }) => key }).map((rows) => ({ rows })) },
      { weight: 2, arbitrary: fc.nat({ max: 5 }).map((count) => ({ rows: growing.slice(0, count) })) },
      { weight: 2, arbitrary: fc.nat({ max: 4 }).map((click) => ({ click })) },
      { weight: 6, arbitrary: fc.constantFrom('editor', 'host').map((takes) => ({ takes })) },
      { weight: 1, arbitrary: fc.constantFrom(50, 400).map((milliseconds) => ({ milliseconds })) },
    );
    await assertProperty(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = heldTime();
        const ticks = createTicks(clock);
        const editor = slowEditor(ticks);
        for (const one of steps) {
          if ('rows' in one) editor.draw(one.rows);
          else if ('click' in one) editor.click(one.click);
          else if ('takes' in one) (one.takes === 'editor' ? editor.takes : editor.says)();
          else await clock.advance(one.milliseconds);
        }
        editor.settle();
        await clock.advance(400);
        const taken = accept(editor.rows(), ticks);
        assert.deepEqual(
          editor.ticked(),
          taken.type === 'taken' ? taken.refs.map((ref) => keyOf(editor.rows(), ref)) : [],
        );
        for (const { key, isOffered } of editor.rows())
          if (!editor.clicked.has(key)) assert.equal(editor.ticked().includes(key), isOffered !== true, key);
      }),
      { numRuns: 1_000 },
    );
  });
});

const keyOf = (rows: readonly Tickable[], ref: TargetRef): string | undefined =>
  rows.find((row) => row.ref === ref)?.key;

/** VS Code's window as it was seen to behave: it takes and says everything in order, tells ticked rows by their places, and has none ticked between taking rows and hearing which are. */
function slowEditor(ticks: Ticks) {
  interface Told {
    readonly rows?: readonly Row[];
    readonly ticked: readonly string[];
  }
  const told: Told[] = [];
  const said: (readonly number[] | 'taken')[] = [];
  const clicked = new Set<string>();
  let given: readonly Row[] = [];
  let rows: readonly Row[] = [];
  let ticked: readonly string[] = [];
  const say = (): void => {
    said.push(rows.flatMap(({ key }, place) => (ticked.includes(key) ? [place] : [])));
  };
  const tick = (now: readonly string[]): void => {
    if (now.length === ticked.length && now.every((key) => ticked.includes(key))) return;
    ticked = now;
    say();
  };
  const takes = (): void => {
    const next = told.shift();
    if (!next) return;
    if (next.rows) {
      rows = next.rows;
      tick([]);
    }
    tick(next.ticked);
    said.push('taken');
  };
  const says = (): void => {
    const next = said.shift();
    if (next === 'taken') ticks.heard();
    else if (next && ticks.select(next.flatMap((place) => given[place] ?? [])))
      told.push({ ticked: keysOf(given.filter(ticks.isTicked)) });
  };
  return {
    clicked,
    rows: () => rows,
    ticked: () => keysOf(rows).filter((key) => ticked.includes(key)),
    draw: (drawn: readonly Row[]) => {
      given = drawn;
      told.push({ rows: drawn, ticked: keysOf(ticks.draw(drawn)) });
    },
    click: (place: number) => {
      const { key } = rows[place] ?? {};
      if (key === undefined) return;
      clicked.add(key);
      tick(ticked.includes(key) ? ticked.filter((one) => one !== key) : [...ticked, key]);
    },
    takes,
    says,
    settle: () => {
      while (told.length + said.length > 0) {
        takes();
        says();
      }
    },
  };
}
