import assert from 'node:assert/strict';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Value } from '../../../src/panel/protocol/page.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import { planPage } from '../../../src/ui/stop/planPage.ts';
import { planDetail } from '../../../src/ui/stop/planWords.ts';
import { unstoppableWords } from '../../../src/ui/stop/around.ts';
import { createTargetRows } from '../../../src/ui/stop/targetRows.ts';
import { resourceRow } from '../../../src/ui/tree/rows/resourceRow.ts';
import { targetStateWords } from '../../../src/ui/words/states.ts';
import { deployment, identityOf, pauseHook, refTo, scope, service } from '../../stages/fakes.ts';
import { cellsUnder } from '../../stages/panel/tables.ts';
import { openGuards } from '../../stages/guards.ts';

const onError = (error: unknown) => {
  throw error;
};

/** The row in which somebody chooses it. */
async function picked(of: ServiceDeployment) {
  const inventory = createInventory(onError);
  const holder = service({ deployment: of });
  inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources: [holder] });
  const rows = createTargetRows(
    {
      inventory,
      accounts: { of: identityOf, failure: () => undefined },
      scopes: () => [scope],
      startable: () => false,
      guards: openGuards,
    },
    'roll-back',
  );
  const [row] = (await rows.read()) ?? [];
  return row;
}

const planOf = (of: ServiceDeployment): Plan => ({
  id: 'p',
  operation: { type: 'roll-back' },
  made: { now: 0, elapsed: 0 },
  policyVersion: '',
  groups: [{ scope, production: [], targets: [{ ref: refTo(of), name: 'web', observed: of, findings: [] }] }],
});

/** What stands in the column of states on the plan's page. */
function onPage(plan: Plan): Value | undefined {
  const tables = planPage(plan, { type: 'planned' }).sections.flatMap(({ blocks }) =>
    blocks.filter((block) => block.type === 'table'),
  );
  const [state, ...more] = tables.flatMap((table) => cellsUnder(table, 'State'));
  assert.deepEqual(more, []);
  return state;
}

const PAUSED_AT = 'POST_TEST_TRAFFIC_SHIFT';
const rows: readonly (readonly [
  what: string,
  of: Partial<ServiceDeployment>,
  words: string,
  onPage: { readonly appearance: string; readonly label: string },
])[] = [
  [
    'one that waits at a stage',
    { hooks: [pauseHook('h')], lifecycleStage: PAUSED_AT },
    'paused',
    { appearance: 'paused', label: `paused at ${PAUSED_AT}` },
  ],
  ['one that waits', { hooks: [pauseHook('h')] }, 'paused', { appearance: 'paused', label: 'paused' }],
  [
    'one whose hook was answered',
    { hooks: [pauseHook('h', 'SUCCEEDED')] },
    'rolling out',
    { appearance: 'running', label: 'IN_PROGRESS' },
  ],
  [
    'one whose hooks nobody could read',
    { details: 'unread' },
    'rolling out · details not read',
    { appearance: 'running', label: 'IN_PROGRESS' },
  ],
  ['one that has not begun', { status: 'PENDING' }, 'pending', { appearance: 'waiting', label: 'PENDING' }],
];

describe('the state of a deployment, wherever it is about to be stopped', () => {
  for (const [what, of, words, state] of rows)
    it(`is that of its row in the list, the prompt and the plan’s page: ${what}`, async () => {
      const one = deployment({ status: 'IN_PROGRESS', ...of });
      assert.equal(targetStateWords(one), words);
      const row = await picked(one);
      assert.ok(row?.description?.startsWith(`${words} · `), row?.description);
      const [line] = planDetail(planOf(one)).filter((text) => text.startsWith('• '));
      assert.ok(line?.includes(` · ${words} · cluster `), line);
      assert.deepEqual(onPage(planOf(one)), { type: 'state', state });
      const [unstoppable, ...others] = unstoppableWords([one], 3);
      assert.ok(unstoppable?.endsWith(`web (${words})`) && others.length === 0, unstoppable);
      const inTree = resourceRow(service({ deployment: one }), { mark: undefined, production: undefined });
      assert.deepEqual(row?.iconPath, inTree.icon);
    });
});
