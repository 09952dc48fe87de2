import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_NOTES } from '../../../../src/base/memberReader.ts';
import { countOf, isUnread } from '../../../../src/model/resources/unreadable.ts';

const others = (count: number) => Array.from({ length: count }, (_, index) => `Other[${index}]`);

describe('a member that can’t be read', () => {
  for (const [path, is] of [
    ['Tags', true],
    ['tags', true],
    // Something in it, or what it is in.
    ['Tags.Key', true],
    ['Tags[2].Value', true],
    ['TagsOf', false],
    ['Tag', false],
    ['Other.Tags', false],
  ] as const)
    it(`is ${is ? '' : 'not '}Tags, where ${path} is noted`, () => {
      assert.equal(isUnread({ unread: ['Other', path] }, 'Tags'), is);
      assert.equal(countOf({ unread: [path] }, 'Tags', 7), is ? '?' : 7);
      assert.equal(countOf({ leftOut: ['Other', path] }, 'Tags', 0), is ? '?' : 0);
    });

  it('is everything in what can’t be read', () => {
    assert.equal(isUnread({ unread: ['Operator'] }, 'Operator.Principal'), true);
    assert.equal(isUnread({ unread: ['Oper'] }, 'Operator.Principal'), false);
  });

  it('is any, once there are more than are noted', () => {
    assert.equal(isUnread({ unread: others(MOST_NOTES) }, 'Tags'), true);
    assert.equal(isUnread({ unread: others(MOST_NOTES - 1) }, 'Tags'), false);
    assert.equal(isUnread({}, 'Tags'), false);
    assert.equal(countOf({}, 'Tags', 0), 0);
  });
});
