import { asksWho, callerIdentity } from '../callerIdentity.ts';
import assert from 'node:assert/strict';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import {
  type Transport,
  TransportError,
  type WireRequest,
  type WireResponse,
} from '../../../src/aws/transport/transport.ts';
import type { Moment } from '../../../src/base/deadline.ts';
import { type ChangePolicy, forbids } from '../../../src/model/changePolicy.ts';
import type { Operation } from '../../../src/model/operation.ts';
import { operationKind } from '../../../src/stopping/operation.ts';
import { PERMIT_LIFE } from '../../../src/model/permit.ts';
import { deployment, type HeldTime, scope } from '../fakes.ts';

/** What can be stopped, in one account. */
export interface Holding {
  readonly instances: Map<string, string>;
  deployment: string;
  waiting: boolean;
  experiment: string;
  lever: 'engaged' | 'disengaged';
}

export const DEPLOYMENT = deployment().id;
/** An endpoint that nobody has confirmed anything for. */
export const ELSEWHERE = 'https://elsewhere.example.com';

/** Every account has the same things: whatever reads or changes the wrong one finds them there. */
export const holding = (operation: Operation): Holding => ({
  instances: new Map(['i-0a', 'i-0b', 'i-0c'].map((id) => [id, operation.type === 'start' ? 'stopped' : 'running'])),
  deployment: 'IN_PROGRESS',
  waiting: true,
  experiment: 'running',
  lever: operation.type === 'disengage-lever' ? 'engaged' : 'disengaged',
});

/** What is around a stop, and goes on changing. */
export interface Surroundings {
  readonly random: () => number;
  readonly clock: HeldTime;
  readonly operation: Operation;
  readonly accounts: ReadonlyMap<string, Holding>;
  account: string;
  guards: ChangePolicy;
  /** Lets something change, or nothing. */
  readonly disturb: () => Promise<void>;
}

export type Counts = { arrived: number; refused: number; verdicts: number };
export type Plans = ReadonlyMap<string, { readonly account: string; readonly at: Moment }>;

/** AWS, at the end of a wire on which everything can change until the first byte; some answers are lost, some calls are throttled. */
export function wire(around: Surroundings, counts: Counts, plans: Plans): Transport {
  const { disturb, random } = around;
  return {
    send: async (request) => {
      await disturb();
      const account = /Credential=AKIA(\d{12})DEMO/.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
      const body = Buffer.from(request.body ?? []).toString('utf8');
      if (asksWho(body)) {
        await disturb();
        if (random() < 0.1) return xml(403, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
        return xml(200, callerIdentity(account));
      }
      const refusal = request.mayLeave?.();
      if (refusal !== undefined) {
        counts.refused += 1;
        throw new KnownFailure(refusal);
      }
      counts.arrived += 1;
      checkArrival(request, account, around, plans);
      const lost = random();
      if (lost < 0.1) throw new TransportError({ code: 'ECONNRESET', message: 'cut before AWS acted', sent: true });
      if (lost < 0.2) return throttled(around.operation);
      const answer = carryOut(around, account, body);
      await disturb();
      if (lost < 0.3) throw new TransportError({ code: 'ECONNRESET', message: 'cut after AWS acted', sent: true });
      return answer;
    },
    close: () => undefined,
  };
}

/** What the laws say of a change that has arrived. */
function checkArrival(
  { change, url }: WireRequest,
  account: string,
  { clock, guards, operation }: Surroundings,
  plans: Plans,
): void {
  assert.ok(change, 'a change left without a permit');
  assert.ok(!url.startsWith(ELSEWHERE), 'a change reached another endpoint than the confirmed one');
  const plan = plans.get(change.permit.plan);
  assert.ok(plan, 'a change left that nobody confirmed');
  assert.equal(account, plan.account, 'a change reached another account than the confirmed one');
  const byWall = clock.now() - plan.at.now;
  const byElapsed = clock.elapsed() - plan.at.elapsed;
  assert.ok(byWall >= 0 && byWall < PERMIT_LIFE && byElapsed < PERMIT_LIFE, 'a change left after its time');
  assert.equal(
    forbids(guards, { scope, type: operation.type, account, alias: change.permit.alias }),
    undefined,
    'a change left against the guards',
  );
}

function carryOut({ accounts, operation }: Surroundings, account: string, body: string): WireResponse {
  const held = accounts.get(account);
  assert.ok(held);
  switch (operation.type) {
    case 'stop':
    case 'hibernate':
    case 'force-stop':
    case 'skip-os-shutdown':
    case 'start': {
      const [now, code, root] = operation.type === 'start' ? ['running', 16, 'Start'] : ['stopped', 80, 'Stop'];
      const ids = [...new URLSearchParams(body)].flatMap(([name, id]) => (name.startsWith('InstanceId.') ? [id] : []));
      for (const id of ids) held.instances.set(id, now);
      const state = `<code>${code}</code><name>${now}</name>`;
      const items = ids.map(
        (id) =>
          `<item><instanceId>${id}</instanceId><currentState>${state}</currentState><previousState>${state}</previousState></item>`,
      );
      return xml(
        200,
        `<${root}InstancesResponse><requestId>r</requestId><instancesSet>${items.join('')}</instancesSet></${root}InstancesResponse>`,
      );
    }
    case 'roll-back':
    case 'abort':
      held.deployment = operation.type === 'abort' ? 'STOPPED' : 'ROLLBACK_SUCCESSFUL';
      return json(200, { serviceDeploymentArn: DEPLOYMENT });
    case 'continue':
      held.waiting = false;
      return json(200, { serviceDeploymentArn: DEPLOYMENT });
    case 'stop-experiment':
      held.experiment = 'stopped';
      return json(200, { experiment: { id: 'EXP1', experimentTemplateId: 'EXT1', state: { status: 'stopping' } } });
    case 'engage-lever':
    case 'disengage-lever': {
      held.lever = operation.type === 'engage-lever' ? 'engaged' : 'disengaged';
      const state = { status: held.lever, reason: operation.reason };
      return json(200, { safetyLever: { id: 'default', arn: 'arn:aws:fis:eu-west-1::safety-lever/default', state } });
    }
  }
}

function throttled({ type }: Operation): WireResponse {
  return operationKind[type] === 'instance'
    ? xml(
        503,
        '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow.</Message></Error></Errors></Response>',
      )
    : json(400, { __type: 'ThrottlingException', message: 'Slow.' });
}

const answered = (status: number, headers: Readonly<Record<string, string>>, body: string): WireResponse => ({
  status,
  headers,
  body: new TextEncoder().encode(body),
});
const xml = (status: number, body: string): WireResponse => answered(status, { 'content-type': 'text/xml' }, body);
const json = (status: number, body: object): WireResponse =>
  answered(status, { 'content-type': 'application/json' }, JSON.stringify(body));
