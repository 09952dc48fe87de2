import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Reading, ReadOnlyClients } from '../../../src/aws/call/readOnlyClients.ts';
import type { Lease } from '../../../src/aws/credentials/broker.ts';
import { failureOf, withoutSecrets } from '../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import { type CallTrace, newTrace } from '../../../src/aws/sdk/sdkHandler.ts';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import { type Answerer, answererOf } from '../../../src/model/destination.ts';
import { type Failure, failed, succeeded } from '../../../src/model/failure.ts';
import { createListTokens } from '../../../src/model/listTokens.ts';
import { saw, type Sight } from '../../../src/model/sight.ts';
import { STAGING } from '../accounts.ts';

/** Of whom the answers are, and when the first of them came. */
export const SEEN: Sight = { account: STAGING, at: 1_768_478_400_000 };

/**
 * What EC2 is asked: the parameters of a query with its `Action`, or the input of one of the SDK's commands. The answer is XML's text to the one, what the SDK made of the answer to the
 * other, or a failure.
 */
type Answer = (asked: Readonly<Record<string, unknown>>) => string | object | Failure;

interface Ec2Reading {
  readonly reading: Reading<EC2Client>;
  readonly clients: ReadOnlyClients<EC2Client>;
  readonly asked: readonly Readonly<Record<string, unknown>>[];
  /** Who answers: AWS, at first. */
  answerer: Answerer | undefined;
}

const isFailure = (answer: string | object): answer is Failure =>
  typeof answer === 'object' && 'mayHaveHappened' in answer;

/** EC2 as this function answers for it, at the end of a wire that signs nothing. */
export function ec2Reading(answer: Answer): Ec2Reading {
  const asked: Readonly<Record<string, unknown>>[] = [];
  const secrets = createSecrets();
  const told = (what: Readonly<Record<string, unknown>>): string | object => {
    asked.push(what);
    const answered = answer(what);
    if (isFailure(answered)) throw new KnownFailure(answered);
    return answered;
  };
  const config = {
    endpointProvider: ({ Region }: { readonly Region: string }) => ({
      url: new URL(`https://ec2.${Region}.amazonaws.com`),
    }),
    useFipsEndpoint: () => Promise.resolve(false),
    useDualstackEndpoint: () => Promise.resolve(false),
    maxAttempts: () => Promise.resolve(1),
    signer: () => Promise.resolve({ sign: (request: object) => Promise.resolve(request) }),
    requestHandler: {
      handle: async (
        { body, hostname }: { readonly body: string; readonly hostname: string },
        { trace }: { readonly trace: CallTrace },
      ) => {
        const text = told({ ...Object.fromEntries(new URLSearchParams(body)), at: hostname });
        trace.lastResponse = { status: 200, headers: {}, body: Buffer.from(typeof text === 'string' ? text : '') };
      },
    },
  };
  const send = async ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => told(input);
  const client = { config, send } as unknown as EC2Client;
  const stage: Ec2Reading = {
    asked,
    answerer: answererOf({ kind: 'aws' }, 'EC2'),
    clients: { begin: () => reading, dispose: () => undefined },
    get reading() {
      return reading;
    },
  };
  const reading: Reading<EC2Client> = {
    async read({ operation }, work) {
      const trace = newTrace();
      try {
        const output = await work(client, { trace });
        const response = { status: 200, headers: {}, body: new Uint8Array() };
        return succeeded({ output, lease: {} as Lease, response, seen: SEEN });
      } catch (error) {
        return failed(failureOf(error, { operation: `ec2:${operation}`, mutating: false, trace, secrets }));
      }
    },
    wouldAnswer: () => Promise.resolve(stage.answerer),
    answeredBy: () => stage.answerer,
    listTokens: (operation) => createListTokens(operation),
    withoutSecrets: (failure) => withoutSecrets(failure, secrets),
    seal: (outcome) => (outcome.ok ? saw(outcome.value, SEEN) : outcome),
  };
  return stage;
}

/** The XML of an operation's good answer. */
export const answerOf = (operation: string, members: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${members}</${operation}Response>`;

/** The values of a parameter that is numbered, in their order. */
export const valuesOf = (asked: Readonly<Record<string, unknown>> | undefined, name: string): readonly string[] => {
  const values: string[] = [];
  for (let at = 1; asked?.[`${name}.${at}`] !== undefined; at += 1) values.push(String(asked[`${name}.${at}`]));
  return values;
};
