import assert from 'node:assert/strict';
import { it } from 'node:test';
import { UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { pauseHook } from '../../stages/fakes.ts';
import {
  action,
  deployment,
  experiment,
  instance,
  MINUTE,
  noon,
  open,
  ref,
  transitions,
} from '../../stages/history/history.ts';

void it('a history tells of no state that nobody read: neither that something came into it nor that it left it', async () => {
  const { history, journal } = await open();
  const both = (state: string) => [instance({ state }), experiment({ state }, {}, []), deployment({ status: state })];
  const states = ['running', UNREAD_STATE, 'stopping', UNREAD_STATE, UNREAD_STATE, 'stopped'];
  for (const [poll, state] of states.entries()) history.observe(both(state), noon + poll * MINUTE);
  for (const [kind, id] of [
    ['instance', 'i-1'],
    ['experiment', experiment({}, {}, []).id],
    ['deployment', deployment({}).id],
  ] as const) {
    const told = transitions(history, ref(kind, id)).join('\n');
    assert.match(told, /running->stopping halt/, kind);
    assert.match(told, /stopping->stopped halt/, kind);
    assert.doesNotMatch(told, /unknown/, kind);
  }
  assert.doesNotMatch(JSON.stringify(journal.lines), /unknown/);
});

void it('a first look that tells no state begins no history', async () => {
  const { history, journal } = await open();
  history.observe([instance({ state: UNREAD_STATE }), experiment({ state: UNREAD_STATE }, {}, [])], noon);
  assert.equal(history.lastSeen(ref('instance', 'i-1')), undefined);
  await history.dispose();
  assert.deepEqual(journal.lines, []);
});

void it('of a part whose state can’t be read, what was known of it stands', async () => {
  const { history } = await open();
  const at = (minute: number, more: Parameters<typeof deployment>[0], actionState: string) =>
    history.observe(
      [deployment(more), experiment({ state: 'running' }, {}, [action({ state: actionState })])],
      noon + minute * MINUTE,
    );
  const breaker = (status: string) => ({ status, failureCount: 0, threshold: 3, rollsBack: true });
  at(0, { status: 'IN_PROGRESS', hooks: [pauseHook('h1')], circuitBreaker: breaker('MONITORING') }, 'pending');
  at(
    1,
    { status: 'IN_PROGRESS', hooks: [pauseHook('h1', UNREAD_STATE)], circuitBreaker: breaker(UNREAD_STATE) },
    UNREAD_STATE,
  );
  at(
    2,
    { status: 'IN_PROGRESS', hooks: [pauseHook('h1', 'SUCCEEDED')], circuitBreaker: breaker('TRIGGERED') },
    'running',
  );
  const told = [
    ...transitions(history, ref('deployment', deployment({}).id)),
    ...transitions(history, ref('experiment', experiment({}, {}, []).id)),
  ].join('\n');
  assert.match(told, /AWAITING_ACTION->SUCCEEDED/);
  assert.match(told, /MONITORING->TRIGGERED/);
  assert.match(told, /pending->running/);
  assert.doesNotMatch(told, /unknown/);
});
