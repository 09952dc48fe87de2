import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createAws } from '../../../../src/aws/aws.ts';
import { nodeTransport } from '../../../../src/aws/transport/nodeTransport.ts';
import { type Transport, TransportError } from '../../../../src/aws/transport/transport.ts';
import type { Resource } from '../../../../src/model/resources/resource.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createStage, never, type Stage } from '../../../stages/aws.ts';
import { asksWho, callerIdentity } from '../../../stages/callerIdentity.ts';
import { anyInstance, answerOf } from '../../../stages/instances/describeInstances.ts';
import { until } from '../../../stages/processes.ts';
import { assertProperty } from '../../../stages/property.ts';

const scope = { profile: 'any', region: 'eu-west-1' };
const keys = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x', region: 'eu-west-1' };
const headers = { 'content-type': 'text/xml;charset=UTF-8' };
const page = fc.array(fc.array(anyInstance, { maxLength: 4 }), { maxLength: 4 });

/** One attempt: these bytes arrive in pieces; then the answer ends, or its connection does. */
interface Attempt {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
  readonly ends: 'whole' | 'cut';
  readonly status?: number;
}

async function listed(attempts: readonly Attempt[]) {
  let calls = 0;
  const transport: Transport = {
    async send(request, _timeouts, _signal, pieces) {
      if (asksWho(Buffer.from(request.body ?? []).toString('utf8')))
        return { status: 200, headers, body: new TextEncoder().encode(callerIdentity('111122223333')) };
      const attempt = attempts[Math.min(calls, attempts.length - 1)];
      calls += 1;
      if (attempt === undefined || pieces === undefined) throw new Error('A list is wanted as it arrives.');
      const { bytes, cuts, ends, status = 200 } = attempt;
      let at = 0;
      for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
        const piece = new Uint8Array(bytes.subarray(at, cut));
        void pieces(piece, status);
        at = Math.max(at, cut);
        if (cut % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      if (ends === 'cut') throw new TransportError({ code: 'ECONNRESET', message: 'cut', sent: true });
      return { status, headers, body: new Uint8Array() };
    },
    close: () => undefined,
  };
  const policy = () => ({ readOnly: true, allowedRegions: [] });
  const aws = createAws({ env: {}, transport, simulatedProfiles: { any: keys }, policy });
  const found: Resource[] = [];
  for await (const part of aws.reads.list(scope, 'instance', never())) {
    if (!part.ok) return { calls, failure: part.failure };
    found.push(...part.value.resources);
  }
  await aws.dispose();
  return { calls, found };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = (text: string, cuts: readonly number[] = []): Attempt => ({ bytes: bytesOf(text), cuts, ends: 'whole' });

describe('an answer of DescribeInstances that arrives in pieces', () => {
  it('is read as it would be whole, however it is cut, after attempts that ended anywhere', async () => {
    const numbers = fc.array(fc.nat(), { maxLength: 12 });
    await assertProperty(
      fc.asyncProperty(page, page, numbers, numbers, fc.nat(), async (broken, wanted, some, others, end) => {
        const [other, xml] = [bytesOf(answerOf(broken, {})), answerOf(wanted, {})];
        const cut: Attempt = { bytes: other.subarray(0, end % other.length), cuts: some, ends: 'cut' };
        const { calls, found } = await listed([cut, whole(xml, others)]);
        assert.equal(calls, 2);
        assert.deepEqual(found, (await listed([whole(xml)])).found);
      }),
      { numRuns: 25 },
    );
  });

  it('is left to the SDK whole where there is something in it that the reader doesn’t know, wherever that comes', async () => {
    const xml = answerOf([[{ instanceId: ['i-1'], keyName: '<![CDATA[a<b]]>' }], [{ instanceId: ['i-2'] }]], {});
    const cuts = Array.from({ length: 40 }, (_, index) => index * 37);
    const { found, calls } = await listed([whole(xml, cuts)]);
    assert.equal(calls, 1);
    assert.deepEqual(
      found?.map((one) => [one.id, one.kind === 'instance' && one.keyName]),
      [
        ['i-1', 'a<b'],
        ['i-2', undefined],
      ],
    );
  });

  it('says what AWS refused, which arrives in pieces as well', async () => {
    const xml =
      '<?xml version="1.0"?><Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors><RequestID>r</RequestID></Response>';
    const { failure } = await listed([{ ...whole(xml, [10, 60, 61]), status: 403 }]);
    assert.deepEqual([failure?.kind, failure?.code], ['denied', 'UnauthorizedOperation']);
  });
});

describe('the pieces', () => {
  it('come before the answer has ended, and nobody else holds their bytes', async () => {
    let end = (): void => undefined;
    const server = createServer((_request, response) => {
      response.write(Buffer.alloc(200_000, 'a'));
      end = () => void response.end(Buffer.alloc(200_000, 'b'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = nodeTransport({ maxSockets: 2, ownAgents: true });
    try {
      const { port } = server.address() as AddressInfo;
      const taken: Uint8Array[] = [];
      const size = () => taken.reduce((sum, piece) => sum + piece.byteLength, 0);
      const response = await transport.send(
        { url: `http://127.0.0.1:${port}/`, method: 'GET', headers: {} },
        { connect: 5_000, request: 30_000 },
        undefined,
        (piece, status) => {
          assert.equal(status, 200);
          taken.push(piece);
          if (size() === 200_000) end();
        },
      );
      assert.equal(size(), 400_000);
      assert.equal(response.body.byteLength, 0);
      assert.equal(new Set(taken.map(({ buffer }) => buffer)).size, taken.length);
      assert.ok(taken.every((piece) => piece.buffer.byteLength === piece.byteLength));
      assert.ok(Buffer.concat(taken).equals(Buffer.from('a'.repeat(200_000) + 'b'.repeat(200_000))));
    } finally {
      transport.close();
      server.close();
    }
  });

  describe('go to the worker as they come', () => {
    let stage: Stage;
    afterEach(() => stage.close());
    it('and a cut answer is asked for again there', async () => {
      stage = await createStage({ way: 'own worker' });
      const ids = async () => {
        const found: string[] = [];
        for await (const part of stage.aws.reads.list(stage.scope, 'instance', never())) {
          assert.ok(part.ok);
          found.push(...part.value.resources.map(({ id }) => id));
        }
        return found;
      };
      const all = await ids();
      assert.ok(all.length > 0);
      stage.sim.faults.add({ action: 'DescribeInstances', effect: { kind: 'halfAnswer' }, times: 1 });
      assert.deepEqual(await ids(), all);
    });

    it('and few large ones at a time: the others wait until one is whole', async () => {
      const large = new Uint8Array(80_000).fill(32);
      const answers: { readonly next: Promise<void> | undefined; readonly end: () => void }[] = [];
      const transport: Transport = {
        send: (request, _timeouts, _signal, pieces) => {
          if (asksWho(Buffer.from(request.body ?? []).toString('utf8')))
            return Promise.resolve({ status: 200, headers, body: new TextEncoder().encode(callerIdentity(STAGING)) });
          const next = pieces?.(large.slice(), 200);
          return new Promise((resolve) => {
            answers.push({ next, end: () => resolve({ status: 200, headers, body: new Uint8Array() }) });
          });
        },
        close: () => undefined,
      };
      stage = await createStage({ way: 'own worker' });
      const aws = stage.another({ transport });
      let read = 0;
      const lists = ['eu-west-1', 'eu-west-2', 'eu-west-3'].map(async (region) => {
        for await (const part of aws.reads.list({ ...stage.scope, region }, 'instance', never())) assert.ok(!part.ok);
        read += 1;
      });
      await until(() => answers.length === lists.length);
      const [first, , third] = answers;
      assert.ok(third?.next, 'the third waits');
      first?.end();
      await third.next;
      // What can't be read is asked for again.
      await until(() => {
        for (const { end } of answers) end();
        return read === lists.length;
      });
      await Promise.all(lists);
    });
  });
});
