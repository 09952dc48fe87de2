import type { Transport, WireResponse } from '../../../src/aws/transport/transport.ts';
import { callerStage, type Given } from '../calls/callerStage.ts';

/** A request as it left. */
export interface Sent {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The body of a good answer, or a whole one. */
export type Told = string | WireResponse;

/** A refusal as EC2 says it, with `Errors` around it, or as STS and IAM do. */
export const refusalIn = (wrapper: 'Errors' | 'none', code: string, message = 'AWS says no.', status = 400) => {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const [root, inside] = wrapper === 'Errors' ? ['Response', `<Errors>${error}</Errors>`] : ['ErrorResponse', error];
  const body = Buffer.from(`<${root}>${inside}<RequestID>r-1</RequestID></${root}>`);
  return { status, headers: {}, body } satisfies WireResponse;
};

/** A caller at the end of whose wire this function answers, at once or later, and what was sent. Nothing is sent twice. */
export function answeringWire(answer: (sent: Sent) => Told | Promise<Told>, given: Given = {}) {
  const asked: Sent[] = [];
  const transport: Transport = {
    send: async ({ url, body, headers }) => {
      const sent = { url, body: Buffer.from(body ?? []).toString('utf8'), headers };
      asked.push(sent);
      const told = await answer(sent);
      return typeof told === 'string' ? { status: 200, headers: {}, body: Buffer.from(told) } : told;
    },
    close: () => undefined,
  };
  return { ...callerStage({ attempts: 1, transport, ...given }), asked };
}

/** The parameters of a query. */
export const queryOf = ({ body }: Sent): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(body));
