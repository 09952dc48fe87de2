import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { unsetGuards } from '../../stages/guards.ts';

test('halt.requireReason is one of its three words', () => {
  for (const word of ['off', 'production', 'always'] as const) {
    const { requireReason, reasonUnclear } = parseGuards({ ...unsetGuards, requireReason: word });
    assert.deepEqual({ requireReason, reasonUnclear }, { requireReason: word, reasonUnclear: false });
  }
});

const unclear: readonly unknown[] = [
  ...[null, true, false, 0, 1, NaN, '', ' ', 'Production', 'production ', ' off', 'OFF', 'never', 'of\u200bf'],
  ...[['production'], [], {}, { production: true }, ['off', 'always']],
];

for (const value of unclear) {
  test(`halt.requireReason with ${JSON.stringify(value)} asks for a reason always, says so, and forbids nothing`, () => {
    const guards = parseGuards({ ...unsetGuards, requireReason: value });
    assert.equal(guards.requireReason, 'always');
    assert.equal(guards.reasonUnclear, true);
    assert.deepEqual(guards.unclear, []);
    assert.deepEqual(guards.readOnly, []);
  });
}
