import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instancePage } from '../../../../src/pages/instance/page.ts';
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
    const whole = textsOf(instancePage(instanceInput(now), one, { volumeSizes, hasStore: false }));
    for (const text of ['2 EBS volumes, 320 GiB; Elastic IP 192.0.2.7', '8 GiB', '312 GiB'])
      assert.ok(whole.includes(text), text);
    assert.equal(whole.includes('erased when it stops'), false);
    const half = textsOf(instancePage(instanceInput(now), one, { volumeSizes: { [first.id]: 8 } }));
    for (const text of ['2 EBS volumes, sizes not read; Elastic IP 192.0.2.7', '8 GiB', 'not known'])
      assert.ok(half.includes(text), text);
    assert.ok(half.includes('erased when it stops'));
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
});
