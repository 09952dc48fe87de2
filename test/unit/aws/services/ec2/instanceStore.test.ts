import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasInstanceStore } from '../../../../../src/aws/services/ec2/instanceStore.ts';

// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
const WITH_STORE =
  'm5d.large m6gd.metal m6id.xlarge c5ad.large c7gd.medium r6idn.large x2iedn.xlarge x2idn.16xlarge z1d.large g4dn.xlarge g4ad.xlarge i3.large i4i.large ' +
  'i7ie.large d2.xlarge d3en.xlarge h1.2xlarge im4gn.large is4gen.medium g5.xlarge g6e.xlarge p5.48xlarge p4d.24xlarge trn1.2xlarge x1e.xlarge m1.small m3.medium c3.large r3.large f1.2xlarge';
const WITHOUT =
  't2.micro t3.micro t4g.nano m4.large m5.large m6g.medium m7i-flex.large m7i.large c4.large c5.large c6in.large c7i-flex.large r5.large r5b.large r8g.medium p2.xlarge p3.2xlarge ' +
  'inf1.xlarge inf2.xlarge a1.medium mac1.metal mac2.metal u-6tb1.metal g3.4xlarge hpc6a.48xlarge vt1.3xlarge';

for (const type of WITH_STORE.split(' '))
  test(`${type} loses what is on its own disks`, () => {
    assert.equal(hasInstanceStore(type), true);
  });
for (const type of WITHOUT.split(' '))
  test(`${type} has no disk of its own`, () => {
    assert.equal(hasInstanceStore(type), false);
  });
test('what is no type has none', () => {
  for (const type of ['', '.', 'd', 'large', 'unknown', '5d.large']) assert.equal(hasInstanceStore(type), false, type);
});
