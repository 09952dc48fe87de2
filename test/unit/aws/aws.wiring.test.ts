import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type Aws, type AwsOptions, createAws } from '../../../src/aws/aws.ts';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import {
  TransportError,
  type Timeouts,
  type WireRequest,
  type WireResponse,
} from '../../../src/aws/transport/transport.ts';
import { STAGING } from '../../stages/accounts.ts';
import { refusalIn } from '../../stages/answering/answeringWire.ts';
import { callerIdentity } from '../../stages/callerIdentity.ts';
import { heldClock } from '../../stages/clocks/heldClock.ts';
import { flush, never } from '../../stages/fakes.ts';
import { assumedRole, credentialHome } from '../../stages/profiles/credentialsOf.ts';
import { confirmed, openPolicy } from '../../stages/stopping/permits.ts';

const SECRET = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY';
const CONFIG = `[profile staging]
aws_access_key_id = AKIASTAGING
aws_secret_access_key = ${SECRET}
region = eu-west-1
[profile role]
role_arn = arn:aws:iam::${STAGING}:role/R
source_profile = staging
region = eu-west-1
[profile helped]
credential_process = "${process.execPath.replaceAll('\\', '/')}" -e "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"
region = eu-west-1
`;
const scope = { profile: 'staging', region: 'eu-west-1' };
const text = (body: string): WireResponse => ({ status: 200, headers: {}, body: Buffer.from(body) });
const actionIn = ({ body, headers, method, url }: WireRequest): string => {
  const named = new URLSearchParams(Buffer.from(body ?? []).toString('utf8')).get('Action');
  return named ?? headers['x-amz-target']?.split('.').at(-1) ?? `${method} ${new URL(url).pathname}`;
};
const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials';
const denied: WireResponse = {
  ...refusalIn('Errors', 'UnauthorizedOperation', 'No.', 403),
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
};

/** All that reaches AWS, over a wire on which STS names the account and everything else is answered so. */
function stage(
  t: TestContext,
  answer: (request: WireRequest) => WireResponse | Error | undefined = () => denied,
  more: Partial<AwsOptions> = {},
) {
  const home = credentialHome(t, { config: CONFIG });
  const sent: string[] = [];
  const times: Timeouts[] = [];
  let closed = 0;
  const aws = createAws({
    ...{ env: home.options.env, policy: openPolicy, attempts: 1 },
    transport: {
      send: (request, timeouts) => {
        const refusal = request.mayLeave?.();
        if (refusal !== undefined) return Promise.reject(new KnownFailure(refusal));
        const action = actionIn(request);
        sent.push(action);
        times.push(timeouts);
        const told = answer(request);
        if (told instanceof Error) return Promise.reject(told);
        if (action === 'GetCallerIdentity') return Promise.resolve(told ?? text(callerIdentity(STAGING)));
        if (action === 'AssumeRole')
          return Promise.resolve(text(assumedRole(action, 'ASIAROLE', '2099-05-06T09:00:00Z')));
        return Promise.resolve(told ?? denied);
      },
      close: () => (closed += 1),
    },
    ...more,
  });
  t.after(() => aws.dispose());
  return { aws, sent, times, closed: () => closed };
}
const sizes = (aws: Aws, at: typeof scope) => aws.reads.volumeSizes(at, ['vol-1'], never());
const others = (request: WireRequest) => (actionIn(request) === 'GetCallerIdentity' ? undefined : denied);

const ARN = `arn:aws:ecs:eu-west-1:${STAGING}:service-deployment/shop/web/one`;
type Changes = ReturnType<typeof confirmed>;
const changes: readonly (readonly [string, (change: Changes) => Promise<{ readonly ok: boolean }>])[] = [
  ['StopInstances', (change) => change.stopInstances(scope, ['i-1'])],
  ['StartInstances', (change) => change.startInstances(scope, ['i-1'])],
  ['StopServiceDeployment', (change) => change.stopDeployment(scope, ARN, 'ROLLBACK')],
  ['ContinueServiceDeployment', (change) => change.continueDeployment(scope, ARN, 'h-1', 'CONTINUE')],
  ['DELETE /experiments/EXP1', (change) => change.stopExperiment(scope, 'EXP1')],
  ['PATCH /safetyLevers/default/state', (change) => change.setSafetyLever(scope, 'engaged', 'A drill.')],
];

describe('each change', () => {
  for (const [action, send] of changes) {
    test(`is sent under its permit: ${action}`, async (t) => {
      const { aws, sent } = stage(t, others);
      const answer = await send(confirmed(aws, { destination: { kind: 'aws' } }));
      assert.equal(answer.ok, false);
      assert.deepEqual(sent, ['GetCallerIdentity', action]);
    });

    test(`is not sent where the guards forbid it: ${action}`, async (t) => {
      const policy = () => ({ ...openPolicy(), readOnly: true });
      const { aws, sent } = stage(t, others, { policy });
      assert.equal((await send(confirmed(aws, { destination: { kind: 'aws' }, policy: policy() }))).ok, false);
      assert.deepEqual(sent, []);
    });
  }
});

describe('what reaches AWS', () => {
  test('is asked whether a stop would be allowed', async (t) => {
    const { aws, sent } = stage(t, others);
    const one = await aws.permissions.mayStopInstance(scope, 'i-1', never());
    assert.equal(one.ok && one.value.allowed, false);
    const dry = await aws.permissions.dryRun(scope, { type: 'start' }, ['i-1'], never(), 0);
    assert.equal(dry.ok && dry.value.allowed, false);
    assert.deepEqual(
      sent.filter((action) => action !== 'GetCallerIdentity'),
      ['StopInstances', 'StartInstances'],
    );
  });

  test('is waited for thirty seconds, five of them for a connection, or as long as it is told', async (t) => {
    for (const timeouts of [undefined, { connect: 1, request: 2 }]) {
      const { aws, times } = stage(t, undefined, timeouts && { timeouts });
      await sizes(aws, scope);
      assert.deepEqual(times[0], timeouts ?? { connect: 5_000, request: 30_000 });
    }
  });

  test('is tried three times where the way fails, or as often as it is told', async (t) => {
    const cut = () => new TransportError({ code: 'ECONNRESET', message: 'Cut.', sent: true });
    for (const attempts of [undefined, 1]) {
      const { aws, sent } = stage(t, cut, { attempts: attempts as number });
      assert.equal((await sizes(aws, scope)).ok, false);
      assert.equal(sent.length, attempts ?? 3);
    }
  });

  test('is a service that the region lacks where others of it have an address', async (t) => {
    const asked: string[] = [];
    const unnamed = () => new TransportError({ code: 'ENOTFOUND', message: 'No address.', sent: false });
    const resolves = (host: string) => Promise.resolve(asked.push(host) > 0);
    const { aws } = stage(t, unnamed, { resolves });
    const answer = await sizes(aws, scope);
    assert.equal(!answer.ok && answer.failure.kind, 'service-missing');
    assert.deepEqual(asked, ['sts.eu-west-1.amazonaws.com']);
  });

  test('is a region that isn’t enabled where the key works elsewhere, which is asked anew after signing in', async (t) => {
    let works = false;
    const wrong = refusalIn('Errors', 'AuthFailure', NOT_VALIDATED, 401);
    const { aws } = stage(t, (request) => {
      if (actionIn(request) !== 'GetCallerIdentity') return wrong;
      return works ? undefined : refusalIn('none', 'InvalidClientTokenId', 'Wrong.', 403);
    });
    const kind = async () => {
      const answer = await sizes(aws, { ...scope, region: 'me-south-1' });
      return answer.ok || answer.failure.kind;
    };
    assert.equal(await kind(), 'credentials-wrong');
    assert.equal((await aws.signIn('staging', never())).ok, false);
    works = true;
    assert.equal(await kind(), 'credentials-wrong', 'what was learnt holds for a while');
    assert.equal((await aws.signIn('staging', never())).ok, true);
    assert.equal(await kind(), 'region-disabled');
  });

  test('has so many pages at most', async (t) => {
    const page = (token: number) =>
      text(
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
          `<nextToken>${token}</nextToken><reservationSet></reservationSet></DescribeInstancesResponse>`,
      );
    let pages = 0;
    const { aws } = stage(
      t,
      (request) => (actionIn(request) === 'DescribeInstances' ? page((pages += 1)) : undefined),
      { mostPages: 2 },
    );
    const kinds: (string | true)[] = [];
    for await (const one of aws.reads.list(scope, 'instance', never())) kinds.push(one.ok || one.failure.kind);
    assert.equal(pages, 2);
    assert.equal(kinds.at(-1), 'malformed');
  });

  test('says who a profile is, when and where, and of no profile that there is none', async (t) => {
    const { aws } = stage(t, others);
    const answer = await aws.reads.identity('staging', never());
    assert.ok(answer.ok && answer.seen.at > 0);
    assert.deepEqual([answer.value.account, answer.seen.account], [STAGING, STAGING]);
    const gone = await aws.reads.identity('gone', never());
    assert.equal(!gone.ok && gone.failure.kind, 'profile-unknown');
  });

  test('is diagnosed, and no text that is written down holds the secrets that were used', async (t) => {
    const { aws, sent } = stage(t, others);
    const diagnosed = await aws.diagnose('staging', never());
    assert.ok(diagnosed.ok);
    assert.deepEqual([diagnosed.value.profile, sent.includes('GetCallerIdentity')], ['staging', true]);
    await aws.reads.identity('staging', never());
    assert.deepEqual(await aws.struck([`It was ${SECRET}.`, 'web-1']), { ok: true, value: ['It was ….', 'web-1'] });
  });

  test('is asked with new credentials once those that are known are forgotten', async (t) => {
    const { aws, sent } = stage(t, others);
    const roles = () => sent.filter((action) => action === 'AssumeRole').length;
    const role = { ...scope, profile: 'role' };
    await sizes(aws, role);
    await sizes(aws, role);
    assert.equal(roles(), 1);
    aws.invalidate('role');
    await sizes(aws, role);
    assert.equal(roles(), 2);
    aws.invalidate();
    await sizes(aws, role);
    assert.equal(roles(), 3);
  });

  test('is shared with other windows, and waits no longer than this one is open', async (t) => {
    const { aws, sent } = stage(t, others, { clock: heldClock(Date.now(), 0.5) });
    const asked = () => sent.filter((action) => action === 'DescribeVolumes').length;
    aws.share(1_000);
    await sizes(aws, scope);
    const waiting = sizes(aws, scope);
    await flush();
    assert.equal(asked(), 1);
    await aws.dispose();
    const answer = await waiting;
    assert.equal(!answer.ok && answer.failure.kind, 'cancelled');
    assert.equal(asked(), 1);
  });

  test('waits for a helper of a profile as long as it is told, and says which group of processes that is', async (t) => {
    const groups: unknown[] = [];
    const { aws, sent } = stage(t, others, { processTimeout: 100, onProcessGroup: (...told) => groups.push(told) });
    const answer = await aws.reads.identity('helped', never());
    assert.deepEqual(!answer.ok && answer.failure.credentialFault, {
      ...{ kind: 'helper', profile: 'helped', fault: { kind: 'late' } },
    });
    assert.notEqual(groups.length, 0);
    assert.deepEqual(sent, []);
  });

  test('stays open for whoever gave it', async (t) => {
    const { aws, closed } = stage(t);
    await aws.dispose();
    assert.equal(closed(), 0);
  });
});
