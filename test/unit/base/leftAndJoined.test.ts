import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { leftAndJoined } from '../../../src/base/leftAndJoined.ts';
import { assertProperty } from '../../stages/property.ts';

const places = ['a', 'b', 'c', 'd'].map((profile) => ({ profile, region: 'eu-west-1' }));
const choice = fc.uniqueArray(fc.constantFrom(...places));

describe('what differs between two choices of places', () => {
  it('is what is in one of them alone', () => {
    assertProperty(
      fc.property(choice, choice, (before, now) => {
        const { left, joined } = leftAndJoined(before, now);
        assert.deepEqual(
          left,
          before.filter((scope) => !now.includes(scope)),
        );
        assert.deepEqual(
          joined,
          now.filter((scope) => !before.includes(scope)),
        );
      }),
    );
  });
});
