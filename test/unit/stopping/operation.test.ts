import { stateOf } from '../../../src/model/resources/target.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deploymentStates,
  experimentStates,
  instanceStates,
  leverStates,
} from '../../../src/model/resources/states.ts';
import {
  isBeingStopped,
  isOfferedFor,
  operationKind,
  plainStop,
  plainStopType,
  type Unfit,
  unfitFor,
} from '../../../src/stopping/operation.ts';
import { apiName, type OperationType, operationTypes } from '../../../src/model/operation.ts';
import { listKinds, listOf, stoppableKinds } from '../../../src/model/resources/resource.ts';
import { deployment, experiment, instance, lever, pauseHook } from '../../stages/fakes.ts';
import type { Target } from '../../../src/model/resources/target.ts';

const instanceOperations = ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown', 'start'] as const;
const deploymentOperations = ['roll-back', 'abort', 'continue'] as const;
const operations: readonly OperationType[] = [
  ...instanceOperations,
  ...deploymentOperations,
  'stop-experiment',
  'engage-lever',
  'disengage-lever',
];

/** What is offered in each state. An instance that can hibernate; a deployment with a pause hook that nobody answered, which ECS takes an answer to in one state alone. */
const offered = {
  instance: {
    pending: ['force-stop'],
    running: ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
    stopping: ['force-stop'],
    stopped: ['start'],
    'shutting-down': [],
    terminated: [],
    dozing: [],
  },
  deployment: {
    PENDING: ['roll-back', 'abort'],
    IN_PROGRESS: ['roll-back', 'abort', 'continue'],
    STOP_REQUESTED: ['roll-back', 'abort'],
    ROLLBACK_REQUESTED: ['roll-back', 'abort'],
    ROLLBACK_IN_PROGRESS: ['roll-back', 'abort'],
    SUCCESSFUL: [],
    STOPPED: [],
    ROLLBACK_SUCCESSFUL: [],
    ROLLBACK_FAILED: [],
    PAUSED: [],
  },
  experiment: {
    pending: ['stop-experiment'],
    initiating: ['stop-experiment'],
    running: ['stop-experiment'],
    stopping: ['stop-experiment'],
    completed: [],
    stopped: [],
    failed: [],
    cancelled: [],
    hovering: [],
  },
  lever: { disengaged: ['engage-lever'], engaging: [], engaged: ['disengage-lever'], wedged: [] },
} as const satisfies Record<Target['kind'], Readonly<Record<string, readonly OperationType[]>>>;

const in_ = {
  instance: (state: string) => instance({ state, hibernationConfigured: true }),
  deployment: (status: string) => deployment({ status, hooks: [pauseHook('h1')] }),
  experiment: (state: string) => experiment({ state }),
  lever: (state: string) => lever({ state }),
} as const satisfies Record<Target['kind'], (state: string) => Target>;

describe('what lists of all that can be stopped offer', () => {
  it('is all that is fit, but for the plain stop of what is stopping or rolling back already', () => {
    const under = new Set(['stopping', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS']);
    const again = new Set<OperationType>(['stop', 'roll-back', 'stop-experiment']);
    for (const kind of ['instance', 'deployment', 'experiment', 'lever'] as const) {
      for (const state of Object.keys(offered[kind])) {
        const one = in_[kind](state);
        assert.equal(isBeingStopped(one), kind !== 'lever' && under.has(state), `${kind} ${state}`);
        for (const type of operations) {
          const isOffered = unfitFor(type, one) === undefined && !(under.has(state) && again.has(type));
          assert.equal(isOfferedFor(type, one), isOffered, `${type} of ${kind} ${state}`);
        }
      }
    }
  });
});

describe('what is offered', () => {
  const kinds = ['instance', 'deployment', 'experiment', 'lever'] as const;

  it('is told for every state of AWS’s, and one that it might add', () => {
    const known = {
      instance: instanceStates,
      deployment: deploymentStates,
      experiment: experimentStates,
      lever: leverStates,
    };
    for (const kind of kinds) {
      const invented = Object.keys(offered[kind]).filter((state) => !Object.hasOwn(known[kind], state));
      assert.equal(invented.length, 1);
      assert.equal(Object.keys(offered[kind]).length, Object.keys(known[kind]).length + 1);
    }
    assert.deepEqual(new Set(operations), new Set(Object.keys(operationKind)));
    assert.deepEqual(new Set(operations), new Set(Object.keys(apiName)));
  });

  for (const kind of kinds) {
    for (const [state, expected] of Object.entries(offered[kind])) {
      it(`of ${kind} ${state}: ${expected.join(', ') || 'nothing'}`, () => {
        const observed = in_[kind](state);
        assert.equal(stateOf(observed), state);
        assert.deepEqual(
          operations.filter((type) => unfitFor(type, observed) === undefined),
          expected,
        );
        for (const type of operations.filter((each) => operationKind[each] !== kind))
          assert.equal(unfitFor(type, observed), 'state');
      });
    }
  }

  it('has for each kind a plain stop, which is of that kind and the first that its menu offers', () => {
    for (const kind of stoppableKinds) {
      assert.equal(operationKind[plainStop[kind].type], kind);
      assert.equal(
        operationTypes.find((type) => operationKind[type] === kind),
        plainStop[kind].type,
      );
      assert.equal(plainStopType[kind], plainStop[kind].type);
    }
    for (const kind of listKinds) assert.equal(listOf[operationKind[plainStopType[kind]]], kind);
  });

  it('says why not, beyond the state', () => {
    const why = (type: OperationType, observed: Target, unfit: Unfit | undefined) =>
      assert.equal(unfitFor(type, observed), unfit, `${type} ${JSON.stringify(observed)}`);
    for (const state of Object.keys(offered.instance))
      for (const type of instanceOperations) why(type, instance({ state, managedBy: 'eks.amazonaws.com' }), 'managed');
    for (const type of ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'] as const) {
      why(type, instance({ instanceStore: 'root', hibernationConfigured: true }), 'instance-store-root');
      why(type, instance({ instanceStore: 'data', hibernationConfigured: true }), undefined);
    }
    why('force-stop', instance({ state: 'stopping', instanceStore: 'root' }), 'instance-store-root');
    why('hibernate', instance(), 'hibernation-not-configured');
    for (const unread of ['HibernationOptions', 'HibernationOptions.Configured', 'hibernationOptions.configured'])
      why('hibernate', instance({ unread: [unread] }), 'hibernation-unread');
    why('hibernate', instance({ unread: ['HibernationOptionsOfLater', 'Tags'] }), 'hibernation-not-configured');
    why('stop', instance(), undefined);
    why('continue', deployment(), 'no-waiting-hook');
    why('continue', deployment({ hooks: [pauseHook('h', 'SUCCEEDED')] }), 'no-waiting-hook');
    why('continue', deployment({ hooks: [{ ...pauseHook('h'), targetType: 'AWS_LAMBDA' }] }), 'no-waiting-hook');
    for (const status of ['PENDING', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'])
      why('continue', deployment({ status, hooks: [pauseHook('h')] }), 'no-waiting-hook');
    why('roll-back', deployment(), undefined);
  });
});
