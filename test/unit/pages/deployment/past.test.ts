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

describe('the other deployments of a service', () => {
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

  it('can be asked for again where nothing came, and where more may be there', () => {
    const own = deployment(now);
    const { items } = deploymentExtras(now).past;
    for (const [past, empty, button] of [
      [{ items: [], more: true, loading: true }, 'Loading…', undefined],
      [{ items: [], more: true, loading: false }, 'Loading…', undefined],
      [{ items: [], more: true, loading: false, failure: 'Nothing came.' }, 'Nothing came.', ['Retry', true]],
      [{ items: [], more: true, loading: true, failure: 'Nothing came.' }, 'Nothing came.', ['Retry', false]],
      [
        { items: [own], more: true, loading: false },
        'No other deployment in what has been loaded.',
        ['Load More', true],
      ],
      [
        { items: [own], more: false, loading: false, gaps: ['One.'] },
        'No other deployment in what has been loaded.',
        undefined,
      ],
      [{ items: [own], more: true, loading: true }, 'Loading…', ['Load More', false]],
      [{ items: [own], more: false, loading: false }, 'AWS lists no other deployment of this service.', undefined],
      [{ items, more: true, loading: false, failure: 'No more.' }, undefined, ['Load More', true]],
      [{ items, more: false, loading: false }, undefined, undefined],
    ] as const) {
      const [table] = pastSection(own, deploymentInput(now), past).blocks;
      assert.ok(table?.type === 'table');
      const { label, enabled } = table.more ?? {};
      assert.deepEqual(label === undefined ? undefined : [label, enabled], button);
      if (empty !== undefined) assert.equal(table.empty, empty);
    }
  });
});
