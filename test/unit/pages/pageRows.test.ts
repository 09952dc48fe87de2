import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDuration } from '../../../src/model/resources/isoDuration.ts';
import { shareOf } from '../../../src/pages/pageRows.ts';

describe('a number beyond what a page can show', () => {
  it('is no duration', () => {
    for (const days of ['9'.repeat(400), '99999999999', '367']) assert.equal(isoDuration(`P${days}D`), undefined);
    assert.equal(isoDuration('P366D'), 366 * 86_400_000);
  });

  it('is a whole bar or an empty one', () => {
    assert.equal(shareOf(1e308, 3), 100);
    assert.equal(shareOf(1e308, 1e-300), 100);
    assert.equal(shareOf(-1, 3), 0);
    assert.equal(shareOf(1, 0), 0);
    assert.equal(shareOf(1, 4), 25);
    assert.equal(shareOf(Infinity, Infinity), 0);
    assert.equal(shareOf(Infinity, 1), 100);
    assert.equal(shareOf(1e308, Infinity), 0);
  });
});
