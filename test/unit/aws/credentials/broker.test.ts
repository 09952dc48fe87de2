import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCredentialBroker } from '../../../../src/aws/credentials/broker.ts';
import type { Profile } from '../../../../src/aws/credentials/profiles.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import type { Transport } from '../../../../src/aws/transport/transport.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';

const noTransport: Transport = {
  send: () => Promise.reject(new Error('Nothing is sent here.')),
  close: () => undefined,
};

/** A profile whose credentials a helper program gives, for as many minutes as `lives` says by a clock that stands in the year 2001. */
function helperStage(lives: number) {
  const clock = heldClock(Date.parse('2001-02-03T04:05:06Z'), 0.5);
  let runs = 0;
  const run = () => {
    runs += 1;
    const Expiration = new Date(clock.now() + lives * 60_000).toISOString();
    const output = JSON.stringify({ Version: 1, AccessKeyId: `AKIA${runs}`, SecretAccessKey: 'secret', Expiration });
    return Promise.resolve({ kind: 'exited', code: 0, output, complaint: '' } as const);
  };
  const broker = createCredentialBroker({
    env: {},
    clock,
    transport: noTransport,
    timeouts: { connect: 1, request: 1 },
    processes: { run, dispose: () => undefined },
    secrets: createSecrets(),
    askMfa: () => Promise.resolve(undefined),
  });
  const section = { credential_process: 'helper' };
  const shared = sharedConfigOf({ vault: section });
  const profile: Profile = {
    name: 'vault',
    section,
    shared,
    source: 'process',
    region: undefined,
    fromEnvironment: false,
  };
  const keyOf = async (): Promise<string> => {
    const lease = await broker.lease(profile, false, undefined);
    return lease.ok ? lease.value.credentials.accessKeyId : lease.failure.message;
  };
  return { clock, keyOf, broker };
}

test('credentials that AWS no longer takes are forgotten, and not those that were fetched since', async () => {
  const { broker, clock, keyOf } = helperStage(60);
  assert.equal(await keyOf(), 'AKIA1');
  broker.spent('vault', 1);
  // While they are fetched anew, another call of the old ones may fail, and after that.
  const fetching = keyOf();
  broker.spent('vault', 1);
  assert.equal(await fetching, 'AKIA2');
  broker.spent('vault', 1);
  broker.spent('other', 2);
  assert.equal(await keyOf(), 'AKIA2');
  clock.advance(60_000);
  broker.spent('vault', 2);
  assert.equal(await keyOf(), 'AKIA3');
});

test('credentials are kept until five minutes before their end, by the clock that is given', async () => {
  const { clock, keyOf } = helperStage(60);
  assert.equal(await keyOf(), 'AKIA1');
  clock.advance(55 * 60_000 - 1);
  assert.equal(await keyOf(), 'AKIA1');
  clock.advance(1);
  assert.equal(await keyOf(), 'AKIA2');
});

test('credentials that end sooner than that are kept for a second, so that the calls of one moment share them', async () => {
  const { clock, keyOf } = helperStage(1);
  assert.deepEqual([await keyOf(), await keyOf()], ['AKIA1', 'AKIA1']);
  clock.advance(999);
  assert.equal(await keyOf(), 'AKIA1');
  clock.advance(1);
  assert.equal(await keyOf(), 'AKIA2');
});
