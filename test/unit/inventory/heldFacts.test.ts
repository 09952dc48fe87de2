import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { currentServiceTags, heldFacts, heldTags, serviceTags } from '../../../src/inventory/heldFacts.ts';
import { deployment, experiment, failure, instance, lever, service } from '../../stages/fakes.ts';

const TAGS = [{ key: 'env', value: 'prod' }];

describe('what a resource is called, and by what it may be production', () => {
  it('is a deployment’s service’s name and tags, which are unread where the service or they are', () => {
    const one = deployment();
    const told = (of: ReturnType<typeof service> | undefined) => heldFacts({ serviceOf: () => of }, one);
    assert.deepEqual(told(service({ tags: TAGS })), { name: 'web', tags: TAGS, tagsUnread: false });
    assert.deepEqual(told(service({ tags: [], tagsUnread: true })), { name: 'web', tags: [], tagsUnread: true });
    assert.deepEqual(told(undefined), { name: 'web', tags: [], tagsUnread: true });
  });

  it('has of nothing but a deployment a service’s tags', () => {
    const asked = { serviceOf: () => service({ tags: TAGS }) };
    for (const one of [instance(), experiment(), lever()]) assert.deepEqual(serviceTags(asked, one), { kind: 'none' });
    assert.deepEqual(serviceTags(asked, deployment()), { kind: 'known', value: TAGS });
    assert.deepEqual(serviceTags({ serviceOf: () => undefined }, deployment()), { kind: 'unread' });
  });

  for (const [what, status, kind] of [
    ['a list that was read in time', { asOf: 1000 }, 'known'],
    ['a list that is older than it may be', { asOf: 999 }, 'unread'],
    ['a list that failed since', { asOf: 5000, failure: failure('denied') }, 'unread'],
    ['a list that was never read', {}, 'unread'],
  ] as const)
    it(`counts for a decision by ${what} as ${kind}`, () => {
      const held = {
        serviceOf: () => service({ tags: TAGS }),
        status: () => ({ loading: false, gaps: [], ...status }),
      };
      assert.equal(currentServiceTags(held, deployment(), 1000).kind, kind);
      assert.equal(currentServiceTags(held, instance(), 1000).kind, 'none');
    });

  it('is of everything else its own, with what could not be read of its tags', () => {
    const none = { serviceOf: () => assert.fail('it has no service') };
    for (const make of [instance, experiment, service]) {
      assert.deepEqual(heldFacts(none, make({ name: 'x', tags: TAGS })), { name: 'x', tags: TAGS, tagsUnread: false });
      assert.equal(heldFacts(none, make({ tags: [], tagsUnread: true })).tagsUnread, true);
    }
    assert.deepEqual(heldFacts(none, lever()), { name: undefined, tags: [], tagsUnread: false });
  });

  it('is of what isn’t held that nobody has read its tags', () => {
    const one = { serviceOf: () => service({ tags: TAGS }) };
    assert.deepEqual(heldTags(one, undefined), { tags: [], tagsUnread: true });
    const { tags, tagsUnread } = heldTags(one, deployment());
    assert.deepEqual([tags, tagsUnread], [TAGS, false]);
  });
});
