import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import {
  type Transport,
  TransportError,
  type WireRequest,
  type WireResponse,
} from '../../../src/aws/transport/transport.ts';
import { type FailureKind, isProfileFailure } from '../../../src/model/failure.ts';
import type { ListKind } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { heldClock as heldSimulation } from '../../../src/simulator/core/clock.ts';
import type { Fault, FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { type HeldClock, heldClock } from '../../stages/clocks/heldClock.ts';
import { type ListAt, listsOf, nameOf, until, poll, type Polling } from '../../stages/polling.ts';
import { createStage, profileLines, type Stage } from '../../stages/aws.ts';
import { PRODUCTION, STAGING } from '../../stages/accounts.ts';

/** Profiles that lead to AWS's own addresses; the way to them ends at the simulated AWS. */
const PROFILES = { blue: STAGING, green: PRODUCTION };
const STRUCK = { profile: 'blue', region: 'eu-west-1' };
const NEIGHBOUR = { profile: 'blue', region: 'us-east-1' };
const STRANGER = { profile: 'green', region: 'eu-west-1' };
const SCOPES = [STRUCK, NEIGHBOUR, STRANGER];
const ALL: readonly ListKind[] = ['instance', 'service', 'experiment', 'lever'];

const PACE = 60_000;
const PACES = { slow: PACE, fast: 1_000_000_000, gentle: PACE };
/** Of each draw; the jitter of a delay is then a quarter off. */
const DRAW = 0.5;
const FIRST_RETRY = 3_750;
const RARE_RETRY = 300_000;

/** What stands between the adapter and the simulated AWS. */
interface Way {
  refuse: ((request: WireRequest) => TransportError | undefined) | undefined;
  change: ((response: WireResponse) => WireResponse) | undefined;
  /** Whether it is given up after a short time. */
  hurries: ((request: WireRequest) => boolean) | undefined;
  /** Whether names have addresses. */
  resolves: boolean;
}

/** Milliseconds. The short one is for what hangs alone; the long one is never used up, however busy the machine is. */
const SHORT_TIMEOUT = 400;
const LONG_TIMEOUT = 30_000;

interface Row {
  readonly name: string;
  readonly expected: FailureKind;
  /** Begins the trouble. */
  readonly begin: (stage: Stage, way: Way) => void;
  /** Where it strikes; all lists of one scope by default. */
  readonly scopes?: readonly Scope[];
  readonly kinds?: readonly ListKind[];
}

const here = (effect: FaultEffect, more: Partial<Fault> = {}) => {
  return ({ sim }: Stage): void => void sim.faults.add({ account: STAGING, region: STRUCK.region, effect, ...more });
};
const account = (effect: FaultEffect) => {
  return ({ sim }: Stage): void => void sim.faults.add({ account: STAGING, effect });
};
const trouble = (code: string): TransportError => new TransportError({ code, message: `It is ${code}.`, sent: false });

const rows: readonly Row[] = [
  { name: 'throttling', expected: 'throttled', begin: here({ kind: 'throttle' }) },
  { name: 'a 500', expected: 'server', begin: here({ kind: 'serverError', status: 500, when: 'before' }) },
  { name: 'a 503', expected: 'server', begin: here({ kind: 'serverError', status: 503, when: 'before' }) },
  {
    name: 'no answer in time',
    expected: 'timeout',
    begin: (stage, way) => {
      here({ kind: 'hang' })(stage);
      way.hurries = ({ url, headers }) => new URL(url).hostname.includes(STRUCK.region) && isStaging(headers);
    },
  },
  { name: 'a cut connection', expected: 'cut', begin: here({ kind: 'drop', when: 'before' }) },
  { name: 'half an answer', expected: 'cut', begin: here({ kind: 'halfAnswer' }) },
  { name: 'a malformed answer', expected: 'malformed', begin: here({ kind: 'malformedBody' }) },
  { name: 'denied reads', expected: 'denied', begin: here({ kind: 'denied' }) },
  {
    name: 'one denied action, without which there is no list',
    expected: 'denied',
    kinds: ['instance'],
    begin: here({ kind: 'denied' }, { action: 'DescribeInstances' }),
  },
  {
    name: 'one service that throttles',
    expected: 'throttled',
    kinds: ['experiment', 'lever'],
    begin: here({ kind: 'throttle' }, { service: 'fis' }),
  },
  {
    name: 'an expired session',
    expected: 'credentials-expired',
    scopes: [STRUCK, NEIGHBOUR],
    begin: account({ kind: 'expiredToken' }),
  },
  {
    name: 'a key that AWS does not know',
    expected: 'credentials-wrong',
    scopes: [STRUCK, NEIGHBOUR],
    begin: account({ kind: 'wrongCredentials' }),
  },
  { name: 'a region that is not enabled', expected: 'region-disabled', begin: here({ kind: 'regionNotEnabled' }) },
  {
    name: 'a service that the region lacks',
    expected: 'service-missing',
    kinds: ['experiment', 'lever'],
    begin: (_stage, way) => {
      way.refuse = ({ url, headers }) => {
        const struck = new URL(url).hostname === `fis.${STRUCK.region}.amazonaws.com` && isStaging(headers);
        return struck ? trouble('ENOTFOUND') : undefined;
      };
    },
  },
  {
    name: 'no network',
    expected: 'unreachable',
    scopes: SCOPES,
    begin: (_stage, way) => {
      way.refuse = () => trouble('ENETUNREACH');
    },
  },
  {
    name: 'no name server',
    expected: 'unreachable',
    scopes: SCOPES,
    begin: (_stage, way) => {
      way.resolves = false;
      way.refuse = () => trouble('ENOTFOUND');
    },
  },
  {
    name: 'a clock that is wrong',
    expected: 'clock-skew',
    begin: (stage, way) => {
      const message = 'Signature not yet current: 20260101T001000Z is still later than 20260101T000500Z';
      for (const service of ['ecs', 'fis']) {
        const effect = { kind: 'error', code: 'InvalidSignatureException', message, status: 400 } as const;
        here(effect, { service })(stage);
      }
      here({ kind: 'expiredToken' }, { service: 'ec2' })(stage);
      const date = new Date(Date.now() + 20 * 60_000).toUTCString();
      way.change = (response) =>
        response.status < 300 ? response : { ...response, headers: { ...response.headers, date } };
    },
  },
];

/** Whose key a request is signed with. */
const isStaging = (headers: WireRequest['headers']): boolean => (headers['authorization'] ?? '').includes(STAGING);

describe('what goes wrong, from the wire to the lists', () => {
  let stage: Stage;
  let way: Way;
  let transport: Transport;
  let aws: Aws;
  let clock: HeldClock;
  let polling: Polling;

  before(async () => {
    stage = await createStage({ clock: heldSimulation(), hosts: /./ });
    const lines = Object.entries(PROFILES).map(([name, id]) =>
      profileLines(name, id, '').replace('endpoint_url = \n', '').replace('halt_simulated = true\n', ''),
    );
    await stage.home.write('.aws/config', lines.join(''));
    const real = nodeTransport({ maxSockets: 50, ownAgents: true });
    way = { refuse: undefined, change: undefined, hurries: undefined, resolves: true };
    transport = {
      async send(request, timeouts, signal) {
        const refused = way.refuse?.(request);
        if (refused !== undefined) throw refused;
        const { pathname, search } = new URL(request.url);
        const response = await real.send(
          { ...request, url: `${stage.sim.endpoint}${pathname}${search}` },
          way.hurries?.(request) === true ? { ...timeouts, request: SHORT_TIMEOUT } : timeouts,
          signal,
        );
        return way.change?.(response) ?? response;
      },
      close: () => real.close(),
    };
  });
  afterEach(() => {
    polling.dispose();
    calm();
  });
  after(async () => {
    transport.close();
    await stage.close();
  });

  const calm = (): void => {
    stage.sim.faults.clear();
    way.refuse = undefined;
    way.change = undefined;
    way.hurries = undefined;
    way.resolves = true;
  };

  /** Everything listed once. */
  const firstSight = async (): Promise<void> => {
    aws = stage.another({
      transport,
      timeouts: { connect: LONG_TIMEOUT, request: LONG_TIMEOUT },
      resolves: () => Promise.resolve(way.resolves),
    });
    clock = heldClock(Date.now(), DRAW);
    polling = poll({
      reads: aws.reads,
      invalidate: (profile) => aws.invalidate(profile),
      clock,
      paces: PACES,
      scopes: SCOPES,
    });
    await allEnded(listsOf(SCOPES), 1);
    for (const list of listsOf(SCOPES)) assert.equal(polling.status(list).failure, undefined, nameOf(list));
  };
  const allEnded = (lists: readonly ListAt[], times: number): Promise<void> =>
    until(
      () => {
        clock.advance(0); // What had to wait for its turn.
        return lists.every((list) => polling.ended(list) >= times);
      },
      () => lists.filter((list) => polling.ended(list) < times).map(nameOf),
    );
  /** Nothing begins before the delay is over, and everything does then. */
  const retriesAfter = async (lists: readonly ListAt[], delay: number): Promise<void> => {
    const begun = lists.map((list) => polling.begun(list));
    clock.advance(delay - 1);
    assert.deepEqual(
      lists.map((list) => polling.begun(list)),
      begun,
      `not before ${delay} ms`,
    );
    clock.advance(1);
    await allEnded(lists, 1 + Math.max(...begun));
    for (const [index, list] of lists.entries()) assert.equal(polling.begun(list), 1 + (begun[index] ?? 0));
  };

  for (const { name, expected, begin, scopes = [STRUCK], kinds = ALL } of rows) {
    test(`${name}: ${expected}`, async () => {
      await firstSight();
      const struck = listsOf(scopes, kinds);
      const struckNames = new Set(struck.map(nameOf));
      const spared = listsOf(SCOPES).filter((list) => !struckNames.has(nameOf(list)));
      const seen = new Map(
        struck.map((list) => [nameOf(list), { ...polling.status(list), all: polling.resources(list) }]),
      );
      const first = clock.now();

      begin(stage, way);
      clock.advance(PACE);
      await allEnded(listsOf(SCOPES), 2);
      for (const list of struck) {
        const { failure, asOf, loading } = polling.status(list);
        assert.equal(failure?.kind, expected, `${nameOf(list)}: ${JSON.stringify(failure)}`);
        assert.equal(loading, false);
        assert.equal(asOf, first, 'the date of the last good data');
        assert.equal(polling.resources(list), seen.get(nameOf(list))?.all, 'the last good data');
      }
      for (const list of spared) {
        const { failure, asOf } = polling.status(list);
        assert.deepEqual([failure, asOf], [undefined, first + PACE], nameOf(list));
      }

      const rare = isProfileFailure(expected) || /^(denied|region-disabled|service-missing)$/.test(expected);
      await retriesAfter(struck, rare ? RARE_RETRY : FIRST_RETRY);
      for (const list of struck) assert.equal(polling.status(list).failure?.kind, expected, nameOf(list));

      calm();
      await retriesAfter(struck, rare ? RARE_RETRY : 2 * FIRST_RETRY);
      for (const list of struck) {
        const { failure, asOf } = polling.status(list);
        assert.equal(failure, undefined, `${nameOf(list)} recovers`);
        assert.equal(asOf, clock.now());
        assert.deepEqual(polling.resources(list), seen.get(nameOf(list))?.all);
      }
    });
  }

  for (const [action, kind, operation] of [
    ['DescribeServiceDeployments', 'service', 'ecs:DescribeServiceDeployments'],
    ['GetExperiment', 'experiment', 'fis:GetExperiment'],
  ] as const) {
    test(`a denied ${action}: the list is whole, dated by now, and says what is missing until it isn't`, async () => {
      await firstSight();
      const list = { scope: STRUCK, kind };
      const ids = polling.resources(list).map(({ id }) => id);
      here({ kind: 'denied' }, { action })(stage);
      clock.advance(PACE);
      await allEnded(listsOf(SCOPES), 2);
      const { failure, asOf, gaps } = polling.status(list);
      assert.deepEqual([failure, asOf], [undefined, clock.now()]);
      assert.deepEqual(
        gaps.map((gap) => [gap.kind, gap.operation]),
        [['denied', operation]],
      );
      assert.deepEqual(
        polling
          .resources(list)
          .map(({ id }) => id)
          .toSorted(),
        ids.toSorted(),
      );
      for (const other of listsOf(SCOPES).filter((one) => nameOf(one) !== nameOf(list))) {
        assert.deepEqual(polling.status(other).gaps, [], nameOf(other));
      }
      calm();
      clock.advance(PACE);
      await allEnded(listsOf(SCOPES), 3);
      assert.deepEqual(polling.status(list).gaps, []);
    });
  }

  test('who belongs to a profile fails and recovers with its lists, as soon as somebody signed in', async () => {
    await firstSight();
    await polling.accounts.ensure(Object.keys(PROFILES));
    assert.equal(polling.accounts.of('blue')?.account, STAGING);
    account({ kind: 'expiredToken' })(stage);
    clock.advance(PACE);
    await allEnded(listsOf(SCOPES), 2);
    await polling.accounts.refresh('blue');
    assert.equal(polling.accounts.failure('blue')?.kind, 'credentials-expired');
    assert.equal(polling.accounts.of('blue')?.account, STAGING, 'the last good answer');
    assert.equal(polling.accounts.failure('green'), undefined);

    calm();
    const others = listsOf([STRANGER]).map((list) => polling.begun(list));
    await polling.signedIn();
    await allEnded(listsOf([STRUCK, NEIGHBOUR]), 3);
    for (const list of listsOf([STRUCK, NEIGHBOUR]))
      assert.equal(polling.status(list).failure, undefined, nameOf(list));
    await until(
      () => polling.accounts.failure('blue') === undefined,
      () => polling.accounts.failure('blue'),
    );
    assert.deepEqual(
      listsOf([STRANGER]).map((list) => polling.begun(list)),
      others,
      'others are left alone',
    );
  });

  test('a laptop that slept lists everything once, over connections that are gone', async () => {
    await firstSight();
    for (const service of ['ec2', 'ecs', 'fis']) {
      stage.sim.faults.add({ service, times: 2, effect: { kind: 'drop', when: 'before' } });
    }
    clock.leap(8 * 3_600_000);
    await allEnded(listsOf(SCOPES), 2);
    for (const list of listsOf(SCOPES)) {
      assert.equal(polling.begun(list), 2, nameOf(list));
      assert.deepEqual(
        [polling.status(list).failure, polling.status(list).asOf],
        [undefined, clock.now()],
        nameOf(list),
      );
    }
  });
});
