import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceAddress } from '../../../../src/aws/call/serviceAddress.ts';

test('a service is asked for in the region of the call, by the variant that the profile asks for', async () => {
  for (const [fips, dualStack] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const config = {
      useFipsEndpoint: () => Promise.resolve(fips),
      useDualstackEndpoint: () => Promise.resolve(dualStack),
      endpointProvider: (asked: { Region: string; UseFIPS: boolean; UseDualStack: boolean }) => ({
        url: new URL(`https://${asked.Region}.test/?fips=${asked.UseFIPS}&dualStack=${asked.UseDualStack}`),
      }),
    };
    const { href } = await serviceAddress(config, 'eu-west-1');
    assert.equal(href, `https://eu-west-1.test/?fips=${fips}&dualStack=${dualStack}`);
  }
});
