import { ofAws } from '../../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import { none } from '../../../../src/model/fact.ts';
import { failed, succeeded } from '../../../../src/model/failure.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import type { Finding } from '../../../../src/stopping/plan/plan.ts';
import { findings, plan, rollBack, stop, stopExperiment } from '../../../stages/stopping/plan.ts';
import { serviceLike } from '../../../stages/resources.ts';
import {
  action,
  deployment,
  experiment,
  failure,
  instance,
  lever,
  looksAt,
  pauseHook,
  refTo,
  scope,
  told,
} from '../../../stages/fakes.ts';

const full = { actions: [], targets: [], stopConditions: [{ source: 'none' }], targetAccounts: 0 };
const noCondition: Finding = { severity: 'warn', type: 'stop-conditions', conditions: [] };
const denied = failed(failure('denied'));
const spot = (more: Partial<Instance> = {}) => instance({ lifecycle: 'spot', spotRequestId: 'sir-1', ...more });
const kinds = (kind: string): Partial<AwsReads> => ({ spotKinds: () => Promise.resolve(told({ 'sir-1': kind })) });
const before = { operation: stop, at: 5, came: 'lost' } as const;
const disk = (id: string) => ({ id, device: '/dev/sdf', deleteOnTermination: false });
const targetOf = (running: number, requested: number) => ({ arn: 'new', running, requested, pending: 0 });
/** A way to each kind of finding. */
const ways: Readonly<Record<Finding['type'], () => Promise<readonly [readonly Finding[], readonly Finding[]]>>> = {
  unfit: async () => [
    await findings(instance({ state: 'stopped' }), stop),
    [{ severity: 'block', type: 'unfit', unfit: 'state', state: 'stopped' }],
  ],
  managed: async () => [
    await findings(instance({ managedBy: 'eks.amazonaws.com' }), stop),
    [{ severity: 'block', type: 'managed', by: 'eks.amazonaws.com' }],
  ],
  'stop-protection': async () => [
    await findings(instance(), stop, { reads: { stopProtection: () => Promise.resolve({ 'i-1': told(true) }) } }),
    [{ severity: 'block', type: 'stop-protection' }],
  ],
  'unread-members': async () => [
    await findings(instance({ unread: ['KeyName', 'LaunchTime'] }), stop),
    [{ severity: 'warn', type: 'unread-members', members: ['KeyName', 'LaunchTime'] }],
  ],
  'managed-unknown': async () => [
    (await findings(instance({ unread: ['Operator.Managed'] }), stop)).slice(1),
    [{ severity: 'warn', type: 'managed-unknown' }],
  ],
  'protection-unknown': async () => [
    await findings(instance(), stop, { reads: { stopProtection: () => Promise.resolve({ 'i-1': denied }) } }),
    [{ severity: 'warn', type: 'protection-unknown', failure: failure('denied') }],
  ],
  'protection-unchecked': async () => [
    await findings(instance(), stop, {
      reads: { stopProtection: () => Promise.resolve({ 'i-1': failed(failure('cancelled')) }) },
    }),
    [{ severity: 'info', type: 'protection-unchecked' }],
  ],
  'one-time-spot': async () => [
    await findings(spot(), stop, { reads: kinds('one-time') }),
    [{ severity: 'block', type: 'one-time-spot' }],
  ],
  'spot-hibernation': async () => [
    await findings(spot({ hibernationConfigured: true }), { type: 'hibernate' }, { reads: kinds('persistent') }),
    [
      { severity: 'info', type: 'persistent-spot' },
      { severity: 'info', type: 'spot-hibernation' },
    ],
  ],
  'stays-billed': async () => [
    await findings(instance({ volumes: [disk('vol-1'), disk('vol-2')], elasticAddresses: ['192.0.2.7'] }), stop, {
      reads: { volumeSizes: () => Promise.resolve(told({ 'vol-1': 8, 'vol-2': 312 })) },
    }),
    [
      {
        severity: 'info',
        type: 'stays-billed',
        billed: { volumes: 2, gib: 320, addresses: ['192.0.2.7'] },
        volumes: [
          { id: 'vol-1', gib: 8 },
          { id: 'vol-2', gib: 312 },
        ],
      },
    ],
  ],
  'instance-store-unknown': async () => [
    await findings(instance(), stop, { reads: { typeStores: () => Promise.resolve(told({})) } }),
    [{ severity: 'warn', type: 'instance-store-unknown' }],
  ],
  'owners-unread': async () => [
    (await findings(instance({ tagsUnread: true, unread: ['Tags'] }), stop)).slice(1),
    [{ severity: 'warn', type: 'owners-unread' }],
  ],
  'persistent-spot': async () => [
    await findings(spot(), stop, { reads: kinds('persistent') }),
    [{ severity: 'info', type: 'persistent-spot' }],
  ],
  'not-allowed': async () => [
    await findings(instance(), stop, {
      dryRuns: () => ({
        dryRun: () => Promise.resolve(succeeded({ allowed: false, message: '', account: '111122223333' })),
      }),
    }),
    [{ severity: 'warn', type: 'not-allowed', change: 'stop' }],
  ],
  'spot-unknown': async () => [
    await findings(spot(), stop, { reads: { spotKinds: () => Promise.resolve(denied) } }),
    [{ severity: 'warn', type: 'spot-unknown' }],
  ],
  gone: async () => [
    await findings(instance(), stop, { reads: { describe: looksAt(() => []) } }),
    [{ severity: 'block', type: 'gone' }],
  ],
  twice: async () => {
    const other = { profile: 'admin', region: scope.region };
    const { groups } = await plan(
      {
        reads: {
          describe: (where, kind, ids, signal) => looksAt(() => [instance({ scope: where })])(where, kind, ids, signal),
        },
      },
      [refTo(instance()), refTo(instance({ scope: other }))],
      stop,
    );
    assert.deepEqual(groups[0]?.targets[0]?.findings, []);
    return [groups[1]?.targets[0]?.findings ?? [], [{ severity: 'block', type: 'twice', profile: 'staging' }]];
  },
  'first-deployment': async () => [
    await findings(deployment({ sources: [] }), rollBack),
    [{ severity: 'warn', type: 'first-deployment' }],
  ],
  forbidden: async () => [
    await findings(instance(), stop, { policy: { readOnly: true } }),
    [
      {
        severity: 'block',
        type: 'forbidden',
        failure: { kind: 'forbidden', code: 'read-only', message: '', mayHaveHappened: false },
      },
    ],
  ],
  'account-changed': async () => [
    await findings(instance(), stop, { shownAccount: () => ofAws('444455556666') }),
    [{ severity: 'block', type: 'account-changed', from: '444455556666', to: '111122223333' }],
  ],
  'unreachable-account': async () => [
    await findings(instance(), stop, { reads: { identity: () => Promise.resolve(failed(failure('signin-expired'))) } }),
    [{ severity: 'block', type: 'unreachable-account', failure: failure('signin-expired') }],
  ],
  'forced-before': async () => {
    const forced = { forcedBefore: () => ({ at: 1, nextAt: 2 }) };
    const found = await findings(
      instance({ state: 'stopping' }),
      { type: 'force-stop', skipOsShutdown: false },
      forced,
    );
    return [found.slice(1), [{ severity: 'block', type: 'forced-before', at: 1, nextAt: 2 }]];
  },
  'requested-before': async () => [
    await findings(instance(), stop, { requestedBefore: ({ id }, of) => (of.account && id ? before : undefined) }),
    [{ severity: 'info', type: 'requested-before', ...before }],
  ],
  'requests-unread': async () => [
    await findings(instance(), stop, { earlierKnown: () => Promise.resolve(false) }),
    [{ severity: 'info', type: 'requests-unread' }],
  ],
  owner: async () => [
    await findings(instance({ tags: [{ key: 'karpenter.sh/nodepool', value: 'spot' }] }), stop),
    [{ severity: 'warn', type: 'owner', owner: { kind: 'karpenter', name: 'spot', certain: false } }],
  ],
  'auto-scaling': async () => [
    await findings(instance({ autoScalingGroup: 'web' }), stop),
    [{ severity: 'warn', type: 'auto-scaling', group: 'web' }],
  ],
  'instance-store-data': async () => [
    await findings(instance({ type: 'i4i.large' }), stop, {
      reads: { typeStores: () => Promise.resolve(told({ 'i4i.large': true })) },
    }),
    [{ severity: 'warn', type: 'instance-store-data' }],
  ],
  'public-address': async () => [
    await findings(instance({ publicAddress: '192.0.2.1', publicAddressKind: 'auto' }), stop),
    [{ severity: 'warn', type: 'public-address', address: '192.0.2.1' }],
  ],
  'force-windows': async () => [
    await findings(instance({ windows: true }), { type: 'force-stop', skipOsShutdown: false }),
    [{ severity: 'warn', type: 'force-windows' }],
  ],
  'not-reread': async () => [
    await findings(instance(), stop, {
      reads: { describe: () => Promise.resolve(denied) },
      lastSeen: () => instance(),
    }),
    [{ severity: 'warn', type: 'not-reread', failure: failure('denied') }],
  ],
  'other-accounts': async () => [
    await findings(experiment({ full: { ...full, targetAccounts: 2 } }), stopExperiment),
    [{ severity: 'warn', type: 'other-accounts', count: 2 }, noCondition],
  ],
  'stays-done': async () => [
    await findings(
      experiment({
        full: { ...full, actions: [action({ actionId: 'aws:ec2:terminate-instances', state: 'completed' })] },
      }),
      stopExperiment,
    ),
    [noCondition, { severity: 'warn', type: 'stays-done', action: 'one', actionId: 'aws:ec2:terminate-instances' }],
  ],
  undone: async () => [
    await findings(
      experiment({ full: { ...full, actions: [action({ actionId: 'aws:network:disrupt-connectivity' })] } }),
      stopExperiment,
    ),
    [
      noCondition,
      {
        severity: 'info',
        type: 'undone',
        action: 'one',
        actionId: 'aws:network:disrupt-connectivity',
        undo: 'restored',
      },
    ],
  ],
  'stop-conditions': async () => [
    await findings(
      experiment({ full: { ...full, stopConditions: [{ source: 'aws:cloudwatch:alarm', value: 'arn:alarm:5xx' }] } }),
      stopExperiment,
    ),
    [{ severity: 'info', type: 'stop-conditions', conditions: ['arn:alarm:5xx'] }],
  ],
  'preview-run': async () => [
    await findings(experiment({ actionsMode: 'skip-all', full }), stopExperiment),
    [{ severity: 'info', type: 'preview-run' }],
  ],
  'already-on-its-way': async () => [
    await findings(deployment({ status: 'ROLLBACK_IN_PROGRESS' }), rollBack),
    [{ severity: 'info', type: 'already-on-its-way', state: 'ROLLBACK_IN_PROGRESS' }],
  ],
  breaker: async () => [
    await findings(
      deployment({ circuitBreaker: { status: 'MONITORING', failureCount: 2, threshold: 3, rollsBack: true } }),
      rollBack,
    ),
    [{ severity: 'info', type: 'breaker', failures: 2, threshold: 3, triggered: false }],
  ],
  'alarms-triggered': async () => [
    await findings(
      deployment({ alarms: { status: 'TRIGGERED', names: ['5xx', 'slow'], triggered: ['5xx'], rollsBack: true } }),
      rollBack,
    ),
    [{ severity: 'info', type: 'alarms-triggered', names: ['5xx'], rollsBack: true }],
  ],
  'early-success': async () => [
    await findings(deployment({ earlySuccess: { healthyPercent: 70 }, target: targetOf(3, 9) }), rollBack),
    [{ severity: 'info', type: 'early-success', healthyPercent: 70, bake: none, tasks: { running: 3, requested: 9 } }],
  ],
  'traffic-steps': async () => {
    const steps = { kind: 'linear', percent: 20, bakeMinutes: 7 } as const;
    return [
      await findings(
        deployment({ trafficSteps: steps, target: { ...targetOf(2, 2), productionTrafficWeight: 40 } }),
        rollBack,
      ),
      [{ severity: 'info', type: 'traffic-steps', steps, share: 40 }],
    ];
  },
  stuck: async () => {
    const stopped = { total: 2, more: false, groups: [{ count: 2, reason: 'OutOfMemoryError', exits: [] }] };
    return [
      await findings(deployment(), rollBack, {
        reads: { stoppedTasks: () => Promise.resolve(told(stopped)) },
        serviceOf: () => serviceLike({ failedTasks: 4, events: [{ message: 'the newest' }, { message: 'older' }] }),
      }),
      [{ severity: 'info', type: 'stuck', inARow: 4, stopped, event: 'the newest' }],
    ];
  },
  'stopped-tasks-unread': async () => [
    await findings(deployment(), rollBack, { reads: { stoppedTasks: () => Promise.resolve(denied) } }),
    [{ severity: 'info', type: 'stopped-tasks-unread', why: 'failed' }],
  ],
  paused: async () => [
    await findings(deployment({ lifecycleStage: 'POST_SCALE_UP', hooks: [pauseHook('h')] }), rollBack),
    [{ severity: 'info', type: 'paused', stage: 'POST_SCALE_UP' }],
  ],
};
const patient = { ...pauseHook('h'), expiresAt: Date.UTC(2026, 0, 15, 12) + 90_000, timeoutAction: 'CONTINUE' };

describe('a plan', () => {
  for (const [type, way] of Object.entries(ways)) {
    it(`can find: ${type}`, async () => {
      const [found, expected] = await way();
      assert.deepEqual(found, expected);
    });
  }

  it('tells of volumes without their sizes where one of them isn’t told, and loses nothing else', async () => {
    const volumes = [disk('vol-1'), disk('vol-2')];
    const billed = { severity: 'info', type: 'stays-billed', billed: { volumes: 2, addresses: [] } };
    for (const sizes of [denied, failed(failure('timeout')), told({ 'vol-1': 8 }), told({})]) {
      const reads = { volumeSizes: () => Promise.resolve(sizes) };
      const found = (await findings(instance({ volumes }), stop, { reads })).map((one) =>
        one.type === 'stays-billed' ? { severity: one.severity, type: one.type, billed: one.billed } : one,
      );
      assert.deepEqual(found, [billed]);
    }
    assert.deepEqual(await findings(instance({ volumes, state: 'stopped' }), { type: 'start' }), []);
  });

  it('asks for the sizes of all volumes and for all types at once, for nothing that is refused anyway', async () => {
    const asked: unknown[] = [];
    const all = [
      instance({ volumes: [disk('vol-1')] }),
      instance({ id: 'i-2', type: 'm5.large', volumes: [disk('vol-2')] }),
      instance({ id: 'i-3', state: 'stopped', type: 'c5.large', volumes: [disk('vol-3')] }),
    ];
    await plan(
      {
        reads: {
          describe: looksAt(() => all),
          volumeSizes: (_scope, ids) => {
            asked.push(ids);
            return Promise.resolve(told({}));
          },
          typeStores: (_scope, types) => {
            asked.push(types);
            return Promise.resolve(told({}));
          },
        },
      },
      all.map(refTo),
      stop,
    );
    assert.deepEqual(asked, [
      ['vol-1', 'vol-2'],
      ['t3.medium', 'm5.large'],
    ]);
  });

  it('says nothing of resuming a Spot instance that can’t be hibernated', async () => {
    const found = await findings(
      spot({ hibernationConfigured: true }),
      { type: 'hibernate' },
      { reads: kinds('one-time') },
    );
    assert.deepEqual(found, [{ severity: 'block', type: 'one-time-spot' }]);
  });

  it('finds nothing where there is nothing to know', async () => {
    assert.deepEqual(await findings(instance({ publicAddress: '192.0.2.1', publicAddressKind: 'elastic' }), stop), [
      { severity: 'info', type: 'stays-billed', billed: { volumes: 0, gib: 0, addresses: ['192.0.2.1'] }, volumes: [] },
    ]);
    assert.deepEqual(await findings(deployment(), rollBack), []);
    assert.deepEqual(await findings(experiment(), stopExperiment), []);
    assert.deepEqual(await findings(lever(), { type: 'engage-lever', reason: 'r' }), []);
    assert.deepEqual(await findings(instance({ state: 'stopped', autoScalingGroup: 'web' }), { type: 'start' }), []);
    assert.deepEqual(
      await findings(deployment({ sources: [], hooks: [pauseHook('h')] }), { type: 'continue', action: 'CONTINUE' }),
      [{ severity: 'info', type: 'paused', stage: '' }],
      'to go on needs nothing to go back to',
    );
    assert.deepEqual(await findings(deployment({ sources: [] }), { type: 'abort' }), [], 'nor does an abort');
    assert.deepEqual(
      await findings(deployment({ sources: [], hooks: [pauseHook('h')] }), { type: 'continue', action: 'ROLLBACK' }),
      [
        { severity: 'warn', type: 'first-deployment' },
        { severity: 'info', type: 'paused', stage: '' },
      ],
    );
  });

  it('tells until when a paused one waits, and what ECS does then', async () => {
    assert.deepEqual(await findings(deployment({ hooks: [pauseHook('done', 'SUCCEEDED'), patient] }), rollBack), [
      { severity: 'info', type: 'paused', stage: '', left: 90_000, timeoutAction: 'CONTINUE' },
    ]);
  });

  for (const clockOffset of [-600_000, -4_000, 60_000])
    it(`counts that time by AWS’s clock, which is ${clockOffset / 1_000} s ahead of this machine’s`, async () => {
      const observed = deployment({ hooks: [patient] });
      const reads: Partial<AwsReads> = {
        describe: () => Promise.resolve(told({ targets: [observed], missing: [], failures: {} }, { clockOffset })),
      };
      const [paused] = await findings(observed, rollBack, { reads });
      assert.deepEqual(paused?.type === 'paused' && paused.left, 90_000 - clockOffset);
    });
});
