import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Ask, CallTools } from '../../../../src/aws/call/call.ts';
import type { Caller } from '../../../../src/aws/call/caller.ts';
import { rates } from '../../../../src/aws/call/rates.ts';
import { createReadOnlyClients, type SdkClient } from '../../../../src/aws/call/readOnlyClients.ts';
import type { Lease } from '../../../../src/aws/credentials/broker.ts';
import { newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { answererOf, type Destination, elsewhereOf } from '../../../../src/model/destination.ts';
import { failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import type { Sight } from '../../../../src/model/sight.ts';
import { customAt } from '../../../stages/destinations.ts';
import { failure } from '../../../stages/fakes.ts';

const scope = { profile: 'p', region: 'eu-west-1' };
const plain = { scope, operation: 'DescribeInstances', rate: rates.ec2Paged, signal: undefined };
const AWS: Destination = { kind: 'aws' };
const leaseAt = (destination: Destination, generation = 1) => ({ generation, routes: { destination } }) as Lease;
const ACCOUNT = '111122223333';

interface Told {
  readonly lease?: Lease;
  readonly seen?: Sight;
}

/** Clients of EC2 whose calls end so; `asked` is what the caller was asked. */
function stage(answer: (call: number) => Outcome<Told> | Promise<Outcome<Told>> = () => succeeded({})) {
  const asked: Ask[] = [];
  const answererAsked: unknown[] = [];
  const ended: number[] = [];
  let made = 0;
  const caller: Pick<Caller, 'perform' | 'now' | 'answerer'> = {
    now: () => 99,
    answerer: (...question) => {
      answererAsked.push(question);
      return Promise.resolve(answererOf(AWS, 'EC2'));
    },
    perform: async (ask, work) => {
      asked.push(ask);
      const told = await answer(asked.length);
      if (!told.ok) return told;
      const { lease = leaseAt(AWS), seen = { at: asked.length } } = told.value;
      const tools: CallTools = { lease, options: { trace: newTrace() }, config: () => ({}) as never };
      const response = { status: 200, headers: {}, body: new Uint8Array() };
      return succeeded({ output: await work(tools), lease, response, seen });
    },
  };
  const clients = createReadOnlyClients(caller as Caller, 'EC2', (): SdkClient => {
    made += 1;
    const number = made;
    return { middlewareStack: { add: () => undefined }, destroy: () => void ended.push(number) };
  });
  const read = (reading = clients.begin(), ask: Partial<Parameters<typeof reading.read>[0]> = {}) =>
    reading.read({ ...plain, ...ask }, () => Promise.resolve('read'));
  return { asked, answererAsked, ended, clients, read, made: () => made };
}

describe('a call that reads', () => {
  it('asks nobody for a code, and changes nothing', async () => {
    const { asked, read } = stage();
    await read();
    assert.deepEqual(asked, [
      {
        ...{ scope, operation: 'DescribeInstances', rate: rates.ec2Paged, service: 'EC2' },
        ...{ shape: { type: 'xml', root: 'DescribeInstancesResponse' }, mutating: false, interactive: false },
      },
    ]);
  });

  it('is given up with its reader, asks who waits for it, and goes with the lease that it is given', async () => {
    const { asked, read, clients } = stage();
    const { signal } = new AbortController();
    const lease = leaseAt(AWS);
    await read(clients.begin(), { signal, interactive: true, lease, member: 'instances' });
    assert.equal(asked[0]?.signal, signal);
    assert.equal(asked[0].lease, lease);
    assert.deepEqual([asked[0].interactive, asked[0].shape], [true, { type: 'json', member: 'instances' }]);
  });

  it('leaves the client that may have signed wrongly for a new one', async () => {
    const { read, ended, made } = stage((call) => (call === 2 ? failed(failure('clock-skew')) : succeeded({})));
    await read();
    assert.equal((await read()).ok, true);
    assert.deepEqual([made(), ended], [2, [1]]);
  });

  it('keeps a client that another call has made meanwhile', async () => {
    const renewed = succeeded({ lease: leaseAt(AWS, 2) });
    const staged = stage(async (call) => {
      if (call === 1) return succeeded({});
      if (call > 2) return renewed;
      await staged.read();
      return failed(failure('clock-skew'));
    });
    await staged.read();
    assert.equal((await staged.read()).ok, true);
    assert.deepEqual([staged.made(), staged.ended], [2, [1]]);
  });
});

describe('who gave the answers of a reading', () => {
  const emulator = customAt('http://127.0.0.1:4566');
  const answeredBy = async (...destinations: readonly Destination[]) => {
    const { read, clients } = stage((call) => succeeded({ lease: leaseAt(destinations[call - 1] ?? AWS) }));
    const reading = clients.begin();
    for (const _ of destinations) await read(reading);
    return reading.answeredBy();
  };

  it('is the one of all of them, and nobody who is known where there are several or none', async () => {
    assert.equal(await answeredBy(AWS, AWS), answererOf(AWS, 'EC2'));
    assert.equal(await answeredBy(emulator), answererOf(emulator, 'EC2'));
    assert.equal(await answeredBy(AWS, emulator), undefined);
    assert.equal(await answeredBy(), undefined);
  });

  it('is asked beforehand of the profile, for this service', async () => {
    const { clients, answererAsked } = stage();
    const { signal } = new AbortController();
    assert.equal(await clients.begin().wouldAnswer(scope, signal), answererOf(AWS, 'EC2'));
    assert.deepEqual(answererAsked, [['p', 'EC2', signal]]);
  });

  it('is no one of whom a whole could be told where the answers are of two places', async () => {
    const elsewhere = elsewhereOf(emulator);
    assert.ok(elsewhere !== undefined);
    const told: readonly Sight[] = [
      { at: 1, account: ACCOUNT },
      { at: 2, account: ACCOUNT, elsewhere },
    ];
    const { read, clients } = stage((call) => succeeded({ seen: told[call - 1] ?? { at: 0 } }));
    const reading = clients.begin();
    await read(reading);
    await read(reading);
    const sealed = reading.seal(succeeded('whole'));
    assert.ok(!sealed.ok);
    assert.match(sealed.failure.message, /led to another account/);
  });

  it('is not changed by a call that failed without saying of whom', async () => {
    const { read, clients } = stage((call) =>
      call === 1 ? failed(failure('timeout')) : succeeded({ seen: { at: 7, account: ACCOUNT } }),
    );
    const reading = clients.begin();
    await read(reading);
    await read(reading);
    assert.deepEqual(reading.seal(succeeded('whole')), {
      ...{ ok: true, value: 'whole', seen: { at: 7, account: ACCOUNT } },
    });
  });
});
