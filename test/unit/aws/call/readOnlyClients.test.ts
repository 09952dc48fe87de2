import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Lease } from '../../../../src/aws/credentials/broker.ts';
import type { CallTools } from '../../../../src/aws/call/call.ts';
import type { Caller } from '../../../../src/aws/call/caller.ts';
import { createReadOnlyClients, type SdkClient } from '../../../../src/aws/call/readOnlyClients.ts';
import { rates } from '../../../../src/aws/call/rates.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { type Failure, failed, succeeded } from '../../../../src/model/failure.ts';

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
  return { ask, ended, clients, alive: () => made - ended.length, renew: () => (generation += 1) };
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

  it('are never more than a hundred, whatever the order in which 4,000 places are read', async () => {
    const { ask, alive } = stage();
    let most = 0;
    const read = async (place: number) => {
      await ask(`r-${place}`);
      most = Math.max(most, alive());
    };
    for (let place = 0; place < 4_000; place += 1) await read(place);
    await Promise.all(Array.from({ length: 4_000 }, (_, place) => read(place)));
    assert.equal(most, 100);
    assert.equal(alive(), 100);
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

/** Answers of these accounts, one a call; a failure is handed on as it is. */
function readings(...told: readonly (string | undefined | Failure)[]) {
  let calls = 0;
  const caller: Pick<Caller, 'perform' | 'now'> = {
    now: () => 99,
    perform: async (_, work) => {
      const one = told[calls];
      calls += 1;
      if (typeof one === 'object') return failed(one);
      const lease = { generation: 1 } as Lease;
      const output = await work({ lease, options: { trace: newTrace() }, config: () => ({}) as never });
      const response = { status: 200, headers: {}, body: new Uint8Array() };
      return succeeded({ output, lease, response, seen: { at: calls, ...(one !== undefined && { account: one }) } });
    },
  };
  const create = (): SdkClient => ({ middlewareStack: { add: () => undefined }, destroy: () => undefined });
  const reading = createReadOnlyClients(caller as Caller, 'EC2', create).begin();
  const scope = { profile: 'p', region: 'eu-west-1' };
  const ask = { scope, operation: 'DescribeInstances', rate: rates.ec2Paged, signal: undefined };
  const all = async () => {
    for (const _ of told) await reading.read(ask, () => Promise.resolve(0));
    return reading;
  };
  return { all, calls: () => calls };
}

describe('a reading of several calls', () => {
  const [one, other] = ['111122223333', '444455556666'];
  const sealed = async (...told: readonly (string | undefined)[]) =>
    (await readings(...told).all()).seal(succeeded('whole'));

  it('is of the account and the moment of its first answer', async () => {
    assert.deepEqual(await sealed(one, one), { ok: true, value: 'whole', seen: { at: 1, account: one } });
    assert.deepEqual(await sealed(undefined, undefined), { ok: true, value: 'whole', seen: { at: 1 } });
    assert.deepEqual(await sealed(), { ok: true, value: 'whole', seen: { at: 99 } });
  });

  it('is of nobody who is known where the account was told only on the way', async () => {
    for (const told of [
      [undefined, one],
      [one, undefined, one],
    ])
      assert.deepEqual(await sealed(...told), { ok: true, value: 'whole', seen: { at: 1 } });
  });

  it('is nothing where its answers are of two accounts', async () => {
    for (const told of [
      [one, other],
      [one, one, other],
      [one, other, one],
      [undefined, one, other],
    ]) {
      const answer = await sealed(...told);
      assert.deepEqual(answer.ok || [answer.failure.kind, answer.failure.mayHaveHappened], ['unknown', false]);
    }
  });

  it('says of something that isn’t there in whose account, where all of its answers are of that one', async () => {
    const missing: Failure = { kind: 'not-found', message: '', mayHaveHappened: false };
    const whose = async (...told: readonly (string | undefined | Failure)[]) => {
      const answer = (await readings(...told).all()).seal(failed(missing));
      return answer.ok ? 'there' : answer.failure.account;
    };
    assert.equal(await whose(one, one), one);
    assert.equal(await whose({ ...missing, account: one }), one);
    assert.equal(await whose(one, { ...missing, account: other }), undefined);
    assert.equal(await whose(one, other), undefined);
    assert.equal(await whose(undefined, one), undefined);
    assert.equal(await whose(), undefined);
    const denied = (await readings(one).all()).seal(failed({ ...missing, kind: 'denied' }));
    assert.deepEqual(denied, { ok: false, failure: { ...missing, kind: 'denied' } });
  });

  it('asks once more, by a new client, where a kept one may have signed wrongly, and only there', async () => {
    const of = (kind: Failure['kind'], code?: string): Failure => ({
      ...{ kind, message: '', mayHaveHappened: false },
      ...(code !== undefined && { code }),
    });
    for (const [failure, calls] of [
      [of('clock-skew'), 3],
      [of('credentials-wrong'), 3],
      [of('region-disabled'), 3],
      [of('credentials-expired', 'RequestExpired'), 3],
      [of('credentials-expired', 'ExpiredToken'), 2],
      [of('denied'), 2],
      [of('malformed'), 2],
    ] as const) {
      const kept = readings(one, failure);
      await kept.all();
      assert.equal(kept.calls(), calls, `${failure.kind} ${failure.code}`);
      const alone = readings(failure);
      await alone.all();
      assert.equal(alone.calls(), 1, 'no client was kept');
    }
  });
});
