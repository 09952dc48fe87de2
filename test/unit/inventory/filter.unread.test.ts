import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../src/aws/services/ec2/instance.ts';
import { deploymentOf, serviceOf } from '../../../src/aws/services/ecs/mapping.ts';
import { experimentOf, summaryOf } from '../../../src/aws/services/fis/mapping.ts';
import { type AccountNames, type FilterOutcome, judge, judgeDaemon } from '../../../src/inventory/filter.ts';
import { parseFilter } from '../../../src/inventory/filtering/terms.ts';
import { type Fact, known, none, unread } from '../../../src/model/fact.ts';
import type { Daemon, DaemonDeployment } from '../../../src/model/resources/daemon.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { UNREAD_STATE } from '../../../src/model/resources/states.ts';
import {
  deploymentLike,
  experimentLike,
  instanceLike,
  leverLike,
  noStateWords,
  scope,
  serviceLike,
} from '../../stages/resources.ts';

const now = Date.parse('2026-01-15T12:00:00Z');
const stateWords = noStateWords;
const nobody: AccountNames = { known: [], unread: 'account' };
const web = instanceLike({ id: 'i-0abc', name: 'Web Frontend 1', state: 'running', type: 'm7g.large' });

void describe('what a filter asks for and nobody has read', () => {
  const EXPERIMENT = experimentLike({ name: 'load', state: 'running' });
  const { full: _, ...undescribed } = experimentLike({ name: 'load', state: 'running' });
  const tagless = { ...web, tags: [{ key: 'env', value: 'production' }], tagsUnread: true } as const;
  const service = serviceLike({ name: 'shop', deploymentUnread: true, rolloutState: 'IN_PROGRESS' });
  const owner: AccountNames = { known: ['111122223333', 'shop-production'], unread: 'nothing' };
  const unaliased: AccountNames = { known: ['111122223333'], unread: 'alias' };
  const table: readonly (readonly [string, Resource, AccountNames, FilterOutcome])[] = [
    // Whose account it is.
    ['account:111122223333', web, nobody, 'unread'],
    ['-account:111122223333', web, nobody, 'unread'],
    ['account:shop-*', web, nobody, 'unread'],
    [`account:${web.scope.profile}`, web, nobody, 'shown'],
    [`-account:${web.scope.profile}`, web, nobody, 'hidden'],
    ['account:shop-*', web, unaliased, 'unread'],
    ['-account:shop-*', web, unaliased, 'unread'],
    ['account:9999*', web, unaliased, 'hidden'],
    ['-account:9999*', web, unaliased, 'shown'],
    ['account:1111*', web, unaliased, 'shown'],
    ['account:other', web, owner, 'hidden'],
    // What else is known decides it.
    ['account:111122223333 state:stopped', web, nobody, 'hidden'],
    ['account:111122223333 state:running', web, nobody, 'unread'],
    // Its tags.
    ['env=production', tagless, owner, 'shown'],
    ['-env=production', tagless, owner, 'hidden'],
    ['team=', tagless, owner, 'unread'],
    ['-team=', tagless, owner, 'unread'],
    ['team=', web, owner, 'hidden'],
    // The deployment that tells a service's state and strategy.
    ['state:IN_PROGRESS', service, owner, 'shown'],
    ['state:ROLLBACK_*', service, owner, 'unread'],
    ['-state:ROLLBACK_*', service, owner, 'unread'],
    ['type:CANARY', service, owner, 'unread'],
    ['type:FARGATE', serviceLike({ unread: ['capacityProviderStrategy[0]'] }), owner, 'unread'],
    ['-type:FARGATE', serviceLike({ unread: ['capacityProviderStrategy'] }), owner, 'unread'],
    // An experiment's actions.
    ['type:aws:ec2:*', undescribed, owner, 'unread'],
    ['-type:aws:ec2:*', undescribed, owner, 'unread'],
    ['state:running', EXPERIMENT, owner, 'shown'],
    // A state or a type of which AWS's answer tells nothing that can be read.
    ...[instanceLike({ state: UNREAD_STATE }), experimentLike({ state: UNREAD_STATE })].flatMap(
      (one) =>
        [
          ['state:running', one, owner, 'unread'],
          ['-state:stopped', one, owner, 'unread'],
        ] as const,
    ),
    ['type:m5.*', instanceLike({ type: '', unread: ['InstanceType'] }), owner, 'unread'],
    ['-type:m5.*', instanceLike({ type: '' }), owner, 'unread'],
    ['type:m5.*', instanceLike({ type: 'm5.large', unread: ['LaunchTime'] }), owner, 'shown'],
  ];
  for (const [typed, resource, names, expected] of table) {
    void it(`${typed} of ${resource.kind}, ${names.unread} unread: ${expected}`, () => {
      const filter = parseFilter(typed);
      assert.ok(filter);
      assert.equal(judge(filter, resource, { now, accountOf: () => names, stateWords }), expected);
    });
  }

  void it('shows the lever all the same: it concerns everything around it', () => {
    const filter = parseFilter('account:111122223333');
    assert.ok(filter);
    assert.equal(judge(filter, leverLike({ state: 'engaged' }), { now, accountOf: () => nobody, stateWords }), 'shown');
  });
});

const DAY = 86_400_000;
const ago = (days: number) => new Date(now - days * DAY).toISOString();
const verdict = (typed: string, resource: Resource): FilterOutcome => {
  const filter = parseFilter(typed);
  assert.ok(filter);
  return judge(filter, resource, { now, accountOf: () => nobody, stateWords });
};
const of = <T>(resource: T | undefined): T => {
  assert.ok(resource);
  return resource;
};
const ec2 = (more: object) => of(instanceOf(scope, { InstanceId: 'i-1', State: { Code: 16 }, ...more }, '1'));
const ecs = (more: object) => of(deploymentOf(scope, { serviceDeploymentArn: 'arn:d1', status: 'PENDING', ...more }));

void describe('a filter by age', () => {
  const { deployment: _, ...settled } = serviceLike();
  const rolling = { ...settled, rolloutState: 'IN_PROGRESS' };
  const fis = { id: 'EXP1', state: { status: 'running' } };
  const old = deploymentLike({ id: 'arn:d1', createdAt: now - 9 * DAY });
  const stale = { ...settled, deploymentUnread: true, deployment: old } as const;

  void it('can’t judge what tells no start that can be read', () => {
    const untold: readonly Resource[] = [
      ...['soon', '', {}, undefined].flatMap((time) => [
        ec2({ LaunchTime: time }),
        of(summaryOf(scope, { ...fis, creationTime: time })),
        of(experimentOf(scope, { ...fis, creationTime: time, startTime: time })),
        { ...settled, deployment: ecs({ createdAt: time, startedAt: time }) },
      ]),
      ec2({}),
      rolling,
      { ...rolling, deploymentUnread: true },
      { ...settled, currentDeploymentArn: 'arn:d2', deploymentUnread: true },
      // What is known is of the deployment before.
      { ...stale, currentDeploymentArn: 'arn:d2' },
      stale,
    ];
    for (const resource of untold)
      for (const typed of ['older:7d', '-older:7d', '-older:1m', 'older:7d -x=y'])
        assert.equal(verdict(typed, resource), 'unread', `${typed} ${JSON.stringify(resource)}`);
  });

  void it('judges what tells one, and a service of which nothing rolls out as what isn’t old', () => {
    const told: readonly Resource[] = [
      ec2({ LaunchTime: ago(9) }),
      of(summaryOf(scope, { ...fis, creationTime: ago(9) })),
      of(experimentOf(scope, { ...fis, creationTime: 'soon', startTime: ago(9) })),
      { ...settled, deployment: ecs({ createdAt: ago(9), startedAt: 'soon' }) },
      { ...stale, currentDeploymentArn: 'arn:d1' },
    ];
    for (const resource of told) {
      assert.deepEqual([verdict('older:7d', resource), verdict('-older:7d', resource)], ['shown', 'hidden']);
      assert.deepEqual([verdict('older:10d', resource), verdict('-older:10d', resource)], ['hidden', 'shown']);
    }
    for (const resource of [settled, { ...settled, rolloutState: 'COMPLETED', currentDeploymentArn: 'arn:d1' }])
      assert.deepEqual([verdict('older:7d', resource), verdict('-older:7d', resource)], ['hidden', 'shown']);
  });

  void it('says the same of managed daemons', () => {
    const daemon = (deployment: Fact<DaemonDeployment>): Daemon => ({
      ...{ arn: 'arn:daemon/shop/metrics', name: 'metrics', clusterName: 'shop', status: 'ACTIVE' },
      deployment,
    });
    const rollout: DaemonDeployment = { arn: 'arn:dd', status: 'IN_PROGRESS', sources: [] };
    const rows: readonly (readonly [Fact<DaemonDeployment>, older: FilterOutcome, notOlder: FilterOutcome])[] = [
      [unread, 'unread', 'unread'],
      [known(rollout), 'unread', 'unread'],
      [none, 'hidden', 'shown'],
      [known({ ...rollout, createdAt: now - 9 * DAY }), 'shown', 'hidden'],
      [known({ ...rollout, createdAt: now - DAY }), 'hidden', 'shown'],
    ];
    for (const [deployment, ...expected] of rows) {
      const told = ['older:7d', '-older:7d'].map((typed) =>
        judgeDaemon(of(parseFilter(typed)), daemon(deployment), scope, { now, accountOf: () => nobody, stateWords }),
      );
      assert.deepEqual(told, expected);
    }
  });
});

void describe('a word, where a tag that may hold it can’t be read', () => {
  const GROUP = { Key: 'aws:autoscaling:groupName', Value: 'web-asg' };
  const fis = { id: 'EXP1', state: { status: 'running' } };

  void it('can’t be judged once nothing else holds it', () => {
    const nameless: readonly Resource[] = [
      ...['none', [7], [{ Key: 'Name', Value: 7 }], [{ Key: {}, Value: 'prod' }]].map((Tags) => ec2({ Tags })),
      ec2({ Tags: [{ Key: 'Name', Value: {} }, GROUP] }),
      ec2({
        Tags: [
          { Key: 'Name', Value: 'web' },
          { Key: GROUP.Key, Value: {} },
        ],
      }),
      ...['none', { Name: 7 }].map((tags) => of(summaryOf(scope, { ...fis, tags }))),
    ];
    for (const resource of nameless)
      for (const [typed, expected] of [
        ['prod', 'unread'],
        ['-prod', 'unread'],
        ['-"pr*d"', 'unread'],
        ['-prod state:stopped', 'hidden'],
        [resource.id, 'shown'],
        [`-${resource.id}`, 'hidden'],
        ['running', 'shown'],
      ] as const)
        assert.equal(verdict(typed, resource), expected, `${typed} ${JSON.stringify(resource)}`);
  });

  void it('can’t be judged where something else can’t be read that it may stand in', () => {
    const lost: readonly Resource[] = [
      ...['InstanceType', 'PrivateIpAddress', 'PublicIpAddress', 'Placement', 'State'].map((key) =>
        ec2({ [key]: [7] }),
      ),
      ec2({ Placement: { AvailabilityZone: {} } }),
      of(summaryOf(scope, { ...fis, experimentTemplateId: {} })),
      of(summaryOf(scope, { ...fis, state: { status: 7 } })),
      ...[{ taskDefinition: 7 }, { clusterArn: {} }].map((more) =>
        of(serviceOf(scope, { serviceArn: 'arn:s', ...more })),
      ),
    ];
    for (const resource of lost)
      for (const typed of ['m5.', '-m5.', '-10.0.*'])
        assert.equal(verdict(typed, resource), 'unread', `${typed} ${JSON.stringify(resource)}`);
    // What is searched in none of them costs nothing.
    for (const resource of [
      ec2({ ImageId: {}, LaunchTime: 'soon' }),
      of(summaryOf(scope, { ...fis, creationTime: {} })),
    ])
      assert.deepEqual([verdict('m5.', resource), verdict('-m5.', resource)], ['hidden', 'shown']);
  });

  void it('is judged where its name is known, or has none', () => {
    const named: readonly Resource[] = [
      ec2({}),
      ec2({ Tags: [{ Key: 'env', Value: 'prod' }] }),
      ec2({ Tags: [{ Key: 'Name', Value: 'web' }, GROUP, { Key: 'env', Value: 7 }] }),
      of(summaryOf(scope, { ...fis, tags: { Name: 'load', env: 7 } })),
      of(summaryOf(scope, fis)),
      serviceLike({ tagsUnread: true }),
    ];
    for (const resource of named)
      assert.deepEqual([verdict('prod', resource), verdict('-prod', resource)], ['hidden', 'shown']);
  });
});
