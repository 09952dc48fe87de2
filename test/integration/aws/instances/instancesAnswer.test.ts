import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { member } from '../../../../src/base/untrusted.ts';
import { never } from '../../../stages/aws.ts';
import {
  type AnyInstance,
  answerOf,
  eachElementOdd,
  escapeOf,
  instanceXml,
} from '../../../stages/instances/describeInstances.ts';
import {
  answering,
  listed,
  looked,
  page,
  reading,
  scope,
  xmlOf,
} from '../../../stages/instances/answeringInstances.ts';
import { assertProperty } from '../../../stages/property.ts';

describe('the reader of DescribeInstances', () => {
  it('gives, member for member, what the SDK’s reading gives, for any answer', async () => {
    await assertProperty(
      fc.asyncProperty(page, async (reservations) => {
        const xml = xmlOf(reservations);
        const { instances, calls } = await listed(xml);
        assert.equal(calls, 1);
        assert.deepEqual(instances, await looked(xml));
        assert.equal(instances?.length, reservations.flat().length);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same however the bytes are cut into pieces, in the middle of a character or a tag as well', () => {
    assertProperty(
      fc.property(page, fc.array(fc.nat(), { maxLength: 40 }), (reservations, cuts) => {
        const bytes = new TextEncoder().encode(xmlOf(reservations));
        assert.deepEqual(reading(bytes, cuts), reading(bytes, []));
      }),
    );
    const bytes = new TextEncoder().encode(xmlOf(fc.sample(page, { numRuns: 1, seed: 7 })[0] ?? []));
    assert.deepEqual(
      reading(
        bytes,
        Array.from(bytes, (_, index) => index),
      ),
      reading(bytes, []),
    );
  });

  it('takes nothing of an answer that is cut anywhere, and nothing is left of it when the next attempt is whole', async () => {
    const xml = xmlOf([[{ instanceId: ['i-1'] }], [{ instanceId: ['i-2'] }, { instanceId: ['i-3'] }]]);
    const bytes = new TextEncoder().encode(xml);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      assert.throws(() => reading(bytes.subarray(0, length), []), `cut at ${length}`);
    }
    const { instances, calls } = await listed(bytes.subarray(0, bytes.length - 40), xml);
    assert.equal(calls, 2);
    assert.deepEqual(
      instances?.map(({ id }) => id),
      ['i-1', 'i-2', 'i-3'],
    );
  });

  it('reads a character beyond the basic plane, whatever way it is written', async () => {
    for (const written of ['🚀', '&#128640;', '&#x1F680;', '&#x1f680;', '&#xd83d;&#xde80;']) {
      const { instances } = await listed(
        xmlOf([[{ instanceId: ['i-1'], tagSet: `<item><key>Name</key><value>a ${written} b</value></item>` }]]),
      );
      assert.equal(instances?.[0]?.name, 'a 🚀 b', written);
    }
  });

  it('loses only the member that can’t be read, and names it, in a list, a look and where the SDK reads the list', async () => {
    const bad: readonly (readonly [AnyInstance, string])[] = [
      [{ launchTime: [''] }, 'LaunchTime'],
      [{ launchTime: ['2026-01-15T12:00:00'] }, 'LaunchTime'],
      [{ launchTime: ['2026-01-15'] }, 'LaunchTime'],
      [{ launchTime: ['2026-13-45T99:00:00Z'] }, 'LaunchTime'],
      [{ launchTime: ['soon'] }, 'LaunchTime'],
      [{ launchTime: '<x/>' }, 'LaunchTime'],
      [{ imageId: '<b>x</b>' }, 'ImageId'],
      [{ instanceState: '<code>many</code><name>running</name>' }, 'State.Code'],
      [{ instanceState: '<code></code><name>running</name>' }, 'State.Code'],
      [{ instanceState: 'running' }, 'State'],
      [{ placement: '<availabilityZone><x/></availabilityZone>' }, 'Placement.AvailabilityZone'],
      [{ operator: '<managed>maybe</managed>' }, 'Operator.Managed'],
      [{ hibernationOptions: '<configured>1</configured>' }, 'HibernationOptions.Configured'],
      [{ tagSet: 'none' }, 'Tags'],
      [{ tagSet: '<item>none</item>' }, 'Tags[0]'],
      [{ tagSet: '<item><key>a</key><value><b/></value></item>' }, 'Tags[0].Value'],
      [{ blockDeviceMapping: '<item><ebs>disk</ebs></item>' }, 'BlockDeviceMappings[0].Ebs'],
    ];
    const xml = xmlOf([bad.map(([one], index) => ({ instanceId: [`i-${index}`], keyName: ['k'], ...one }))]);
    const bySdk = xml.replace('<reservationSet>', '<!-- a comment --><reservationSet>');
    assert.notEqual(bySdk, xml);
    const wanted = bad.map(([, name], index) => [`i-${index}`, 'k', [name]]);
    const told = (instances: readonly unknown[] | undefined) =>
      instances?.map((one) => [member(one, 'id'), member(one, 'keyName'), member(one, 'unread')]);
    const { instances } = await listed(xml);
    assert.deepEqual(told(instances), wanted);
    assert.deepEqual(told((await listed(bySdk)).instances), wanted);
    assert.deepEqual(told(await looked(xml)), wanted);
    assert.ok(instances?.every(({ launchedAt, imageId }) => launchedAt === undefined && imageId === undefined));
    assert.deepEqual(
      instances?.filter(({ tagsUnread }) => tagsUnread).map(({ id }) => id),
      ['i-13', 'i-14', 'i-15'],
    );
  });

  it('tells the addresses of every network interface, however they are read', async () => {
    const network = (own: readonly string[], ipv6: readonly string[]) =>
      `<item><privateIpAddressesSet>${own.map((one) => `<item><privateIpAddress>${one}</privateIpAddress></item>`).join('')}</privateIpAddressesSet>` +
      `<ipv6AddressesSet>${ipv6.map((one) => `<item><ipv6Address>${one}</ipv6Address></item>`).join('')}</ipv6AddressesSet></item>`;
    const rows: readonly (readonly [networks: string, others: readonly string[] | undefined])[] = [
      [network(['10.0.0.1'], []), undefined],
      ['', undefined],
      [network(['10.0.0.1', '10.0.0.2'], ['2001:db8::1']), ['10.0.0.2', '2001:db8::1']],
      [network(['10.0.0.1'], []) + network(['10.0.9.1'], ['2001:db8::2']), ['10.0.9.1', '2001:db8::2']],
      [network(['10.0.0.2'], []) + network(['10.0.0.2', ''], []), ['10.0.0.2']],
    ];
    for (const [networkInterfaceSet, others] of rows) {
      const xml = xmlOf([[{ instanceId: ['i-1'], privateIpAddress: ['10.0.0.1'], networkInterfaceSet }]]);
      const { instances = [] } = await listed(xml);
      assert.deepEqual([instances[0]?.privateAddress, instances[0]?.otherAddresses], ['10.0.0.1', others]);
      assert.deepEqual(instances, await looked(xml));
    }
  });

  it('shows the page of an instance with times that can’t be read, anywhere in it', async () => {
    const network = '<item><attachment><attachTime>2026-01-15T12:00:00</attachTime></attachment></item>';
    const xml = xmlOf([[{ instanceId: ['i-1'], launchTime: ['noon'], networkInterfaceSet: network }]]);
    const { aws } = answering([xml]);
    const read = await aws.reads.wholeResource({ kind: 'instance', scope, id: 'i-1' }, never());
    assert.ok(read.ok);
    assert.deepEqual(read.value.target.unread, ['LaunchTime']);
    assert.match(read.value.json, /"AttachTime":"2026-01-15T12:00:00"/);
  });

  it('says that there are more, of which the id can’t be read', async () => {
    for (const odd of [
      '<item><keyName>k</keyName></item>',
      '<item>x</item>',
      '<item><instanceId><b/></instanceId></item>',
    ]) {
      const running = '<code>16</code><name>running</name>';
      const xml = xmlOf([[{ instanceId: ['i-1'], instanceState: running }]]).replace(
        '<instancesSet>',
        `<instancesSet>${odd}`,
      );
      for (const document of [xml, xml.replace('<reservationSet>', '<!-- a comment --><reservationSet>')]) {
        const { aws } = answering([document]);
        for await (const part of aws.reads.list(scope, 'instance', never())) {
          assert.ok(part.ok);
          assert.deepEqual(
            part.value.resources.map(({ id }) => id),
            ['i-1'],
          );
          assert.deepEqual(
            part.value.gaps.map(({ operation, kind }) => [operation, kind]),
            [['ec2:DescribeInstances', 'malformed']],
            document,
          );
        }
      }
    }
  });

  it('reads every reference alike in a list and in a look', async () => {
    const value = 'a &#128640; &#x1F9ef; &#x110000; &nbsp; &amp;#65; &#65; b';
    const xml = xmlOf([[{ instanceId: ['i-1'], tagSet: `<item><key>Name</key><value>${value}</value></item>` }]]);
    const name = 'a 🚀 🧯 \ufffd &nbsp; &#65; A b';
    assert.equal((await listed(xml)).instances?.[0]?.name, name);
    assert.deepEqual(
      (await looked(xml)).map((one) => member(one, 'name')),
      [name],
    );
  });

  it('knows one whose name nobody can see by its id', async () => {
    for (const blank of [' ', '&#x200b;', '&#8203;&#xFEFF;', '&#12644;']) {
      const tags = `<item><key>Name</key><value>${blank}</value></item>`;
      assert.equal(
        (await listed(xmlOf([[{ instanceId: ['i-1'], tagSet: tags }]]))).instances?.[0]?.name,
        undefined,
        blank,
      );
    }
  });

  it('loses no element that can’t be read in silence, whoever reads it', async () => {
    const association = '<association><publicIp>1.2.3.4</publicIp><ipOwnerId>amazon</ipOwnerId></association>';
    const instance: AnyInstance = {
      instanceId: ['i-0'],
      instanceType: ['m5.large'],
      instanceState: '<code>16</code><name>running</name>',
      launchTime: ['2026-01-15T12:00:00.000Z'],
      placement: '<availabilityZone>eu-west-1a</availabilityZone>',
      platform: ['windows'],
      platformDetails: ['Windows'],
      architecture: ['x86_64'],
      tagSet: '<item><key>Name</key><value>web</value></item><item><key>team</key><value>a</value></item>',
      operator: '<managed>true</managed><principal>eks.amazonaws.com</principal>',
      instanceLifecycle: ['spot'],
      spotInstanceRequestId: ['sir-1'],
      rootDeviceType: ['ebs'],
      hibernationOptions: '<configured>true</configured>',
      iamInstanceProfile: '<arn>arn:aws:iam::111122223333:instance-profile/web</arn>',
      ipAddress: ['1.2.3.4'],
      privateIpAddress: ['10.0.0.1'],
      vpcId: ['vpc-1'],
      subnetId: ['subnet-1'],
      imageId: ['ami-1'],
      keyName: ['me'],
      stateReason: '<code>Client.X</code><message>because</message>',
      reason: ['User initiated'],
      blockDeviceMapping:
        '<item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId><deleteOnTermination>true</deleteOnTermination></ebs></item>',
      networkInterfaceSet: `<item>${association}<privateIpAddressesSet><item><privateIpAddress>10.0.0.2</privateIpAddress>${association}</item></privateIpAddressesSet><ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item></ipv6AddressesSet></item>`,
    };
    const xml = answerOf([[instance]], {});
    const bare = (all: readonly unknown[] | undefined) =>
      JSON.stringify(all, (key, value: unknown) => (/^(unread|tagsUnread)$/.test(key) ? undefined : value));
    const whole = bare((await listed(xml)).instances);
    const every = eachElementOdd(xml).filter(({ name }) => name !== 'requestId');
    assert.ok(every.length > 50, String(every.length));
    for (const odd of every) {
      const { failure, instances, gaps } = await listed(odd.xml);
      if (failure !== undefined) assert.equal(failure.kind, 'malformed');
      else if (gaps.length === 0 && bare(instances) !== whole) {
        const notes = instances.flatMap(({ unread }) => unread ?? []);
        assert.ok(notes.length > 0, odd.name);
      }
      // A comment leaves the same to the SDK.
      const other = await listed(odd.xml.replace('<reservationSet>', '<!-- by the SDK --><reservationSet>'));
      assert.equal(other.failure?.kind, failure?.kind, odd.name);
      assert.deepEqual(other.instances, instances, odd.name);
      assert.deepEqual(other.gaps?.length, gaps?.length, odd.name);
    }
  });

  it('leaves to the SDK what it doesn’t know', async () => {
    const whole = xmlOf([[{ instanceId: ['i-1'], keyName: '<![CDATA[a<b]]>' }]]);
    const rows: readonly string[] = [
      whole,
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;<!-- a comment -->b' }]]),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;<?an instruction?>b' }]]),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;b' }]]).replace('<keyName>', '<keyName kind="x">'),
      xmlOf([[{ instanceId: ['i-1'], keyName: 'a&lt;b' }]]).replace('UTF-8', 'US-ASCII'),
    ];
    for (const xml of rows) {
      const { instances } = await listed(xml);
      assert.deepEqual(
        instances?.map(({ id, keyName }) => [id, keyName]),
        [['i-1', 'a<b']],
        xml,
      );
    }
  });

  it('takes no other document for an answer', async () => {
    const good = xmlOf([[{ instanceId: ['i-1'] }]]);
    const rows = [
      good.replaceAll('DescribeInstancesResponse', 'DescribeRegionsResponse'),
      '<html><body>DescribeInstancesResponse</body></html>',
      good.replace(/<requestId>.*?<\/requestId>/, ''),
      `${good}<more/>`,
    ];
    for (const xml of rows) assert.equal((await listed(xml)).failure?.kind, 'malformed', xml);
  });

  it('follows the token of a page, and reads a huge text without harm', async () => {
    const first = answerOf([[{ instanceId: ['i-1'] }]], { nextToken: 'a &amp; b' });
    const second = answerOf([[{ instanceId: ['i-2'], userData: escapeOf('x'.repeat(3_000_000)) }]], {});
    const { instances, calls } = await listed(first, second);
    assert.equal(calls, 2);
    assert.equal(instances?.length, 2);
    assert.ok(instanceXml({ instanceId: ['i-2'] }).includes('i-2'));
  });
});
