import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLinkLocal } from '../../../../src/aws/transport/linkLocal.ts';

for (const [address, expected] of [
  ['http://169.254.169.254/latest/api/token', true],
  ['http://169.254.170.2/v2/credentials/1', true],
  ['http://169.254.170.23:80/v1/credentials', true],
  ['http://[fd00:ec2::254]/latest', true],
  ['http://[FD00:EC2::23]/v1/credentials', true],
  ['http://[fe80::1]/', true],
  // Written otherwise, and the same.
  ['http://0xa9fea9fe/', true],
  ['http://169.254.169.254.example.com/', false],
  ['http://169.25.4.1/', false],
  ['http://[fd00:ec3::254]/', false],
  ['http://127.0.0.1/', false],
  ['https://169.254.169.254/', false],
  ['not an address', false],
] as const)
  test(`${address} ${expected ? 'leads' : 'doesn’t lead'} to the machine's own agents`, () => {
    assert.equal(isLinkLocal(address), expected);
  });
