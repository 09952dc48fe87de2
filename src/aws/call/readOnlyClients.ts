import { type Failure, failed, type Outcome } from '../../model/failure.ts';
import { type Answerer, answererOf } from '../../model/destination.ts';
import { isOfSame, ofWhom, type Read, saw, type Sight, whoseOf } from '../../model/sight.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { ListTokens } from '../../model/listTokens.ts';
import type { Caller } from './caller.ts';
import type { Lease } from '../credentials/broker.ts';
import type { ServiceId } from '../credentials/endpoints.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import type { Rate } from './rates.ts';
import type { SdkRequest } from '../sdk/sdkHandler.ts';
import { shapeOf } from '../sdk/wireAnswer.ts';
import type { Answer, CallTools, ClientConfig } from './call.ts';

/** Everything that Halt's reading clients can send. What is not here does not leave. */
export const readOperations = {
  EC2: [
    'DescribeInstances',
    'DescribeRegions',
    'DescribeInstanceAttribute',
    'DescribeInstanceTypes',
    'DescribeSpotInstanceRequests',
    'DescribeVolumes',
  ],
  ECS: [
    'ListClusters',
    'ListServices',
    'DescribeServices',
    'ListServiceDeployments',
    'DescribeServiceDeployments',
    'DescribeServiceRevisions',
    'DescribeTaskDefinition',
    'ListDaemons',
    'ListDaemonDeployments',
    'DescribeDaemonDeployments',
    'ListTasks',
    'DescribeTasks',
  ],
  fis: [
    'ListExperiments',
    'GetExperiment',
    'GetExperimentTemplate',
    'ListExperimentResolvedTargets',
    'ListExperimentTargetAccountConfigurations',
    'GetSafetyLever',
  ],
  STS: ['GetCallerIdentity'],
  IAM: ['ListAccountAliases'],
  CloudWatch: ['DescribeAlarms'],
} as const satisfies Partial<Record<ServiceId, readonly string[]>>;

/** A service that {@link readOperations} lists something of, by AWS's id for it. */
export type ReadService = keyof typeof readOperations;

/** The part of a client of the SDK that is used here. */
export interface SdkClient {
  readonly middlewareStack: { add(middleware: Guard, options: GuardStep): void };
  destroy(): void;
}

/** Is called once for each send, when the command's middleware is put together, and hands on what comes next as it is. */
type Guard = <T>(next: T, context: { readonly commandName?: string }) => T;
interface GuardStep {
  readonly step: 'initialize';
  readonly name: string;
  readonly priority: 'high';
}

/** One call that reads. Its operation stands without its service: `DescribeInstances`. */
export interface ReadAsk {
  readonly scope: Scope;
  readonly operation: string;
  readonly rate: Rate;
  readonly signal: AbortSignal | undefined;
  /** The member that an answer of JSON has to have. Absent: the answer is XML. */
  readonly member?: string;
  /** A person is waiting for it and may be asked for an MFA code. */
  readonly interactive?: boolean;
  /** Asked with this very lease instead of the profile's own. */
  readonly lease?: Lease;
}

/** One reading, of as many calls as it takes. */
export interface Reading<C> {
  read<T>(ask: ReadAsk, send: (client: C, options: CallTools['options']) => Promise<T>): Promise<Outcome<Answer<T>>>;
  /** Who would answer a profile's question now. */
  wouldAnswer(scope: Scope, signal: AbortSignal): Promise<Answerer | undefined>;
  /** Who gave all the answers so far; undefined where there are none, or several gave them. */
  answeredBy(): Answerer | undefined;
  /** For one of its lists. Operation as in `fis:ListExperiments`. */
  listTokens(operation: string): ListTokens;
  /** A failure that was made of an answer's text, as it may be told. */
  withoutSecrets(failure: Failure): Failure;
  /** What was made of the answers so far, with the account that all of them are about and when the first of them came. Fails where they are about several. */
  seal<T>(outcome: Outcome<T>): Read<T>;
}

/** Clients of one service that can only read, one for each profile and region. */
export interface ReadOnlyClients<C> {
  begin(): Reading<C>;
  dispose(): void;
}

/**
 * A client of the SDK signs with the time that AWS's last answer told it. After the machine's clock was set right, all that it signs is wrong
 * until the next answer: a new one tells whether it was that.
 */
const maySignWrong = ({ kind, code }: Failure): boolean =>
  kind === 'clock-skew' || kind === 'credentials-wrong' || kind === 'region-disabled' || code === 'RequestExpired';

/** The most clients of a service that are kept; the one that was used longest ago goes first. */
const MOST_CLIENTS = 100;

/**
 * Clients whose every request is checked twice against {@link readOperations}: by its command, before it is serialised, and on the wire, by what is
 * really asked for. A client is made anew when its profile's credentials are.
 */
export function createReadOnlyClients<C extends SdkClient>(
  caller: Caller,
  service: ReadService,
  create: (config: ClientConfig) => C,
): ReadOnlyClients<C> {
  const clients = new Map<string, { readonly generation: number; readonly client: C }>();
  const drop = (key: string): void => {
    clients.get(key)?.client.destroy();
    clients.delete(key);
  };
  const clientFor = (scope: Scope, tools: CallTools): C => {
    const key = scopeKey(scope);
    const kept = clients.get(key);
    if (kept?.generation === tools.lease.generation) {
      clients.delete(key);
      clients.set(key, kept);
      return kept.client;
    }
    drop(key);
    const config: ClientConfig = tools.config((request, body) =>
      refuseOthers(service, operationOnWire(service, request, body, config.endpoint)),
    );
    const client = create(config);
    client.middlewareStack.add(
      (next, context) => {
        refuseOthers(service, context.commandName?.replace(/Command$/, ''));
        return next;
      },
      { step: 'initialize', name: 'haltReadsOnly', priority: 'high' },
    );
    clients.set(key, { generation: tools.lease.generation, client });
    for (const oldest of [...clients.keys()].slice(0, Math.max(0, clients.size - MOST_CLIENTS))) drop(oldest);
    return client;
  };
  const read: Reading<C>['read'] = async (ask, send) => {
    const { signal, interactive = false, member, ...rest } = ask;
    const shape = shapeOf(ask.operation, member);
    const key = scopeKey(ask.scope);
    const before = clients.get(key);
    const perform = () =>
      caller.perform(
        { ...rest, service, shape, mutating: false, interactive, ...(signal !== undefined && { signal }) },
        (tools) => send(clientFor(ask.scope, tools), tools.options),
      );
    const answer = await perform();
    if (answer.ok || before === undefined || !maySignWrong(answer.failure)) return answer;
    if (clients.get(key) === before) drop(key);
    return perform();
  };
  return {
    begin() {
      const sights: Sight[] = [];
      const leases = new Set<Lease>();
      return {
        wouldAnswer: (scope, signal) => caller.answerer(scope.profile, service, signal),
        answeredBy() {
          const [first, ...others] = new Set([...leases].map(({ routes }) => answererOf(routes.destination, service)));
          return others.length === 0 ? first : undefined;
        },
        async read(ask, send) {
          const answer = await read(ask, send);
          if (answer.ok) {
            sights.push(answer.value.seen);
            leases.add(answer.value.lease);
          } else if (answer.failure.account !== undefined)
            sights.push({ ...ofWhom(whoseOf(answer.failure)), at: caller.now() });
          return answer;
        },
        listTokens: (operation) => caller.listTokens(operation),
        withoutSecrets: (failure) => caller.withoutSecrets(failure),
        seal(outcome) {
          if (!outcome.ok) return ofNoOther(outcome, sights);
          const [first = { at: caller.now() }] = sights;
          const accounts = new Set(sights.map(({ account }) => account));
          if (new Set(sights.map(({ elsewhere }) => elsewhere)).size > 1) return failed(severalAccounts);
          if (accounts.size < 2) return saw(outcome.value, first);
          // The account became known in the middle of the reading, which is no change of account. The earlier answers still have no known account, so neither has the whole.
          accounts.delete(undefined);
          if (accounts.size > 1) return failed(severalAccounts);
          const { account: _, ...ofNobody } = first;
          return saw(outcome.value, ofNobody);
        },
      };
    },
    dispose() {
      for (const key of [...clients.keys()]) drop(key);
    },
  };
}

/** A failure "not found" is given the account of the answers where all have the same one; else it stays without one, and nothing is called gone by it. */
function ofNoOther({ failure }: { readonly failure: Failure }, sights: readonly Sight[]): Read<never> {
  const [first, ...others] = sights.map((sight) => whoseOf(sight));
  const isOfOne = first !== undefined && others.every((other) => isOfSame(first, other));
  return failed(failure.kind === 'not-found' && isOfOne ? { ...failure, ...ofWhom(first) } : failure);
}

/** The credentials that a profile leads to have changed between two calls of one reading. */
const severalAccounts: Failure = {
  kind: 'unknown',
  message: 'The profile led to another account while this was being read.',
  mayHaveHappened: false,
};

function refuseOthers(service: ReadService, operation: string | undefined): void {
  const allowed: readonly string[] = readOperations[service];
  if (operation !== undefined && allowed.includes(operation)) return;
  throw new KnownFailure({
    kind: 'forbidden',
    message: `Halt's reading client does not send ${service}:${operation ?? 'unknown'}.`,
    mayHaveHappened: false,
  });
}

/** What a request to a configured endpoint, or to AWS's own, asks for, from the request itself. Undefined where it names nothing. */
function operationOnWire(
  service: ReadService,
  request: SdkRequest,
  body: string,
  endpoint: string | undefined,
): string | undefined {
  switch (service) {
    case 'EC2':
    case 'STS':
    case 'IAM':
      return new URLSearchParams(body).get('Action') ?? undefined;
    case 'ECS':
    case 'CloudWatch':
      return header(request, 'x-amz-target')?.split('.').at(-1);
    case 'fis':
      return request.method === 'GET' ? fisRead(request.path, endpoint) : undefined;
  }
}

function header({ headers }: SdkRequest, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

const fisPaths: readonly (readonly [RegExp, string])[] = [
  [/^\/experiments$/, 'ListExperiments'],
  [/^\/experiments\/[^/]+$/, 'GetExperiment'],
  [/^\/experimentTemplates\/[^/]+$/, 'GetExperimentTemplate'],
  [/^\/experiments\/[^/]+\/resolvedTargets$/, 'ListExperimentResolvedTargets'],
  [/^\/experiments\/[^/]+\/targetAccountConfigurations$/, 'ListExperimentTargetAccountConfigurations'],
  [/^\/safetyLevers\/[^/]+$/, 'GetSafetyLever'],
];

/** FIS is asked by paths, which stand behind the path of a configured endpoint. */
function fisRead(path: string, endpoint: string | undefined): string | undefined {
  const base = endpoint === undefined ? '' : new URL(endpoint).pathname.replace(/\/$/, '');
  if (!path.startsWith(`${base}/`)) return undefined;
  return fisPaths.find(([pattern]) => pattern.test(path.slice(base.length)))?.[1];
}
