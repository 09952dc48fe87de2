import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/core/accounts.ts';
import { instanceRow } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

const ACCOUNT = '111122223333';
/** No resolver knows it: only the proxy can reach it. */
const HOST = 'aws.simulated.test';
const certificates = join(import.meta.dirname, '../stages/certificates');

/** Writes the shared config, with an endpoint of this protocol. */
function writeConfig(path: string, protocol: 'http' | 'https'): void {
  const lines = [
    '[profile shop-staging]',
    `aws_access_key_id = ${simulatedAccessKeyId(ACCOUNT)}`,
    `aws_secret_access_key = ${simulatedSecret(ACCOUNT)}`,
    'region = eu-west-1',
    `endpoint_url = ${protocol}://${HOST}`,
  ];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** As an option of a window. */
const speaking =
  (protocol: 'http' | 'https') =>
  (folder: string): void =>
    writeConfig(join(folder, 'config'), protocol);

let simulator = 0;
let passed = 0;
function forward(request: IncomingMessage, response: ServerResponse, path: string): void {
  const { method, headers } = request;
  const onward = send({ host: '127.0.0.1', port: simulator, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** The simulated AWS by TLS, with a certificate of an authority that nobody knows. */
const secure = createSecureServer(
  { key: readFileSync(join(certificates, 'server.key')), cert: readFileSync(join(certificates, 'server.pem')) },
  (request, response) => forward(request, response, request.url ?? '/'),
);
const securePort = await listening(secure);
const proxy = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://nowhere.test');
  if (url.hostname !== HOST) {
    response.writeHead(502).end();
    return;
  }
  passed += 1;
  forward(request, response, url.pathname + url.search);
});
proxy.on('connect', (request, socket) => {
  if (request.url !== `${HOST}:443`) {
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    return;
  }
  passed += 1;
  const tunnel = connect(securePort, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  tunnel.on('error', () => socket.destroy());
  socket.on('error', () => tunnel.destroy());
  tunnel.pipe(socket).pipe(tunnel);
});
const settings = {
  'halt.profiles': ['shop-staging'],
  'halt.regions': ['eu-west-1'],
  'http.proxy': `http://127.0.0.1:${await listening(proxy)}`,
};
after(() => {
  for (const server of [proxy, secure]) {
    server.closeAllConnections();
    server.close();
  }
});

const NODE_EXTRA_CA_CERTS = join(certificates, 'authority.pem');

inWindow(
  'a proxy',
  { view: 'Halt', simulator: { hosts: /^aws\.simulated\.test/ }, awsFiles: speaking('http'), settings },
  (scenario) => {
    scenario('is what every call goes through where http.proxySupport is override', async ({ window, aws, config }) => {
      simulator = aws.port;
      writeConfig(config, 'http');
      await window.changeSettings({ 'http.proxySupport': 'override' });
      aws.log.clear();
      const before = passed;
      await window.runCommand('Halt: Refresh');
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      // Nothing else leads there: no resolver knows the name.
      await until('the lists of every service', () => aws.log.entries().length >= 5 && passed > before);
    });

    scenario('is passed by where http.proxySupport is off', async ({ window, config }) => {
      writeConfig(config, 'http');
      await window.changeSettings({ 'http.proxySupport': 'off' });
      await window.runCommand('Halt: Refresh');
      await window.tree.text(
        ['shop-staging', 'eu-west-1', /reached/],
        /aws\.simulated\.test.* can’t be reached\. Check the network, the VPN or the endpoint/,
      );
      passed = 0;
      await window.runCommand('Halt: Refresh');
      await window.tree.text(['shop-staging', 'eu-west-1', /reached/], /reached/);
      assert.equal(passed, 0);
    });

    scenario(
      'by TLS whose authority is not known is told as that, with what to do',
      async ({ window, aws, config }) => {
        simulator = aws.port;
        writeConfig(config, 'https');
        await window.changeSettings({ 'http.proxySupport': 'override' });
        await window.runCommand('Halt: Refresh');
        await window.tree.text(
          ['shop-staging', 'eu-west-1', /certificate/],
          /^The certificate of https:\/\/aws\.simulated\.test isn’t trusted\. A proxy that reads traffic needs its authority to be known/,
        );
        // What was on its way before has arrived by now.
        aws.log.clear();
        const before = passed;
        await window.runCommand('Halt: Refresh');
        await until('another try', () => passed > before);
        assert.equal(aws.log.entries().length, 0);
      },
    );
  },
);

inWindow(
  'a proxy by TLS, http.proxySupport on',
  {
    simulator: { hosts: /^aws\.simulated\.test/ },
    awsFiles: speaking('https'),
    env: { NODE_EXTRA_CA_CERTS },
    settings: { ...settings, 'http.proxySupport': 'on' },
  },
  (scenario) => {
    scenario('tunnels to whom the extra authority vouches for', async ({ window, aws }) => {
      simulator = aws.port;
      passed = 0;
      await window.openView('Halt');
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      assert.ok(passed > 0 && aws.log.entries().length > 0, `${passed} tunnels`);
    });
  },
);
