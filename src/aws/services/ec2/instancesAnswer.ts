import { identifier, isNothing, member } from '../../../base/untrusted.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import type { Scope } from '../../../model/scope.ts';
import { nextPage } from '../../call/rawAnswer.ts';
import type { BodyReader } from '../../sdk/sdkHandler.ts';
import { createDoubt, strikesNothing, type Striking } from '../../sdk/struckAnswers.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';
import { BrokenXml, createXmlScanner, UnknownXml, type XmlShape } from '../../sdk/xmlScanner.ts';
import { instancesOf } from './instance.ts';
import { membersOf } from './query.ts';

/** A page of DescribeInstances, in what Halt keeps. */
export interface InstancesPage {
  readonly instances: readonly Instance[];
  /** Of so many the id can't be read. */
  readonly nameless: number;
  /** The token of the next page; undefined for the last. */
  readonly next: string | undefined;
}

const text: XmlShape = { type: 'text' };
const flag: XmlShape = { type: 'flag' };
const listOf = (item: XmlShape): XmlShape => ({ type: 'list', item });
const record = (members: Readonly<Record<string, readonly [string, XmlShape]>>): XmlShape => ({
  type: 'record',
  members: membersOf(members),
});

const association = record({ publicIp: ['PublicIp', text], ipOwnerId: ['IpOwnerId', text] });

/** What {@link instancesOf} reads of an instance, by its names in the XML. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
const instance = record({
  instanceId: ['InstanceId', text],
  instanceType: ['InstanceType', text],
  instanceState: ['State', record({ code: ['Code', { type: 'number' }], name: ['Name', text] })],
  launchTime: ['LaunchTime', { type: 'time' }],
  placement: ['Placement', record({ availabilityZone: ['AvailabilityZone', text] })],
  platform: ['Platform', text],
  platformDetails: ['PlatformDetails', text],
  architecture: ['Architecture', text],
  tagSet: ['Tags', listOf(record({ key: ['Key', text], value: ['Value', text] }))],
  operator: ['Operator', record({ managed: ['Managed', flag], principal: ['Principal', text] })],
  instanceLifecycle: ['InstanceLifecycle', text],
  spotInstanceRequestId: ['SpotInstanceRequestId', text],
  rootDeviceType: ['RootDeviceType', text],
  hibernationOptions: ['HibernationOptions', record({ configured: ['Configured', flag] })],
  iamInstanceProfile: ['IamInstanceProfile', record({ arn: ['Arn', text] })],
  ipAddress: ['PublicIpAddress', text],
  privateIpAddress: ['PrivateIpAddress', text],
  vpcId: ['VpcId', text],
  subnetId: ['SubnetId', text],
  imageId: ['ImageId', text],
  keyName: ['KeyName', text],
  stateReason: ['StateReason', record({ code: ['Code', text], message: ['Message', text] })],
  reason: ['StateTransitionReason', text],
  blockDeviceMapping: [
    'BlockDeviceMappings',
    listOf(
      record({
        deviceName: ['DeviceName', text],
        ebs: ['Ebs', record({ volumeId: ['VolumeId', text], deleteOnTermination: ['DeleteOnTermination', flag] })],
      }),
    ),
  ],
  networkInterfaceSet: [
    'NetworkInterfaces',
    listOf(
      record({
        association: ['Association', association],
        privateIpAddressesSet: [
          'PrivateIpAddresses',
          listOf(record({ privateIpAddress: ['PrivateIpAddress', text], association: ['Association', association] })),
        ],
        ipv6AddressesSet: ['Ipv6Addresses', listOf(record({ ipv6Address: ['Ipv6Address', text] }))],
      }),
    ),
  ],
});

const answer = membersOf({
  requestId: ['RequestId', text],
  nextToken: ['NextToken', text],
  reservationSet: [
    'Reservations',
    listOf({
      type: 'record',
      handed: true,
      members: membersOf({ ownerId: ['OwnerId', text], instancesSet: ['Instances', listOf(instance)] }),
    }),
  ],
});

/** Takes an answer of DescribeInstances as it arrives. Throws what an {@link createXmlScanner} does; nothing of what it took counts then. */
export interface InstancesReader {
  push(bytes: Uint8Array): void;
  end(): InstancesPage;
}

/** For one answer to DescribeInstances. `end` throws {@link BrokenXml} where it isn't a whole one of AWS's. */
export function createInstancesReader(scope: Scope, by: Striking = strikesNothing): InstancesReader {
  const instances: Instance[] = [];
  let nameless = 0;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const take = (reservation: unknown): void => {
    const found = instancesOf(scope, reservation);
    instances.push(...found.instances);
    nameless += found.nameless;
  };
  const scanner = createXmlScanner('DescribeInstancesResponse', answer, take, (told) => by.strike(told));
  const isDoubtful = createDoubt(by);
  return {
    push: (bytes) => scanner.push(decoder.decode(bytes, { stream: true }), isDoubtful(bytes)),
    end() {
      scanner.push(decoder.decode(), true);
      const root = scanner.end();
      if (identifier(member(root, 'RequestId')) === undefined) throw new BrokenXml('The answer has no request id.');
      checkReservations(member(root, 'Reservations'));
      return { instances, nameless, next: nextPage(member(root, 'NextToken')) };
    },
  };
}

/** Something else where the list of reservations should be says nothing of what there is. Throws {@link MalformedAnswer}. */
export function checkReservations(source: unknown): void {
  if (!isNothing(source) && source !== '' && !Array.isArray(source))
    throw new MalformedAnswer('The answer’s reservations can’t be read.');
}

/** Reads a page as it arrives; what comes after something that it doesn't know, or that is broken, is only waited for. */
export interface ListPageReader extends BodyReader {
  /** Once all of it is there; undefined where the SDK has to read it. */
  page(): InstancesPage | undefined;
}

/** Its `end` throws a {@link MalformedAnswer} for what is broken, and answers false where the SDK has to read the page. */
export function createListPageReader(scope: Scope, by?: Striking): ListPageReader {
  const reader = createInstancesReader(scope, by);
  let trouble: unknown;
  let page: InstancesPage | undefined;
  const unlessTroubled = (work: () => void): void => {
    if (trouble !== undefined) return;
    try {
      work();
    } catch (error) {
      trouble = error;
    }
  };
  return {
    push: (piece) => unlessTroubled(() => reader.push(piece)),
    end() {
      unlessTroubled(() => {
        page = reader.end();
      });
      if (trouble instanceof BrokenXml) throw new MalformedAnswer(trouble.message);
      if (trouble !== undefined && !(trouble instanceof UnknownXml)) throw trouble;
      return page !== undefined;
    },
    page: () => page,
  };
}
