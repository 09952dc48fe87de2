import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemberReader } from '../../../../../src/base/memberReader.ts';
import { none } from '../../../../../src/model/fact.ts';
import { HIBERNATION, type Instance, managerOf } from '../../../../../src/model/resources/instance.ts';
import { isUnread } from '../../../../../src/model/resources/unreadable.ts';
import { instanceOf, instancesOf, instanceStateOf, tagsOf } from '../../../../../src/aws/services/ec2/instance.ts';
import { scope } from '../../../../stages/fakes.ts';

const OWNER = '111122223333';
type Members = Readonly<Record<string, unknown>>;

/** An instance as it is read of these members of DescribeInstances' and an id. */
function read(members: Members = {}, owner: unknown = OWNER, at = scope): Instance {
  const found = instanceOf(at, { InstanceId: 'i-1', ...members }, owner);
  assert.ok(found !== undefined);
  return found;
}

describe('an instance of which AWS tells everything', () => {
  it('is told member for member', () => {
    const whole = read({
      ...{ State: { Code: 80, Name: 'stopped' }, InstanceType: 'm5d.large', LaunchTime: new Date(1_768_478_400_000) },
      ...{ Placement: { AvailabilityZone: 'eu-west-1a' }, PlatformDetails: 'Linux/UNIX', Architecture: 'arm64' },
      ...{ Tags: [{ Key: 'Name', Value: 'web' }], InstanceLifecycle: 'spot', SpotInstanceRequestId: 'sir-1' },
      ...{ RootDeviceType: 'ebs', HibernationOptions: { Configured: true }, VpcId: 'vpc-1', SubnetId: 'subnet-1' },
      ...{ PrivateIpAddress: '10.0.0.1', ImageId: 'ami-1', KeyName: 'jane', StateTransitionReason: 'by jane' },
      ...{ IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/team/web' } },
      ...{ StateReason: { Code: 'Client.UserInitiatedShutdown', Message: 'A person did it.' } },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1', DeleteOnTermination: true } }],
    });
    assert.deepEqual(whole, {
      ...{ kind: 'instance', scope, id: 'i-1', arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', name: 'web' },
      ...{ state: 'stopped', type: 'm5d.large', launchedAt: 1_768_478_400_000, availabilityZone: 'eu-west-1a' },
      ...{ platform: 'Linux/UNIX', windows: false, architecture: 'arm64', tags: [{ key: 'Name', value: 'web' }] },
      ...{ lifecycle: 'spot', spotRequestId: 'sir-1', rootDeviceType: 'ebs', instanceStore: 'data' },
      ...{ hibernationConfigured: true, privateAddress: '10.0.0.1', vpcId: 'vpc-1', subnetId: 'subnet-1' },
      ...{ imageId: 'ami-1', keyName: 'jane', instanceProfile: 'web', stateReason: 'A person did it.' },
      ...{ stateReasonCode: 'Client.UserInitiatedShutdown', stateTransitionReason: 'by jane' },
      volumes: [{ id: 'vol-1', device: '/dev/xvda', deleteOnTermination: true }],
    });
  });

  it('is told without what AWS doesn’t tell, which is no fault', () => {
    assert.deepEqual(read({}, null), {
      ...{ kind: 'instance', scope, id: 'i-1', arn: 'arn:aws:ec2:eu-west-1::instance/i-1', state: 'unknown', type: '' },
      ...{ windows: false, tags: [], instanceStore: 'unknown', hibernationConfigured: false, volumes: [] },
      leftOut: ['HibernationOptions.Configured'],
    });
  });

  it('isn’t said not to hibernate, nor to keep a volume, where that is left out', () => {
    for (const [Configured, leftOut] of [
      [true, undefined],
      [false, undefined],
      [null, ['HibernationOptions.Configured']],
    ] as const) {
      const instance = read({ HibernationOptions: { Configured }, Operator: {} });
      assert.deepEqual([instance.leftOut, instance.unread], [leftOut, undefined], String(Configured));
      assert.equal(isUnread(instance, HIBERNATION), leftOut !== undefined);
      assert.deepEqual(managerOf(instance), none);
    }
    const disk = { DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1' } };
    assert.equal(isUnread(read({ BlockDeviceMappings: [disk] }), 'BlockDeviceMappings'), true);
  });

  it('has the ARN of its region’s partition', () => {
    const arnIn = (region: string) => read({}, OWNER, { ...scope, region }).arn;
    assert.equal(arnIn('cn-north-1'), 'arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1');
    assert.equal(arnIn('us-gov-west-1'), 'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-1');
  });

  it('names the owner as unread where that is no text, and not where there is none', () => {
    assert.deepEqual(read({}, 7).unread, ['OwnerId']);
    for (const owner of ['', null, undefined, OWNER]) assert.equal(read({}, owner).unread, undefined);
  });
});

describe('the state of an instance', () => {
  for (const [source, state] of [
    [{ Code: 0, Name: 'pending' }, 'pending'],
    [{ Code: 16, Name: 'running' }, 'running'],
    [{ Code: 32, Name: 'shutting-down' }, 'shutting-down'],
    [{ Code: 48, Name: 'terminated' }, 'terminated'],
    [{ Code: 64, Name: 'stopping' }, 'stopping'],
    [{ Code: 80, Name: 'stopped' }, 'stopped'],
    [{ Code: 272, Name: 'stopped' }, 'running'],
    [{ Code: 96, Name: 'hovering' }, 'hovering'],
    [{ Code: 96, Name: 'running' }, 'unknown (running)'],
    [{ Code: 16.5, Name: 'running' }, 'unknown (running)'],
    [{ Name: 'running' }, 'unknown (running)'],
    [{ Name: 'toString' }, 'toString'],
    [{ Code: 96 }, 'unknown'],
    [{}, 'unknown'],
    ['running', 'unknown'],
    [undefined, 'unknown'],
  ] as const)
    it(`is ${state} by ${JSON.stringify(source)}`, () => {
      assert.equal(instanceStateOf(source), state);
      assert.equal(read({ State: source }).state, state);
    });
});

describe('what an instance runs', () => {
  for (const [members, platform, windows] of [
    [{ PlatformDetails: 'Windows with SQL Server Web', Platform: 'windows' }, 'Windows with SQL Server Web', true],
    [{ PlatformDetails: 'Linux/UNIX' }, 'Linux/UNIX', false],
    [{ PlatformDetails: 'Windows BYOL' }, 'Windows BYOL', true],
    [{ PlatformDetails: 'SQL Server', Platform: 'Windows' }, 'SQL Server', true],
    [{ Platform: 'windows' }, 'windows', true],
    [{}, undefined, false],
  ] as const)
    it(`is ${String(platform)}${windows ? ', which is Windows' : ''} by ${JSON.stringify(members)}`, () => {
      const { platform: told, windows: isWindows } = read(members);
      assert.deepEqual([told, isWindows], [platform, windows]);
    });

  it('can lose what is on the instance store of its root or of its type', () => {
    for (const [members, store] of [
      [{ RootDeviceType: 'instance-store', InstanceType: 'm5.large' }, 'root'],
      [{ RootDeviceType: 'ebs', InstanceType: 'i4i.large' }, 'data'],
      [{ RootDeviceType: 'ebs', InstanceType: 'm5.large' }, 'none'],
      [{ RootDeviceType: 'ebs' }, 'unknown'],
    ] as const)
      assert.equal(read(members).instanceStore, store);
  });
});

describe('the tags of an instance', () => {
  const tagged = (...tags: readonly unknown[]) => read({ Tags: tags });

  it('are its name, where that can be seen, and its Auto Scaling group', () => {
    const { name, autoScalingGroup } = tagged(
      ...[
        { Key: 'name', Value: 'other' },
        { Key: 'Name', Value: 'web' },
      ],
      { Key: 'aws:autoscaling:groupName', Value: 'web-group' },
    );
    assert.deepEqual([name, autoScalingGroup], ['web', 'web-group']);
    for (const unseen of ['', ' ', '\u200b']) assert.equal(tagged({ Key: 'Name', Value: unseen }).name, undefined);
    assert.equal(tagged({ Key: 'Name', Value: 'web' }).autoScalingGroup, undefined);
  });

  it('aren’t all known where one of the list is nothing', () => {
    for (const nothing of [null, '']) {
      const { tags, tagsUnread } = read({ Tags: [nothing, { Key: 'env', Value: 'dev' }] });
      assert.deepEqual([tags, tagsUnread], [[{ key: 'env', value: 'dev' }], true]);
      assert.equal(read({ Tags: [nothing] }).tagsUnread, true);
    }
    assert.equal(read({ Tags: [] }).tagsUnread, undefined);
    assert.equal(read().tagsUnread, undefined);
  });

  it('make it a member of a group whose name can’t be read', () => {
    const { autoScalingGroup, tags, tagsUnread } = tagged({ Key: 'aws:autoscaling:groupName', Value: {} });
    assert.deepEqual([autoScalingGroup, tagsUnread], ['', true]);
    assert.deepEqual(tags, [{ key: 'aws:autoscaling:groupName', value: '', valueUnread: true }]);
  });

  it('are told with an empty value where there is none, and apart from that where it can’t be read', () => {
    const from = new MemberReader({
      Tags: [{ Key: 'a', Value: '' }, { Key: 'b' }, { Key: 'c', Value: null }, { Key: 'd', Value: 7 }, { Value: 'e' }],
    });
    assert.deepEqual(tagsOf(from, 'Tags', 'Key', 'Value'), [
      ...[
        { key: 'a', value: '' },
        { key: 'b', value: '' },
        { key: 'c', value: '' },
      ],
      { key: 'd', value: '', valueUnread: true },
    ]);
    // A tag without a key that can be read could be any.
    assert.deepEqual(from.unread, ['Tags[3].Value', 'Tags[4].Key']);
    for (const odd of [{ key: 'env', value: 'prod' }, { Key: 7, Value: 'prod' }, { Value: 'prod' }])
      assert.equal(tagged(odd).tagsUnread, true, JSON.stringify(odd));
    assert.equal(tagged({ Key: 'env', Value: 'prod' }).tagsUnread, undefined);
    const other = new MemberReader({ tags: [{ key: 'a', value: 'b' }] });
    assert.deepEqual(tagsOf(other, 'tags', 'key', 'value'), [{ key: 'a', value: 'b' }]);
  });
});

describe('the service that manages an instance', () => {
  for (const [operator, manager, unread] of [
    [{ Managed: true, Principal: 'eks.amazonaws.com' }, 'eks.amazonaws.com', undefined],
    [{ Managed: true }, 'an AWS service', undefined],
    [{ Managed: false, Principal: 'eks.amazonaws.com' }, undefined, undefined],
    [{ Principal: 'eks.amazonaws.com' }, 'eks.amazonaws.com', undefined],
    [{ Managed: 'maybe', Principal: 'eks.amazonaws.com' }, 'eks.amazonaws.com', ['Operator.Managed']],
    [{ Managed: 'maybe' }, undefined, ['Operator.Managed']],
    ['eks', undefined, ['Operator']],
    [{ Managed: false }, undefined, undefined],
    [undefined, undefined, undefined],
  ] as const)
    it(`is ${String(manager)} by ${JSON.stringify(operator)}`, () => {
      const told = read({ Operator: operator });
      assert.deepEqual([told.managedBy, told.unread], [manager, unread]);
    });
});

const network = (address: string, owner: unknown, own: readonly string[] = [], ipv6: readonly string[] = []) => ({
  Association: { PublicIp: address, IpOwnerId: owner },
  PrivateIpAddresses: own.map((PrivateIpAddress) => ({ PrivateIpAddress })),
  Ipv6Addresses: ipv6.map((Ipv6Address) => ({ Ipv6Address })),
});

describe('the addresses of an instance', () => {
  for (const [what, address, networks, kind, elastic] of [
    ['is given back where Amazon owns it', '1.1.1.1', [network('1.1.1.1', 'amazon')], 'auto', undefined],
    ['stays where the account owns it', '1.1.1.1', [network('1.1.1.1', OWNER)], 'elastic', ['1.1.1.1']],
    ['stays where somebody owns it', '1.1.1.1', [network('1.1.1.1', 'pool')], 'elastic', undefined],
    [
      'stays where a number longer than an account’s owns it',
      '1.1.1.1',
      [network('1.1.1.1', `${OWNER}4`)],
      'elastic',
      undefined,
    ],
    ['is given back where another is owned', '1.1.1.1', [network('2.2.2.2', OWNER)], 'auto', ['2.2.2.2']],
    ['is given back where nobody is told to own it', '1.1.1.1', [network('1.1.1.1', undefined)], 'auto', undefined],
    ['is given back without any interface', '1.1.1.1', [], 'auto', undefined],
    [
      'is none beside an Elastic IP of a second interface',
      undefined,
      [network('2.2.2.2', OWNER), network('2.2.2.2', OWNER)],
      undefined,
      ['2.2.2.2'],
    ],
  ] as const)
    it(`tell that its public one ${what}`, () => {
      const told = read({ PublicIpAddress: address, NetworkInterfaces: networks });
      assert.deepEqual([told.publicAddress, told.publicAddressKind, told.elasticAddresses], [address, kind, elastic]);
    });

  it('are, beside its first private one, those of every interface, once each and in AWS’s order', () => {
    const networks = [
      network('1.1.1.1', 'amazon', ['10.0.0.1', '10.0.0.2'], ['2001:db8::1']),
      network('1.1.1.2', 'amazon', ['10.0.1.1', '10.0.0.2']),
    ];
    const told = read({ PrivateIpAddress: '10.0.0.1', NetworkInterfaces: networks });
    assert.deepEqual(told.otherAddresses, ['10.0.0.2', '2001:db8::1', '10.0.1.1']);
    const alone = read({
      PrivateIpAddress: '10.0.0.1',
      NetworkInterfaces: [network('1.1.1.1', 'amazon', ['10.0.0.1'])],
    });
    assert.equal(alone.otherAddresses, undefined);
    const nothing = read({
      PrivateIpAddress: '10.0.0.1',
      NetworkInterfaces: [
        { Association: { IpOwnerId: OWNER }, PrivateIpAddresses: [{ PrivateIpAddress: '' }], Ipv6Addresses: [{}] },
      ],
    });
    assert.deepEqual(
      [nothing.otherAddresses, nothing.elasticAddresses, nothing.unread],
      [undefined, undefined, undefined],
    );
  });

  it('have the Elastic IP of a second private address', () => {
    const second = { PrivateIpAddress: '10.0.0.2', Association: { PublicIp: '2.2.2.2', IpOwnerId: OWNER } };
    assert.deepEqual(read({ NetworkInterfaces: [{ PrivateIpAddresses: [second] }] }).elasticAddresses, ['2.2.2.2']);
  });
});

describe('the volumes of an instance', () => {
  it('are those with an id, and one without it is named as unread', () => {
    const told = read({
      BlockDeviceMappings: [
        { Ebs: { VolumeId: 'vol-1' } },
        { DeviceName: '/dev/sdb' },
        { DeviceName: '/dev/sdc', Ebs: { DeleteOnTermination: true } },
        { DeviceName: '/dev/sdd', Ebs: { VolumeId: 'vol-4', DeleteOnTermination: false } },
      ],
    });
    assert.deepEqual(told.volumes, [
      { id: 'vol-1', device: '', deleteOnTermination: false },
      { id: 'vol-4', device: '/dev/sdd', deleteOnTermination: false },
    ]);
    assert.deepEqual(told.unread, ['BlockDeviceMappings[2].Ebs.VolumeId']);
  });
});

describe('a reservation', () => {
  const found = (reservation: unknown) => {
    const { instances, nameless } = instancesOf(scope, reservation);
    return [instances.map(({ id }) => id), nameless];
  };

  it('tells its instances with its owner, and how many have no id', () => {
    const reservation = { OwnerId: OWNER, Instances: [{ InstanceId: 'i-1' }, {}, 'odd', { InstanceId: 'i-2' }] };
    assert.deepEqual(found(reservation), [['i-1', 'i-2'], 2]);
    const [first] = instancesOf(scope, reservation).instances;
    assert.equal(first?.arn, 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1');
  });

  it('without a list has no instances, and one may be lost where something else stands there', () => {
    for (const nothing of [{}, { Instances: null }, { Instances: '' }, undefined, null, '', { Instances: [] }])
      assert.deepEqual(found(nothing), [[], 0], JSON.stringify(nothing));
    for (const odd of [{ Instances: 'odd' }, { Instances: {} }, 'odd', 7])
      assert.deepEqual(found(odd), [[], 1], JSON.stringify(odd));
  });
});
