import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { wasUntouched } from '../../../../src/stopping/follow/untouched.ts';
import { deployment, experiment, instance, lever } from '../../../stages/fakes.ts';

const stop: Operation = { type: 'stop' };
const hook: Operation = { type: 'continue', action: 'CONTINUE', hookId: 'h' };
const anyHook: Operation = { type: 'continue', action: 'CONTINUE' };
const launched = (at: number, more: object = {}) => instance({ launchedAt: at, ...more });

describe('what looks as if nobody had asked', () => {
  const rows: readonly (readonly [string, Operation, Target, number | undefined, boolean | undefined])[] = [
    ['an instance that was launched before the request has run on', stop, launched(99), 100, true],
    ['one that was launched just then, too', stop, launched(100), 100, true],
    ['one that was launched since was started again', stop, launched(101), 100, false],
    ['one whose launch isn’t known tells nothing', stop, instance(), 100, undefined],
    ['one whose launch can’t be read, neither', stop, launched(99, { unread: ['LaunchTime'] }), 100, undefined],
    ['nor where nobody knows when it was asked for by AWS’s clock', stop, launched(99), undefined, undefined],
    ['a deployment that goes on was never rolled back', { type: 'roll-back' }, deployment(), 100, true],
    ['one that waits at its hook was not told to go on from that', hook, deployment(), 100, true],
    ['one that waits may have gone on from another hook', anyHook, deployment(), 100, undefined],
    ['an experiment that runs was never stopped', { type: 'stop-experiment' }, experiment(), 100, true],
    ['a lever may have been moved there and back', { type: 'engage-lever', reason: '' }, lever(), 100, undefined],
  ];
  for (const [what, operation, observed, requestedAt, is] of rows)
    it(what, () => assert.equal(wasUntouched(operation, observed, requestedAt), is));
});
