import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_NOTES } from '../../../../src/base/memberReader.ts';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import { staysBilledOf, together } from '../../../../src/model/resources/staysBilled.ts';
import { instance, scope } from '../../../stages/fakes.ts';

const volumes = ['vol-1', 'vol-2'].map((id) => ({ id, device: '/dev/sdf', deleteOnTermination: true }));
const billedOf = (...of: Parameters<typeof staysBilledOf>) => staysBilledOf(...of)?.billed;
const bill = (ids: readonly (readonly [id: string, gib?: number])[], address: string) => {
  const own = instance({
    volumes: ids.map(([id]) => ({ id, device: '', deleteOnTermination: false })),
    elasticAddresses: [address],
  });
  const sizes = Object.fromEntries(ids.flatMap(([id, gib]) => (gib === undefined ? [] : [[id, gib]])));
  const found = staysBilledOf(own, sizes);
  assert.ok(found);
  return found;
};

describe('what stays billed while an instance is stopped', () => {
  it('is nothing where there is neither a volume nor an Elastic IP', () => {
    assert.equal(staysBilledOf(instance({ publicAddress: '192.0.2.1', publicAddressKind: 'auto' }), {}), undefined);
  });

  it('are its volumes, with their sizes only where each is known', () => {
    const one = instance({ volumes });
    assert.deepEqual(billedOf(one, { 'vol-1': 8, 'vol-2': 0 }), { volumes: 2, gib: 8, addresses: [] });
    for (const sizes of [undefined, {}, { 'vol-1': 8 }])
      assert.deepEqual(billedOf(one, sizes), { volumes: 2, addresses: [] });
  });

  it('are all of its Elastic IPs, not the public address alone', () => {
    const addresses = ['192.0.2.1', '192.0.2.2'];
    const one = instance({ publicAddress: '192.0.2.1', publicAddressKind: 'elastic', elasticAddresses: addresses });
    assert.deepEqual(billedOf(one, {}), { volumes: 0, gib: 0, addresses });
  });

  it('is its Elastic IP where the list of its addresses wasn’t told, and no other public address', () => {
    const at = (more: Parameters<typeof instance>[0]) => billedOf(instance(more), {});
    assert.deepEqual(at({ publicAddress: '192.0.2.1', publicAddressKind: 'elastic' }), {
      ...{ volumes: 0, gib: 0, addresses: ['192.0.2.1'] },
    });
    assert.equal(at({ publicAddressKind: 'elastic' }), undefined);
    assert.equal(at({ publicAddress: '192.0.2.1' }), undefined);
  });

  it('may be more where so much of an answer can’t be read that not all of it is noted', () => {
    const other = (length: number) => Array.from({ length }, (_, index) => `Tags[${index}]`);
    assert.deepEqual(billedOf(instance({ volumes, unread: other(MOST_NOTES) }), {}), {
      ...{ volumes: 2, addresses: [], atLeast: true },
    });
    assert.deepEqual(billedOf(instance({ volumes, unread: other(MOST_NOTES - 1) }), {}), { volumes: 2, addresses: [] });
    for (const unread of ['BlockDeviceMappings[12].Ebs.VolumeId', 'blockDeviceMappings'])
      assert.equal(billedOf(instance({ volumes, unread: [unread] }), {})?.atLeast, true, unread);
    assert.equal(billedOf(instance({ volumes, unread: ['X.BlockDeviceMappings'] }), {})?.atLeast, undefined);
  });

  it('is added up, with no size where that of one is missing', () => {
    const whole = bill(
      [
        ['vol-1', 6],
        ['vol-2', 10],
      ],
      '192.0.2.1',
    );
    const other = bill([['vol-3', 100]], '192.0.2.2');
    assert.deepEqual(together([whole, other]), { volumes: 3, gib: 116, addresses: ['192.0.2.1', '192.0.2.2'] });
    const unsized = bill([['vol-4']], '192.0.2.1');
    assert.deepEqual(together([whole, unsized]), { volumes: 3, addresses: ['192.0.2.1'] });
  });

  it('is counted once where several instances share a volume', () => {
    const [one, two] = [
      bill(
        [
          ['shared', 100],
          ['a', 8],
        ],
        '192.0.2.1',
      ),
      bill(
        [
          ['shared', 100],
          ['b', 9],
        ],
        '192.0.2.2',
      ),
    ];
    assert.deepEqual(together([one, two]), { volumes: 3, gib: 117, addresses: ['192.0.2.1', '192.0.2.2'] });
    assert.deepEqual(together([one, one]), one.billed);
  });

  it('is at least what could be read where a part can’t be, with no sum of volumes that may not be all', () => {
    const disk = (VolumeId: unknown) => ({ DeviceName: '/dev/sda1', Ebs: { VolumeId } });
    const address = { Association: { PublicIp: '192.0.2.7', IpOwnerId: '111122223333' } };
    const read = (more: object) => {
      const found = instanceOf(
        scope,
        { InstanceId: 'i-1', State: { Code: 16 }, PublicIpAddress: '192.0.2.7', ...more },
        '1',
      );
      assert.ok(found);
      return billedOf(found, { 'vol-1': 8 });
    };
    const whole = { BlockDeviceMappings: [disk('vol-1')], NetworkInterfaces: [address] };
    assert.deepEqual(read(whole), { volumes: 1, gib: 8, addresses: ['192.0.2.7'] });
    for (const [more, billed] of [
      [{ BlockDeviceMappings: 'x' }, { volumes: 0, addresses: ['192.0.2.7'], atLeast: true }],
      [{ BlockDeviceMappings: [disk('vol-1'), 7] }, { volumes: 1, addresses: ['192.0.2.7'], atLeast: true }],
      [{ BlockDeviceMappings: [disk('vol-1'), disk({})] }, { volumes: 1, addresses: ['192.0.2.7'], atLeast: true }],
      [{ BlockDeviceMappings: [disk('vol-1'), disk(null)] }, { volumes: 1, addresses: ['192.0.2.7'], atLeast: true }],
      [{ BlockDeviceMappings: [{ Ebs: 'x' }] }, { volumes: 0, addresses: ['192.0.2.7'], atLeast: true }],
      [{ NetworkInterfaces: 'x' }, { volumes: 1, gib: 8, addresses: [], atLeast: true }],
      [{ NetworkInterfaces: [address, 7] }, { volumes: 1, gib: 8, addresses: ['192.0.2.7'], atLeast: true }],
      // Nothing is billed for what is wrong here.
      [
        { BlockDeviceMappings: [{ ...disk('vol-1'), DeviceName: 7 }] },
        { volumes: 1, gib: 8, addresses: ['192.0.2.7'] },
      ],
      [
        { BlockDeviceMappings: [disk('vol-1'), { DeviceName: '/dev/sdb' }] },
        { volumes: 1, gib: 8, addresses: ['192.0.2.7'] },
      ],
    ] as const)
      assert.deepEqual(read({ ...whole, ...more }), billed, JSON.stringify(more));
    assert.deepEqual(read({ BlockDeviceMappings: 'x', NetworkInterfaces: [] }), {
      volumes: 0,
      addresses: [],
      atLeast: true,
    });
    const part = staysBilledOf(instance({ volumes, unread: ['BlockDeviceMappings[2]'] }), { 'vol-1': 8, 'vol-2': 1 });
    assert.ok(part);
    assert.deepEqual(together([part, bill([['vol-3', 100]], '192.0.2.2')]), {
      ...{ volumes: 3, addresses: ['192.0.2.2'], atLeast: true },
    });
  });
});
