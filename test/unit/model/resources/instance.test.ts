import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_NOTES } from '../../../../src/base/memberReader.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import {
  areKeysUnread,
  isProtectedFromOwner,
  managerOf,
  transitionTime,
} from '../../../../src/model/resources/instance.ts';
import { instance } from '../../../stages/history/history.ts';

const many = Array.from({ length: MOST_NOTES }, (_, index) => `Tags[${index}].Value`);

describe('the tags of an instance', () => {
  for (const [paths, may] of [
    // AWS left them out.
    [undefined, true],
    [['LaunchTime'], true],
    [['Operator.Tags'], true],
    // A key can’t be read, or all of one, or all.
    [['Tags'], true],
    [['Tags[2]'], true],
    [['Tags[12].Key'], true],
    [['LaunchTime', 'Tags[0].Value', 'tags[12]'], true],
    [many, true],
    // The values alone.
    [['Tags[2].Value'], false],
    [['LaunchTime', 'Tags[2].Value'], false],
    [['Tags[2].Value', 'Other.Tags'], false],
    [['Tags[2].Value', 'Tags[3].KeyOf'], false],
    [many.slice(1), false],
  ] as const)
    it(`${may ? 'may' : 'can’t'} be of keys that nobody knows: ${(paths ?? ['nothing noted']).slice(0, 3).join()}`, () => {
      const more = paths === undefined ? {} : { unread: paths };
      assert.equal(areKeysUnread(instance({ ...more, tagsUnread: true })), may);
      assert.equal(areKeysUnread(instance(more)), false, 'all of its tags are known');
    });
});

describe('an instance that a service manages', () => {
  for (const [more, manager, isProtected] of [
    [{ managedBy: 'eks.amazonaws.com' }, known('eks.amazonaws.com'), true],
    [{ managedBy: 'eks.amazonaws.com', unread: ['Operator'] }, known('eks.amazonaws.com'), true],
    [{ unread: ['Operator.Principal'] }, unread, false],
    [{ unread: ['LaunchTime'] }, none, false],
    [{}, none, false],
  ] as const)
    it(`is kept from its owner where that is known: ${JSON.stringify(more)}`, () => {
      assert.deepEqual(managerOf(instance(more)), manager);
      assert.equal(isProtectedFromOwner(instance(more)), isProtected);
    });
});

describe('when a stop was asked for', () => {
  const at = Date.parse('2026-01-15T12:00:07Z');
  for (const [text, time] of [
    ['User initiated (2026-01-15 12:00:07 GMT)', at],
    ['User initiated (2026-01-15 12:00:07 UTC)', at],
    ['Server.SpotInstanceTermination (2026-01-15 12:00:07 GMT) and more', at],
    ['User initiated (2026-13-45 12:00:07 GMT)', undefined],
    ['User initiated (2026-02-30 12:00:07 GMT)', undefined],
    ['User initiated (2026-01-15 12:00:07 CET)', undefined],
    ['User initiated 2026-01-15 12:00:07 GMT', undefined],
    ['User initiated', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const)
    it(`is what AWS tells, or nothing: ${text}`, () => {
      assert.equal(transitionTime(instance(text === undefined ? {} : { stateTransitionReason: text })), time);
    });
});
