import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasLookAlike, lookOf } from '../../../src/base/lookAlike.ts';

describe('names that look the same in a row', () => {
  for (const [one, other] of [
    ['web', 'Web'],
    ['web 1', ' web  1'],
    ['web 1', 'web\u00a01\u3000'],
    ['web 1', 'web\u28001'],
    ['web', 'w\u0435b'],
    ['web', 'w\u0435\u0432'],
    ['copa', '\u0441\u043e\u0440\u0430'],
    ['COPA', '\u0421\u041e\u0420\u0410'],
    ['web', 'w\u200be\ufff9b\u202e'],
    ['web-1', 'web\u20131'],
    ['caf\u00e9', 'cafe\u0301'],
  ] as const)
    it(`are one: ${JSON.stringify([one, other])}`, () => assert.equal(lookOf(other), lookOf(one)));

  it('are no others', () => {
    for (const [one, other] of [
      ['web', 'webs'],
      ['web 1', 'web1'],
      ['\u0434\u043e\u043c', 'dom'],
      ['\u4e00', '-'],
      ['caf\u00e9', 'cafe'],
    ] as const)
      assert.notEqual(lookOf(other), lookOf(one), one);
  });
});

describe('a word in which a letter of another script passes for a Latin one', () => {
  for (const [text, has] of [
    ['pr\u043ed', true],
    ['\u0440rod', true],
    ['shop-pr\u03bfd', true],
    ['prod', false],
    ['\u043f\u0440\u043e\u0434', false],
    ['prod-\u043e', false],
    ['\u03bcservice', false],
    ['caf\u00e9', false],
  ] as const)
    it(`${text}: ${has}`, () => assert.equal(hasLookAlike(text), has));
});
