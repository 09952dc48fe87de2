import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instanceStateOfCode, isKnownState, stateTraits } from '../../../../src/model/resources/states.ts';

type Kind = Parameters<typeof stateTraits>[0];

/** What AWS's pages say of each state, and what follows for Halt; not taken from the code. */
const FACTS: readonly (readonly [
  kind: Kind,
  state: string,
  facts: readonly ('stoppable' | 'final' | 'active' | 'transitional')[],
])[] = [
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
  ['instance', 'pending', ['active', 'transitional']],
  ['instance', 'running', ['stoppable', 'active']],
  ['instance', 'stopping', ['stoppable', 'active', 'transitional']],
  ['instance', 'shutting-down', ['transitional']],
  ['instance', 'stopped', ['final']],
  ['instance', 'terminated', ['final']],
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
  ['deployment', 'PENDING', ['stoppable', 'active', 'transitional']],
  ['deployment', 'IN_PROGRESS', ['stoppable', 'active', 'transitional']],
  ['deployment', 'STOP_REQUESTED', ['stoppable', 'active', 'transitional']],
  ['deployment', 'ROLLBACK_REQUESTED', ['stoppable', 'active', 'transitional']],
  ['deployment', 'ROLLBACK_IN_PROGRESS', ['stoppable', 'active', 'transitional']],
  ['deployment', 'ROLLBACK_SUCCESSFUL', ['final']],
  ['deployment', 'ROLLBACK_FAILED', ['final']],
  ['deployment', 'STOPPED', ['final']],
  ['deployment', 'SUCCESSFUL', ['final']],
  // https://docs.aws.amazon.com/fis/latest/APIReference/API_ExperimentState.html
  ['experiment', 'pending', ['stoppable', 'active', 'transitional']],
  ['experiment', 'initiating', ['stoppable', 'active', 'transitional']],
  ['experiment', 'running', ['stoppable', 'active', 'transitional']],
  ['experiment', 'stopping', ['stoppable', 'active', 'transitional']],
  ['experiment', 'completed', ['final']],
  ['experiment', 'stopped', ['final']],
  ['experiment', 'failed', ['final']],
  ['experiment', 'cancelled', ['final']],
  // https://docs.aws.amazon.com/fis/latest/APIReference/API_SafetyLeverState.html
  ['lever', 'engaged', ['active']],
  ['lever', 'engaging', ['active', 'transitional']],
  ['lever', 'disengaged', ['final']],
];

describe('a state', () => {
  for (const [kind, state, facts] of FACTS) {
    test(`of a kind is what AWS says that it is: ${kind} ${state}`, () => {
      const { rank: _, ...traits } = stateTraits(kind, state);
      const expected = { stoppable: false, final: false, active: false, transitional: false };
      for (const fact of facts) expected[fact] = true;
      assert.deepEqual(traits, expected);
      assert.ok(isKnownState(kind, state));
    });
  }

  test('that AWS added later is not stoppable, and still watched, whatever it is called', () => {
    for (const state of ['hibernating', '', 'RUNNING', 'toString', '__proto__', 'constructor']) {
      for (const kind of ['instance', 'deployment', 'experiment', 'lever'] as const) {
        const { rank: _, ...traits } = stateTraits(kind, state);
        assert.deepEqual(traits, { stoppable: false, final: false, active: false, transitional: true }, state);
        assert.ok(!isKnownState(kind, state), state);
      }
    }
  });

  test('stands in a list before those that need eyes less', () => {
    const order = {
      instance: ['stopping', 'pending', 'running', 'shutting-down', 'stopped', 'terminated'],
      deployment: ['STOP_REQUESTED', 'IN_PROGRESS', 'PENDING', 'ROLLBACK_FAILED', 'STOPPED', 'SUCCESSFUL'],
      experiment: ['stopping', 'running', 'initiating', 'pending', 'failed', 'stopped', 'completed'],
      lever: ['engaged', 'disengaged'],
    } as const;
    for (const [kind, states] of Object.entries(order) as [Kind, readonly string[]][]) {
      const ranks = states.map((state) => stateTraits(kind, state).rank);
      assert.deepEqual(
        ranks,
        [...new Set(ranks)].toSorted((a, b) => a - b),
        kind,
      );
    }
  });
});

describe('the code of an instance’s state', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html
  const codes = [
    [0, 'pending'],
    [16, 'running'],
    [32, 'shutting-down'],
    [48, 'terminated'],
    [64, 'stopping'],
    [80, 'stopped'],
  ] as const;
  for (const [code, state] of codes) {
    test(`${code} is ${state}, whatever AWS keeps in the high byte`, () => {
      assert.equal(instanceStateOfCode(code), state);
      assert.equal(instanceStateOfCode(code + 256), state);
      assert.equal(instanceStateOfCode(code + 0xff00), state);
    });
  }

  test('that is none of these is no state', () => {
    for (const code of [1, 8, 33, 72, 96, 112, 255, -1]) assert.equal(instanceStateOfCode(code), undefined, `${code}`);
  });
});
