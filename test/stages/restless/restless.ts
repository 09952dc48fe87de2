import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAws } from '../../../src/aws/aws.ts';
import type { Moment } from '../../../src/base/deadline.ts';
import type { ChangePolicy } from '../../../src/model/changePolicy.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { PERMIT_LIFE } from '../../../src/model/permit.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import { saw } from '../../../src/model/sight.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { PRODUCTION, STAGING } from '../accounts.ts';
import {
  deployment,
  experiment,
  fakeReads,
  flush,
  heldTime,
  identityOf,
  instance,
  lever,
  memoryJournal,
  never,
  pauseHook,
  scope,
} from '../fakes.ts';
import { allOperations, eachOperation } from '../stopping/operations.ts';
import { openPolicy } from '../stopping/permits.ts';
import { DEPLOYMENT, ELSEWHERE, type Holding, holding, type Surroundings, wire } from './restlessWire.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { seededRandom } from '../seededRandom.ts';
import { plainStopping } from '../stopping/plainStopping.ts';

const ACCOUNTS = [STAGING, PRODUCTION, '777788889999'] as const;

/** What a run came to. */
export interface Restless {
  readonly runs: number;
  readonly seed: number;
  /** Changes that reached AWS, and attempts that were kept from leaving. */
  readonly arrived: number;
  readonly refused: number;
  readonly verdicts: number;
}

/**
 * Stops of every kind while, at any await, the profile's credentials, its files, the clock or the guards change. Throws when a change reaches another
 * account than the confirmed one, comes after its time or against the guards, or when a verdict is not true of the account that it names.
 */
export async function restlessRuns(runs: number, seed: number): Promise<Restless> {
  const home = mkdtempSync(join(tmpdir(), 'halt-restless-'));
  mkdirSync(join(home, '.aws'));
  const totals = { arrived: 0, refused: 0, verdicts: 0 };
  try {
    for (let run = 0; run < runs; run += 1) {
      try {
        const one = await restlessRun(home, seededRandom(seed + run));
        totals.arrived += one.arrived;
        totals.refused += one.refused;
        totals.verdicts += one.verdicts;
      } catch (error) {
        throw new Error(`Run ${run} of seed ${seed} (alone: seed ${seed + run}, one run): ${String(error)}`, {
          cause: error,
        });
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return { runs, seed, ...totals };
}

type Random = () => number;

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];

const GUARDS: readonly [ChangePolicy, ...ChangePolicy[]] = [
  openPolicy(),
  openPolicy(),
  { ...openPolicy(), readOnly: true },
  { ...openPolicy(), readOnly: ['STAG*'] },
  { ...openPolicy(), allowedRegions: ['us-east-1'] },
  { ...openPolicy(), enableAbort: false },
];

async function restlessRun(home: string, random: Random): Promise<Omit<Restless, 'runs' | 'seed'>> {
  const clock = heldTime(flush, random);
  const operation = allOperations[Math.floor(random() * allOperations.length)] ?? eachOperation.stop;
  let isDisturbed = true;
  const around: Surroundings = {
    random,
    clock,
    operation,
    accounts: new Map(ACCOUNTS.map((account) => [account, holding(operation)])),
    account: STAGING,
    guards: openPolicy(),
    disturb: async () => {
      await Promise.resolve();
      if (!isDisturbed || random() > 0.15) return;
      const what = random();
      if (what < 0.35) leadTo(home, around, pick(random, ACCOUNTS));
      else if (what < 0.4) leadTo(home, around, around.account, `endpoint_url = ${ELSEWHERE}\n`);
      else if (what < 0.55) aws.invalidate(random() < 0.5 ? scope.profile : undefined);
      else if (what < 0.75) around.guards = pick(random, GUARDS);
      else clock.setBy(pick(random, [1_000, 100_000, 130_000, 8 * 3_600_000, -1_000, -60_000]));
      await Promise.resolve();
    },
  };
  leadTo(home, around, STAGING);
  const plans = new Map<string, { readonly account: string; readonly at: Moment }>();
  const counts = { arrived: 0, refused: 0, verdicts: 0 };
  const aws = createAws({
    env: { HOME: home, PATH: '', AWS_EC2_METADATA_DISABLED: 'true' },
    policy: () => ({ ...around.guards, production: [], requireReason: 'off' }),
    permitClock: clock,
    attempts: random() < 0.1 ? 2 : 1,
    transport: wire(around, counts, plans),
  });
  const ends: Ended[] = [];
  const stopping = plainStopping({
    ...{ reads: readsOf(around), changes: aws.changes, clock, journal: restlessJournal(around) },
    policy: () => ({ ...around.guards, production: [], requireReason: 'off' }),
    onAuditTrouble: () => {},
  });
  stopping.follow.onDidEnd((ended) => ends.push(ended));
  const plan = await during(around, stopping.plan(refsFor(operation), operation, never()));
  const account = plan.groups[0]?.identity?.account ?? '';
  try {
    plans.set(plan.id, { account, at: { now: clock.now(), elapsed: clock.elapsed() } });
    await during(around, stopping.run(stopping.confirm(plan, {})));
  } catch (error) {
    // The guards or the clock have changed since the plan: it can't be confirmed, and nothing was sent.
    assert.equal(counts.arrived, 0, String(error));
  }
  // For some time it goes on changing; then it comes to rest in the account of the plan.
  for (let step = 0; step < 10; step += 1) await letPass(around, 2_000);
  isDisturbed = false;
  if (account !== '') leadTo(home, around, account);
  for (let step = 0; stopping.follow.following().length > 0 && step < 200; step += 1) await clock.advance(5_000);
  for (const end of ends) checkVerdict(end, account, around);
  stopping.dispose();
  await aws.dispose();
  return { ...counts, verdicts: ends.length };
}

async function letPass({ clock, disturb }: Surroundings, milliseconds: number): Promise<void> {
  await disturb();
  await clock.advance(milliseconds);
}

/** Lets time pass, sometimes much of it, until the work is done. */
async function during<T>(around: Surroundings, work: Promise<T>): Promise<T> {
  const progress = { isOver: false };
  const over = work.then(
    () => (progress.isOver = true),
    () => (progress.isOver = true),
  );
  while (!progress.isOver) {
    await Promise.race([over, flush()]);
    const milliseconds = around.random() < 0.02 ? PERMIT_LIFE + 1_000 : 1_000 * around.random();
    if (!progress.isOver) await letPass(around, milliseconds);
  }
  return work;
}

/** `more`: further lines of the profile. */
function leadTo(home: string, around: Surroundings, account: string, more = ''): void {
  around.account = account;
  const keys = `aws_access_key_id = ${simulatedAccessKeyId(account)}\naws_secret_access_key = ${simulatedSecret(account)}\n`;
  writeFileSync(join(home, '.aws/config'), `[profile ${scope.profile}]\nregion = ${scope.region}\n${more}${keys}`);
}

function refsFor({ type }: Operation): readonly TargetRef[] {
  switch (type) {
    case 'stop':
    case 'hibernate':
    case 'force-stop':
    case 'skip-os-shutdown':
    case 'start':
      return ['i-0a', 'i-0b', 'i-0c'].map((id) => ({ kind: 'instance', scope, id }));
    case 'roll-back':
    case 'abort':
    case 'continue':
      return [{ kind: 'deployment', scope, id: DEPLOYMENT }];
    case 'stop-experiment':
      return [{ kind: 'experiment', scope, id: 'EXP1' }];
    case 'engage-lever':
    case 'disengage-lever':
      return [{ kind: 'lever', scope, id: 'default' }];
  }
}

/** Reads, each of the account that the profile leads to when it begins, and each takes a while. */
function readsOf(around: Surroundings) {
  const { accounts, clock, disturb } = around;
  const read = async <T>(look: (held: Holding, account: string) => T) => {
    const { account } = around;
    await disturb();
    const held = accounts.get(account);
    assert.ok(held);
    const value = look(held, account);
    await disturb();
    // Now and then nobody tells whose it is.
    const isTold = around.random() > 0.05;
    return saw(value, { ...(isTold && { account }), at: clock.now() });
  };
  return fakeReads({
    identity: (profile) =>
      read((_held, account) => ({ ...identityOf(profile, account), destination: { kind: 'aws' } as const })),
    describe: (_scope, kind, ids) =>
      read((held) => ({ targets: ids.map((id) => targetOf(held, kind, id)), missing: [], failures: {} })),
  });
}

function targetOf(held: Holding, kind: Target['kind'], id: string): Target {
  switch (kind) {
    case 'instance':
      return instance({ id, state: held.instances.get(id) ?? 'terminated', hibernationConfigured: true });
    case 'deployment':
      return deployment({
        id,
        status: held.deployment,
        hooks: [pauseHook('h1', held.waiting ? 'AWAITING_ACTION' : 'SUCCEEDED')],
      });
    case 'experiment':
      return experiment({ id, state: held.experiment });
    case 'lever':
      return lever({ state: held.lever });
  }
}

/** Writing to the log takes a while, too. */
function restlessJournal({ disturb }: Surroundings) {
  const journal = memoryJournal();
  return {
    ...journal,
    append: async (...entries: readonly unknown[]) => {
      await disturb();
      await journal.append(...entries);
      await disturb();
    },
  };
}

/** Whether what was said at the end is so, in the account that it names. */
function checkVerdict({ tracked, verdict }: Ended, account: string, { accounts }: Surroundings): void {
  assert.equal(tracked.account, account);
  if ('account' in verdict && verdict.account !== undefined) assert.equal(verdict.account, account);
  const held = accounts.get(account);
  assert.ok(held);
  const state = stateIn(held, tracked.ref);
  const before = stateIn(holding(tracked.operation), tracked.ref);
  const said = `${tracked.operation.type} in ${account}: ${JSON.stringify(verdict)}; it is ${state}`;
  switch (verdict.type) {
    case 'stopped':
    case 'hibernated':
    case 'shut-down-instead':
    case 'started':
    case 'rolled-back':
    case 'continued':
    case 'engaged':
    case 'disengaged':
      assert.notEqual(state, before, said);
      return;
    case 'not-carried-out':
      assert.equal(state, before, said);
      return;
    case 'refused':
      if (!verdict.failure.mayHaveHappened) assert.equal(state, before, said);
      return;
    case 'other-account':
      assert.deepEqual([verdict.asked, verdict.now === account], [account, false], said);
      return;
    case 'unknown':
    case 'unwatched':
      // They claim nothing but what was seen.
      if (verdict.last) assert.equal(verdict.last.account, account, said);
      return;
    case 'gone':
    case 'terminated':
    case 'start-failed':
    case 'rollback-failed':
    case 'finished-first':
    case 'failed':
    case 'cancelled':
      // Nothing here ends so in any account.
      assert.fail(said);
  }
}

function stateIn(held: Holding, ref: TargetRef): string {
  switch (ref.kind) {
    case 'instance':
      return held.instances.get(ref.id) ?? '';
    case 'deployment':
      return `${held.deployment}${held.waiting ? ', waiting' : ''}`;
    case 'experiment':
      return held.experiment;
    case 'lever':
      return held.lever;
  }
}
