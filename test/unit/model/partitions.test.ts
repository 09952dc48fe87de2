import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { homeRegion, stsRegion } from '../../../src/aws/credentials/endpoints.ts';
import { monitoringHost } from '../../../src/aws/services/cloudwatch/alarms.ts';
import { consoleUrl } from '../../../src/model/arn.ts';
import { isVouchedFor } from '../../../src/model/destination.ts';
import {
  domains,
  isBelowAws,
  isPartition,
  partitionNames,
  partitionOf,
  partitions,
} from '../../../src/model/partitions.ts';
import { consoleUrls } from '../../../src/pages/consoleUrls.ts';
import { customBut } from '../../stages/destinations.ts';
import { instance } from '../../stages/fakes.ts';

/** A region, its partition, the region where STS is asked, CloudWatch's host, and the console's host. */
const ROWS = [
  ['eu-west-1', 'aws', 'us-east-1', 'monitoring.eu-west-1.amazonaws.com', 'console.aws.amazon.com'],
  ['us-west-2', 'aws', 'us-east-1', 'monitoring.us-west-2.amazonaws.com', 'console.aws.amazon.com'],
  ['mx-central-1', 'aws', 'us-east-1', 'monitoring.mx-central-1.amazonaws.com', 'console.aws.amazon.com'],
  ['cn-northwest-1', 'aws-cn', 'cn-north-1', 'monitoring.cn-northwest-1.amazonaws.com.cn', 'console.amazonaws.cn'],
  [
    ...(['us-gov-east-1', 'aws-us-gov', 'us-gov-west-1', 'monitoring.us-gov-east-1.amazonaws.com'] as const),
    'console.amazonaws-us-gov.com',
  ],
  ['us-iso-west-1', 'aws-iso', 'us-iso-east-1', 'monitoring.us-iso-west-1.c2s.ic.gov', 'console.c2shome.ic.gov'],
  [
    'us-isob-east-1',
    'aws-iso-b',
    'us-isob-east-1',
    'monitoring.us-isob-east-1.sc2s.sgov.gov',
    'console.sc2shome.sgov.gov',
  ],
  [
    'eu-isoe-west-1',
    'aws-iso-e',
    'eu-isoe-west-1',
    'monitoring.eu-isoe-west-1.cloud.adc-e.uk',
    'console.csphome.adc-e.uk',
  ],
  [
    ...(['us-isof-east-1', 'aws-iso-f', 'us-isof-south-1', 'monitoring.us-isof-east-1.csp.hci.ic.gov'] as const),
    'console.csphome.hci.ic.gov',
  ],
  [
    'eusc-de-east-1',
    'aws-eusc',
    'eusc-de-east-1',
    'monitoring.eusc-de-east-1.amazonaws.eu',
    'console.amazonaws-eusc.eu',
  ],
] as const;

describe('the partition', () => {
  for (const [region, partition, home, monitoring, host] of ROWS) {
    it(`of ${region} is ${partition}, with its addresses`, () => {
      assert.equal(partitionOf(region), partition);
      assert.ok(isPartition(partition));
      assert.equal(homeRegion(region), home);
      assert.equal(
        stsRegion('eu-west-1', `arn:${partition}:iam::111122223333:role/halt`),
        partition === 'aws' ? 'eu-west-1' : home,
      );
      assert.equal(monitoringHost(region, false, false), monitoring);
      const target = instance({ scope: { profile: 'p', region } });
      assert.equal(new URL(consoleUrl(target)).hostname, partition === 'aws' ? `${region}.${host}` : host);
      assert.equal(new URL(consoleUrls(region).template('EXT1')).hostname, `${region}.${host}`);
    });
  }

  it('has an IAM that vouches for accounts of AWS, at a host of its own', () => {
    for (const name of partitionNames) {
      const { iam, hosts, home } = partitions[name];
      assert.ok(iam.endsWith(`.${hosts}`), iam);
      // Where the host names a region, it is the one that the request is signed for.
      assert.ok(/^iam(?:\.us-gov)?$/.test(iam.slice(0, -hosts.length - 1)) || iam === `iam.${home}.${hosts}`, iam);
      assert.ok(isBelowAws(iam), iam);
      assert.ok(isVouchedFor(customBut({ IAM: `https://${iam}` }), 'EC2', 'IAM'), iam);
    }
  });

  it('is whose host ends in one of its domains, and in no longer word', () => {
    for (const domain of domains) {
      assert.ok(isBelowAws(`ec2.eu-west-1.${domain}`), domain);
      for (const host of [domain, `evil${domain}`, `ec2.${domain}.evil.test`, `ec2.${domain}.`])
        assert.ok(!isBelowAws(host) || domains.some((one) => one !== domain && host.endsWith(`.${one}`)), host);
    }
    for (const host of ['', 'localhost', '127.0.0.1', 'aws', 'console.aws.amazon.com'])
      assert.ok(!isBelowAws(host), host);
  });

  it('is no name that AWS does not have', () => {
    for (const name of ['', 'aws-', 'AWS', 'toString', '__proto__', 'aws-iso-a'])
      assert.equal(isPartition(name), false, name);
    assert.equal(stsRegion('eu-west-1', 'arn:nowhere:iam::111122223333:role/halt'), 'eu-west-1');
  });
});
