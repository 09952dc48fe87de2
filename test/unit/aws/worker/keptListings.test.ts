import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeptListings, reuseResources } from '../../../../src/aws/worker/keptListings.ts';
import { instanceLike } from '../../../stages/resources.ts';

const HOUR = 3_600_000;
const pageOf = (...resources: readonly ReturnType<typeof instanceLike>[]) => ({ resources, gaps: [] });

describe('the listings that are kept', () => {
  it('are the last of each list, until nobody has read it for ten hours', () => {
    let time = 0;
    const kept = createKeptListings(() => time);
    const listing = (id: number) => ({ id, parts: new Map() });
    kept.keep('chosen', listing(1));
    kept.keep('dropped', listing(2));
    time = 5 * HOUR;
    kept.keep('chosen', listing(3));
    assert.equal(kept.of('dropped')?.id, 2);
    time = 10 * HOUR + 1;
    kept.keep('chosen', listing(4));
    assert.equal(kept.of('dropped'), undefined);
    assert.equal(kept.of('chosen')?.id, 4);
  });

  it('lend their resources to what is equal, and nothing else', () => {
    const [api, web] = [instanceLike({ id: 'i-1', name: 'api' }), instanceLike({ id: 'i-2', name: 'web' })];
    const reuse = reuseResources({
      id: 1,
      parts: new Map([
        ['a', pageOf(api)],
        ['b', pageOf(web)],
      ]),
    });
    const stopped = instanceLike({ id: 'i-2', name: 'web', state: 'stopped' });
    const page = reuse(pageOf(structuredClone(stopped), structuredClone(api), instanceLike({ id: 'i-3' })));
    assert.deepEqual(page.resources, [stopped, api, instanceLike({ id: 'i-3' })]);
    assert.equal(page.resources[1], api);
  });

  it('change nothing where there is none', () => {
    const page = pageOf(instanceLike());
    assert.equal(reuseResources(undefined)(page), page);
  });
});
