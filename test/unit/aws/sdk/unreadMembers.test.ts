import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/model/failure.ts';
import { MemberReader } from '../../../../src/base/memberReader.ts';
import {
  idOf,
  itemsOf,
  leftOut,
  namelessGap,
  namelessIn,
  statelessGap,
  unreadOf,
} from '../../../../src/aws/sdk/unreadMembers.ts';

describe('what of an answer can’t be read', () => {
  it('is named of a resource, and its tags are called unread only where they are', () => {
    const read = (source: object, look: (from: MemberReader) => unknown) => {
      const from = new MemberReader(source);
      look(from);
      return unreadOf(from);
    };
    assert.deepEqual(
      read({ name: 'web' }, (from) => from.text('name')),
      {},
    );
    assert.deepEqual(
      read({ name: 7 }, (from) => from.text('name')),
      { unread: ['name'] },
    );
    assert.deepEqual(
      read({ tags: 7 }, (from) => from.records('tags')),
      { unread: ['tags'], tagsUnread: true },
    );
    assert.deepEqual(
      read({}, (from) => from.count('runningCount')),
      { leftOut: ['runningCount'] },
    );
    assert.deepEqual(
      read({ name: 7 }, (from) => [from.text('name'), from.flag('rollback')]),
      { unread: ['name'], leftOut: ['rollback'] },
    );
  });

  it('is each member of a list by itself: nothing is left out, and what is no record is one that is unread', () => {
    const items = itemsOf({ tasks: [{ name: 'a' }, null, 'odd', { name: 5 }, undefined] }, 'tasks');
    assert.deepEqual(
      items.map((from) => [from.text('name'), from.unread]),
      [
        ['a', []],
        [undefined, ['tasks[2]']],
        [undefined, ['tasks[3].name']],
      ],
    );
    assert.deepEqual(itemsOf({ tasks: 'odd' }, 'tasks'), []);
    assert.deepEqual(itemsOf({}, 'tasks'), []);
  });

  it('counts ids that are none, and not what AWS left out', () => {
    assert.equal(namelessIn({ arns: ['a', 7, {}, null, 'b'] }, 'arns'), 2);
    assert.equal(namelessIn({ arns: ['a', 'b'] }, 'arns'), 0);
    assert.equal(namelessIn({}, 'arns'), 0);
  });

  it('is an id that isn’t there, which is noted once and empty', () => {
    for (const [source, id, unread] of [
      [{ id: 'one' }, 'one', []],
      [{}, '', ['id']],
    ] as const) {
      const from = new MemberReader(source);
      assert.deepEqual([idOf(from, 'id'), from.unread], [id, unread]);
    }
    const odd = new MemberReader({ id: [] });
    assert.equal(idOf(odd, 'id'), '');
    assert.deepEqual([...new Set(odd.unread)], ['id']);
  });

  it('is what AWS is silent about, without what whoever answers could have quoted', () => {
    const withoutSecrets = (failure: Failure): Failure => ({
      ...failure,
      message: failure.message.replace('s3cret', '…'),
    });
    const { kind, operation, message } = leftOut({ withoutSecrets }, 'ecs:DescribeServices', 'web/s3cret');
    assert.deepEqual(
      [kind, operation, message],
      ['malformed', 'ecs:DescribeServices', 'The answer of AWS leaves out web/….'],
    );
  });

  it('is told as a gap with how many there are, and as none where there is none', () => {
    assert.deepEqual(namelessGap('ecs:ListServices', 0), []);
    const [nameless, ...more] = namelessGap('ecs:ListServices', 3);
    assert.deepEqual([nameless?.kind, nameless?.operation, more], ['malformed', 'ecs:ListServices', []]);
    assert.match(nameless?.message ?? '', /has 3 without an id/);
    assert.deepEqual(statelessGap('fis:ListExperiments', ['running', undefined, 'odd']), []);
    const [stateless, ...others] = statelessGap('fis:ListExperiments', ['unknown', 'running', 'unknown']);
    assert.deepEqual([stateless?.kind, stateless?.operation, others], ['malformed', 'fis:ListExperiments', []]);
    assert.match(stateless?.message ?? '', /has 2 whose state/);
  });
});
