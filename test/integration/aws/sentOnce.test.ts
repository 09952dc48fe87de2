import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import type { Failure, Outcome } from '../../../src/model/failure.ts';
import { afterDoubt, apiName, type Operation } from '../../../src/model/operation.ts';
import type { SafetyLever } from '../../../src/model/resources/safetyLever.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createStage, never, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { eachAfresh } from '../../stages/eachAfresh.ts';
import { allOperations, eachOperation } from '../../stages/stopping/operations.ts';
import { permitFor } from '../../stages/stopping/permits.ts';
import { until } from '../../stages/polling.ts';

const REGION = 'eu-west-1';
const ARN = `arn:aws:ecs:${REGION}:${STAGING}:service-deployment/shop/api/a`;
const EXPERIMENT = 'EXPabcdefgh1234567';

/** What leaves in doubt whether AWS carried a change out, and the kind of failure that it is where nothing follows. */
const doubts: readonly (readonly [name: string, effect: FaultEffect, kind: Failure['kind']])[] = [
  ['a cut after AWS acted', { kind: 'drop', when: 'after' }, 'cut'],
  // Nobody can tell it from one after AWS acted.
  ['a 500', { kind: 'serverError', status: 500, when: 'before' }, 'server'],
  ['a 503', { kind: 'serverError', status: 503, when: 'before' }, 'server'],
  ['half an answer', { kind: 'halfAnswer' }, 'cut'],
  ['a page for an answer', { kind: 'body', body: '<html></html>', status: 200 }, 'malformed'],
  ['a page for a refusal', { kind: 'body', body: '<html></html>', status: 502 }, 'malformed'],
];

for (const way of ['direct', 'bundled'] satisfies Way[]) {
  describe(`a change that may have arrived (${way})`, () => {
    const on = eachAfresh(way);

    const send = (aws: Aws, operation: Operation, id: string): Promise<Outcome<unknown>> => {
      const { changes } = aws;
      const target = operation.type === 'continue' ? { id, hookId: 'hook' } : id;
      const permit = permitFor(operation, [target], { scope: on.stage.scope });
      switch (operation.type) {
        case 'stop':
        case 'hibernate':
        case 'force-stop':
        case 'skip-os-shutdown':
          return changes.stopInstances(permit, [id]);
        case 'start':
          return changes.startInstances(permit, [id]);
        case 'roll-back':
        case 'abort':
          return changes.stopDeployment(permit, id);
        case 'continue':
          return changes.continueDeployment(permit, id);
        case 'stop-experiment':
          return changes.stopExperiment(permit, id);
        case 'engage-lever':
        case 'disengage-lever':
          return changes.setSafetyLever(permit);
      }
    };
    const idFor = ({ type }: Operation): string => {
      if (type === 'roll-back' || type === 'abort' || type === 'continue') return ARN;
      if (type === 'stop-experiment') return EXPERIMENT;
      if (type === 'engage-lever' || type === 'disengage-lever') return 'default';
      const state = type === 'start' ? 'stopped' : 'running';
      return on.stage.sim.ec2.add(STAGING, REGION, { stateAge: 0, state }).id;
    };
    const actionOf = ({ type }: Operation): string => apiName[type].split(':')[1] ?? '';
    const arrivals = (operation: Operation, { log } = on.stage.sim): number =>
      log.count({ action: actionOf(operation) });
    const told = (lever: SafetyLever | undefined) => [lever?.state, lever?.reason];

    for (const operation of allOperations) {
      const isOnce = afterDoubt[operation.type] === 'sent-once';
      it(`is ${isOnce ? 'not sent again, and the failure says what it met' : 'tried again within its call'}: ${operation.type}`, async () => {
        const { sim } = on.stage;
        for (const [name, effect, kind] of doubts) {
          sim.faults.clear();
          const id = idFor(operation);
          sim.log.clear();
          sim.faults.add({ action: actionOf(operation), times: 1, effect });
          const answer = await send(on.aws, operation, id);
          assert.equal(arrivals(operation), isOnce ? 1 : 2, name);
          if (!isOnce) continue;
          const failure = failureIn(answer);
          const { mayHaveHappened, attempts, status } = failure;
          assert.deepEqual([failure.kind, mayHaveHappened, attempts], [kind, true, 1], JSON.stringify(failure));
          if (kind === 'server') assert.equal(status, 'status' in effect ? effect.status : undefined);
        }
      });
    }

    it('is sent again where AWS’s own word says that it was not carried out, until that is in doubt', async () => {
      const { sim } = on.stage;
      for (const operation of [eachOperation.start, eachOperation['engage-lever'], eachOperation['disengage-lever']]) {
        sim.log.clear();
        sim.faults.add({ action: actionOf(operation), times: 1, effect: { kind: 'throttle' } });
        await send(on.aws, operation, idFor(operation));
        assert.equal(arrivals(operation), 2, operation.type);
        sim.log.clear();
        sim.faults.add({ action: actionOf(operation), times: 1, effect: { kind: 'throttle' } });
        sim.faults.add({ action: actionOf(operation), times: 1, effect: { kind: 'drop', when: 'before' } });
        const failure = failureIn(await send(on.aws, operation, idFor(operation)));
        assert.deepEqual([arrivals(operation), failure.kind, failure.attempts], [2, 'cut', 2], operation.type);
        assert.equal(failure.mayHaveHappened, true);
      }
    });

    it('doesn’t undo what somebody else has done meanwhile', async () => {
      const stage = await createStage({ way, clock: heldClock() });
      const { sim, scope } = stage;
      try {
        const lever = async () => {
          const { targets } = valueOf(await stage.aws.reads.describe(scope, 'lever', ['default'], never()));
          const [found] = targets;
          return found?.kind === 'lever' ? found : undefined;
        };
        const becomes = async (state: 'engaged' | 'disengaged'): Promise<void> => {
          for (let minutes = 0; minutes < 60 && (await lever())?.state !== state; minutes += 1) sim.clock.step(60_000);
        };
        const set = async (state: 'engaged' | 'disengaged', reason: string): Promise<void> => {
          sim.fis.setSafetyLever(STAGING, REGION, state, reason);
          await becomes(state);
        };
        const engaged = (reason: string): Promise<void> => set('engaged', reason);
        const hurried = stage.another({ timeouts: { connect: 20_000, request: 2_000 } });
        valueOf(await hurried.reads.identity(scope.profile, never()));
        await engaged('The first incident.');
        const { id } = sim.ec2.add(STAGING, REGION, { stateAge: 0, state: 'stopped' });
        const meanwhile = {
          start: () => sim.ec2.set(STAGING, REGION, id, { state: 'stopped' }),
          'disengage-lever': () => engaged('Another incident.'),
        };
        for (const operation of [eachOperation.start, eachOperation['disengage-lever']]) {
          sim.faults.add({ action: actionOf(operation), times: 1, effect: { kind: 'hang', when: 'after' } });
          const arrived = () => sim.log.entries({ action: actionOf(operation) });
          const sent = send(hurried, operation, operation.type === 'start' ? id : 'default');
          await until(() => arrived().some(({ handled }) => handled), arrived);
          await meanwhile[operation.type]();
          const { kind, mayHaveHappened } = failureIn(await sent);
          assert.deepEqual([kind, mayHaveHappened, arrived().length], ['timeout', true, 1], operation.type);
        }
        assert.equal(sim.ec2.instance(STAGING, REGION, id)?.state, 'stopped');
        assert.deepEqual(told(await lever()), ['engaged', 'Another incident.']);

        for (const operation of [eachOperation.start, eachOperation['disengage-lever']]) {
          sim.log.clear();
          sim.faults.add({ action: actionOf(operation), effect: { kind: 'serverError', status: 500, when: 'after' } });
          const failure = failureIn(await send(hurried, operation, operation.type === 'start' ? id : 'default'));
          const { kind, mayHaveHappened } = failure;
          assert.deepEqual([kind, mayHaveHappened, arrivals(operation, sim)], ['server', true, 1], operation.type);
        }
        assert.deepEqual(told(await lever()), ['disengaged', 'It is over.'], 'AWS had acted');

        sim.log.clear();
        sim.faults.clear();
        const engaging = eachOperation['engage-lever'];
        sim.faults.add({ action: actionOf(engaging), times: 1, effect: { kind: 'hang', when: 'after' } });
        const sent = send(hurried, engaging, 'default');
        await until(
          () => sim.log.entries({ action: actionOf(engaging) }).some(({ handled }) => handled),
          () => sim.log.entries(),
        );
        // It engages for a while, in which AWS changes nothing.
        await becomes('engaged');
        await set('disengaged', 'Nothing was amiss.');
        assert.equal(failureIn(await sent).mayHaveHappened, true);
        assert.deepEqual([arrivals(engaging, sim), ...told(await lever())], [1, 'disengaged', 'Nothing was amiss.']);
      } finally {
        await stage.close();
      }
    });
  });
}
