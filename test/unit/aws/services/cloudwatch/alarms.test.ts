import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monitoringHost } from '../../../../../src/aws/services/cloudwatch/alarms.ts';

void describe('where CloudWatch is', () => {
  const rows: readonly (readonly [region: string, fips: boolean, dualStack: boolean, host: string])[] = [
    ['eu-west-1', false, false, 'monitoring.eu-west-1.amazonaws.com'],
    ['us-east-2', true, false, 'monitoring-fips.us-east-2.amazonaws.com'],
    ['us-east-2', false, true, 'monitoring.us-east-2.api.aws'],
    ['us-east-2', true, true, 'monitoring-fips.us-east-2.api.aws'],
    ['us-gov-west-1', true, false, 'monitoring.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', false, false, 'monitoring.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', false, false, 'monitoring.eusc-de-east-1.amazonaws.eu'],
  ];
  for (const [region, fips, dualStack, host] of rows) {
    it(`is ${host}`, () => {
      assert.equal(monitoringHost(region, fips, dualStack), host);
    });
  }
});
