import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instancePage } from '../../../../src/pages/instance/page.ts';
import { parseHostMessage } from '../../../../src/panel/protocol/messages.ts';
import { instance, instanceInput } from '../../../stages/panel/deploymentPages.ts';

const now = Date.UTC(2026, 0, 15, 12);

/** Every text of a page. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

void describe('the page of an instance', () => {
  void it('says what stays billed, and what a stop erases, as far as AWS tells it', () => {
    const one = { ...instance(now), elasticAddresses: ['192.0.2.7'] };
    const [first, second] = one.volumes;
    assert.ok(first && second);
    const volumeSizes = { [first.id]: 8, [second.id]: 312 };
    const whole = textsOf(instancePage(instanceInput(now), one, { volumeSizes, typeStore: false }));
    for (const text of ['2 EBS volumes, 320 GiB; Elastic IP 192.0.2.7', '8 GiB', '312 GiB'])
      assert.ok(whole.includes(text), text);
    assert.equal(whole.includes('erased when it stops'), false);
    const half = textsOf(instancePage(instanceInput(now), one, { volumeSizes: { [first.id]: 8 } }));
    for (const text of ['2 EBS volumes, sizes not read; Elastic IP 192.0.2.7', '8 GiB', 'not known'])
      assert.ok(half.includes(text), text);
    assert.equal(half.includes('erased when it stops'), false, 'AWS has not told it');
    const denied = textsOf(instancePage(instanceInput(now), one, { typeStore: 'denied' }));
    assert.ok(denied.includes('erased when it stops'), 'its type’s name tells it');
  });

  void it('lists all addresses where there is more than the one', () => {
    const rows: readonly (readonly [privateAddress: string, otherAddresses: readonly string[], all: boolean])[] = [
      ['10.0.0.1', [], false],
      ['10.0.0.1', ['10.0.0.2', '2001:db8::1'], true],
    ];
    for (const [privateAddress, otherAddresses, all] of rows) {
      const texts = textsOf(instancePage(instanceInput(now), { ...instance(now), privateAddress, otherAddresses }, {}));
      assert.equal(texts.includes('All addresses'), all);
      for (const address of [privateAddress, ...otherAddresses]) assert.ok(texts.includes(address), address);
    }
  });

  void it('says of each of its owners what they do about a stop, first of all and beside it', () => {
    const owners: readonly (readonly [key: string, value: string, name: string, sentence: RegExp, tone: string])[] = [
      ['karpenter.sh/nodepool', 'general', 'Karpenter', /node pool general.* replace it/, 'warning'],
      ['eks:nodegroup-name', 'blue', 'Amazon EKS', /EKS node group blue will replace/, 'warning'],
      ['AmazonECSManaged', 'true', 'Amazon ECS', /ECS will likely replace it/, 'warning'],
      ['aws:ec2:fleet-id', 'fleet-1', 'EC2 Fleet', /EC2 Fleet fleet-1/, 'warning'],
      ['aws:ec2spot:fleet-request-id', 'sfr-1', 'Spot Fleet', /Spot Fleet sfr-1/, 'warning'],
      ['aws:elasticmapreduce:job-flow-id', 'j-1', 'Amazon EMR', /EMR cluster j-1/, 'warning'],
      ['AWSBatchServiceTag', 'batch', 'AWS Batch', /AWS Batch will likely/, 'warning'],
      ['elasticbeanstalk:environment-name', 'shop', 'Elastic Beanstalk', /environment shop will replace/, 'warning'],
      ['aws:cloudformation:stack-name', 'net', 'CloudFormation', /stack net,/, 'info'],
      ['Office', 'hours', 'Instance Scheduler', /schedule hours/, 'warning'],
    ];
    for (const [key, value, name, sentence, tone] of owners) {
      const one = { ...instance(now), tags: [{ key, value }] };
      const page = instancePage({ ...instanceInput(now), scheduleTag: 'Office' }, one, {});
      assert.ok(parseHostMessage({ type: 'page', page }), name);
      const badge = page.badges.find(({ label }) => label === name);
      assert.equal(badge?.tone, tone, name);
      assert.match(badge?.title ?? '', sentence);
      const card = page.sections.find(({ id }) => id === 'stopping');
      assert.ok(
        textsOf(card).some((text) => sentence.test(text)),
        name,
      );
    }
    // The scheduler's tag is the one that the setting names.
    const usual = { ...instance(now), tags: [{ key: 'Office', value: 'hours' }] };
    const page = instancePage(instanceInput(now), usual, {});
    assert.equal(
      page.badges.some(({ label }) => label === 'Instance Scheduler'),
      false,
    );
    const nobody = instancePage(instanceInput(now), { ...instance(now), tags: [] }, {});
    assert.equal(textsOf(nobody).includes('After a stop'), false);
  });
});
