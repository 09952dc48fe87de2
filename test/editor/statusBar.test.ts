import assert from 'node:assert/strict';
import { createInventory } from '../../src/inventory/inventory.ts';
import { createRunningTotals } from '../../src/inventory/runningTotals.ts';
import { experimentsCount } from '../../src/ui/statusBar.ts';
import { experiment, failure, lever, scope } from '../stages/fakes.ts';

const fails = (error: unknown): never => {
  throw error;
};

describe('the count of experiments in the status bar', () => {
  it('can’t tell where anything of it could not be read: the experiments, or a safety lever alone', () => {
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, { failure: () => undefined, onDidChange: () => () => {} });
    totals.choose([scope]);
    const list = (resource: ReturnType<typeof experiment> | ReturnType<typeof lever>) => {
      const of = { scope, kind: resource.kind, since: 1 };
      inventory.apply({ type: 'page', ...of, resources: [resource] });
      inventory.apply({ type: 'end', ...of, seen: new Set([resource.id]), gaps: [] });
    };
    const fail = (kind: 'experiment' | 'lever') =>
      inventory.apply({ type: 'fail', scope, kind, failure: failure('denied') });
    const shown = () => {
      const { text, spoken } = experimentsCount({ productionMark: () => undefined }, totals);
      return [text, spoken.join('; ')];
    };
    list(experiment({ state: 'running' }));
    list(lever());
    const known = ['$(beaker) 1', '1 FIS experiment is running'];
    assert.deepEqual(shown(), known);
    for (const kind of ['lever', 'experiment'] as const) {
      fail(kind);
      const [text, spoken = ''] = shown();
      assert.equal(text, '$(beaker) 1?', kind);
      assert.match(spoken, /^1 FIS experiment is running \(.+\)$/, kind);
      list(kind === 'lever' ? lever() : experiment({ state: 'running' }));
      assert.deepEqual(shown(), known, kind);
    }
  });

  it('takes for production what could be it: of an experiment, some tags could not be read', () => {
    const inventory = createInventory(fails);
    const totals = createRunningTotals(inventory, { failure: () => undefined, onDidChange: () => () => {} });
    totals.choose([scope]);
    const of = { scope, kind: 'experiment', since: 1 } as const;
    const running = [
      experiment({ id: 'EXP1', state: 'running', tagsUnread: true }),
      experiment({ id: 'EXP2', state: 'running' }),
    ];
    inventory.apply({ type: 'page', ...of, resources: running });
    inventory.apply({ type: 'end', ...of, seen: new Set(['EXP1', 'EXP2']), gaps: [] });
    const { lines } = experimentsCount(
      { productionMark: (_scope, _tags, tagsUnread) => (tagsUnread === true ? 'unread' : undefined) },
      totals,
    );
    assert.deepEqual(
      lines.map((line) => line.includes('may be production')),
      [true, false],
    );
  });
});
