import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { staysBilledOf, together } from '../../../../src/model/resources/staysBilled.ts';
import { instance } from '../../../stages/fakes.ts';

const volumes = ['vol-1', 'vol-2'].map((id) => ({ id, device: '/dev/sdf', deleteOnTermination: true }));

describe('what stays billed while an instance is stopped', () => {
  it('is nothing where there is neither a volume nor an Elastic IP', () => {
    assert.equal(staysBilledOf(instance({ publicAddress: '192.0.2.1', publicAddressKind: 'auto' }), {}), undefined);
  });

  it('are its volumes, with their sizes only where each is known', () => {
    const one = instance({ volumes });
    assert.deepEqual(staysBilledOf(one, { 'vol-1': 8, 'vol-2': 0 }), { volumes: 2, gib: 8, addresses: [] });
    for (const sizes of [undefined, {}, { 'vol-1': 8 }])
      assert.deepEqual(staysBilledOf(one, sizes), { volumes: 2, addresses: [] });
  });

  it('are all of its Elastic IPs, not the public address alone', () => {
    const addresses = ['192.0.2.1', '192.0.2.2'];
    const one = instance({ publicAddress: '192.0.2.1', publicAddressKind: 'elastic', elasticAddresses: addresses });
    assert.deepEqual(staysBilledOf(one, {}), { volumes: 0, gib: 0, addresses });
  });

  it('is added up, with no size where that of one is missing', () => {
    const whole = { volumes: 2, gib: 16, addresses: ['192.0.2.1'] };
    const other = { volumes: 1, gib: 100, addresses: ['192.0.2.2'] };
    assert.deepEqual(together([whole, other]), { volumes: 3, gib: 116, addresses: ['192.0.2.1', '192.0.2.2'] });
    assert.deepEqual(together([whole, { volumes: 1, addresses: [] }]), { volumes: 3, addresses: ['192.0.2.1'] });
  });
});
