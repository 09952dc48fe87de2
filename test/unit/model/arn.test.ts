import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountOfArn, arnOf, clusterUrl, consoleUrl } from '../../../src/model/arn.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { deploymentLike, experimentLike, instanceLike, leverLike, serviceLike } from '../../stages/resources.ts';

const IRELAND: Scope = { profile: 'p', region: 'eu-west-1' };
const BEIJING: Scope = { profile: 'p', region: 'cn-north-1' };
const GOV: Scope = { profile: 'p', region: 'us-gov-west-1' };

describe('the ARN of a resource', () => {
  const told = 'arn:aws:ec2:eu-west-1:999988887777:instance/i-1';
  const ownerless = 'arn:aws:ec2:eu-west-1::instance/i-1';
  const service = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
  const ofDeployment = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/d1';
  const ofExperiment = 'arn:aws:fis:eu-west-1:999988887777:experiment/EXP1';
  const ofLever = 'arn:aws:fis:eu-west-1:999988887777:safety-lever/default';
  const rows: readonly (readonly [what: string, Resource | ServiceDeployment, known: string, unknown?: string])[] = [
    ['an instance that tells its own', instanceLike({ scope: IRELAND, id: 'i-1', arn: told }), told, told],
    [
      'an instance without its owner',
      instanceLike({ scope: IRELAND, id: 'i-1', arn: ownerless }),
      'arn:aws:ec2:eu-west-1:444455556666:instance/i-1',
    ],
    [
      'an instance in China',
      instanceLike({ scope: BEIJING, id: 'i-1', arn: '' }),
      'arn:aws-cn:ec2:cn-north-1:444455556666:instance/i-1',
    ],
    ['a service', serviceLike({ scope: IRELAND, id: service }), service, service],
    ['a deployment', deploymentLike({ scope: IRELAND, id: ofDeployment }), ofDeployment, ofDeployment],
    [
      'an experiment that tells its own',
      experimentLike({ scope: IRELAND, id: 'EXP1', arn: ofExperiment }),
      ofExperiment,
      ofExperiment,
    ],
    [
      'an experiment that tells none',
      experimentLike({ scope: GOV, id: 'EXP1' }),
      'arn:aws-us-gov:fis:us-gov-west-1:444455556666:experiment/EXP1',
    ],
    ['a lever that tells its own', leverLike({ scope: IRELAND, arn: ofLever }), ofLever, ofLever],
  ];
  for (const [what, resource, known, unknown] of rows)
    it(`of ${what} is AWS’s own, or else of the account that is known, or none`, () => {
      assert.deepEqual([arnOf(resource, '444455556666'), arnOf(resource, undefined)], [known, unknown]);
    });

  it('of a lever that tells none is none, whoever asks', () => {
    assert.equal(arnOf(leverLike({ scope: IRELAND }), '444455556666'), undefined);
  });
});

describe('the account in an ARN', () => {
  it('are its twelve digits, where they stand and nowhere else', () => {
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['arn:aws:ecs:eu-west-1:111122223333:cluster/shop', '111122223333'],
      ['arn:aws-us-gov:iam::444455556666:user/jane', '444455556666'],
      ['arn:aws:ec2:eu-west-1::instance/i-1', undefined],
      ['arn:aws:ec2:eu-west-1:11112222333:instance/i-1', undefined],
      ['arn:aws:ec2:eu-west-1:1111222233334:instance/i-1', undefined],
      ['arn:aws:ec2:eu-west-1:aws:instance/i-1', undefined],
      ['arn:aws:s3:::bucket:111122223333:x', undefined],
      ['x arn:aws:ecs:eu-west-1:111122223333:cluster/shop', undefined],
      ['arn:aws:ecs:eu-west-1:111122223333', undefined],
      ['', undefined],
    ];
    for (const [arn, account] of rows) assert.equal(accountOfArn(arn), account, arn);
  });
});

describe('the page of the console', () => {
  const ireland = 'https://eu-west-1.console.aws.amazon.com';
  const rows: readonly (readonly [what: string, Resource | ServiceDeployment, url: string])[] = [
    [
      'an instance',
      instanceLike({ scope: IRELAND, id: 'i-1' }),
      `${ireland}/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-1`,
    ],
    [
      'a service is that of its deployments',
      serviceLike({ scope: IRELAND, name: 'web', clusterName: 'shop' }),
      `${ireland}/ecs/v2/clusters/shop/services/web/deployments?region=eu-west-1`,
    ],
    [
      'a deployment is that of its service',
      deploymentLike({ scope: IRELAND }),
      `${ireland}/ecs/v2/clusters/shop/services/checkout/deployments?region=eu-west-1`,
    ],
    [
      'a deployment of a service with an ARN of the old form',
      deploymentLike({ scope: IRELAND, serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/old' }),
      `${ireland}/ecs/v2/clusters/shop/services/old/deployments?region=eu-west-1`,
    ],
    [
      'an experiment',
      experimentLike({ scope: IRELAND, id: 'EXP1' }),
      `${ireland}/fis/home?region=eu-west-1#ExperimentDetails:ExperimentId=EXP1`,
    ],
    ['a lever', leverLike({ scope: IRELAND }), `${ireland}/fis/home?region=eu-west-1#Dashboard`],
    [
      'an instance in China, at the one address of its console',
      instanceLike({ scope: BEIJING, id: 'i-1' }),
      'https://console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-1',
    ],
  ];
  for (const [what, resource, url] of rows) it(`of ${what}`, () => assert.equal(consoleUrl(resource), url));

  it('of a cluster', () => {
    assert.equal(clusterUrl(IRELAND, 'shop'), `${ireland}/ecs/v2/clusters/shop/services?region=eu-west-1`);
    assert.equal(
      clusterUrl(GOV, 'a/b'),
      'https://console.amazonaws-us-gov.com/ecs/v2/clusters/a%2Fb/services?region=us-gov-west-1',
    );
  });

  it('is AWS’s, and of the thing that is named, whatever stands where an id, a name or a region does', () => {
    const odd = 'a/../b?c#d';
    const safe = 'a%2F..%2Fb%3Fc%23d';
    const place: Scope = { profile: 'p', region: 'x.evil.test/#' };
    const home = 'https://console.aws.amazon.com';
    const region = 'x.evil.test%2F%23';
    assert.equal(
      consoleUrl(instanceLike({ scope: place, id: odd })),
      `${home}/ec2/home?region=${region}#InstanceDetails:instanceId=${safe}`,
    );
    assert.equal(
      consoleUrl(serviceLike({ scope: place, name: odd, clusterName: odd })),
      `${home}/ecs/v2/clusters/${safe}/services/${safe}/deployments?region=${region}`,
    );
    assert.equal(
      consoleUrl(experimentLike({ scope: place, id: odd })),
      `${home}/fis/home?region=${region}#ExperimentDetails:ExperimentId=${safe}`,
    );
  });
});
