import * as fc from 'fast-check';
import { createAws } from '../../../src/aws/aws.ts';
import { createInstancesReader } from '../../../src/aws/services/ec2/instancesAnswer.ts';
import type { Transport } from '../../../src/aws/transport/transport.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Instance } from '../../../src/model/resources/instance.ts';
import { never } from '../aws.ts';
import { asksWho, callerIdentity } from '../callerIdentity.ts';
import { anyInstance, type AnyInstance, answerOf } from './describeInstances.ts';

export const scope = { profile: 'any', region: 'eu-west-1' };
const keys = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x', region: 'eu-west-1' };

/** EC2 answers every call with these bodies, one after the other. */
export function answering(bodies: readonly (string | Uint8Array)[]) {
  let calls = 0;
  const transport: Transport = {
    send: (request) => {
      const headers = { 'content-type': 'text/xml;charset=UTF-8' };
      if (asksWho(Buffer.from(request.body ?? []).toString('utf8'))) {
        return Promise.resolve({
          status: 200,
          headers,
          body: new TextEncoder().encode(callerIdentity('111122223333')),
        });
      }
      const body = bodies[Math.min(calls, bodies.length - 1)] ?? '';
      calls += 1;
      return Promise.resolve({
        status: 200,
        headers,
        body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      });
    },
    close: () => undefined,
  };
  const aws = createAws({
    env: {},
    transport,
    simulatedProfiles: { any: keys },
    policy: () => ({ readOnly: true, allowedRegions: [] }),
  });
  return { aws, calls: () => calls };
}

/** As the product's list brings it. */
export async function listed(...bodies: readonly (string | Uint8Array)[]) {
  const { aws, calls } = answering(bodies);
  const instances: Instance[] = [];
  const gaps: Failure[] = [];
  for await (const page of aws.reads.list(scope, 'instance', never())) {
    if (!page.ok) return { failure: page.failure, calls: calls() };
    instances.push(...page.value.resources.filter((one) => one.kind === 'instance'));
    gaps.push(...page.value.gaps);
  }
  return { instances, gaps, calls: calls() };
}

/** The same by the SDK's reading, as a look brings it. */
export async function looked(body: string): Promise<readonly unknown[]> {
  const { aws } = answering([body]);
  const found = await aws.reads.describe(scope, 'instance', ['i-0'], never());
  if (!found.ok) throw new Error(found.failure.message);
  return found.value.targets;
}

export const reading = (bytes: Uint8Array, cuts: readonly number[]) => {
  const reader = createInstancesReader(scope);
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(at, cut));
    at = Math.max(at, cut);
  }
  return reader.end().instances;
};

export const page = fc.array(fc.array(anyInstance, { maxLength: 4 }), { maxLength: 4 });
export const xmlOf = (reservations: readonly (readonly AnyInstance[])[]) => answerOf(reservations, {});
