import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import type { Timeouts } from '../../../src/aws/transport/transport.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { AwsPermissions } from '../../../src/model/ports/awsPermissions.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoFleet } from '../../../src/simulator/core/fleet.ts';
import type { Simulator, SimulatorOptions } from '../../../src/simulator/simulator.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Plan } from '../../../src/stopping/plan/plan.ts';
import type { Proposal, Reach } from '../../../src/stopping/plan/proposal.ts';
import type { Said, ConfirmedPlan } from '../../../src/stopping/confirmation.ts';
import type { RunResult } from '../../../src/stopping/runResult.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { AuditReader, Follow, Stopping, StoppingParts, Want } from '../../../src/stopping/stopping.ts';
import { type HeldTime, heldTime, memoryJournal } from '../fakes.ts';
import { createStage, never, patient } from '../aws.ts';
import { type ChangeCall, callsUnderWay, recorded } from './changeCalls.ts';
import { type OwnThings, ownThings } from '../ownThings.ts';
import { hastyClock } from '../clocks/hastyClock.ts';
import { clockInStep } from '../clocks/inStep.ts';
import { type Sent, watched } from './sentChanges.ts';
import { openPolicy } from './permits.ts';
import type { AwsChanges } from '../../../src/model/ports/awsChanges.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import type { TargetRef } from '../../../src/model/resources/resource.ts';
import { plainStopping } from './plainStopping.ts';

/** The region where the tests' own things are; the fleet leaves it empty. */
export const REGION = 'eu-west-1';
export const scope: Scope = { profile: 'staging', region: REGION };

/** One window of the editor: what a reload throws away. */
export interface Window {
  readonly follow: Follow;
  readonly audit: AuditReader;
  readonly ends: readonly Ended[];
  plan(refs: readonly TargetRef[], operation: Operation): Promise<Plan>;
  propose(wants: readonly Want[], reach: Reach): Promise<Proposal>;
  confirm(plan: Plan, answers: Said): ConfirmedPlan;
  readonly confirmAll: Stopping['confirmAll'];
  run(confirmed: ConfirmedPlan): Promise<RunResult>;
  /** Takes up what the log says, as a new window does. */
  resume(): Promise<unknown>;
  dispose(): void;
}

export interface StoppingStage extends OwnThings {
  readonly sim: Simulator;
  readonly reads: AwsReads;
  readonly changes: AwsChanges;
  readonly permissions: AwsPermissions;
  readonly time: HeldTime;
  readonly journal: Journal;
  /** Every attempt of a change, in the order in which they left. */
  readonly sent: Sent[];
  readonly calls: ChangeCall[];
  /** The most requests of an action that were under way at once. */
  readonly peaks: Map<string, number>;
  /** The client's own clock. */
  readonly clientClock: Clock;
  /** How long Halt's own rate limits have held calls up, all together, in milliseconds. */
  waited(): number;
  window(more?: Partial<StoppingParts>): Window;
  /** Steps both clocks, a second at a time, until the promise is settled. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Steps both clocks, long times five seconds at a time. */
  pass(seconds: number): Promise<void>;
  /** Steps both clocks until it holds; fails after so many minutes. */
  until(holds: () => boolean, minutes?: number): Promise<void>;
  close(): Promise<void>;
}

/** The stopping core over the real SDK and a simulated AWS whose clock stands still. */
export async function stoppingStage(
  options: SimulatorOptions & {
    readonly parts?: Partial<StoppingParts>;
    readonly timeouts?: Timeouts;
    /** How long the answer to a change is waited for, where nobody gives one: what it takes to get there is waited for as long as a busy machine needs. */
    readonly changeTimeouts?: Timeouts;
    /** The client's own waits pass with the simulated time, rather than at once. */
    readonly inStep?: boolean;
  } = {},
): Promise<StoppingStage> {
  const { parts, timeouts = patient, changeTimeouts, inStep = false, ...simulator } = options;
  const stage = await createStage({
    clock: heldClock(),
    fleet: { ...demoFleet(), regions: ['us-east-1'] },
    ...simulator,
  });
  const { sim } = stage;
  const step = inStep ? clockInStep(sim.clock) : undefined;
  const wire = nodeTransport({ maxSockets: 20, ownAgents: true });
  const transport = step?.counted(wire) ?? wire;
  const { transport: watchedTransport, sent, peaks } = watched(transport, changeTimeouts);
  const clientClock = step?.clock ?? hastyClock();
  const { counted, settle } = callsUnderWay();
  const time = heldTime(settle);
  const guards = parts?.policy ?? (() => ({ ...openPolicy(), production: [], requireReason: 'off' }));
  const aws = stage.another({
    timeouts,
    clock: clientClock,
    permitClock: step?.clock ?? time,
    policy: guards,
    transport: watchedTransport,
  });
  const reads = counted(aws.reads);
  const calls: ChangeCall[] = [];
  const changes = counted(recorded(aws.changes, calls));
  const journal = memoryJournal();

  const pass = async (seconds: number) => {
    const stride = seconds > 10 ? 5 : 1;
    for (let second = 0; second < seconds; second += stride) {
      sim.clock.step(stride * 1_000);
      await time.advance(stride * 1_000);
    }
  };

  const window = (more: Partial<StoppingParts> = {}): Window => {
    const ends: Ended[] = [];
    const stopping = plainStopping({
      ...{ reads, changes, clock: time, journal, policy: guards, onAuditTrouble: () => {} },
      ...{ ...parts, ...more },
    });
    stopping.follow.onDidEnd((ended) => ends.push(ended));
    return {
      follow: stopping.follow,
      audit: stopping.audit,
      ends,
      plan: (refs, operation) => stopping.plan(refs, operation, never()),
      propose: (wants, reach) => stopping.propose(wants, reach, never()),
      confirm: stopping.confirm,
      confirmAll: stopping.confirmAll,
      run: stopping.run,
      resume: stopping.resume,
      dispose: stopping.dispose,
    };
  };

  return {
    sim,
    reads,
    changes,
    permissions: aws.permissions,
    time,
    journal,
    sent,
    calls,
    peaks,
    clientClock,
    waited: () => clientClock.waited,
    window,
    pass,
    during: async (work) => {
      const over = work.then(
        () => true,
        () => true,
      );
      const isOver = () => Promise.race([over, settle().then(() => false)]);
      while (!(await isOver())) await pass(1);
      return work;
    },
    until: async (holds, minutes = 60) => {
      await settle();
      for (let second = 0; !holds(); second += 1) {
        if (second > minutes * 60) throw new Error('It never came to hold.');
        await pass(1);
      }
    },
    ...ownThings(sim, REGION),
    close: async () => {
      await stage.close();
      transport.close();
    },
  };
}

export const refOf = (kind: Target['kind'], id: string): TargetRef => ({ kind, scope, id });
export const leverRef: TargetRef = { kind: 'lever', scope, id: 'default' };
