import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import type { Plan } from '../../src/stopping/plan/plan.ts';
import { planPageId } from '../../src/ui/stop/planPage.ts';
import { createPlanPages } from '../../src/ui/stop/planPages.ts';

const scope = { profile: 'dev', region: 'eu-west-1' };
const MADE = 1_700_000_000_000;
const SENT = MADE + 60_000;
const plan = {
  id: 'p1',
  operation: { type: 'stop' },
  made: { now: MADE, elapsed: 0 },
  groups: [
    {
      scope,
      production: [],
      targets: [{ ref: { kind: 'instance', scope, id: 'i-1' }, name: 'web', findings: [] }],
    },
  ],
} as unknown as Plan;

/** The pages of a window; a second one with the same memory is the window after a reload. */
function windowWith(saved: Map<string, unknown>) {
  const shown: string[][] = [];
  const memory = {
    get: (key: string) => saved.get(key),
    update: async (key: string, value: unknown) => {
      saved.set(key, structuredClone(value));
    },
  } as unknown as Memento;
  const pages = createPlanPages({
    memory,
    records: { show: () => undefined, refresh: () => undefined } as never,
    showResult: (runs) => shown.push([...runs]),
    onError: (error) => {
      throw error;
    },
  });
  const page = async () => {
    const presses = new Map<string, () => unknown>();
    const drawn = await pages.sourceOf(planPageId(plan))?.draw((id, press) => {
      presses.set(id, press);
      return id;
    });
    assert.ok(drawn);
    return { ...drawn, press: (id: string) => presses.get(id)?.() };
  };
  return { pages, page, shown };
}

describe('the page of a plan', () => {
  it('says that it was sent, when, and leads to what became of it, also after a reload', async () => {
    const saved = new Map<string, unknown>();
    const { pages, page } = windowWith(saved);
    pages.show(plan);
    assert.equal((await page()).state.label, 'nothing has been sent');
    pages.sent(plan, SENT, 'run 1');
    const reloaded = windowWith(saved);
    for (const now of [await page(), await reloaded.page()]) {
      assert.equal(now.state.label, 'sent');
      assert.deepEqual(
        now.why.map(({ label, value }) => [label, value]),
        [
          ['Planned', { type: 'time', at: MADE }],
          ['Sent', { type: 'time', at: SENT }],
        ],
      );
      assert.deepEqual(
        now.buttons.map(({ label }) => label),
        ['Show Result'],
      );
    }
    const after = await reloaded.page();
    after.press('result');
    assert.deepEqual(reloaded.shown, [['run 1']]);
  });

  it('is no longer to be confirmed after a reload, and what was not looked at has no page', async () => {
    const saved = new Map<string, unknown>();
    const { pages } = windowWith(saved);
    pages.sent(plan, SENT, 'run 1');
    assert.equal(pages.sourceOf(planPageId(plan)), undefined);
    pages.show(plan);
    const { notices } = await windowWith(saved).page();
    assert.ok(notices.some(({ text }) => /can’t be confirmed any more/.test(text)));
  });
});
