import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry } from '../../../../src/stopping/audit/entry.ts';
import { lostLines } from '../../../../src/stopping/audit/lostLines.ts';
import { parseLines } from '../../../../src/platform/journalLines.ts';
import { LINE_TIME, requestedLine } from '../../../stages/stopping/auditLines.ts';

const HOUR = 3_600_000;
const at = (hours: number): number => Date.parse(LINE_TIME) + hours * HOUR;
const timed = (hours: number, entry: AuditEntry): AuditEntry => ({ ...entry, time: new Date(at(hours)).toISOString() });
const asked = (id: string, hours: number): AuditEntry => timed(hours, requestedLine(id));
const answered = (id: string, hours: number): AuditEntry => timed(hours, { v: 1, type: 'answered', id, time: '' });
const ended = (id: string, hours: number): AuditEntry =>
  timed(hours, { v: 1, type: 'ended', id, time: '', verdict: { type: 'gone' } });
const lost = (...lines: readonly (AuditEntry | string | object)[]) =>
  lostLines(parseLines(Buffer.from(lines.map((line) => `${text(line)}\n`).join(''))).content);
const text = (line: string | object): string => (typeof line === 'string' ? line : JSON.stringify(line));
const whole = JSON.stringify(asked('b', 2));

describe('a line that may have told of a request', () => {
  for (const [how, line] of Object.entries({
    cut: whole.slice(0, 40),
    'half overwritten': whole.replaceAll('"', '\u0000'),
    'without its account': JSON.stringify({ ...asked('b', 2), account: undefined }),
    'of a time that is none': whole.replaceAll(/"time":"[^"]+"/g, '"time":"soon"'),
    'of a later version': JSON.stringify({ ...asked('b', 2), v: 2 }),
    'of no kind': '{"a":1}',
    'that is a number': '42',
    'that is nothing': 'null',
  })) {
    it(`is lost when it can’t be read, and no younger than the next one: ${how}`, () => {
      const [time, ...more] = lost(asked('a', 1), line, answered('a', 3));
      assert.deepEqual(more, []);
      assert.ok(time === at(3) || time === at(2), String(time));
    });

    it(`may be from just now where no line follows: ${how}`, () => {
      const [time = 0, ...more] = lost(asked('a', 1), line);
      assert.deepEqual(more, []);
      assert.ok(time >= at(2), String(time));
    });
  }

  it('is lost where it isn’t there, and AWS’s answer to it is', () => {
    assert.deepEqual(lost(asked('a', 1), answered('a', 1), answered('b', 2)), [at(2)]);
    assert.deepEqual(lost(answered('b', 2), ended('b', 3)), [], 'how it ended is known');
    const refused = { kind: 'denied', message: '', mayHaveHappened: false } as const;
    assert.deepEqual(lost({ ...answered('b', 2), error: refused }), [], 'nothing came of it');
  });

  it('is none that says of itself that it is an answer or an end, and none that can be read', () => {
    assert.deepEqual(lost(asked('a', 1), { v: 2, type: 'ended', id: 'a' }, { v: 2, type: 'answered', id: 'a' }), []);
    assert.deepEqual(lost(asked('a', 1), answered('a', 1), ended('a', 2)), []);
    assert.deepEqual(lost(asked('a', 1), { v: 2, type: 'answered', id: 'of one that was set aside' }), []);
    assert.deepEqual(lost(), []);
  });

  it('is from AWS’s time, where the line that follows tells how far the clock was off', () => {
    assert.deepEqual(lost('{', { ...asked('a', 1), clockOffset: 24 * HOUR }), [at(25)]);
    // A clock that was ahead says the later time; what is no number says nothing.
    for (const clockOffset of [-24 * HOUR, '24', null, 'x'])
      assert.deepEqual(lost('{', { ...asked('a', 1), clockOffset }).slice(0, 1), [at(1)], String(clockOffset));
  });

  it('is no younger than the next one where that tells of a clock that was infinitely off', () => {
    const endless = JSON.stringify({ ...asked('b', 1), clockOffset: 5 }).replace(':5', ':1e999');
    assert.deepEqual(lost('{', endless).slice(0, 1), [at(1)]);
  });

  it('may be from just now where nobody knows where it stands', () => {
    assert.deepEqual(lostLines({ entries: [asked('a', 1)], damaged: 2 }), [Infinity, Infinity]);
    const first = lostLines({ entries: [asked('a', 1)], damaged: 1, damagedAt: [0] });
    assert.deepEqual(first, [at(1)], 'before one that tells its time');
  });
});
