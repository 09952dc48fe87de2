import assert from 'node:assert/strict';
import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { rates } from '../../../src/aws/call/rates.ts';
import { createRateLimiter } from '../../../src/aws/call/rateLimiter.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createStage, never, type Stage } from '../../stages/aws.ts';
import { flush, heldTime } from '../../stages/fakes.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('16: credentials, whatever the wall clock does', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.close());

  /** A helper program that counts its runs. Its credentials hold for an hour by the held clock, or it fails. */
  const helper = async (clock: ReturnType<typeof heldTime>, works: boolean) => {
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: simulatedAccessKeyId(STAGING),
      SecretAccessKey: simulatedSecret(STAGING),
      Expiration: new Date(clock.now() + HOUR).toISOString(),
    });
    const runs = await stage.home.write('runs', '');
    const told = await stage.home.write('answer.json', answer);
    const path = await stage.home.write(
      'helper.sh',
      `#!/bin/sh\necho run >>'${runs}'\n${works ? `cat '${told}'` : 'exit 1'}\n`,
    );
    await chmod(path, 0o755);
    await stage.home.write(
      '.aws/config',
      `[profile staging]\nregion = eu-west-1\ncredential_process = ${path}\nendpoint_url = ${stage.sim.endpoint}\n`,
    );
    const aws = stage.another({ clock });
    return async () => {
      await aws.reads.identity('staging', never());
      return (await readFile(runs, 'utf8')).split('\n').length - 1;
    };
  };

  test('that failed are fetched again soon, also after the clock was set back by hours', async () => {
    const clock = heldTime();
    const runs = await helper(clock, false);
    assert.equal(await runs(), 1);
    assert.equal(await runs(), 1);
    clock.setBy(-8 * HOUR);
    await clock.advance(10_000);
    assert.equal(await runs(), 2);
  });

  test('that hold for an hour are fetched again after it, by whichever clock says more', async () => {
    for (const pass of [
      (clock: ReturnType<typeof heldTime>) => clock.advance(56 * MINUTE),
      async (clock: ReturnType<typeof heldTime>) => clock.setBy(56 * MINUTE),
      async (clock: ReturnType<typeof heldTime>) => {
        clock.setBy(-8 * HOUR);
        await clock.advance(56 * MINUTE);
      },
    ]) {
      const clock = heldTime();
      const runs = await helper(clock, true);
      assert.equal(await runs(), 1);
      await clock.advance(MINUTE);
      assert.equal(await runs(), 1);
      await pass(clock);
      assert.equal(await runs(), 2);
    }
  });

  test('a limit refills after the clock was set back', async () => {
    const clock = heldTime();
    const limiter = createRateLimiter(clock);
    limiter.drain('1/eu-west-1', rates.fisMutating);
    clock.setBy(-8 * HOUR);
    await clock.advance(10 * MINUTE);
    let taken = false;
    void limiter.take('1/eu-west-1', rates.fisMutating, 1, undefined).then(() => (taken = true));
    await flush();
    assert.ok(taken);
  });
});
