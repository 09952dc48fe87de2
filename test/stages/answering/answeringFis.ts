import { type Aws, createAws } from '../../../src/aws/aws.ts';
import type { Transport, WireResponse } from '../../../src/aws/transport/transport.ts';
import { STAGING } from '../accounts.ts';
import { asksWho, callerIdentity } from '../callerIdentity.ts';
import { hastyClock } from '../clocks/hastyClock.ts';

/** An error as FIS says it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

const isRefusal = (answer: object): answer is Refusal => 'status' in answer && 'code' in answer;
const keys = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x', region: 'eu-west-1' };

/** AWS whose FIS answers so what is asked by a path and its query, as in `/experiments?maxResults=100`. Tells what was asked. */
export function answeringFis(answer: (asked: string) => object | Refusal): {
  readonly aws: Aws;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const answered = (status: number, type: string, body: string, code?: string): WireResponse => ({
    status,
    headers: { 'content-type': type, ...(code !== undefined && { 'x-amzn-errortype': code }) },
    body: new TextEncoder().encode(body),
  });
  const transport: Transport = {
    send: (request) => {
      if (asksWho(Buffer.from(request.body ?? []).toString('utf8')))
        return Promise.resolve(answered(200, 'text/xml', callerIdentity(STAGING)));
      const path = decodeURIComponent(request.url.slice(keys.endpoint.length));
      asked.push(path);
      const told = answer(path);
      return Promise.resolve(
        isRefusal(told)
          ? answered(told.status, 'application/json', '{"message":"No."}', told.code)
          : answered(200, 'application/json', JSON.stringify(told)),
      );
    },
    close: () => undefined,
  };
  const policy = () => ({ readOnly: true, allowedRegions: [] });
  const aws = createAws({
    ...{ env: {}, transport, simulatedProfiles: { staging: keys }, policy, clock: hastyClock(), attempts: 1 },
  });
  return { aws, asked };
}
