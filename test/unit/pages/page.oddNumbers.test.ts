import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deploymentOf } from '../../../src/aws/services/ecs/mapping.ts';
import { deploymentPage } from '../../../src/pages/deployment/page.ts';
import { parseHostMessage } from '../../../src/panel/protocol/messages.ts';
import type { PageModel } from '../../../src/panel/protocol/page.ts';
import { deploymentExtras, deploymentInput } from '../../stages/panel/deploymentPages.ts';
import { experimentAnswer, pageInput, pageOfExperiment, scope } from '../../stages/panel/pages.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
/** Beyond what a number of JSON, a count, a share or a date of JavaScript's can be. */
const ODD = [
  Infinity,
  -1,
  0,
  0.5,
  1e-320,
  2 ** 53 + 2,
  8.65e15,
  -8.65e15,
  1e21,
  1e308,
  -1e308,
  `P${'9'.repeat(400)}D`,
  'PT1e9S',
  null,
  '',
];

/** Where each number, time and duration of an answer stands. */
function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === 'number' || (typeof value === 'string' && /^P(?:T?\d|\d)/.test(value))) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) yield* placesIn(member, [...path, name]);
}

function withAt(value: unknown, [name, ...rest]: readonly string[], odd: unknown): unknown {
  if (name === undefined) return odd;
  if (Array.isArray(value)) return value.map((item, at) => (String(at) === name ? withAt(item, rest, odd) : item));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [name]: withAt(members[name], rest, odd) };
}

/** As the editor hands it to the panel. */
const arrives = (page: PageModel): boolean =>
  parseHostMessage(JSON.parse(JSON.stringify({ type: 'page', page }))) !== undefined;

const paused = {
  hookId: 'h',
  targetType: 'PAUSE',
  status: 'AWAITING_ACTION',
  expiresAt: NOW / 1000,
  timeoutAction: 'ROLLBACK',
};
const tasks = { requestedTaskCount: 3, runningTaskCount: 2, pendingTaskCount: 1, requestedProductionTrafficWeight: 50 };
const rollout = (strategy: string): unknown => ({
  serviceDeploymentArn: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/Ab3',
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
  clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
  ...{ status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME', lifecycleHookDetails: [paused] },
  createdAt: NOW / 1000,
  startedAt: NOW / 1000,
  sourceServiceRevisions: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/1', ...tasks }],
  targetServiceRevision: { arn: 'arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/2', ...tasks },
  deploymentConfiguration: {
    strategy,
    ...{ bakeTimeInMinutes: 10, minimumHealthyPercent: 50, maximumPercent: 200 },
    canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 5 },
    linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 5 },
    earlySuccessCriteria: { enable: true, healthyPercent: 60 },
    deploymentCircuitBreaker: { enable: true, rollback: true },
  },
  deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 1, threshold: 3 },
});

describe('a page arrives whatever numbers AWS tells', () => {
  for (const strategy of ['CANARY', 'LINEAR', 'BLUE_GREEN', 'ROLLING'])
    it(`of a deployment: ${strategy}`, () => {
      const answer = rollout(strategy);
      const places = [...placesIn(answer)];
      let shown = 0;
      for (const place of places)
        for (const odd of ODD) {
          const deployment = deploymentOf(scope, withAt(answer, place, odd));
          if (deployment === undefined) continue;
          const page = deploymentPage(deploymentInput(NOW), deployment, deploymentExtras(NOW));
          assert.ok(arrives(page), `${place.join('.')} = ${String(odd).slice(0, 40)}`);
          shown += 1;
        }
      assert.ok(shown > 200, `${shown} pages`);
    });

  it('of an experiment', () => {
    const none = { items: [], more: false, loading: false };
    const answer = experimentAnswer(NOW);
    const places = [...placesIn(answer)];
    assert.ok(places.length > 10, `${places.length}`);
    for (const place of places)
      for (const odd of ODD) {
        const input = pageInput(NOW, { experiment: withAt(answer, place, odd) });
        const page = pageOfExperiment(input, { resolved: none, accounts: none });
        assert.ok(arrives(page), `${place.join('.')} = ${String(odd).slice(0, 40)}`);
      }
  });
});
