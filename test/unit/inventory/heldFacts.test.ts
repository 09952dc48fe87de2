import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heldFacts, heldTags, serviceTags } from '../../../src/inventory/heldFacts.ts';
import { deployment, experiment, instance, lever, service } from '../../stages/fakes.ts';

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
