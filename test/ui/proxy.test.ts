import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/accounts.ts';
import { instanceRow } from './demoFleet.ts';
import { inWindow } from './rig/scene.ts';

const ACCOUNT = '111122223333';
/** No resolver knows it: only the proxy can reach it. */
const HOST = 'aws.simulated.test';
const folder = mkdtempSync(join(tmpdir(), 'halt-proxy-'));
const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
writeFileSync(
  env.AWS_CONFIG_FILE,
  [
    '[profile shop-staging]',
    `aws_access_key_id = ${simulatedAccessKeyId(ACCOUNT)}`,
    `aws_secret_access_key = ${simulatedSecret(ACCOUNT)}`,
    'region = eu-west-1',
    `endpoint_url = http://${HOST}`,
    '',
  ].join('\n'),
);
writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, '');

let simulator = 0;
let passed = 0;
const proxy = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://nowhere.test');
  if (url.hostname !== HOST) {
    response.writeHead(502).end();
    return;
  }
  passed += 1;
  const { method, headers } = request;
  const path = url.pathname + url.search;
  const forward = send({ host: '127.0.0.1', port: simulator, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  forward.on('error', () => response.destroy());
  request.pipe(forward);
});
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
after(() => {
  proxy.closeAllConnections();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = {
  'halt.profiles': ['shop-staging'],
  'halt.regions': ['eu-west-1'],
  'http.proxy': `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
};
for (const support of ['override', 'on', 'off'] as const) {
  inWindow(
    `a proxy, http.proxySupport ${support}`,
    { env, settings: { ...settings, 'http.proxySupport': support } },
    (scenario) => {
      scenario(support === 'off' ? 'is passed by' : 'is what every call goes through', async ({ window, aws }) => {
        simulator = aws.port;
        passed = 0;
        await window.openView('Halt');
        if (support === 'off') {
          await window.tree.text(
            ['shop-staging', 'eu-west-1', /reached/],
            /aws\.simulated\.test.* can’t be reached\. Check the network, the VPN or the endpoint/,
          );
          assert.equal(passed, 0);
          return;
        }
        await window.tree.text(instanceRow('payments-sandbox'), /running/);
        assert.ok(passed >= 5 && passed >= aws.log.entries().length, `${passed} of ${aws.log.entries().length} calls`);
      });
    },
  );
}
