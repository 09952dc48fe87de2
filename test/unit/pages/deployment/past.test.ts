import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pastSection } from '../../../../src/pages/deployment/past.ts';
import { deployment, deploymentExtras, deploymentInput } from '../../../stages/panel/deploymentPages.ts';

const now = Date.UTC(2026, 0, 15, 12);

/** What is said below the table of the other deployments. */
function toldBelow(more: { readonly gaps?: readonly string[]; readonly failure?: string }, none = false) {
  const { past } = deploymentExtras(now);
  assert.ok(past.items.length > 0);
  const { blocks } = pastSection(deployment(now), deploymentInput(now), {
    ...past,
    ...(none && { items: [] }),
    ...more,
  });
  return blocks.flatMap((block) => (block.type === 'value' && 'text' in block.value ? [block.value.text] : []));
}

describe('12.5: the other deployments of a service', () => {
  it('are shown beside what could not be read of them, and why no more came', () => {
    assert.deepEqual(toldBelow({}), []);
    assert.deepEqual(toldBelow({ gaps: ['One.', 'Another.'], failure: 'No more came.' }), [
      'One.',
      'Another.',
      'No more came.',
    ]);
  });

  it('are a table that says itself why it is empty', () => {
    assert.deepEqual(toldBelow({ failure: 'Nothing came.' }, true), []);
  });
});
