import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import type { Service } from '../../../../../src/model/resources/service.ts';
import { deploymentStates, experimentStates, instanceStates } from '../../../../../src/model/resources/states.ts';
import { aboveBusy } from '../../../../../src/ui/tree/nodes/busyBranches.ts';
import { bucketId, clusterId, groupId, profileId, regionId } from '../../../../../src/ui/tree/nodes/node.ts';
import { deployment, experiment, instance, lever, scope, service } from '../../../../stages/fakes.ts';

const aboveUngrouped = (one: Resource) => aboveBusy(one, { type: 'none' });

const place = [profileId(scope.profile), regionId(scope)];
const aboveService = (one: Service) => [...place, groupId(scope, 'service'), clusterId(scope, one.clusterArn)];

const services: readonly (readonly [what: string, of: Partial<Service>, isOpen: boolean])[] = [
  ['one that rolls out, by its deployment', { deployment: deployment({ status: 'IN_PROGRESS' }) }, true],
  ['one that rolls out, by its own word', { rolloutState: 'IN_PROGRESS' }, true],
  ['one whose rollout failed, without a deployment', { rolloutState: 'FAILED' }, true],
  ['one whose rollout completed', { rolloutState: 'COMPLETED' }, false],
  ['one that says nothing', {}, false],
  ['one of a rollout that AWS added later', { rolloutState: 'HOVERING' }, false],
  ['one whose rollback failed', { deployment: deployment({ status: 'ROLLBACK_FAILED' }) }, true],
  [
    'one that was rolled back',
    { deployment: deployment({ status: 'ROLLBACK_SUCCESSFUL' }), rolloutState: 'FAILED' },
    false,
  ],
  [
    'one that a circuit breaker stopped without a rollback',
    { deployment: deployment({ status: 'STOPPED' }), rolloutState: 'FAILED' },
    true,
  ],
  [
    'one that was stopped, and whose rollout completed',
    { deployment: deployment({ status: 'STOPPED' }), rolloutState: 'COMPLETED' },
    false,
  ],
  ['one that succeeded since', { deployment: deployment({ status: 'SUCCESSFUL' }), rolloutState: 'FAILED' }, false],
  [
    'one that failed since its deployment was read',
    { deployment: deployment({ status: 'SUCCESSFUL' }), deploymentUnread: true, rolloutState: 'FAILED' },
    true,
  ],
  [
    'one that has completed since its deployment was read',
    { deployment: deployment({ status: 'ROLLBACK_FAILED' }), deploymentUnread: true, rolloutState: 'COMPLETED' },
    false,
  ],
  [
    'one of which nothing newer is told',
    { deployment: deployment({ status: 'ROLLBACK_FAILED' }), deploymentUnread: true },
    true,
  ],
  [
    'one whose deployment has no state',
    { deployment: deployment({ status: 'unknown' }), rolloutState: 'FAILED' },
    true,
  ],
];

describe('the branches that are open at first sight', () => {
  for (const [what, of, isOpen] of services)
    it(`are ${isOpen ? '' : 'not '}those above a service: ${what}`, () => {
      const one = service(of);
      assert.deepEqual(aboveUngrouped(one), isOpen ? aboveService(one) : []);
    });

  it('are those above the deployments that go on or whose rollback failed', () => {
    const open = Object.keys(deploymentStates).filter(
      (status) => aboveUngrouped(service({ deployment: deployment({ status }) })).length > 0,
    );
    assert.deepEqual(open.toSorted(), [
      'IN_PROGRESS',
      'PENDING',
      'ROLLBACK_FAILED',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_REQUESTED',
      'STOP_REQUESTED',
    ]);
  });

  it('are those above what goes on of the others, and not above what is past, failed or not', () => {
    const above = (all: readonly Resource[]) => all.filter((one) => aboveUngrouped(one).length > 0);
    assert.deepEqual(
      above(Object.keys(instanceStates).map((state) => instance({ state }))).map(({ kind }) => kind),
      ['instance'],
    );
    const active = ['initiating', 'pending', 'running', 'stopping'];
    const open = above(Object.keys(experimentStates).map((state) => experiment({ state })));
    assert.deepEqual(open.flatMap((one) => (one.kind === 'experiment' ? [one.state] : [])).toSorted(), active);
    assert.deepEqual(aboveUngrouped(instance({ state: 'stopping' })), [...place, groupId(scope, 'instance')]);
    for (const one of [experiment({ state: 'running' }), lever({ state: 'engaged' })])
      assert.deepEqual(aboveUngrouped(one), [...place, groupId(scope, 'experiment')]);
    assert.deepEqual(aboveUngrouped(lever({ state: 'disengaged' })), []);
  });

  it('are, where instances are grouped, the group of the one that goes on, and of no other', () => {
    const stopping = instance({ state: 'stopping', tags: [{ key: 'team', value: 'shop' }] });
    for (const [grouping, value] of [
      [{ type: 'state' }, { kind: 'known', value: 'stopping' }],
      [{ type: 'auto-scaling-group' }, { kind: 'none' }],
      [
        { type: 'tag', key: 'team' },
        { kind: 'known', value: 'shop' },
      ],
    ] as const) {
      const group = [...place, groupId(scope, 'instance')];
      assert.deepEqual(aboveBusy(stopping, grouping), [...group, bucketId(scope, grouping, value)]);
      assert.deepEqual(aboveBusy(instance({ state: 'running' }), grouping), []);
      assert.deepEqual(aboveBusy(experiment({ state: 'running' }), grouping), [...place, groupId(scope, 'experiment')]);
    }
  });
});
