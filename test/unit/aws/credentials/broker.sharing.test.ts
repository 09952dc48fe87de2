import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCredentialBroker } from '../../../../src/aws/credentials/broker.ts';
import type { HelperEnd } from '../../../../src/aws/credentials/helper/helperProcesses.ts';
import { flush } from '../../../stages/fakes.ts';
import { credentialHome } from '../../../stages/profiles/credentialsOf.ts';

const good = (run: number): HelperEnd => ({
  ...{ kind: 'exited', code: 0, complaint: '' },
  output: JSON.stringify({ Version: 1, AccessKeyId: `AKIA${run}`, SecretAccessKey: 'secret' }),
});
const bad: HelperEnd = { kind: 'exited', code: 1, output: '', complaint: '' };

/** Two profiles whose helper ends as `end` says, `takes` milliseconds after it was begun. */
function brokerStage(
  t: Parameters<typeof credentialHome>[0],
  end: (run: number) => HelperEnd | Promise<HelperEnd>,
  takes = 0,
) {
  const config = '[profile one]\ncredential_process = helper one\n[profile two]\ncredential_process = helper two\n';
  const home = credentialHome(t, { config });
  let runs = 0;
  const broker = createCredentialBroker({
    ...home.options,
    askMfa: () => Promise.resolve(undefined),
    processes: {
      run: () => {
        runs += 1;
        home.clock.advance(takes);
        return Promise.resolve(end(runs));
      },
      dispose: () => undefined,
    },
  });
  const lease = async (name = 'one', interactive = false, signal?: AbortSignal) => {
    const outcome = await broker.lease(await home.profile(name), interactive, signal);
    return outcome.ok ? outcome.value.credentials.accessKeyId : outcome.failure.kind;
  };
  return { ...home, broker, lease, runs: () => runs };
}

describe('a profile’s credentials', () => {
  test('are fetched once for all who want them at a time, and kept without an end', async (t) => {
    const { lease, clock, runs } = brokerStage(t, good);
    assert.deepEqual(await Promise.all([lease(), lease(), lease('one', true)]), ['AKIA1', 'AKIA1', 'AKIA1']);
    clock.advance(365 * 86_400_000);
    assert.deepEqual([await lease(), runs()], ['AKIA1', 1]);
  });

  test('are another profile’s for another, and are forgotten for one or for all', async (t) => {
    const { lease, broker } = brokerStage(t, good);
    assert.deepEqual([await lease(), await lease('two')], ['AKIA1', 'AKIA2']);
    broker.invalidate('two');
    assert.deepEqual([await lease(), await lease('two')], ['AKIA1', 'AKIA3']);
    broker.invalidate();
    assert.deepEqual([await lease(), await lease('two')], ['AKIA4', 'AKIA5']);
  });

  test('are fetched anew where the profile has changed, and not where another has', async (t) => {
    const { lease, write } = brokerStage(t, good);
    assert.equal(await lease(), 'AKIA1');
    write('.aws/config', '[profile one]\ncredential_process = helper one\n[profile two]\ncredential_process = other\n');
    assert.equal(await lease(), 'AKIA1');
    write('.aws/config', '[profile one]\ncredential_process = helper of another account\n');
    assert.equal(await lease(), 'AKIA2');
  });

  test('have a number of their own, and an owner as soon as AWS has named one', async (t) => {
    const { broker, profile } = brokerStage(t, good);
    const leased = async () => {
      const outcome = await broker.lease(await profile('one'), false, undefined);
      assert.ok(outcome.ok);
      return outcome.value;
    };
    const first = await leased();
    assert.equal(first.owner(), undefined);
    const owner = { account: '111122223333', caller: 'arn:aws:iam::111122223333:user/jane' };
    first.learn(owner);
    assert.deepEqual((await leased()).owner(), owner);
    broker.invalidate();
    const second = await leased();
    assert.notEqual(second.generation, first.generation);
    assert.equal(second.owner(), undefined, 'others could be somebody else’s');
  });
});

describe('a failure to get credentials', () => {
  test('stands for three seconds for whoever polls, and not for a person who tries again', async (t) => {
    const { lease, clock, runs } = brokerStage(t, () => bad);
    assert.deepEqual([await lease(), await lease('one')], ['credentials-missing', 'credentials-missing']);
    clock.advance(2_999);
    await lease();
    assert.equal(runs(), 1);
    await lease('one', true);
    assert.equal(runs(), 2);
    clock.advance(3_000);
    await lease();
    assert.equal(runs(), 3);
  });

  test('stands as long as it took to find', async (t) => {
    const { lease, clock, runs } = brokerStage(t, () => bad, 60_000);
    await lease();
    clock.advance(59_999);
    await lease();
    assert.equal(runs(), 1);
    clock.advance(1);
    await lease();
    assert.equal(runs(), 2);
  });
});

test('whoever gives up hears that of themselves, and that nothing was changed', async (t) => {
  const { broker, profile } = brokerStage(t, good);
  const outcome = await broker.lease(await profile('one'), false, AbortSignal.abort());
  assert.ok(!outcome.ok);
  const { message, ...failure } = outcome.failure;
  assert.deepEqual(failure, { kind: 'cancelled', operation: 'credentials', mayHaveHappened: false });
  assert.notEqual(message, '');
});

test('why there are no credentials is told of the profile that was asked for', async (t) => {
  const { broker, profile, write } = brokerStage(t, () => bad);
  const why = async () => {
    const outcome = await broker.lease(await profile('two'), false, undefined);
    assert.ok(!outcome.ok);
    assert.match(outcome.failure.operation ?? '', /: two$/);
    assert.equal(outcome.failure.mayHaveHappened, false);
    return outcome.failure.credentialFault?.kind;
  };
  assert.equal(await why(), 'helper');
  write('.aws/config', '[profile two]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = gone\n');
  assert.equal(await why(), 'absent');
  write('.aws/config', `[profile two]\nrole_arn = r\nweb_identity_token_file = /${'long'.repeat(100)}\n`);
  assert.equal(await why(), 'token-file');
});

test('a person who gives up while a helper runs waits no longer, and starts none, whatever is forgotten meanwhile', async (t) => {
  let ends = (_: HelperEnd): void => undefined;
  const { broker, profile, runs } = brokerStage(t, () => new Promise((resolve) => (ends = resolve)));
  const one = await profile('one');
  const leaving = new AbortController();
  const [poll, person] = [broker.lease(one, false, undefined), broker.lease(one, true, leaving.signal)];
  while (runs() === 0) await flush();
  broker.invalidate();
  leaving.abort();
  const left = await person;
  assert.equal(!left.ok && left.failure.kind, 'cancelled');
  ends(good(1));
  assert.ok((await poll).ok);
  assert.equal(runs(), 1);
});

test('whoever gives up waits no longer, and whoever else waits goes on', async (t) => {
  const { lease, runs } = brokerStage(t, good);
  assert.equal(await lease('one', false, AbortSignal.abort()), 'cancelled');
  const leaving = new AbortController();
  const [left, stayed] = [lease('one', false, leaving.signal), lease('one', false, new AbortController().signal)];
  leaving.abort();
  assert.deepEqual([await left, await stayed, runs()], ['cancelled', 'AKIA1', 1]);
});
