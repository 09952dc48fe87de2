import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChangeGuard, refused } from '../../../../src/aws/transport/changeGuard.ts';
import type { SignedChange, Transport, WireRequest, WireResponse } from '../../../../src/aws/transport/transport.ts';
import { momentOf } from '../../../../src/base/deadline.ts';
import type { ChangePolicy } from '../../../../src/model/changePolicy.ts';
import type { Destination } from '../../../../src/model/destination.ts';
import { known, unread } from '../../../../src/model/fact.ts';
import { succeeded } from '../../../../src/model/failure.ts';
import type { OperationType } from '../../../../src/model/operation.ts';
import type { Permit } from '../../../../src/model/permit.ts';
import type { AwsChanges } from '../../../../src/model/ports/awsChanges.ts';
import { PRODUCTION, STAGING } from '../../../stages/accounts.ts';
import { heldTime } from '../../../stages/fakes.ts';
import { customAt, customBut } from '../../../stages/destinations.ts';
import { openPolicy, permitFor, type PermitMembers } from '../../../stages/stopping/permits.ts';

const AWS: Destination = { kind: 'aws' };
const SIMULATED: Destination = { kind: 'simulated' };
const HERE = 'http://127.0.0.1:4566';
const timeouts = { connect: 1, request: 1 };

/** A guard over a transport that asks, as its connection stands, whether the request may leave, and sends nothing. */
function stage() {
  const clock = heldTime();
  let policy: () => ChangePolicy = openPolicy;
  const guard = createChangeGuard({ policy: () => policy(), clock });
  const left: WireRequest[] = [];
  let closed = 0;
  const answer: WireResponse = { status: 200, headers: {}, body: new Uint8Array() };
  const transport: Transport = {
    send: async (request) => {
      left.push(request);
      return answer;
    },
    close: () => void (closed += 1),
  };
  const over = guard.over(transport);
  const permit = (more: PermitMembers = {}): Permit =>
    permitFor({ type: 'stop' }, ['i-1'], { confirmed: momentOf(clock), destination: AWS, ...more });
  const change = (more: Partial<SignedChange> = {}): SignedChange => ({
    permit: permit(),
    account: STAGING,
    destination: AWS,
    generation: 1,
    ...more,
  });
  const request = (of: SignedChange | undefined, url = 'https://ec2.eu-west-1.amazonaws.com/'): WireRequest => ({
    method: 'POST',
    url,
    headers: {},
    body: new TextEncoder().encode('Action=StopInstances&Version=2016-11-15&InstanceId.1=i-1'),
    ...(of !== undefined && { change: of }),
  });
  /** As the connection stands. */
  const asked = async (of: SignedChange, url?: string): Promise<() => string> => {
    await over.send(request(of, url), timeouts, undefined);
    const { mayLeave } = left.at(-1) ?? {};
    assert.ok(mayLeave, 'nothing compares it');
    return () => mayLeave()?.code ?? 'leaves';
  };
  const verdict = async (of: Partial<SignedChange>, url?: string): Promise<string> => (await asked(change(of), url))();
  return {
    ...{ clock, guard, over, left, answer, permit, change, request, asked, verdict },
    closed: () => closed,
    setPolicy: (next: () => ChangePolicy) => (policy = next),
  };
}

describe('what is compared right before the first byte of a change', () => {
  it('lets through what was confirmed, where it was confirmed', async () => {
    const { verdict, permit } = stage();
    assert.equal(await verdict({}), 'leaves');
    for (const [route, url] of [
      [HERE, `${HERE}/`],
      [`${HERE}/path`, `${HERE}/path/`],
      [`${HERE}/path`, `${HERE}/path`],
      ['https://proxy.test', 'https://proxy.test/ec2'],
    ] as const) {
      const destination = customAt(route);
      assert.equal(await verdict({ destination, permit: permit({ destination }) }, url), 'leaves');
    }
    // The service itself is AWS's, and others aren't.
    const destination = customBut({ fis: HERE, ECS: HERE });
    assert.equal(await verdict({ destination, permit: permit({ destination }) }), 'leaves');
    assert.equal(
      await verdict(
        { destination: SIMULATED, permit: permit({ destination: SIMULATED }) },
        'http://127.0.0.1:4566/ec2',
      ),
      'leaves',
    );
  });

  it('refuses another account, and one that nobody knows', async () => {
    const { verdict, asked, change, left } = stage();
    assert.equal(await verdict({ account: PRODUCTION }), 'account-changed');
    await asked(change({ account: PRODUCTION }));
    assert.equal(left.at(-1)?.mayLeave?.()?.message, `${STAGING} → ${PRODUCTION}`);
    const { account, ...nobody } = change();
    assert.equal(account, STAGING);
    assert.equal((await asked(nobody))(), 'account-unknown');
  });

  it('refuses another destination, and a simulated one that is not on this machine', async () => {
    const { verdict, permit } = stage();
    const LOCAL = 'http://127.0.0.1:9';
    const destinations = [
      ...[AWS, SIMULATED, customAt(LOCAL), customAt(`${LOCAL}/a`), customAt(LOCAL, { IAM: 'aws' })],
      ...[customAt(LOCAL, { fis: 'aws' }), customAt(LOCAL, { ECS: 'http://127.0.0.1:8' }), customBut({ EC2: LOCAL })],
    ];
    for (const confirmed of destinations)
      for (const destination of destinations)
        assert.equal(
          await verdict({ destination, permit: permit({ destination: confirmed }) }, `${LOCAL}/a/`),
          destination === confirmed ? 'leaves' : 'destination-changed',
          JSON.stringify([confirmed, destination]),
        );
    const simulated = { destination: SIMULATED, permit: permit({ destination: SIMULATED }) };
    for (const url of ['https://ec2.eu-west-1.amazonaws.com/', 'http://127.0.0.1.evil.test/', 'http://10.0.0.1:4566/'])
      assert.equal(await verdict(simulated, url), 'destination-changed', url);
    for (const [route, url] of [
      [HERE, 'https://ec2.eu-west-1.amazonaws.com/'],
      [HERE, 'https://127.0.0.1:4566/'],
      [HERE, 'http://127.0.0.1:4567/'],
      ['', 'http://127.0.0.1:4566/'],
      [`${HERE}/a`, `${HERE}/`],
      [`${HERE}/a`, `${HERE}/ab`],
      [`${HERE}/a`, `${HERE}/b/a/`],
    ] as const) {
      const destination = customAt(route);
      assert.equal(await verdict({ destination, permit: permit({ destination }) }, url), 'destination-changed', url);
    }
  });

  it('refuses what goes to AWS while another endpoint told the account', async () => {
    const { verdict, permit } = stage();
    for (const [destination, code] of [
      [customAt(HERE, { EC2: 'aws' }), 'account-elsewhere'],
      [customBut({ STS: HERE }), 'account-elsewhere'],
      [customBut({ STS: 'https://vpce-1.sts.eu-west-1.vpce.amazonaws.com' }), 'leaves'],
      [customBut({ IAM: HERE, fis: HERE }), 'leaves'],
    ] as const)
      assert.equal(await verdict({ destination, permit: permit({ destination }) }), code, JSON.stringify(destination));
  });

  it('refuses to roll back by the answer to a pause hook under the rule of a place that allows to continue alone', async () => {
    const { asked, change, permit, setPolicy } = stage();
    const operation = { type: 'continue', action: 'ROLLBACK' } as const;
    for (const [operations, expected] of [
      [['continue'], 'place-operation'],
      // Past the guards, the bytes are compared: they ask for a plain stop.
      [['continue', 'roll-back'], 'not-permitted'],
    ] as const) {
      const policy: ChangePolicy = {
        ...openPolicy(),
        places: [{ match: 'staging', operations, production: false, readOnly: false }],
      };
      setPolicy(() => policy);
      const ask = await asked(change({ permit: permit({ operation, policy }) }));
      assert.equal(ask(), expected);
    }
  });

  it('refuses to skip the shutdown under the rule of a place that allows force alone', async () => {
    const { asked, change, permit, setPolicy } = stage();
    const policy = (...operations: readonly OperationType[]): ChangePolicy => ({
      ...openPolicy(),
      places: [{ match: 'staging', operations, production: false, readOnly: false }],
    });
    const [narrow, wide] = [policy('force-stop'), policy('force-stop', 'skip-os-shutdown')];
    for (const [guards, expected] of [
      [narrow, 'place-operation'],
      // Past the guards, the bytes are compared: they ask for a plain stop.
      [wide, 'not-permitted'],
    ] as const) {
      setPolicy(() => guards);
      const operation = { type: 'force-stop', skipOsShutdown: true } as const;
      const ask = await asked(change({ permit: permit({ operation, policy: guards }) }));
      assert.equal(ask(), expected);
    }
  });

  it('refuses bytes that ask for something else than the permit', async () => {
    const { verdict, permit } = stage();
    assert.equal(await verdict({ permit: permit({ operation: { type: 'start' } }) }), 'not-permitted');
    assert.equal(await verdict({ permit: permit({ operation: { type: 'hibernate' } }) }), 'not-permitted');
  });

  it('is asked of both clocks and of the guards at that moment, not when the call was made', async () => {
    for (const [pass, expected] of [
      [(clock: ReturnType<typeof heldTime>) => clock.advance(119_999), 'leaves'],
      [(clock: ReturnType<typeof heldTime>) => clock.advance(120_000), 'permit-expired'],
      [async (clock: ReturnType<typeof heldTime>) => clock.setBy(120_000), 'permit-expired'],
      [async (clock: ReturnType<typeof heldTime>) => clock.setBy(-1), 'permit-expired'],
    ] as const) {
      const { asked, change, clock } = stage();
      const ask = await asked(change());
      assert.equal(ask(), 'leaves');
      await pass(clock);
      assert.equal(ask(), expected);
    }
    const rows: readonly (readonly [() => ChangePolicy, string])[] = [
      [() => ({ ...openPolicy(), readOnly: true }), 'read-only'],
      [() => ({ ...openPolicy(), readOnly: ['staging'] }), 'read-only'],
      [() => ({ ...openPolicy(), readOnly: [STAGING] }), 'read-only'],
      [() => ({ ...openPolicy(), readOnly: ['shop-*'] }), 'read-only'],
      [() => ({ ...openPolicy(), allowedRegions: ['us-east-1'] }), 'region'],
      [() => ({ ...openPolicy(), readOnly: true, unclearGuard: 'places-unclear' }), 'places-unclear'],
      [() => ({ ...openPolicy(), readOnly: ['other 1'] }), 'policy-changed'],
      [
        () => {
          throw new Error('no settings');
        },
        'read-only',
      ],
    ];
    for (const [policy, expected] of rows) {
      const { asked, change, permit, setPolicy } = stage();
      const ask = await asked(change({ permit: permit({ alias: known('shop-live') }) }));
      setPolicy(policy);
      assert.equal(ask(), expected);
      setPolicy(openPolicy);
      assert.equal(ask(), 'leaves');
    }
    const { asked, change, permit, setPolicy } = stage();
    const ask = await asked(change({ permit: permit({ alias: unread }) }));
    setPolicy(() => ({ ...openPolicy(), readOnly: ['shop-*'] }));
    assert.equal(ask(), 'read-only', 'an alias that nobody read');
  });

  it('is nothing of a request that only reads, nor does it touch what is sent', async () => {
    const { over, left, request, change, answer, closed } = stage();
    const reading = request(undefined);
    const pieces = (): undefined => undefined;
    const { signal } = new AbortController();
    assert.equal(await over.send(reading, timeouts, signal, pieces), answer);
    assert.deepEqual(left.at(-1), reading);
    assert.equal(left.at(-1)?.mayLeave, undefined);
    const changing = request(change());
    assert.equal(await over.send(changing, timeouts, signal), answer);
    const { mayLeave, ...rest } = left.at(-1) ?? {};
    assert.ok(mayLeave);
    assert.deepEqual(rest, changing);
    over.close();
    assert.equal(closed(), 1);
  });

  it('asks nobody for credentials where it is refused already, whichever change it is', async () => {
    const { guard, permit, setPolicy } = stage();
    const called: string[] = [];
    const changes = new Proxy({} as AwsChanges, {
      get: (_, name: string) => async () => {
        called.push(name);
        return succeeded({ value: name });
      },
    });
    const guarded = guard.before(changes);
    const all: Readonly<Record<keyof AwsChanges, () => Promise<unknown>>> = {
      stopInstances: () => guarded.stopInstances(permit(), ['i-1']),
      startInstances: () => guarded.startInstances(permit(), ['i-1']),
      stopDeployment: () => guarded.stopDeployment(permit(), 'arn'),
      continueDeployment: () => guarded.continueDeployment(permit(), 'arn'),
      stopExperiment: () => guarded.stopExperiment(permit(), 'EXP'),
      setSafetyLever: () => guarded.setSafetyLever(permit()),
    };
    for (const [name, call] of Object.entries(all)) {
      assert.deepEqual(await call(), succeeded({ value: name }));
      assert.deepEqual(called.splice(0), [name]);
    }
    setPolicy(() => ({ ...openPolicy(), readOnly: true }));
    for (const [name, call] of Object.entries(all)) {
      assert.deepEqual(await call(), { ok: false, failure: refused('read-only') }, name);
      assert.deepEqual(called, []);
    }
  });

  it('says of each refusal why, and that nothing can have happened', () => {
    const reasons = {
      'permit-expired': /two minutes/,
      'policy-changed': /settings/,
      'account-unknown': /account/,
      'account-elsewhere': /AWS/,
      'account-changed': /another account/,
      'destination-changed': /endpoints/,
      'not-permitted': /confirmed/,
      'read-only': /halt\.readOnly/,
      'place-read-only': /halt\.places/,
      region: /halt\.allowedRegions/,
      'place-region': /halt\.places/,
      'place-operation': /halt\.places/,
      'abort-off': /halt\.enableAbort/,
      'read-only-unclear': /halt\.readOnly can't be understood/,
      'regions-unclear': /halt\.allowedRegions can't be understood/,
      'production-unclear': /halt\.production can't be understood/,
      'places-unclear': /halt\.places can't be understood/,
    } as const;
    for (const code of Object.keys(reasons) as (keyof typeof reasons)[]) {
      const failure = refused(code);
      assert.deepEqual([failure.kind, failure.code, failure.mayHaveHappened], ['forbidden', code, false]);
      assert.match(failure.message, reasons[code]);
    }
    assert.equal(refused('account-changed', 'a → b').message, 'a → b');
  });
});
