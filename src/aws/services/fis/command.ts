import {
  FisClient,
  type FisClientResolvedConfig,
  FisServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-fis';
import { getEndpointPlugin } from '@smithy/middleware-endpoint';
import { getSerdePlugin } from '@smithy/middleware-serde';
import { Command } from '@smithy/smithy-client';
import { member, parseJson, text } from '../../../base/untrusted.ts';
import type { ClientConfig } from '../../call/call.ts';

/** One request of FIS's REST interface. */
export interface FisRequest {
  readonly method: 'GET' | 'PATCH';
  /** Already escaped. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
}

/** As the commands of the package say it; none of them exports it. */
const endpointParameters = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const;

/** Where a request goes, as the package is told it. */
interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
}

/** The part of the HTTP messages of the old package that is used here. */
interface OldResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
interface OldContext {
  endpoint(): Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
  }>;
}

/**
 * A command of FIS that the package at hand is too old to know, for the same client: signed, retried and guarded like the others. Its answer
 * is taken from the wire, so its output is empty; an error is thrown with AWS's code, as by the others.
 */
export function fisCommand<I extends ServiceInputTypes>(operation: string, request: (input: I) => FisRequest) {
  return Command.classBuilder<I, ServiceOutputTypes, FisClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>()
    .ep(endpointParameters)
    .m((_command, _stack, config) => [
      getSerdePlugin(config, (input: I, context: OldContext) => serialised(request(input), context), deserialised),
      getEndpointPlugin(config, endpointParameters),
    ])
    .s('FaultInjectionSimulator', operation, {})
    .n('FisClient', `${operation}Command`)
    .build();
}

async function serialised({ method, path, body }: FisRequest, context: OldContext) {
  const { protocol, hostname, port, path: base } = await context.endpoint();
  return {
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    method,
    path: `${base.replace(/\/$/, '')}${path}`,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    query: {},
    ...(body !== undefined && { body }),
  };
}

function deserialised(response: OldResponse): Promise<{ $metadata: { httpStatusCode: number; requestId?: string } }> {
  const requestId = response.headers['x-amzn-requestid'];
  const $metadata = { httpStatusCode: response.statusCode, ...(requestId !== undefined && { requestId }) };
  if (response.statusCode < 300) return Promise.resolve({ $metadata });
  const body = response.body instanceof Uint8Array ? parseJson(Buffer.from(response.body).toString('utf8')) : undefined;
  const stated = response.headers['x-amzn-errortype'] ?? text(member(body, '__type')) ?? text(member(body, 'code'));
  const exception = new FisServiceException({
    name: stated?.split(':')[0]?.split('#').at(-1) ?? 'Unknown',
    message: text(member(body, 'message')) ?? text(member(body, 'Message')) ?? `HTTP status ${response.statusCode}.`,
    $fault: response.statusCode < 500 ? 'client' : 'server',
    $metadata,
  });
  return Promise.reject(exception);
}

/**
 * A FIS client. Left alone, the old package takes the endpoint of another profile, the default one, from the shared config: it is told
 * AWS's own instead, in which the variants are, and which it refuses to have beside them.
 */
export function createFisClient(config: ClientConfig): FisClient {
  if (config.endpoint !== undefined) return new FisClient(config);
  const { region: Region, useFipsEndpoint: UseFIPS, useDualstackEndpoint: UseDualStack } = config;
  const endpoint = (): Promise<Endpoint> => {
    const { url } = client.config.endpointProvider({ Region, UseFIPS, UseDualStack });
    return Promise.resolve({ protocol: url.protocol, hostname: url.hostname, path: url.pathname });
  };
  const client = new FisClient({ ...config, endpoint, useFipsEndpoint: false, useDualstackEndpoint: false });
  return client;
}
