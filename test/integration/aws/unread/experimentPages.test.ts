import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Aws } from '../../../../src/aws/aws.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Resource } from '../../../../src/model/resources/resource.ts';
import { stateTraits } from '../../../../src/model/resources/states.ts';
import type { FaultEffect } from '../../../../src/simulator/gateway/faults.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createStage, listed, never, type Stage } from '../../../stages/aws.ts';
import { hurriedClock } from '../../../stages/eachAfresh.ts';

const failing: readonly (readonly [FaultEffect, string])[] = [
  [{ kind: 'throttle' }, 'throttled'],
  [{ kind: 'serverError', status: 500, when: 'before' }, 'server'],
  [{ kind: 'halfAnswer' }, 'cut'],
  [{ kind: 'denied' }, 'denied'],
  [{ kind: 'body', body: '{"experiments":"none"}' }, 'malformed'],
];

describe('experiments that come in pages', () => {
  let stage: Stage;
  let aws: Aws;
  before(async () => {
    const accounts = [{ id: STAGING, alias: 'many' }];
    const sizes = { instances: 1, services: 1, experiments: 230 };
    stage = await createStage({ fleet: { kind: 'sized', seed: 7, accounts, regions: ['eu-west-1'], ...sizes } });
    aws = stage.another({ clock: hurriedClock, attempts: 1 });
  });
  afterEach(() => stage.sim.faults.clear());
  after(() => stage.close());

  /** The list whose pages fail from one on. */
  async function listUntil(pages: number, effect: FaultEffect) {
    const resources: Resource[] = [];
    const gaps: Failure[] = [];
    let failure: Failure | undefined;
    let count = 0;
    for await (const page of aws.reads.list(stage.scope, 'experiment', never())) {
      if (page.ok) {
        resources.push(...page.value.resources);
        gaps.push(...page.value.gaps);
      } else ({ failure } = page);
      count += 1;
      if (count === pages) stage.sim.faults.add({ action: 'ListExperiments', effect });
    }
    stage.sim.faults.clear();
    return { resources, gaps, failure };
  }

  for (const [effect, kind] of failing) {
    test(`a page that comes to “${kind}” leaves the pages before it, with a gap that names what is missing`, async () => {
      for (const pages of [1, 2]) {
        const { resources, gaps, failure } = await listUntil(pages, effect);
        assert.deepEqual([failure, resources.length], [undefined, 100 * pages]);
        assert.deepEqual(
          gaps.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'fis:ListExperiments']],
        );
      }
    });
  }

  test('what ends everything, and a first page that fails, end the list', async () => {
    assert.equal((await listUntil(1, { kind: 'expiredToken' })).failure?.kind, 'credentials-expired');
    stage.sim.faults.add({ action: 'ListExperiments', effect: { kind: 'throttle' } });
    const { failure, resources } = await listed(aws, stage.scope, 'experiment');
    assert.deepEqual([failure?.kind, resources], ['throttled', []]);
  });

  test('a single one that is throttled stays a summary, with a gap; the others are whole', async () => {
    const active = (all: readonly Resource[]) =>
      all.flatMap((it) => (it.kind === 'experiment' && !stateTraits('experiment', it.state).final ? [it] : []));
    const whole = await listed(aws, stage.scope, 'experiment');
    stage.sim.faults.add({ action: 'GetExperiment', times: 1, effect: { kind: 'throttle' } });
    const { failure, resources, gaps } = await listed(aws, stage.scope, 'experiment');
    assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
    assert.deepEqual(
      gaps.map((gap) => [gap.kind, gap.operation]),
      [['throttled', 'fis:GetExperiment']],
    );
    const told = active(resources);
    assert.ok(told.length > 1, String(told.length));
    assert.deepEqual(
      [told.filter(({ full }) => full === undefined).length, told.length],
      [1, active(whole.resources).length],
    );
  });
});
