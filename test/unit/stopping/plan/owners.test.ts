import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import { type Owner, type OwnerKind, ownersOf } from '../../../../src/stopping/plan/owners.ts';
import { instance } from '../../../stages/fakes.ts';

/** Tags as AWS's services put them, and who that is. */
const rows: readonly (readonly [tags: Readonly<Record<string, string>>, owners: readonly Owner[]])[] = [
  [{ 'karpenter.sh/nodepool': 'default' }, [{ kind: 'karpenter', name: 'default', certain: false }]],
  [{ 'karpenter.sh/provisioner-name': 'spot' }, [{ kind: 'karpenter', name: 'spot', certain: false }]],
  [
    { 'karpenter.sh/provisioner-name': 'old', 'karpenter.sh/nodepool': 'new' },
    [{ kind: 'karpenter', name: 'new', certain: false }],
  ],
  [{ 'karpenter.sh/nodeclaim': 'general-x7k2p' }, [{ kind: 'karpenter', name: '', certain: false }]],
  [{ 'karpenter.k8s.aws/ec2nodeclass': 'default' }, [{ kind: 'karpenter', name: '', certain: false }]],
  [
    { 'eks:nodegroup-name': 'workers', 'eks:cluster-name': 'shop' },
    [{ kind: 'eks-node-group', name: 'workers', certain: false }],
  ],
  [{ 'eks:cluster-name': 'shop' }, [{ kind: 'eks-node-group', name: '', certain: false }]],
  [{ AmazonECSManaged: '' }, [{ kind: 'ecs-capacity', name: '', certain: false }]],
  [{ AmazonECSManaged: 'true' }, [{ kind: 'ecs-capacity', name: '', certain: false }]],
  [{ 'aws:ec2:fleet-id': 'fleet-1' }, [{ kind: 'ec2-fleet', name: 'fleet-1', certain: false }]],
  [{ 'aws:ec2spot:fleet-request-id': 'sfr-1' }, [{ kind: 'spot-fleet', name: 'sfr-1', certain: false }]],
  [{ 'aws:elasticmapreduce:job-flow-id': 'j-1' }, [{ kind: 'emr', name: 'j-1', certain: false }]],
  [{ AWSBatchServiceTag: 'batch' }, [{ kind: 'batch', name: '', certain: false }]],
  [{ 'elasticbeanstalk:environment-name': 'web' }, [{ kind: 'beanstalk', name: 'web', certain: false }]],
  [{ 'aws:cloudformation:stack-name': 'network' }, [{ kind: 'cloudformation', name: 'network', certain: true }]],
  [{ Schedule: 'office-hours' }, [{ kind: 'instance-scheduler', name: 'office-hours', certain: false }]],
  [{ 'IS-Started-By': 'scheduler' }, [{ kind: 'instance-scheduler', name: '', certain: false }]],
  // What only looks like one of them: the first is on the nodes that a person runs in a cluster, too, the second on subnets and groups for Karpenter to find.
  [{ 'aws:eks:cluster-name': 'shop', 'karpenter.sh/discovery': 'shop', 'kubernetes.io/cluster/shop': 'owned' }, []],
  [{ schedule: 'office-hours', 'ISO-27001': 'yes', 'This-IS-fine': '1', Schedule: '   ' }, []],
  [{ 'Karpenter.sh/nodepool': 'x', Name: 'karpenter.sh/nodepool', 'eks:cluster': 'shop' }, []],
  // Several at once.
  [
    { 'aws:cloudformation:stack-name': 'web', Schedule: 'nights' },
    [
      { kind: 'cloudformation', name: 'web', certain: true },
      { kind: 'instance-scheduler', name: 'nights', certain: false },
    ],
  ],
];

const tagged = (tags: Readonly<Record<string, string>>, more: Partial<Instance> = {}): Instance =>
  instance({ tags: Object.entries(tags).map(([key, value]) => ({ key, value })), ...more });

describe('who undoes a stop', () => {
  for (const [tags, owners] of rows) {
    it(`is read from ${JSON.stringify(tags)}`, () => assert.deepEqual(ownersOf(tagged(tags), 'Schedule'), owners));
  }

  it('is certain of a node group and a Beanstalk environment whose instance is in an Auto Scaling group', () => {
    const tags = { 'eks:nodegroup-name': 'workers', 'elasticbeanstalk:environment-name': 'web' };
    assert.deepEqual(
      ownersOf(tagged(tags, { autoScalingGroup: 'asg' }), 'Schedule').map(({ certain }) => certain),
      [true, true],
    );
  });

  it('knows by a tag’s key that there is an owner, where its value can’t be read', () => {
    const keys: readonly (readonly [string, OwnerKind])[] = [
      ['karpenter.sh/nodepool', 'karpenter'],
      ['eks:nodegroup-name', 'eks-node-group'],
      ['AmazonECSManaged', 'ecs-capacity'],
      ['aws:ec2:fleet-id', 'ec2-fleet'],
      ['aws:ec2spot:fleet-request-id', 'spot-fleet'],
      ['aws:elasticmapreduce:job-flow-id', 'emr'],
      ['AWSBatchServiceTag', 'batch'],
      ['elasticbeanstalk:environment-name', 'beanstalk'],
      ['aws:cloudformation:stack-name', 'cloudformation'],
      ['Schedule', 'instance-scheduler'],
    ];
    for (const [Key, kind] of keys)
      for (const Value of [7, {}]) {
        const read = instanceOf(instance().scope, { InstanceId: 'i-1', Tags: [{ Key, Value }] }, '1');
        assert.ok(read);
        const told = ownersOf(read, 'Schedule').map((one) => [one.kind, one.name]);
        assert.deepEqual(told, [[kind, '']], Key);
      }
    assert.deepEqual(ownersOf(tagged({ Schedule: '' }), 'Schedule'), []);
    assert.deepEqual(ownersOf(tagged({ Schedule: ' ' }, { tagsUnread: true }), 'Schedule'), []);
  });

  it('knows ECS capacity by the profile that ECS’s console makes', () => {
    const of = (instanceProfile: string) => ownersOf(tagged({}, { instanceProfile }), '').map(({ kind }) => kind);
    assert.deepEqual(of('ecsInstanceRole'), ['ecs-capacity']);
    assert.deepEqual(of('ecsInstanceRole-eu'), ['ecs-capacity']);
    for (const like of [
      'my-ecsInstanceRole',
      'shop-EcsInstanceProfile-1A2B3C',
      'ecs_instance_role',
      'ecsContainerInstanceRole',
    ])
      assert.deepEqual(of(like), ['ecs-capacity'], like);
    for (const other of ['specsInstanceRole', 'ecsTaskExecutionRole', 'web-instance-role', 'ecs', ''])
      assert.deepEqual(of(other), [], other);
  });

  it('takes the tag of the Instance Scheduler from the setting, and none when that is empty', () => {
    const one = tagged({ 'power:plan': 'weekdays', Schedule: 'other' });
    assert.deepEqual(ownersOf(one, 'power:plan'), [{ kind: 'instance-scheduler', name: 'weekdays', certain: false }]);
    assert.deepEqual(ownersOf(one, ''), []);
  });
});
