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

/**
 * Of a region: its partition, the region where STS is asked, what hosts end in, also dual-stack ones, IAM's host and the console's. Sources: the partitions in the endpoint rules of AWS's SDKs, and the
 * endpoint rules of IAM; nothing here is taken from the table that is tested.
 */
const ROWS = [
  {
    ...{ region: 'eu-west-1', partition: 'aws', home: 'us-east-1', hosts: 'amazonaws.com', dualStack: 'api.aws' },
    ...{ iam: 'iam.amazonaws.com', console: 'console.aws.amazon.com' },
  },
  {
    ...{ region: 'us-west-2', partition: 'aws', home: 'us-east-1', hosts: 'amazonaws.com', dualStack: 'api.aws' },
    ...{ iam: 'iam.amazonaws.com', console: 'console.aws.amazon.com' },
  },
  {
    ...{ region: 'mx-central-1', partition: 'aws', home: 'us-east-1', hosts: 'amazonaws.com', dualStack: 'api.aws' },
    ...{ iam: 'iam.amazonaws.com', console: 'console.aws.amazon.com' },
  },
  {
    ...{ region: 'cn-northwest-1', partition: 'aws-cn', home: 'cn-north-1', hosts: 'amazonaws.com.cn' },
    ...{ dualStack: 'api.amazonwebservices.com.cn', iam: 'iam.cn-north-1.amazonaws.com.cn' },
    console: 'console.amazonaws.cn',
  },
  {
    ...{ region: 'us-gov-east-1', partition: 'aws-us-gov', home: 'us-gov-west-1', hosts: 'amazonaws.com' },
    ...{ dualStack: 'api.aws', iam: 'iam.us-gov.amazonaws.com' },
    console: 'console.amazonaws-us-gov.com',
  },
  {
    ...{ region: 'us-iso-west-1', partition: 'aws-iso', home: 'us-iso-east-1', hosts: 'c2s.ic.gov' },
    ...{ dualStack: 'api.aws.ic.gov', iam: 'iam.us-iso-east-1.c2s.ic.gov' },
    console: 'console.c2shome.ic.gov',
  },
  {
    ...{ region: 'us-isob-west-1', partition: 'aws-iso-b', home: 'us-isob-east-1', hosts: 'sc2s.sgov.gov' },
    ...{ dualStack: 'api.aws.scloud', iam: 'iam.us-isob-east-1.sc2s.sgov.gov' },
    console: 'console.sc2shome.sgov.gov',
  },
  {
    ...{ region: 'eu-isoe-west-1', partition: 'aws-iso-e', home: 'eu-isoe-west-1', hosts: 'cloud.adc-e.uk' },
    ...{ dualStack: 'api.cloud-aws.adc-e.uk', iam: 'iam.eu-isoe-west-1.cloud.adc-e.uk' },
    console: 'console.csphome.adc-e.uk',
  },
  {
    ...{ region: 'us-isof-east-1', partition: 'aws-iso-f', home: 'us-isof-south-1', hosts: 'csp.hci.ic.gov' },
    ...{ dualStack: 'api.aws.hci.ic.gov', iam: 'iam.us-isof-south-1.csp.hci.ic.gov' },
    console: 'console.csphome.hci.ic.gov',
  },
  {
    ...{ region: 'eusc-de-east-1', partition: 'aws-eusc', home: 'eusc-de-east-1', hosts: 'amazonaws.eu' },
    ...{ dualStack: 'api.amazonwebservices.eu', iam: 'iam.eusc-de-east-1.amazonaws.eu' },
    console: 'console.amazonaws-eusc.eu',
  },
] as const;

describe('the partition', () => {
  for (const { region, partition, home, hosts, dualStack, iam, console } of ROWS) {
    it(`of ${region} is ${partition}, with its addresses`, () => {
      assert.equal(partitionOf(region), partition);
      assert.ok(isPartition(partition));
      assert.equal(homeRegion(region), home);
      assert.equal(
        stsRegion('eu-west-1', `arn:${partition}:iam::111122223333:role/halt`),
        partition === 'aws' ? 'eu-west-1' : home,
      );
      assert.equal(monitoringHost(region, false, false), `monitoring.${region}.${hosts}`);
      assert.equal(monitoringHost(region, false, true), `monitoring.${region}.${dualStack}`);
      assert.equal(partitions[partition].iam, iam);
      const target = instance({ scope: { profile: 'p', region } });
      assert.equal(new URL(consoleUrl(target)).hostname, partition === 'aws' ? `${region}.${console}` : console);
      assert.equal(new URL(consoleUrls(region).template('EXT1')).hostname, `${region}.${console}`);
    });

    it(`of ${region} has an IAM that vouches for accounts of AWS, and hosts below AWS`, () => {
      assert.ok(isVouchedFor(customBut({ IAM: `https://${iam}` }), 'EC2', 'IAM'));
      for (const host of [iam, `ec2.${region}.${hosts}`, `ec2.${region}.${dualStack}`])
        assert.ok(isBelowAws(host), host);
    });
  }

  it('has a row here, each of them, and no other domain', () => {
    assert.deepEqual([...new Set(ROWS.map(({ partition }) => partition))].toSorted(), partitionNames.toSorted());
    const written = new Set(ROWS.flatMap(({ hosts, dualStack }) => [hosts, dualStack]));
    assert.deepEqual(domains.toSorted(), [...written].toSorted());
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
