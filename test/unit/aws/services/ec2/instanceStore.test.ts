import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeOfType } from '../../../../../src/aws/services/ec2/instanceStore.ts';

// Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
const WITH_STORE =
  'm5d.large m6gd.metal m6id.xlarge c5ad.large c7gd.medium r6idn.large x2iedn.xlarge x2idn.16xlarge z1d.large g4dn.xlarge g4ad.xlarge i3.large i4i.large ' +
  'i7ie.large d2.xlarge d3en.xlarge h1.2xlarge im4gn.large is4gen.medium g5.xlarge g6e.xlarge p5.48xlarge p4d.24xlarge trn1.2xlarge x1e.xlarge m1.small m3.medium c3.large r3.large f1.2xlarge';
const WITHOUT =
  't2.micro t3.micro t4g.nano m4.large m5.large m6g.medium m7i-flex.large m7i.large c4.large c5.large c6in.large c7i-flex.large r5.large r5b.large r8g.medium p2.xlarge p3.2xlarge ' +
  'inf1.xlarge inf2.xlarge a1.medium mac1.metal mac2.metal u-6tb1.metal g3.4xlarge hpc6a.48xlarge vt1.3xlarge';

for (const type of WITH_STORE.split(' '))
  test(`${type} loses what is on its own disks`, () => {
    assert.equal(storeOfType(type), 'data');
  });
for (const type of WITHOUT.split(' '))
  test(`${type} has no disk of its own`, () => {
    assert.equal(storeOfType(type), 'none');
  });
test('of what is no type, and of accelerators and storage that nobody has looked up, nothing is known', () => {
  for (const type of [
    '',
    '.',
    'd',
    'large',
    'unknown',
    '5d.large',
    'm5',
    'm5.',
    'g7.2xlarge',
    'g7e.48xlarge',
    'p6e-gb200.36xlarge',
    'p9.large',
    'i9.large',
    'zz1.large',
    // Another family's name in them says nothing.
    'im9.large',
    'gr9.large',
    'gpu-1.large',
    '5x9d.large',
  ])
    assert.equal(storeOfType(type), 'unknown', type);
  // By what a name says where AWS's naming holds.
  for (const type of ['g9d.large', 'm99d.large', 'inf9d.large', 'zz1d.large'])
    assert.equal(storeOfType(type), 'data', type);
  for (const type of ['m99.large', 'c12gn.large', 'mac-m9.metal', 'u-99tb1.metal', 'u7in-99tb.224xlarge'])
    assert.equal(storeOfType(type), 'none', type);
});
/** Every family of today that has none. */
const FAMILIES =
  'a1 c4 c5 c5a c5n c6a c6g c6gn c6i c6in c7a c7g c7gn c7i c7i-flex c8a c8g c8gb c8gn c8i c8i-flex c8ib c8in ' +
  'c8ine c9g dl2q g3 g3s g5g hpc6a hpc7a hpc7g hpc8a inf1 inf2 m4 m5 m5a m5n m5zn m6a m6g m6i m6in m7a m7g m7i ' +
  'm7i-flex m8a m8azn m8g m8gb m8gn m8i m8i-flex m8ib m8in m8ine m9g mac-m3ultra mac-m4 mac-m4max mac-m4pro mac1 ' +
  'mac2 mac2-m1ultra mac2-m2 mac2-m2pro p2 p3 r4 r5 r5a r5b r5n r6a r6g r6i r6in r7a r7g r7i r7iz r8a r8g r8gb ' +
  'r8gn r8i r8i-flex r8ib r8in r9g t1 t2 t3 t3a t4g t8i u-12tb1 u-18tb1 u-24tb1 u-3tb1 u-6tb1 u-9tb1 u7i-12tb ' +
  'u7i-6tb u7i-8tb u7ib-12tb u7in-16tb u7in-24tb u7in-32tb u7inh-32tb vt1 x2iezn x8g x8i';
test('of every family of today that has none, and only of those, it is known', () => {
  for (const family of FAMILIES.split(' ')) assert.equal(storeOfType(`${family}.metal`), 'none', family);
});
