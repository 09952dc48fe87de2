import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import { createRequestLog } from '../../../src/simulator/gateway/requestLog.ts';

describe('11.29: the simulator', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  const send = (headers: Readonly<Record<string, string>>, path: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: simulator.port, path, method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      // The simulator may end the connection before it was sent all.
      sent.on('error', reject);
      sent.end(body);
    });

  test('keeps nothing of what a web page sends, whatever page and address it is', async () => {
    const own = `127.0.0.1:${simulator.port}`;
    for (const headers of [
      { host: own, origin: 'https://example.com' },
      { host: own, origin: 'null' },
      { host: own, origin: `http://${own}` },
      { host: 'rebound.example.com' },
      { host: `${own}.example.com` },
      { host: `localhost.example.com:${simulator.port}` },
      { host: 'ec2.eu-west-1.amazonaws.com' },
      { host: own, 'sec-fetch-site': 'cross-site' },
      { host: own, 'sec-fetch-site': 'same-site' },
    ]) {
      for (const path of ['/', '/experiments', '/_simulator/state'])
        assert.equal(await send(headers, path, 'x'.repeat(200_000)), 403, JSON.stringify(headers));
    }
    assert.equal(simulator.log.count(), 0);
  });

  test('answers programs of this machine, by each of its names', async () => {
    for (const host of [`127.0.0.1:${simulator.port}`, `localhost:${simulator.port}`, `LOCALHOST`, `[::1]:1`])
      assert.notEqual(await send({ host }, '/', 'Action=DescribeInstances&Version=2016-11-15'), 403, host);
    assert.equal(simulator.log.count(), 4);
  });

  test('keeps so many bytes of requests and no more, and counts those that it has forgotten', () => {
    const log = createRequestLog();
    const parameters = { text: 'x'.repeat(50_000) };
    const one = { time: 0, requestId: 'r', service: 'ec2', action: 'A', region: 'eu-west-1', account: '1' };
    for (let index = 0; index < 2_000; index += 1) log.arrived({ ...one, parameters });
    assert.ok(JSON.stringify(log.entries()).length < 10_000_000);
    assert.ok(log.entries().length > 100);
    assert.equal(log.count(), 2_000);
    assert.equal(log.countByAction()['ec2:A'], 2_000);
    log.clear();
    log.arrived({ ...one, parameters: { text: 'x'.repeat(3_000_000) } });
    assert.ok(JSON.stringify(log.entries()).length < 1_000);
    log.arrived({ ...one, parameters: { text: 'short' } });
    assert.deepEqual(log.entries().at(-1)?.parameters, { text: 'short' });
  });
});
