import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFormat } from '../../../../src/panel/view/format.ts';
import type { Strings } from '../../../../src/panel/protocol/strings.ts';

const units = {
  underSecond: 'less than a second',
  seconds: '{0} s',
  minutes: '{0} min',
  hours: '{0} h',
  days: '{0} d',
};

describe('a duration on a page', () => {
  const format = createFormat('en', 'en', units as unknown as Strings);

  it('is said in its two largest units', () => {
    const said = [1_000, 59_999, 60_000, 450_000, 3_600_000, 93_600_000, 93_601_000].map((milliseconds) =>
      format.duration(milliseconds),
    );
    assert.deepEqual(said, ['1 s', '59 s', '1 min', '7 min 30 s', '1 h', '1 d 2 h', '1 d 2 h']);
  });

  it('is never one of no time, nor of less, where AWS’s clock is ahead of the machine’s', () => {
    for (const milliseconds of [-600_000, -1, -0, 0, 0.4, 1, 340, 999])
      assert.equal(format.duration(milliseconds), 'less than a second', String(milliseconds));
  });
});
