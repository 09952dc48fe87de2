import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/systemClock.ts';
import { isThrottleCode } from '../sdk/codeKind.ts';
import { MalformedAnswer, statedCode, statedMessage } from '../sdk/wireAnswer.ts';
import { TransportError, type WireResponse } from '../transport/transport.ts';
import { backOff } from './backOff.ts';
import type { CallTools } from './call.ts';

/** What is taken of an SDK client's config: it signs for any service. */
interface SigningConfig {
  /** Where the profile leads this service to; absent where it names nothing. */
  endpoint?(): Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number | undefined;
    readonly path: string;
  }>;
  signer(scheme: {
    name: string;
    signingName: string;
    signingRegion: string;
    properties: Record<string, never>;
  }): Promise<{ sign(request: object, how: { readonly signingDate: Date }): Promise<object> }>;
  /** How far AWS's clock is ahead of this machine's, in milliseconds, as far as that is known. */
  systemClockOffset?: number;
  /** How often a request is sent at most, the first time included. */
  maxAttempts?(): Promise<number>;
  readonly requestHandler: { handle(request: object, options: CallTools['options']): Promise<unknown> };
}

/** One request of an operation that is not in the bundle: the SDK's own code for it would cost more than it does. */
export interface SignedPost {
  /** Where the service is unless the profile names another endpoint, without a path. */
  readonly address: URL;
  readonly signingName: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs the request as the client does its own and sends it by the client's guard; returns what came back, which is in `options.trace` as well. Sent again after a fault of the way or of AWS's own, as often as the client sends its requests and after such pauses. Rejects where nothing came back, and for a refusal, with AWS's message. */
export async function sendSigned(
  config: SigningConfig,
  { address, signingName, region, headers, body }: SignedPost,
  options: CallTools['options'],
  clock: Pick<Clock, 'after' | 'random'> = systemClock,
): Promise<WireResponse> {
  const { protocol, hostname, port, path } = (await config.endpoint?.()) ?? {
    protocol: address.protocol,
    hostname: address.hostname,
    port: undefined,
    path: '/',
  };
  const request = {
    method: 'POST',
    protocol,
    hostname,
    path,
    query: {},
    body,
    ...(port !== undefined && { port }),
    headers: { host: port === undefined ? hostname : `${hostname}:${port}`, ...headers },
  };
  const signer = await config.signer({ name: 'sigv4', signingName, signingRegion: region, properties: {} });
  const most = (await config.maxAttempts?.()) ?? USUAL_ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    const signingDate = new Date(systemClock.now() + (config.systemClockOffset ?? 0));
    try {
      await config.requestHandler.handle(await signer.sign(request, { signingDate }), options);
    } catch (error) {
      const isOfTheWay = error instanceof TransportError || error instanceof MalformedAnswer;
      if (!isOfTheWay || attempt >= most) throw error;
      await backOff('fault', attempt, clock, options.abortSignal);
      if (options.abortSignal?.aborted === true) throw error;
      continue;
    }
    const { lastResponse } = options.trace;
    if (lastResponse === undefined) throw new MalformedAnswer('There was no answer.');
    if (lastResponse.status < 300) return lastResponse;
    // As the SDK does: what a wrong clock signed is signed again with the time that the answer tells.
    const hasLearned = learnClock(config, lastResponse.headers['date']);
    if (attempt < most && hasLearned) continue;
    if (attempt < most && mayPass(lastResponse)) {
      await backOff('fault', attempt, clock, options.abortSignal);
      if (options.abortSignal?.aborted !== true) continue;
    }
    throw new Error(statedMessage(lastResponse) ?? 'The request was refused.');
  }
}

/** As the SDK's clients do. */
const USUAL_ATTEMPTS = 3;
/** AWS takes what was signed up to five minutes before or after. */
const LARGEST_DIFFERENCE = 300_000;

/** Whether the machine's clock turned out to be wrong by more than was known. */
function learnClock(config: SigningConfig, date: string | undefined): boolean {
  const offset = Date.parse(date ?? '') - systemClock.now();
  if (!(Math.abs(offset - (config.systemClockOffset ?? 0)) > LARGEST_DIFFERENCE)) return false;
  config.systemClockOffset = offset;
  return true;
}

/** What AWS itself failed in. A throttled request (EC2 answers it with 503) is asked again by the caller instead, at the pace of its rate. */
const mayPass = (answer: WireResponse): boolean =>
  answer.status >= 500 && !isThrottleCode(statedCode(answer, 'any') ?? '');
