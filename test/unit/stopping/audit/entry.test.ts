import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elsewhereOf } from '../../../../src/model/destination.ts';
import type { Said } from '../../../../src/stopping/confirmation.ts';
import { isEntry, lineTime, requestedAt, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { instance, refTo, scope } from '../../../stages/fakes.ts';

const TIME = '2026-01-15T12:00:00.000Z';
const ELSEWHERE = elsewhereOf({ kind: 'simulated' });

const line = (said: Said = {}, more: Partial<Parameters<typeof requestedEntry>[0]> = {}) =>
  requestedEntry({
    ...{ id: 'a', run: 'r1', at: Date.parse(TIME), who: 'arn', account: '111122223333', scope },
    ...{ ref: refTo(instance()), name: 'web-1', operation: { type: 'stop' }, state: 'running', said },
    ...more,
  });

/** Each line as it may stand in a file that somebody else wrote, one member at a time. */
function judge(whole: object, rows: Readonly<Record<string, readonly (readonly [value: unknown, is: boolean])[]>>) {
  assert.equal(isEntry(whole), true);
  for (const [member, values] of Object.entries(rows))
    for (const [value, is] of values)
      assert.equal(isEntry({ ...whole, [member]: value }), is, `${member}: ${JSON.stringify(value)}`);
}

/** A text that has to be there. */
const text = [
  ['x', true],
  ['', true],
  [7, false],
  [undefined, false],
  [null, false],
] as const;
/** A text that need not. */
const textIfAny = [
  ['x', true],
  [7, false],
  [null, false],
] as const;

describe('a line of the audit log', () => {
  it('was written when AWS’s clock says so, as far as its request tells how far that was ahead', () => {
    const [minute, written] = [60_000, { time: '2026-01-15T12:05:00.000Z' }];
    assert.equal(requestedAt({ time: TIME }), Date.parse(TIME));
    assert.equal(requestedAt({ time: TIME, clockOffset: -minute }), Date.parse(TIME) - minute);
    assert.equal(lineTime(written, { clockOffset: minute }), Date.parse(TIME) + 6 * minute);
    assert.equal(lineTime(written, {}), Date.parse(TIME) + 5 * minute);
  });

  it('of a request is one with all that is read of it later, each in its form', () => {
    judge(line(), {
      ...{ id: text, run: text, who: text, account: text, profile: text, region: text, resource: text, name: text },
      ...{
        action: text,
        state: textIfAny,
        reason: textIfAny,
        reference: textIfAny,
        via: textIfAny,
        reasonBy: textIfAny,
      },
      elsewhere: textIfAny,
      v: [
        [1, true],
        [2, false],
        ['1', false],
      ],
      time: [
        [TIME, true],
        ['yesterday', false],
        [Date.parse(TIME), false],
      ],
      kind: [
        ['instance', true],
        ['deployment', false],
        ['volume', false],
      ],
      operation: [
        [{ type: 'force-stop', skipOsShutdown: true }, true],
        [{ type: 'force-stop' }, false],
        [{ type: 'force-stop', skipOsShutdown: 'yes' }, false],
        [{ type: 'terminate' }, false],
      ],
      clockOffset: [
        [-3_600_000, true],
        ['0', false],
        [Number.NaN, false],
      ],
      staysBilled: [
        [{ volumes: 1, gib: 8, addresses: ['192.0.2.1'], atLeast: true }, true],
        [{ volumes: 1, addresses: [] }, true],
        [{ volumes: '1', addresses: [] }, false],
        [{ volumes: Number.NaN, addresses: [] }, false],
        [{ volumes: Infinity, addresses: [] }, false],
        [{ volumes: 1, gib: Infinity, addresses: [] }, false],
        [{ volumes: 1, gib: '8', addresses: [] }, false],
        [{ volumes: 1, addresses: [7] }, false],
        [{ volumes: 1 }, false],
        [{ volumes: 1, addresses: [], atLeast: false }, false],
      ],
    });
  });

  it('of a request is about a thing that its operation is for, with what that operation needs', () => {
    const rows: readonly (readonly [kind: string, operation: object, is: boolean])[] = [
      ['deployment', { type: 'continue', action: 'CONTINUE', hookId: 'h1' }, true],
      ['deployment', { type: 'continue', action: 'ROLLBACK' }, true],
      ['deployment', { type: 'continue', action: 'ABORT' }, false],
      ['deployment', { type: 'continue', action: 'CONTINUE', hookId: 7 }, false],
      ['deployment', { type: 'continue' }, false],
      ['deployment', { type: 'abort' }, true],
      ['instance', { type: 'abort' }, false],
      ['experiment', { type: 'stop-experiment' }, true],
      ['experiment', { type: 'stop' }, false],
      ['lever', { type: 'engage-lever', reason: 'r' }, true],
      ['lever', { type: 'disengage-lever', reason: 'r' }, true],
      ['lever', { type: 'engage-lever' }, false],
      ['lever', { type: 'disengage-lever', reason: 7 }, false],
    ];
    for (const [kind, operation, is] of rows)
      assert.equal(isEntry({ ...line(), kind, operation }), is, JSON.stringify([kind, operation]));
  });

  it('of an answer is one with AWS’s states and request, or why not', () => {
    const error = { kind: 'denied', code: 'AccessDenied', message: 'no', mayHaveHappened: false };
    judge(
      { v: 1, type: 'answered', id: 'a', time: TIME },
      {
        ...{ id: text, requestId: textIfAny, previous: textIfAny, current: textIfAny },
        v: [[2, false]],
        type: [['replied', false]],
        time: [['noon', false]],
        error: [
          [error, true],
          [{ ...error, kind: 'of-later-version' }, true],
          [{ ...error, kind: 7 }, false],
          [{ ...error, code: 7 }, false],
          [{ ...error, message: undefined }, false],
          [{ ...error, mayHaveHappened: 'no' }, false],
          [{}, false],
        ],
      },
    );
  });

  it('of an end is one with how it ended, and what was seen last', () => {
    const failure = { kind: 'cut', message: 'm', mayHaveHappened: true, requestId: 'q' };
    const last = { state: 'stopping', isPaused: true, seenAt: 1, account: '111122223333' };
    const seen = { seenAt: 5, account: '111122223333', isPaused: true, reason: 'by AWS' };
    const verdicts: readonly (readonly [verdict: object, is: boolean])[] = [
      ...[
        ...['stopped', 'hibernated', 'shut-down-instead', 'terminated', 'started', 'start-failed', 'rolled-back'],
        ...['rollback-failed', 'finished-first', 'continued', 'failed', 'cancelled', 'engaged', 'disengaged'],
      ].flatMap((type): (readonly [object, boolean])[] => [
        [{ type, state: 's', ...seen }, true],
        [{ type, state: 's' }, true],
        [{ type }, false],
        [{ type, state: 's', reason: 7 }, false],
        [{ type, state: 's', seenAt: Infinity }, false],
        [{ type, state: 's', isPaused: false }, false],
        [{ type, state: 's', account: 7 }, false],
      ]),
      ...['gone', 'unknown', 'unwatched'].flatMap((type): (readonly [object, boolean])[] => [
        [{ type }, true],
        [{ type, last, unread: { since: 1, failure } }, true],
        [{ type, last: { seenAt: 1 } }, false],
        [{ type, last: 'stopping' }, false],
        [{ type, unread: { since: Infinity, failure } }, false],
        [{ type, unread: { since: 1, failure: { kind: 'cut' } } }, false],
        [{ type, unread: { failure } }, false],
      ]),
      [{ type: 'refused', failure }, true],
      [{ type: 'refused', failure: { ...failure, requestId: 7 } }, false],
      [{ type: 'refused' }, false],
      [{ type: 'not-carried-out', state: 'running', failure }, true],
      [{ type: 'not-carried-out', failure }, false],
      [{ type: 'not-carried-out', state: 'running' }, false],
      [{ type: 'other-account', asked: '1', now: '2', last }, true],
      [{ type: 'other-account', asked: '1' }, false],
      [{ type: 'other-account', now: '2' }, false],
      [{ type: 'other-account', asked: '1', now: '2', last: 7 }, false],
      [{ type: 'exploded' }, false],
    ];
    for (const [verdict, is] of verdicts)
      assert.equal(isEntry({ v: 1, type: 'ended', id: 'a', time: TIME, verdict }), is, JSON.stringify(verdict));
    const end = { v: 1, type: 'ended', id: 'a', time: TIME, verdict: { type: 'gone' } };
    judge(end, { id: text, v: [[2, false]], time: [['noon', false]], verdict: [[undefined, false]] });
  });

  it('of a request tells what the person said, and nothing that they left empty', () => {
    const rows: readonly (readonly [said: Said, told: Readonly<Record<string, unknown>>])[] = [
      [{}, {}],
      [{ reason: '', reference: '' }, {}],
      [
        { reason: 'too slow', reference: 'INC-1' },
        { reason: 'too slow', reference: 'INC-1' },
      ],
      [{ via: 'agent' }, { via: 'agent' }],
      [
        { via: 'agent', reason: 'r', reasonBy: 'agent', reasonTaken: true },
        { via: 'agent', reason: 'r', reasonBy: 'agent' },
      ],
      [{ reasonBy: 'extension' }, {}],
      [{ reason: '', reasonBy: 'extension' }, {}],
    ];
    for (const [said, told] of rows) {
      const { reason, reference, via, reasonBy, ...rest } = line(said) as unknown as Record<string, unknown>;
      const there = Object.entries({ reason, reference, via, reasonBy }).filter(([, value]) => value !== undefined);
      assert.deepEqual(Object.fromEntries(there), told, JSON.stringify(said));
      assert.deepEqual(rest, line());
    }
  });

  it('of a request has of state, bill and place what is known, and else no member for it', () => {
    const staysBilled = { volumes: 2, gib: 16, addresses: ['192.0.2.1'] };
    assert.ok(ELSEWHERE);
    const told = line({}, { staysBilled, elsewhere: ELSEWHERE });
    assert.deepEqual(told, { ...line(), staysBilled, elsewhere: ELSEWHERE });
    const bare = line({}, { state: undefined });
    for (const member of ['state', 'staysBilled', 'elsewhere', 'leftOut'])
      assert.equal(Object.hasOwn(bare, member), false, member);
  });
});
