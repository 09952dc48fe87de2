import type { Timeouts, Transport } from '../../../src/aws/transport/transport.ts';

/** A request that left for AWS and would change something. */
export interface Sent {
  readonly action: string;
  /** The same for each attempt of one call of the SDK. */
  readonly invocation: string;
  readonly body: string;
  readonly path: string;
}

const READ_ACTIONS = /^(?:Describe|List|Get)/;

/**
 * A transport that keeps count of what it sends: `sent` in the order in which it left, `peaks` by action. `changeTimeouts`: how long it waits for the
 * answer to a change, where that isn't how long it waits for all others.
 */
export function watched(transport: Transport, changeTimeouts?: Timeouts) {
  const sent: Sent[] = [];
  const underWay = new Map<string, number>();
  const peaks = new Map<string, number>();
  const over: Transport = {
    ...transport,
    send: (request, limits, signal) => {
      const body = Buffer.from(request.body ?? []).toString('utf8');
      const action = actionOf(request.method, request.url, request.headers, body);
      const { pathname } = new URL(request.url);
      const isChange = !READ_ACTIONS.test(action);
      if (isChange)
        sent.push({ action, invocation: request.headers['amz-sdk-invocation-id'] ?? '', body, path: pathname });
      const now = (underWay.get(action) ?? 0) + 1;
      underWay.set(action, now);
      peaks.set(action, Math.max(now, peaks.get(action) ?? 0));
      return transport
        .send(request, isChange ? (changeTimeouts ?? limits) : limits, signal)
        .finally(() => underWay.set(action, (underWay.get(action) ?? 1) - 1));
    },
  };
  return { transport: over, sent, peaks };
}

function actionOf(method: string, url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.split('.').at(-1) ?? '';
  const action = new URLSearchParams(body).get('Action');
  if (action !== null) return action;
  const { pathname } = new URL(url);
  if (method === 'GET') return 'Get';
  if (method === 'DELETE' && pathname.startsWith('/experiments/')) return 'StopExperiment';
  return `${method} ${pathname}`;
}
