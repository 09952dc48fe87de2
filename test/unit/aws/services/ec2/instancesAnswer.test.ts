import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkReservations, createListPageReader } from '../../../../../src/aws/services/ec2/instancesAnswer.ts';
import { MalformedAnswer } from '../../../../../src/aws/sdk/wireAnswer.ts';
import { scope } from '../../../../stages/fakes.ts';

const item = (members: string): string => `<item>${members}</item>`;
const answer = (members: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse>${members}</DescribeInstancesResponse>`;
const page = (reservations: string, token = '<nextToken/>'): string =>
  answer(`<requestId>r-1</requestId>${token}<reservationSet>${reservations}</reservationSet>`);
const reservation = (...instances: readonly string[]): string =>
  item(`<ownerId>111122223333</ownerId><instancesSet>${instances.map(item).join('')}</instancesSet>`);
const id = (told: string): string => `<instanceId>${told}</instanceId>`;

/** What a reader makes of these pieces. */
function readerOf(...pieces: readonly (string | Uint8Array)[]) {
  const reader = createListPageReader(scope);
  for (const piece of pieces) reader.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
  return reader;
}
function read(...pieces: readonly (string | Uint8Array)[]) {
  const reader = readerOf(...pieces);
  assert.equal(reader.end(), true);
  const told = reader.page();
  assert.ok(told !== undefined);
  return told;
}

const association = (address: string): string =>
  `<association><publicIp>${address}</publicIp><ipOwnerId>111122223333</ipOwnerId></association>`;
const WHOLE =
  id('i-1') +
  '<instanceType>m5d.large</instanceType><instanceState><code>80</code><name>stopped</name></instanceState>' +
  '<launchTime>2026-01-15T12:00:00.000Z</launchTime><placement><availabilityZone>eu-west-1a</availabilityZone></placement>' +
  '<platform>windows</platform><platformDetails>Windows BYOL</platformDetails><architecture>x86_64</architecture>' +
  '<tagSet><item><key>Name</key><value>web</value></item></tagSet>' +
  '<operator><managed>true</managed><principal>eks.amazonaws.com</principal></operator>' +
  '<instanceLifecycle>spot</instanceLifecycle><spotInstanceRequestId>sir-1</spotInstanceRequestId>' +
  '<rootDeviceType>ebs</rootDeviceType><hibernationOptions><configured>true</configured></hibernationOptions>' +
  '<iamInstanceProfile><arn>arn:aws:iam::111122223333:instance-profile/web</arn></iamInstanceProfile>' +
  '<ipAddress>1.1.1.1</ipAddress><privateIpAddress>10.0.0.1</privateIpAddress><vpcId>vpc-1</vpcId>' +
  '<subnetId>subnet-1</subnetId><imageId>ami-1</imageId><keyName>jane</keyName>' +
  '<stateReason><code>Client.UserInitiatedShutdown</code><message>A person did it.</message></stateReason>' +
  '<reason>User initiated</reason><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName>' +
  '<ebs><volumeId>vol-1</volumeId><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>' +
  `<networkInterfaceSet><item>${association('1.1.1.1')}<privateIpAddressesSet><item>` +
  `<privateIpAddress>10.0.0.2</privateIpAddress>${association('2.2.2.2')}</item></privateIpAddressesSet>` +
  '<ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item></ipv6AddressesSet></item></networkInterfaceSet>' +
  '<somethingNew><of>later</of></somethingNew>';

describe('a page of instances that is read as it arrives', () => {
  it('tells of an instance all that Halt shows and judges by', () => {
    const { instances, nameless, next } = read(page(reservation(WHOLE)));
    assert.deepEqual([nameless, next], [0, undefined]);
    assert.deepEqual(instances, [
      {
        ...{ kind: 'instance', scope, id: 'i-1', arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', name: 'web' },
        ...{ state: 'stopped', type: 'm5d.large', launchedAt: Date.UTC(2026, 0, 15, 12), platform: 'Windows BYOL' },
        ...{ availabilityZone: 'eu-west-1a', windows: true, architecture: 'x86_64', managedBy: 'eks.amazonaws.com' },
        ...{ tags: [{ key: 'Name', value: 'web' }], lifecycle: 'spot', spotRequestId: 'sir-1', rootDeviceType: 'ebs' },
        ...{ instanceStore: 'data', hibernationConfigured: true, publicAddress: '1.1.1.1' },
        ...{ publicAddressKind: 'elastic', elasticAddresses: ['1.1.1.1', '2.2.2.2'], privateAddress: '10.0.0.1' },
        ...{ otherAddresses: ['10.0.0.2', '2001:db8::1'], vpcId: 'vpc-1', subnetId: 'subnet-1', imageId: 'ami-1' },
        ...{ keyName: 'jane', instanceProfile: 'web', stateReasonCode: 'Client.UserInitiatedShutdown' },
        ...{ stateReason: 'A person did it.', stateTransitionReason: 'User initiated' },
        volumes: [{ device: '/dev/xvda', id: 'vol-1', deleteOnTermination: true }],
      },
    ]);
    const byFamily = read(page(reservation(`${id('i-2')}<platform>windows</platform>`))).instances[0];
    assert.deepEqual([byFamily?.platform, byFamily?.windows], ['windows', true]);
  });

  it('has no launch on a day that there is not, and says that it could not be read', () => {
    for (const day of ['2026-02-30', '2026-02-29', '2026-04-31', '2026-00-10']) {
      const [one] = read(
        page(reservation(`${id('i-1')}<launchTime>${day}T12:00:00.000Z</launchTime><imageId>ami-1</imageId>`)),
      ).instances;
      assert.deepEqual([one?.launchedAt, one?.unread, one?.imageId], [undefined, ['LaunchTime'], 'ami-1'], day);
    }
  });

  it('has the instances of every reservation, how many have no id, and what the next page is asked for by', () => {
    const first = reservation(id('i-1'), '<imageId>ami-1</imageId>', id('i-2'));
    const told = read(page(first + reservation('') + reservation(id('i-3')), '<nextToken>two</nextToken>'));
    assert.deepEqual(
      [told.instances.map((one) => one.id), told.nameless, told.next],
      [['i-1', 'i-2', 'i-3'], 2, 'two'],
    );
    assert.deepEqual(read(page('')), { instances: [], nameless: 0, next: undefined });
    assert.deepEqual(read(answer('<requestId>r-1</requestId>')), { instances: [], nameless: 0, next: undefined });
  });

  it('is the same however its bytes are cut, in the middle of a character too', () => {
    const bytes = new TextEncoder().encode(
      page(reservation(`${id('i-1')}<tagSet><item><key>Name</key><value>büro 🚀</value></item></tagSet>`)),
    );
    const each = Array.from(bytes, (byte) => Uint8Array.of(byte));
    assert.equal(read(...each).instances[0]?.name, 'büro 🚀');
  });

  for (const [what, body] of [
    ['an answer to something else', '<DescribeVolumesResponse><requestId>r-1</requestId></DescribeVolumesResponse>'],
    ['half of one', page(reservation(id('i-1'))).slice(0, -30)],
    ['one without a request id', answer(`<reservationSet>${reservation(id('i-1'))}</reservationSet>`)],
    ['one with something behind its end', `${page('')}ä`],
    ['one whose reservations can’t be read', answer('<requestId>r-1</requestId><reservationSet>odd</reservationSet>')],
    ['one whose next page can’t be asked for', page('', '<nextToken><odd/></nextToken>')],
    ['nothing', ''],
  ] as const)
    it(`is malformed where it is ${what}`, () => {
      const reader = readerOf(body);
      assert.throws(() => reader.end(), MalformedAnswer);
      assert.equal(reader.page(), undefined);
    });

  it('is malformed where its last byte begins a character', () => {
    const reader = readerOf(page(''), Uint8Array.of(0xc3));
    assert.throws(() => reader.end(), MalformedAnswer);
  });

  it('is left to the SDK where there is something in it that this reader doesn’t know, whatever comes after it', () => {
    for (const odd of ['<!-- a comment -->', '<item kind="new"></item>']) {
      const reader = readerOf(`<DescribeInstancesResponse>${odd}`, '</odd>', page(''));
      assert.equal(reader.end(), false);
      assert.equal(reader.page(), undefined);
    }
  });
});

describe('what stands for the list of reservations', () => {
  it('may be absent or empty, and is malformed as anything else', () => {
    for (const fine of [undefined, null, '', [], [{}]]) checkReservations(fine);
    for (const odd of ['odd', {}, 7]) assert.throws(() => checkReservations(odd), MalformedAnswer);
  });
});
