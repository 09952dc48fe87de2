import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAws } from '../../../../src/aws/aws.ts';
import { member, parseJson } from '../../../../src/base/untrusted.ts';
import type { Transport } from '../../../../src/aws/transport/transport.ts';
import { consoleUrl } from '../../../../src/model/arn.ts';
import { listed, never } from '../../../stages/aws.ts';
import { valueOf } from '../../../stages/answering/outcomes.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const clusters = [`${ARN}:cluster/default`, `${ARN}:cluster/shop`, `${ARN}:cluster/other`];
/** Of the old form, which doesn't name the cluster. */
const SERVICE = `${ARN}:service/payments`;
const DEPLOYMENT = `${ARN}:service-deployment/shop/payments/0a1b2c`;

/** An ECS with a service from before its ARNs named the cluster. */
function oldEcs() {
  const asked: string[] = [];
  const deployments = [
    { serviceDeploymentArn: DEPLOYMENT, serviceArn: SERVICE, clusterArn: clusters[1], status: 'IN_PROGRESS' },
  ];
  const answer = (operation: string, body: unknown): unknown => {
    const inShop = ['shop', clusters[1]].includes(String(member(body, 'cluster')));
    switch (operation) {
      case 'ListClusters':
        return { clusterArns: clusters };
      case 'ListServices':
        return { serviceArns: inShop ? [SERVICE] : [] };
      case 'DescribeServices':
        return inShop
          ? {
              services: [
                {
                  serviceArn: SERVICE,
                  clusterArn: clusters[1],
                  serviceName: 'payments',
                  currentServiceDeployment: DEPLOYMENT,
                },
              ],
            }
          : { services: [], failures: [{ arn: SERVICE, reason: 'MISSING' }] };
      case 'ListServiceDeployments':
        asked.push(String(member(body, 'cluster')));
        return { serviceDeployments: inShop ? deployments : [] };
      case 'DescribeServiceDeployments':
        return { serviceDeployments: deployments };
    }
    return {};
  };
  const transport: Transport = {
    send: ({ headers, body }) => {
      const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1] ?? '';
      const text = JSON.stringify(
        answer(target.split('.').at(-1) ?? '', parseJson(Buffer.from(body ?? []).toString())),
      );
      return Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: new TextEncoder().encode(text),
      });
    },
    close: () => undefined,
  };
  const aws = createAws({
    env: {},
    transport,
    simulatedProfiles: {
      any: { endpoint: 'http://127.0.0.1:9', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x', region: 'eu-west-1' },
    },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
  });
  return { aws, asked };
}

describe('a service whose ARN has the old form', () => {
  it('has its past deployments asked for in its cluster after a list', async () => {
    const { aws, asked } = oldEcs();
    const { resources } = await listed(aws, scope, 'service');
    assert.deepEqual(
      resources.map((one) => one.kind === 'service' && [one.name, one.clusterName, one.deployment?.id]),
      [['payments', 'shop', DEPLOYMENT]],
    );
    const past = valueOf(await aws.reads.pastDeployments(scope, SERVICE, undefined, never()));
    assert.deepEqual([past.items.length, asked], [1, [clusters[1]]]);
  });

  it('has them asked for in its cluster after a look at its deployment', async () => {
    const { aws, asked } = oldEcs();
    valueOf(await aws.reads.wholeResource({ kind: 'deployment', scope, id: DEPLOYMENT }, never()));
    valueOf(await aws.reads.pastDeployments(scope, SERVICE, undefined, never()));
    assert.deepEqual(asked, [clusters[1]]);
  });

  it('has them asked for in its cluster when it was never met before: never in the default one', async () => {
    const { aws, asked } = oldEcs();
    const past = valueOf(await aws.reads.pastDeployments(scope, SERVICE, undefined, never()));
    assert.deepEqual([past.items.length, asked], [1, [clusters[1]]]);
  });

  it('has a page in the console in its cluster', async () => {
    const { aws } = oldEcs();
    const { target } = valueOf(await aws.reads.wholeResource({ kind: 'deployment', scope, id: DEPLOYMENT }, never()));
    assert.match(consoleUrl(target), /\/clusters\/shop\/services\/payments\//);
  });
});
