import assert from 'node:assert/strict';
import type { Operation } from '../../src/model/operation.ts';
import { operationKind } from '../../src/stopping/operation.ts';
import type { Plan } from '../../src/stopping/plan/plan.ts';
import { proposalVerb } from '../../src/ui/stop/proposalWords.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const engage: Operation = { type: 'engage-lever', reason: 'incident 4711' };

function planOf(operation: Operation, count: number): Plan {
  const targets = Array.from({ length: count }, (_, index) => ({
    ref: { kind: operationKind[operation.type], scope, id: `id-${index}` },
    name: `name-${index}`,
    findings: [],
  }));
  const made = { now: 0, elapsed: 0 };
  return { id: 'p', operation, made, policyVersion: '', groups: [{ scope, production: [], targets }] };
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
