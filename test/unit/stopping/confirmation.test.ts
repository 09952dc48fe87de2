import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfirmations, planLife, StalePlanError } from '../../../src/stopping/confirmation.ts';
import { isBlocked } from '../../../src/stopping/plan/plan.ts';
import { plan, stop } from '../../stages/plan.ts';
import { heldTime, instance, looksAt, refTo } from '../../stages/fakes.ts';

describe('a confirmation', () => {
  const made = () =>
    plan(
      { reads: { describe: looksAt(() => [instance()]) } },
      [refTo(instance()), refTo(instance({ id: 'gone' }))],
      stop,
    );

  it('hands out once what is not blocked', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(() => clock.now());
    const one = await made();
    const confirmed = confirmations.confirm(one, {});
    assert.deepEqual(
      confirmations.take(confirmed).map(({ targets }) => targets.map(({ ref }) => ref.id)),
      [['i-1']],
    );
    assert.throws(() => confirmations.take(confirmed), /carried out/);
    assert.throws(() => confirmations.confirm(one, {}), /confirmed before/);
    assert.equal(one.groups[0]?.targets.filter(isBlocked).length, 1);
  });

  it('takes no plan that is confirmed elsewhere, made up, or old', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(() => clock.now());
    const foreign = createConfirmations(() => clock.now()).confirm(await made(), {});
    assert.throws(() => confirmations.take(foreign));
    assert.throws(() => confirmations.take({ ...foreign }));
    const old = await made();
    await clock.advance(planLife);
    assert.ok(confirmations.confirm({ ...old, id: 'just in time' }, {}));
    await clock.advance(1);
    assert.throws(() => confirmations.confirm(old, {}), StalePlanError);
  });
});
