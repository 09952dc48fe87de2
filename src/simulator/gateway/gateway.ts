import { randomUUID } from 'node:crypto';
import { authenticate } from './authentication.ts';
import { commonError } from '../core/commonErrors.ts';
import { injectedError, spoilt } from './faultAnswers.ts';
import type { FaultSource, Strike } from './faults.ts';
import { release, wait } from './pause.ts';
import { partitionOf } from '../core/regions.ts';
import type { RequestRecorder } from './requestLog.ts';
import { parametersOf, serviceOf } from './requestShape.ts';
import { AwsError, type IncomingCall, type Reply, type SimulatedService, type World } from '../core/contracts.ts';
import { readAuthorization, type Authorization, type SignableRequest } from '../core/sigv4.ts';
import { readAccessKeyId } from '../core/accounts.ts';
import type { Throttle } from './throttling.ts';

/** What the endpoint does with a request. */
export type HandledCall =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** Cut the connection in the middle of this answer. */
  | { readonly kind: 'half'; readonly reply: Reply }
  /** Cut the connection without an answer. */
  | { readonly kind: 'drop' }
  /** Leave the connection open and say nothing. */
  | { readonly kind: 'hang' };

/** The one way in for every request to a simulated service. */
export interface Gateway {
  /** Never rejects unless `signal` is aborted while the call waits. */
  answer(request: SignableRequest & { readonly body: Buffer }, signal: AbortSignal): Promise<HandledCall>;
}

export interface GatewayParts {
  readonly world: World;
  readonly services: readonly SimulatedService[];
  readonly faults: FaultSource;
  readonly throttle: Throttle;
  readonly log: RequestRecorder;
  /** Wall-clock milliseconds that every call takes. */
  readonly latency: number;
  /** Lets experiments do to other services what they have done by now. */
  readonly catchUp: (account: string, region: string) => void;
}

const READS = /^(?:Describe|List|Get)/;

/** The way of a call from its signature to its service, with the faults that stand in between. */
export function createGateway(parts: GatewayParts): Gateway {
  const { world, faults, throttle, log, latency, catchUp } = parts;
  const services = new Map(parts.services.map((service) => [service.name, service]));

  return {
    answer: async (request, signal) => {
      const authorization = readAuthorization(request.headers);
      const name = authorization?.service ?? serviceOf(request);
      const service = services.get(name);
      const call = callOf(request, authorization);
      const action = service?.actionOf(call) ?? '';
      const { account, region, requestId } = call;
      const entry = log.arrived({
        time: world.clock.now(),
        requestId,
        service: name,
        action,
        region,
        account,
        parameters: parametersOf(name, call),
      });
      const reply = (answer: Reply): HandledCall => {
        log.settled(entry, { status: answer.status });
        return { kind: 'reply', reply: answer };
      };
      if (service === undefined) return reply(unknownService(name, requestId));

      let identified: IncomingCall;
      try {
        if (authorization === undefined) throw commonError(name, 'missingAuthentication');
        const { arn } = authenticate(request, authorization, world);
        identified = { ...call, caller: arn };
      } catch (error) {
        return reply(service.fail(asAwsError(error, name), call));
      }

      const strike = faults.strike({ service: name, action, region, account });
      await wait(latency + strike.waitBefore, signal);
      await release(strike.held, signal);
      const early = endsEarly(strike);
      if (early !== undefined) return early;
      let answer: Reply;
      try {
        // AWS counts what it refuses, too.
        if (!throttle.admit(name, action, identified)) throw commonError(name, 'throttled');
        const injected = injectedError(strike.ending, service, action, identified, 'before');
        if (injected !== undefined) throw injected;
        log.settled(entry, { handled: true });
        if (action === '') throw commonError(name, 'noAction');
        const staleBy = service.keepsHistory === true && READS.test(action) ? strike.staleBy : 0;
        const asked = staleBy > 0 ? { ...identified, asOf: world.clock.now() - staleBy } : identified;
        if (name === 'ec2') catchUp(account, region);
        answer = service.handle(action, asked);
        const late = injectedError(strike.ending, service, action, identified, 'after');
        if (late !== undefined) throw late;
      } catch (error) {
        answer = service.fail(asAwsError(error, name), identified);
      }
      await wait(strike.waitAfter, signal);
      if (strike.ending?.kind === 'drop') return { kind: 'drop' };
      if (strike.ending?.kind === 'hang') return { kind: 'hang' };
      if (strike.ending?.kind === 'halfAnswer') return { kind: 'half', reply: answer };
      return reply(spoilt(strike.ending, answer));
    },
  };
}

function callOf(
  request: SignableRequest & { readonly body: Buffer },
  authorization: Authorization | undefined,
): IncomingCall {
  const region = authorization?.region ?? '';
  return {
    method: request.method,
    path: request.path,
    query: new URLSearchParams(request.query),
    headers: request.headers,
    body: request.body.toString('utf8'),
    region,
    account: readAccessKeyId(authorization?.accessKeyId ?? '')?.account ?? '',
    partition: partitionOf(region),
    caller: '',
    requestId: randomUUID(),
  };
}

function endsEarly({ ending }: Strike): HandledCall | undefined {
  if (ending?.kind === 'drop' && ending.when === 'before') return { kind: 'drop' };
  if (ending?.kind === 'hang' && ending.when !== 'after') return { kind: 'hang' };
  return undefined;
}

/** A defect of the simulator itself shows as the service's internal error, with its cause in the message. */
function asAwsError(error: unknown, service: string): AwsError {
  if (error instanceof AwsError) return error;
  return commonError(service, 'internal', error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function unknownService(name: string, requestId: string): Reply {
  const body = JSON.stringify({
    __type: 'UnknownOperationException',
    message: `No service '${name}' is simulated here.`,
  });
  return { status: 404, headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId }, body };
}
