import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { none } from '../../../src/model/fact.ts';
import { createConfirmations, NotTypedError, PLAN_LIFE, StalePlanError } from '../../../src/stopping/confirmation.ts';
import { typedName } from '../../../src/stopping/plan/typedName.ts';
import { isBlocked } from '../../../src/stopping/plan/plan.ts';
import { free } from '../../stages/stopping/plainStopping.ts';
import { plan, stop } from '../../stages/stopping/plan.ts';
import { failed } from '../../../src/model/failure.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import { deployment, failure, heldTime, instance, looksAt, pauseHook, refTo } from '../../stages/fakes.ts';

describe('a confirmation', () => {
  const made = (clock = heldTime(), policy = free) =>
    plan(
      { reads: { describe: looksAt(() => [instance()]) }, clock, policy },
      [refTo(instance()), refTo(instance({ id: 'gone' }))],
      stop,
    );

  it('hands out once what is not blocked', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(clock, () => free);
    const one = await made(clock);
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
    const confirmations = createConfirmations(clock, () => free);
    const foreign = createConfirmations(clock, () => free).confirm(await made(clock), {});
    assert.throws(() => confirmations.take(foreign));
    assert.throws(() => confirmations.take({ ...foreign }));
    const old = await made(clock);
    await clock.advance(PLAN_LIFE - 1);
    assert.ok(confirmations.confirm({ ...old, id: 'just in time' }, {}));
    await clock.advance(1);
    assert.throws(() => confirmations.confirm(old, {}), StalePlanError);
  });

  it('takes no plan after the wall clock went back, or ran on while the machine slept', async () => {
    for (const milliseconds of [-1_000, -8 * 3_600_000, PLAN_LIFE, 8 * 3_600_000]) {
      const clock = heldTime();
      const one = await made(clock);
      clock.setBy(milliseconds);
      assert.throws(() => createConfirmations(clock, () => free).confirm(one, {}), StalePlanError, `${milliseconds}`);
    }
  });

  it('takes none in production without the name that has to be typed, whatever way led here', async () => {
    const clock = heldTime();
    const policy = { ...free, production: ['staging'] };
    const confirmations = createConfirmations(clock, () => policy);
    const one = await made(clock, policy);
    const name = typedName(one)?.shown ?? '';
    assert.notEqual(name, '');
    for (const typed of [undefined, [], [''], [name.slice(0, -1)], ['another']])
      assert.throws(() => confirmations.confirm(one, typed ? { typed } : {}), NotTypedError, String(typed));
    assert.deepEqual(confirmations.confirm(one, { typed: [name] }).said.typed, [name]);
    // The id stands for the name, and what isn't in production has nothing to be typed.
    assert.ok(confirmations.confirm(await made(clock, policy), { typed: ['i-1'] }));
    assert.ok(createConfirmations(clock, () => free).confirm(await made(clock), {}));
  });

  it('takes no plan that was made under other guards', async () => {
    const clock = heldTime();
    const others: readonly Policy[] = [
      { ...free, readOnly: true },
      { ...free, readOnly: ['other'] },
      { ...free, allowedRegions: ['eu-west-1'] },
      { ...free, enableAbort: false },
      { ...free, production: ['prod*'] },
    ];
    for (const guards of others) {
      const one = await made(clock);
      assert.throws(() => createConfirmations(clock, () => guards).confirm(one, {}), StalePlanError);
    }
    assert.ok(createConfirmations(clock, () => ({ ...free })).confirm(await made(clock), {}));
  });

  it('makes a permit that says what, where, in which account, until when and under which guards', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(clock, () => free);
    const one = await made(clock);
    await clock.advance(5_000);
    const [group] = confirmations.take(confirmations.confirm(one, {}));
    assert.deepEqual(group?.permit, {
      plan: one.id,
      operation: stop,
      scope: instance().scope,
      account: '111122223333',
      alias: none,
      destination: { kind: 'aws' },
      targets: [{ id: 'i-1' }],
      policyVersion: one.policyVersion,
      confirmed: { now: clock.now(), elapsed: 5_000 },
    });
    assert.deepEqual(structuredClone(group?.permit), group?.permit);
  });

  it('permits the pause hook that the person was shown, and no other', async () => {
    const waiting = deployment({ hooks: [pauseHook('h0', 'SUCCEEDED'), pauseHook('h1'), pauseHook('h2')] });
    const one = await plan({ reads: { describe: looksAt(() => [waiting]) }, clock: heldTime() }, [refTo(waiting)], {
      type: 'continue',
      action: 'CONTINUE',
    });
    const confirmations = createConfirmations(heldTime(), () => free);
    const [group] = confirmations.take(confirmations.confirm(one, {}));
    assert.deepEqual(group?.permit.targets, [{ id: waiting.id, hookId: 'h1' }]);
  });

  it('permits nothing where the account can’t be told', async () => {
    const clock = heldTime();
    const one = await plan(
      {
        reads: { describe: looksAt(() => [instance()]), identity: () => Promise.resolve(failed(failure('denied'))) },
        clock,
      },
      [refTo(instance())],
      stop,
    );
    const confirmations = createConfirmations(clock, () => free);
    assert.deepEqual(confirmations.take(confirmations.confirm(one, {})), []);
  });
});
