import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { failed, type Failure, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import type { DryRun } from '../../../../src/model/ports/awsPermissions.ts';
import { isBlocked, type Plan } from '../../../../src/stopping/plan/plan.ts';
import { createPreflight, type DryRuns, MOST_SEARCHED } from '../../../../src/stopping/plan/preflight.ts';
import { failure, flush, instance, looksAt, refTo, scope, told } from '../../../stages/fakes.ts';
import { plan, type PlanStage, stop } from '../../../stages/stopping/plan.ts';
import { assertProperty } from '../../../stages/property.ts';

const start: Operation = { type: 'start' };
const ACCOUNT = '111122223333';
const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `i-${at + 1}`);
const allowed: Outcome<DryRun> = succeeded({ allowed: true, message: 'Would have succeeded.', account: ACCOUNT });
const denial = (message = 'You are not authorized to perform this operation.'): Outcome<DryRun> =>
  succeeded({ allowed: false, message, account: ACCOUNT });
const onResource = (id: string) =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/ops/i-1 is not authorized to perform: ec2:StopInstances on resource: arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${id} because no identity-based policy allows the ec2:StopInstances action`;

interface Asked {
  readonly calls: (readonly string[])[];
  readonly dryRuns: DryRuns;
}

function asks(answer: (ids: readonly string[]) => Outcome<DryRun> | Promise<Outcome<DryRun>>): Asked {
  const calls: (readonly string[])[] = [];
  return {
    calls,
    dryRuns: {
      dryRun: async (_scope, _operation, ids) => {
        calls.push(ids);
        return answer(ids);
      },
    },
  };
}

/** A plan of so many instances, with what dry runs told of it when all of them were through. */
async function planned(count: number, { dryRuns }: Asked, stage: PlanStage = {}, operation = stop): Promise<Plan> {
  const state = operation.type === 'start' ? 'stopped' : 'running';
  const all = idsOf(count).map((id) => instance({ id, state }));
  let latest: Plan | undefined;
  const given = await plan(
    { ...stage, reads: { describe: looksAt(() => all), ...stage.reads }, dryRuns: () => dryRuns },
    all.map(refTo),
    operation,
    (later) => {
      latest = later;
    },
  );
  await flush();
  for (let round = 0; round < count; round += 1) await flush();
  return latest ?? given;
}

const deniedIn = ({ groups }: Plan) =>
  groups.flatMap(({ targets }) =>
    targets.filter(({ findings }) => findings.some(({ type }) => type === 'not-allowed')).map(({ ref }) => ref.id),
  );
const saysSome = ({ groups }: Plan) => groups.some(({ someDenied }) => someDenied === true);

describe('a preflight', () => {
  it('finds whom AWS denies, whoever and however many they are, and whether or not AWS names one', async () => {
    await assertProperty(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: MOST_SEARCHED }),
        fc.boolean(),
        async (flags, names) => {
          const ids = idsOf(flags.length);
          const denied = ids.filter((_, at) => flags[at]);
          const asked = asks((batch) => {
            const [first] = batch.filter((id) => denied.includes(id));
            if (first === undefined) return allowed;
            return denial(names ? onResource(first) : undefined);
          });
          const result = await planned(flags.length, asked);
          assert.deepEqual(deniedIn(result), denied);
          assert.equal(saysSome(result), false);
          assert.ok(asked.calls.length <= 2 * flags.length, `${asked.calls.length} calls`);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('blocks nobody for it: a dry run is no promise', async () => {
    const result = await planned(
      3,
      asks(() => denial()),
    );
    assert.equal(deniedIn(result).length, 3);
    for (const target of result.groups.flatMap(({ targets }) => targets)) assert.equal(isBlocked(target), false);
  });

  it('searches the whole of a plan that is no larger than that', async () => {
    const result = await planned(
      MOST_SEARCHED,
      asks(() => denial()),
    );
    assert.deepEqual([deniedIn(result).length, saysSome(result)], [MOST_SEARCHED, false]);
  });

  it('says of a larger plan only that some are denied, with one call a batch', async () => {
    const asked = asks(() => denial());
    const result = await planned(MOST_SEARCHED + 1, asked);
    assert.deepEqual([deniedIn(result), saysSome(result)], [[], true]);
    assert.equal(asked.calls.length, 1);
  });

  it('asks about all, at first about a few from all over where AWS’s limit has no room for the dry runs and the stop at once', async () => {
    for (const [count, first, then] of [
      [499, 499, 0],
      [500, 500, 0],
      [501, 500, 1],
      [600, 420, 20],
      [1_000, 20, 20],
      [1_210, 20, 20],
    ] as const) {
      const { calls, dryRuns } = asks(() => allowed);
      assert.equal(saysSome(await planned(count, { calls, dryRuns })), false);
      assert.deepEqual(calls.flat().toSorted(), idsOf(count).toSorted());
      const [few = [], ...others] = calls;
      assert.equal(few.length, first);
      assert.ok(others.slice(0, -1).every(({ length }) => length === then));
      assert.ok((others.at(-1)?.length ?? 0) <= then);
      if (others.length === 0) continue;
      const places = few.map((id) => Number(id.slice(2)));
      const widest = places.map((place, at) => place - (places[at - 1] ?? 0));
      assert.ok(Math.max(...widest) <= Math.ceil(count / first), widest.join());
      assert.ok((places.at(-1) ?? 0) > count - count / first);
    }
  });

  it('starts as many in one call as a start does: AWS counts no instances there', async () => {
    const { calls, dryRuns } = asks(() => allowed);
    await planned(1_210, { calls, dryRuns }, {}, start);
    assert.deepEqual(
      calls.map(({ length }) => length),
      [500, 500, 210],
    );
  });

  it('asks about each of them once when some were asked about before the others were looked at', async () => {
    const { calls, dryRuns } = asks(() => allowed);
    const shown = new Set(idsOf(510));
    const lastSeen = ({ id }: { readonly id: string }) => (shown.has(id) ? instance({ id }) : undefined);
    await planned(600, { calls, dryRuns }, { lastSeen });
    assert.deepEqual(calls.flat().toSorted(), idsOf(600).toSorted());
  });

  it('asks a larger place nothing more once AWS denied some and named nobody, and goes on as long as it names them', async () => {
    const silent = asks(() => denial());
    assert.equal(saysSome(await planned(1_200, silent)), true);
    assert.equal(silent.calls.length, 1);
    const telling = asks((ids) => denial(onResource(ids[0] ?? '')));
    const result = await planned(1_200, telling);
    assert.equal(telling.calls.length, 60);
    assert.deepEqual(deniedIn(result).toSorted(), telling.calls.map(([first]) => first ?? '').toSorted());
    assert.equal(saysSome(result), true);
  });

  it('leaves of AWS’s limit what the stop itself needs', async () => {
    for (const [count, left] of [
      [1, 1],
      [500, 500],
      [501, 481],
      [1_000, 980],
      [3_000, 980],
    ] as const) {
      const seen = new Set<number>();
      const dryRuns: DryRuns = {
        dryRun: (_scope, _operation, _ids, _signal, leaves) => {
          seen.add(leaves);
          return Promise.resolve(allowed);
        },
      };
      await planned(count, { calls: [], dryRuns });
      assert.deepEqual([...seen], [left], String(count));
    }
  });

  it('asks with the operation of the plan', async () => {
    for (const operation of [
      stop,
      start,
      { type: 'force-stop', skipOsShutdown: true },
      { type: 'skip-os-shutdown' },
      { type: 'force-stop', skipOsShutdown: false },
    ] satisfies Operation[]) {
      const seen: unknown[] = [];
      const dryRuns: DryRuns = {
        dryRun: (where, what) => {
          seen.push([where, what]);
          return Promise.resolve(allowed);
        },
      };
      await planned(2, { calls: [], dryRuns }, {}, operation);
      assert.deepEqual(seen, [[scope, operation]]);
    }
  });

  it('never holds up the plan, which hears later what it could not say', async () => {
    let answer = (_: Outcome<DryRun>): void => undefined;
    const asked = asks(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const one = instance();
    const heard: Plan[] = [];
    const given = await plan(
      { reads: { describe: looksAt(() => [one]) }, dryRuns: () => asked.dryRuns },
      [refTo(one)],
      stop,
      (later) => heard.push(later),
    );
    assert.deepEqual(deniedIn(given), []);
    answer(denial());
    await flush();
    assert.deepEqual(heard.at(-1) && deniedIn(heard.at(-1) ?? given), ['i-1']);
    assert.equal(heard.at(-1)?.id, given.id);
  });

  it('keeps the plan of whom nobody listens to as it was, however late it answers', async () => {
    let answer = (_: Outcome<DryRun>): void => undefined;
    const asked = asks(() => new Promise((resolve) => (answer = resolve)));
    const one = instance();
    const stage = { reads: { describe: looksAt(() => [one]) }, dryRuns: () => asked.dryRuns };
    const given = await plan(stage, [refTo(one)], stop);
    answer(denial());
    await flush();
    assert.deepEqual(deniedIn(given), []);
  });

  it('asks about what the screen shows as stoppable while it is looked at, and about the rest once it was', async () => {
    const asked = asks(() => allowed);
    const all = [instance(), instance({ id: 'i-2' }), instance({ id: 'i-3' })];
    const shown = [instance(), instance({ id: 'i-2', state: 'stopped' })];
    let looked = false;
    const whenAsked: boolean[] = [];
    await plan(
      {
        reads: {
          describe: async (...args) => {
            await flush();
            looked = true;
            return looksAt(() => all)(...args);
          },
        },
        lastSeen: (ref) => shown.find(({ id }) => id === ref.id),
        dryRuns: () => ({
          dryRun: (...args) => {
            whenAsked.push(looked);
            return asked.dryRuns.dryRun(...args);
          },
        }),
      },
      all.map(refTo),
      stop,
    );
    await flush();
    assert.deepEqual(asked.calls, [['i-1'], ['i-2', 'i-3']]);
    assert.deepEqual(whenAsked, [false, true]);
  });

  it('asks nothing where a guard forbids the change, or could forbid it as long as nobody knows whose the place is', async () => {
    for (const policy of [
      { readOnly: true },
      { readOnly: ['staging'] },
      { readOnly: [ACCOUNT] },
      { allowedRegions: ['us-*'] },
      { places: [{ match: ACCOUNT, readOnly: true, production: false }] },
    ]) {
      const asked = asks(() => denial());
      const stage = { policy, lastSeen: () => instance() };
      assert.deepEqual(deniedIn(await planned(1, asked, stage)), [], JSON.stringify(policy));
      assert.deepEqual(asked.calls, [], JSON.stringify(policy));
    }
    const elsewhere = asks(() => denial());
    assert.deepEqual(deniedIn(await planned(1, elsewhere, { policy: { readOnly: ['other'] } })), ['i-1']);
  });

  it('asks about nothing but instances, and nothing at all where it is off', async () => {
    let calls = 0;
    const dryRuns = () => {
      calls += 1;
      return undefined;
    };
    const one = instance();
    await plan({ reads: { describe: looksAt(() => [one]) }, dryRuns }, [refTo(one)], { type: 'roll-back' });
    assert.equal(calls, 0);
    await plan({ reads: { describe: looksAt(() => [one]) }, dryRuns }, [refTo(one)], stop);
    assert.equal(calls, 1);
  });

  it('says nothing of anybody for an answer that is no denial', async () => {
    const kinds: readonly Failure['kind'][] = [
      'throttled',
      'timeout',
      'cut',
      'server',
      'credentials-wrong',
      'malformed',
    ];
    for (const kind of kinds) {
      const asked = asks(() => failed(failure(kind)));
      const result = await planned(3, asked);
      assert.deepEqual([deniedIn(result), saysSome(result), asked.calls.length], [[], false, 1], kind);
    }
    const refused = await planned(
      1,
      asks(() => failed(failure('refused'))),
    );
    assert.deepEqual([deniedIn(refused), saysSome(refused)], [[], false]);
  });

  it('asks about the others without those that AWS names as the cause of another failure', async () => {
    for (const kind of ['not-found', 'refused'] as const) {
      const asked = asks((ids) => {
        if (ids.includes('i-2')) return failed(failure(kind, { message: "The instance ID 'i-2' does not exist" }));
        return ids.includes('i-3') ? denial() : allowed;
      });
      assert.deepEqual(deniedIn(await planned(4, asked)), ['i-3'], kind);
      assert.deepEqual(asked.calls[1], ['i-1', 'i-3', 'i-4'], 'in one call');
    }
  });

  it('warns of each that is denied, by what would be done to it', async () => {
    for (const [operation, change] of [
      [stop, 'stop'],
      [start, 'start'],
      [{ type: 'force-stop', skipOsShutdown: false }, 'stop'],
    ] as const) {
      const asked = asks(() => denial());
      const { groups } = await planned(1, asked, {}, operation);
      const warnings = groups[0]?.targets[0]?.findings.filter(({ type }) => type === 'not-allowed');
      assert.deepEqual(warnings, [{ severity: 'warn', type: 'not-allowed', change }]);
    }
  });

  it('says that some are denied when the search ends before it knows who', async () => {
    let calls = 0;
    const asked = asks(() => {
      calls += 1;
      return calls === 1 ? denial() : failed(failure('throttled'));
    });
    const result = await planned(4, asked);
    assert.deepEqual([deniedIn(result), saysSome(result)], [[], true]);
  });

  it('says nothing where other credentials asked than those that the plan is for, or credentials of nobody who is known', async () => {
    for (const account of ['444455556666', undefined]) {
      const asked = asks(() => succeeded({ allowed: false, message: '', ...(account !== undefined && { account }) }));
      const result = await planned(2, asked);
      assert.deepEqual([deniedIn(result), saysSome(result)], [[], false]);
    }
    // Nor where they changed in the middle of it.
    let calls = 0;
    const changing = asks(() => {
      calls += 1;
      return succeeded({ allowed: false, message: '', account: calls === 1 ? ACCOUNT : '444455556666' });
    });
    assert.deepEqual(deniedIn(await planned(2, changing)), []);
  });

  it('says nothing more once nobody asks any more', async () => {
    const over = new AbortController();
    const heard: unknown[] = [];
    const dryRuns: DryRuns = {
      dryRun: async () => {
        over.abort();
        return denial();
      },
    };
    const preflight = createPreflight(dryRuns, { type: 'stop' }, 1, over.signal);
    preflight.subscribe(() => heard.push(undefined));
    preflight.ask(scope, ['i-1'], 1);
    await flush();
    assert.deepEqual(heard, []);
  });

  it('says nothing of what is left out for another reason', async () => {
    const asked = asks(() => denial());
    const stage: PlanStage = { reads: { stopProtection: () => Promise.resolve({ 'i-1': told(true) }) } };
    assert.deepEqual(deniedIn(await planned(2, asked, stage)), ['i-2']);
  });
});
