import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { startFromArguments } from '../../src/simulator/cli.ts';
import { ec2, texts } from '../stages/simulator/caller.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'halt-simulator-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`the command says when it is ready and ends cleanly on ${signal}`, async (t) => {
    const profiles = folder(t);
    const script = join(import.meta.dirname, '../../scripts/run.mjs');
    const child = spawn(process.execPath, [script, 'simulator', '--seed', '4', '--write-profiles', profiles], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve([code, by])));
    const ready = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
    const port = Number(/^ready http:\/\/127\.0\.0\.1:(\d+)$/.exec(ready)?.[1]);
    assert.ok(port > 0, ready);
    const answer = await ec2({ port }, 'DescribeInstances', {}, { account: '444455556666' });
    assert.ok(texts(answer.text, 'instanceId').length >= 12);
    assert.match(
      readFileSync(join(profiles, 'config'), 'utf8'),
      new RegExp(`\\[profile shop-production\\]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:${port}\n`),
    );
    assert.match(
      readFileSync(join(profiles, 'credentials'), 'utf8'),
      /\[shop-staging\]\naws_access_key_id = AKIA111122223333DEMO\n/,
    );
    child.kill(signal);
    assert.deepEqual(await ended, [0, null]);
  });

test('the numbers of the command line make the fleet', async (t) => {
  const args = ['--accounts', '3', '--regions', '4', '--instances', '25', '--services', '0', '--experiments', '0'];
  const simulator = await startFromArguments([...args, '--throttling', '--speed', '60']);
  t.after(() => simulator?.close());
  assert.ok(simulator !== undefined);
  assert.deepEqual(
    [
      simulator.fleet.kind,
      simulator.fleet.accounts.length,
      simulator.fleet.regions.length,
      simulator.throttling.enabled,
    ],
    ['sized', 3, 4, true],
  );
  const third = simulator.fleet.accounts[2];
  const answer = await ec2(simulator, 'DescribeInstances', {}, { account: third?.id ?? '' });
  assert.equal(texts(answer.text, 'instanceId').length, 25);
  const own = await startFromArguments(['--regions', '1']);
  t.after(() => own?.close());
  assert.deepEqual([own?.fleet.kind, own?.fleet.regions], ['demo', ['eu-west-1']]);
});

test('wrong arguments are refused with one sentence', async () => {
  await assert.rejects(startFromArguments(['--port', 'eighty']), {
    message: '--port takes a whole number, 0 or more.',
  });
  await assert.rejects(startFromArguments(['--accounts', '0']), {
    message: '--accounts takes a whole number, 1 or more.',
  });
  await assert.rejects(startFromArguments(['--speed', '0']), { message: '--speed takes a number above 0.' });
  await assert.rejects(startFromArguments(['--volcano']), /volcano/);
  assert.equal(await startFromArguments(['--help']), undefined);
});

test('a file that somebody else wrote is not overwritten, and nothing goes on running', async (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'credentials'), '[default]\naws_access_key_id = mine\n');
  await assert.rejects(startFromArguments(['--write-profiles', path]), /credentials is not the simulator's; it stays/);
  assert.equal(readFileSync(join(path, 'credentials'), 'utf8'), '[default]\naws_access_key_id = mine\n');
  assert.throws(() => readFileSync(join(path, 'config')));
  const again = folder(t);
  for (let run = 0; run < 2; run += 1) await (await startFromArguments(['--write-profiles', again]))?.close();
});
