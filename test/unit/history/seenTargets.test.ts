import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { refOf, stateOf } from '../../../src/model/resources/target.ts';
import { heldTime, instance, memoryJournal, scope } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const atRest = instance({ id: 'i-at-rest' });

describe('what was seen', () => {
  const stage = () => {
    const clock = heldTime();
    const history = createHistory({ journal: memoryJournal(), clock });
    const look = async (...instances: Instance[]) => {
      await clock.advance(MINUTE);
      history.observe(instances, clock.now());
    };
    const knows = (one: Instance) => {
      const seen = history.lastSeen(one);
      return seen && stateOf(seen.target);
    };
    return { clock, history, look, knows };
  };

  it('is forgotten once it is over and no list tells of it for an hour, in a fleet that scales all day', async () => {
    const { history, look, knows } = stage();
    const of = (index: number, state: string) => instance({ id: `i-${index}`, state });
    const RUNS = 300;
    for (let index = 0; index < RUNS; index += 1) {
      await look(atRest, of(index, 'pending'), of(index - 1, 'running'), of(index - 2, 'shutting-down'));
      await look(atRest, of(index, 'running'), of(index - 1, 'running'), of(index - 2, 'terminated'));
    }
    const known = Array.from({ length: RUNS }, (_, index) => knows(of(index, ''))).filter(
      (state) => state !== undefined,
    );
    assert.ok(known.length < 50, `${known.length} are known`);
    assert.equal(knows(of(RUNS - 3, '')), 'terminated');
    assert.equal(knows(atRest), 'running');
    const states = history.of(refOf(of(0, ''))).flatMap((entry) => (entry.type === 'transition' ? entry.to : []));
    assert.deepEqual(states, ['pending', 'running', 'shutting-down', 'terminated']);
    await history.dispose();
  });

  it('is forgotten also where it was at rest, and never where nobody read its list', async () => {
    const { clock, history, look, knows } = stage();
    const elsewhere = instance({ id: 'i-elsewhere', scope: { ...scope, region: 'us-east-1' } });
    const gone = instance({ id: 'i-gone' });
    await look(elsewhere);
    await look(atRest, gone);
    for (let minute = 0; minute < 90; minute += 1) await look(atRest);
    assert.deepEqual([knows(gone), knows(atRest), knows(elsewhere)], [undefined, 'running', 'running']);
    // Nobody looks for a night; the first page of the morning tells only of one.
    await clock.advance(480 * MINUTE);
    const other = instance({ id: 'i-other' });
    await look(other);
    for (let minute = 0; minute < 30; minute += 1) await look(other);
    assert.equal(knows(atRest), 'running');
    await history.dispose();
  });
});
