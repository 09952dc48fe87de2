import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lease } from '../../../../src/aws/credentials/broker.ts';
import type { CallTools } from '../../../../src/aws/call/call.ts';
import type { Caller } from '../../../../src/aws/call/caller.ts';
import { createReadOnlyClients, type SdkClient } from '../../../../src/aws/call/readOnlyClients.ts';
import { rates } from '../../../../src/aws/call/rates.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { succeeded } from '../../../../src/model/failure.ts';

interface FakeClient extends SdkClient {
  readonly number: number;
}

/** Clients that send nothing. What is asked in a region is answered by the number of the client that was given for it. */
function stage() {
  const ended: number[] = [];
  let made = 0;
  let generation = 1;
  const caller: Pick<Caller, 'perform' | 'now'> = {
    now: () => 0,
    perform: async (_, work) => {
      const lease = { generation } as Lease;
      const tools: CallTools = { lease, options: { trace: newTrace() }, config: () => ({}) as never };
      const response = { status: 200, headers: {}, body: new Uint8Array() };
      return succeeded({ output: await work(tools), lease, response, seen: { at: 0 } });
    },
  };
  const clients = createReadOnlyClients(caller as Caller, 'EC2', (): FakeClient => {
    made += 1;
    const number = made;
    return { number, middlewareStack: { add: () => undefined }, destroy: () => void ended.push(number) };
  });
  const ask = async (region: string): Promise<number | undefined> => {
    const scope = { profile: 'p', region };
    const asked = { scope, operation: 'DescribeInstances', rate: rates.ec2Paged, signal: undefined };
    const answer = await clients.begin().read(asked, (client) => Promise.resolve(client.number));
    return answer.ok ? answer.value.output : undefined;
  };
  return { ask, ended, clients, renew: () => (generation += 1) };
}

describe('clients that only read', () => {
  it('are kept, a hundred of them, and the one that was used longest ago goes first', async () => {
    const { ask, ended } = stage();
    for (let region = 1; region <= 100; region += 1) assert.equal(await ask(`r-${region}`), region);
    assert.equal(await ask('r-1'), 1, 'the first is used again');
    assert.deepEqual(ended, []);
    assert.equal(await ask('r-101'), 101);
    assert.deepEqual(ended, [2]);
    assert.equal(await ask('r-102'), 102);
    assert.deepEqual(ended, [2, 3]);
    assert.equal(await ask('r-1'), 1);
    assert.equal(await ask('r-101'), 101);
    assert.equal(await ask('r-2'), 103, 'one that went is made anew');
    assert.deepEqual(ended, [2, 3, 4]);
  });

  it('are made anew where the credentials are, and the old ones ended', async () => {
    const { ask, ended, renew } = stage();
    assert.equal(await ask('r-1'), 1);
    assert.equal(await ask('r-2'), 2);
    renew();
    assert.equal(await ask('r-1'), 3);
    assert.deepEqual(ended, [1]);
    assert.equal(await ask('r-1'), 3);
  });

  it('are all ended with their owner', async () => {
    const { ask, ended, clients } = stage();
    await ask('r-1');
    await ask('r-2');
    clients.dispose();
    assert.deepEqual(ended, [1, 2]);
  });
});
