import assert from 'node:assert/strict';
import type { Operation } from '../../../src/model/operation.ts';
import { operationKind } from '../../../src/stopping/operation.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import { proposalQuestion, proposalVerb } from '../../../src/ui/stop/proposalQuestion.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const engage: Operation = { type: 'engage-lever', reason: 'incident 4711' };

function planOf(operation: Operation, count: number, regions = [scope.region]): Plan {
  const groups = regions.map((region) => {
    const there = { ...scope, region };
    const targets = Array.from({ length: count }, (_, index) => ({
      ref: { kind: operationKind[operation.type], scope: there, id: `id-${index}` },
      name: `name-${index}`,
      findings: [],
    }));
    return { scope: there, production: [], targets };
  });
  const made = { now: 0, elapsed: 0 };
  return { id: 'p', operation, made, policyVersion: '', groups };
}

describe('the button of a dialog about several operations', () => {
  const rows: readonly (readonly [readonly Plan[], string])[] = [
    [[planOf({ type: 'stop-experiment' }, 4), planOf(engage, 2)], 'Stop 4 · Engage 2'],
    [[planOf({ type: 'stop-experiment' }, 1), planOf(engage, 1)], 'Stop 1 · Engage 1'],
    [[planOf({ type: 'stop-experiment' }, 0), planOf(engage, 2)], 'Engage 2'],
    [[planOf({ type: 'stop-experiment' }, 0), planOf(engage, 1)], 'Engage'],
    [[planOf({ type: 'stop-experiment' }, 3), planOf(engage, 0)], 'Stop 3'],
    [[planOf({ type: 'stop-experiment' }, 1)], 'Stop'],
    [[planOf({ type: 'stop' }, 2), planOf({ type: 'roll-back' }, 1)], 'Stop 3'],
    [[planOf({ type: 'roll-back' }, 2)], 'Roll Back 2'],
  ];
  for (const [plans, button] of rows) {
    it(`counts safety levers apart from stops: ${button}`, () => {
      assert.equal(proposalVerb({ reach: 'emergency', plans }), button);
    });
  }
});

describe('the question of a dialog about several operations', () => {
  const stops: Operation = { type: 'stop-experiment' };
  it('names the places of each operation, where they aren’t the same for all', () => {
    const both = ['eu-west-1', 'us-east-1'];
    for (const [plans, question] of [
      [
        [planOf(stops, 1, both), planOf(engage, 1, both)],
        /^Emergency Stop: Stop 2 FIS experiments · Engage 2 FIS safety levers in 2 regions\?$/,
      ],
      [
        [planOf(stops, 1, both), planOf(engage, 1)],
        /^Emergency Stop: Stop 2 FIS experiments in 2 regions\? · Engage .*safety lever in shop-staging \(eu-west-1\)\?$/,
      ],
      [
        [planOf(stops, 2), planOf(engage, 1, ['us-east-1'])],
        /^Emergency Stop: Stop 2 FIS experiments in shop-staging \(eu-west-1\)\? · Engage .*in shop-staging \(us-east-1\)\?$/,
      ],
    ] as const) {
      assert.match(proposalQuestion({ reach: 'emergency', plans }), question);
    }
  });
});
