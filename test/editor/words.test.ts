import assert from 'node:assert/strict';
import { confirmed, openPolicy } from '../stages/stopping/permits.ts';
import type { ChangePolicy } from '../../src/model/changePolicy.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { Failure, FailureKind, Outcome } from '../../src/model/failure.ts';
import { profileFiles } from '../../src/simulator/profiles.ts';
import type { FaultEffect } from '../../src/simulator/gateway/faults.ts';
import { assertInsidePolicy } from '../stages/iam.ts';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.ts';
import { evidence, failureWords } from '../../src/ui/words/failures.ts';
import { changeWords } from '../../src/ui/words/failureCodes.ts';
import { apiName } from '../../src/model/operation.ts';
import { clockTime } from '../../src/ui/words/times.ts';

/** `service:code`, the HTTP status it comes with, and what Halt says: the sentence and the next step. */
type Row = readonly [code: string, status: number, sentence: string, next: RegExp];

/** Every EC2 error code that a stop can meet. */
const EC2: readonly Row[] = [
  [
    'InvalidInstanceID.NotFound',
    400,
    'EC2 doesn’t know this instance.',
    /^It may be terminated, or so new .*: refresh/,
  ],
  ['InvalidInstanceID.Malformed', 400, 'This is not an instance ID that EC2 accepts.', /^Refresh/],
  ['IncorrectInstanceState', 400, 'The instance is in a state from which it can’t be stopped.', /Force Stop/],
  ['OperationNotPermitted', 400, 'The instance is protected against stops.', /taken off in the EC2 console/],
  ['UnsupportedOperation', 400, 'EC2 can’t stop this kind of instance.', /only terminated/],
  ['UnsupportedHibernationConfiguration', 400, 'The instance was not launched with hibernation.', /^Stop it instead/],
  ['DryRunOperation', 412, 'You are allowed to stop it.', /permission check, not a promise/],
  ['UnauthorizedOperation', 403, 'You are not allowed to stop this instance.', /^Ask for ec2:StopInstances/],
  ['RequestLimitExceeded', 503, 'EC2 is throttling this account’s calls, so it was not carried out.', /^Try again/],
];

/** Every exception that StopServiceDeployment's page names, and those of the calls around it. */
const ECS: readonly Row[] = [
  ['AccessDeniedException', 400, 'You are not allowed to stop this service deployment.', /ecs:StopServiceDeployment/],
  ['ClientException', 400, 'ECS rejected the request.', /refresh and look at the service/],
  [
    'ConflictException',
    400,
    'The deployment had already ended, or something else is changing it.',
    /^Refresh to see where/,
  ],
  [
    'InvalidParameterException',
    400,
    'ECS does not accept this way of stopping here.',
    /Roll back is what AWS documents/,
  ],
  ['ServerException', 500, 'ECS reported an internal error.', /^The tree shows whether it was carried out/],
  ['ServiceDeploymentNotFoundException', 400, 'ECS doesn’t know this service deployment.', /90 days/],
  [
    'UnsupportedFeatureException',
    400,
    'ECS can’t do this for this service or in this region.',
    /open the service in the console/,
  ],
  ['ServiceNotFoundException', 400, 'ECS doesn’t know this service.', /refresh/],
  ['ClusterNotFoundException', 400, 'ECS doesn’t know this cluster.', /refresh/],
  ['ThrottlingException', 400, 'AWS is throttling this account’s calls, so it was not carried out.', /^Try again/],
];

/** Every exception that StopExperiment's page names, and those of the safety lever. */
const FIS: readonly Row[] = [
  ['ValidationException', 400, 'FIS can’t stop it: it has ended, or FIS doesn’t know the id.', /^Refresh/],
  ['ResourceNotFoundException', 404, 'FIS doesn’t know this experiment.', /120 days/],
  ['AccessDeniedException', 403, 'You are not allowed to stop this experiment.', /Copy IAM Policy…/],
  ['ConflictException', 409, 'The safety lever is being engaged now.', /^Wait until it is engaged/],
  ['ThrottlingException', 429, 'AWS is throttling this account’s calls, so it was not carried out.', /^Try again/],
];

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const EXPERIMENT = 'EXPnotThere';
const DEPLOYMENT = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/checkout-api/abcdefghijklmnopqrstu';
const INSTANCE = 'i-0123456789abcdef0';

describe('the words for what AWS refuses', () => {
  let sim: Simulator;
  let aws: Aws;
  /** For what never answers: whatever does may take longer on a busy machine. */
  let impatient: Aws;
  let home: string;
  let policy: ChangePolicy;

  before(async () => {
    sim = await startSimulator();
    home = mkdtempSync(join(tmpdir(), 'halt-words-'));
    mkdirSync(join(home, '.aws'));
    const files = profileFiles(sim);
    const more = [
      '[profile by-sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Ops\nregion = eu-west-1',
      '[profile with-mfa]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = shop-staging\nmfa_serial = arn:aws:iam::111122223333:mfa/me\nregion = eu-west-1',
      '[profile empty]\nregion = eu-west-1',
      '[profile nowhere]\naws_access_key_id = AKIA111122223333DEMO\naws_secret_access_key = x\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9',
    ];
    writeFileSync(join(home, '.aws/config'), `${files.config}\n${more.join('\n\n')}\n`);
    writeFileSync(join(home, '.aws/credentials'), files.credentials);
    policy = openPolicy();
    const env = { HOME: home, PATH: process.env['PATH'] ?? '', AWS_EC2_METADATA_DISABLED: 'true' };
    const parts = { policy: () => policy, env };
    aws = createAws({ ...parts, timeouts: { connect: 30_000, request: 30_000 } });
    impatient = createAws({ ...parts, timeouts: { connect: 30_000, request: 1_000 } });
  });
  after(async () => {
    await Promise.all([aws.dispose(), impatient.dispose()]);
    await sim.close();
    assertInsidePolicy(sim);
    rmSync(home, { recursive: true, force: true });
  });
  afterEach(() => {
    sim.faults.clear();
    policy = openPolicy();
  });

  const check = async (service: string, action: string, row: Row, call: () => Promise<Outcome<unknown>>) => {
    const [code, status, sentence, next] = row;
    const message = `AWS says of ${code}: no.`;
    sim.faults.add({ service, action, effect: { kind: 'error', code, message, status } });
    const failure = failureIn(await call());
    const words = failureWords(failure, scope);
    assert.equal(words.sentence, sentence);
    assert.match(words.next, next);
    const behind = evidence(failure);
    for (const part of [code, message, 'request id ']) assert.ok(behind.includes(part), `${part} in ${behind}`);
    // A 5xx may have come after the act; every other refusal is one.
    assert.equal(failure.mayHaveHappened, status === 500);
  };

  for (const row of EC2) {
    const [code] = row;
    it(`EC2 ${code}`, () => check('ec2', 'StopInstances', row, () => confirmed(aws).stopInstances(scope, [INSTANCE])));
  }
  for (const row of ECS) {
    const [code] = row;
    it(`ECS ${code}`, () =>
      check('ecs', 'StopServiceDeployment', row, () => confirmed(aws).stopDeployment(scope, DEPLOYMENT, 'ROLLBACK')));
  }
  for (const row of FIS) {
    const [code] = row;
    it(`FIS ${code}`, () =>
      code === 'ConflictException'
        ? check('fis', 'UpdateSafetyLeverState', row, () => confirmed(aws).setSafetyLever(scope, 'engaged', 'why'))
        : check('fis', 'StopExperiment', row, () => confirmed(aws).stopExperiment(scope, EXPERIMENT)));
  }

  it('11.15: are of the operation that was refused, never of another one', () => {
    const all = Object.entries(changeWords).flatMap(([operation, words]) =>
      Object.keys(words).map((code) => [operation, code] as const),
    );
    const say = (operation: string, code: string, kind: FailureKind = 'refused') =>
      failureWords({ kind, code, operation, message: 'AWS: no.', mayHaveHappened: false }, scope);
    for (const [operation, code] of all) assert.ok(say(operation, code).sentence.length > 10, `${operation} ${code}`);
    assert.deepEqual(Object.keys(changeWords).toSorted(), [...new Set(Object.values(apiName))].toSorted());
    // Each code that two operations share is said of each in its own words, or of neither by name.
    assert.match(say('ec2:StartInstances', 'IncorrectInstanceState').sentence, /can’t be started/);
    assert.doesNotMatch(say('ec2:StartInstances', 'IncorrectInstanceState').next, /Force Stop/);
    assert.match(say('ec2:StopInstances', 'IncorrectInstanceState').sentence, /can’t be stopped/);
    assert.match(say('fis:UpdateSafetyLeverState', 'ValidationException').sentence, /safety lever/);
    assert.match(say('fis:StopExperiment', 'ValidationException').sentence, /FIS can’t stop it/);
    const foreign: Readonly<Record<keyof typeof changeWords, RegExp>> = {
      'ec2:StopInstances': /be started|this start|\bECS\b|\bFIS\b|deployment|experiment|lever/,
      'ec2:StartInstances': /against stops|be stopped|Force Stop|\bECS\b|\bFIS\b|deployment|experiment|lever/,
      'ecs:StopServiceDeployment': /continue|answer|hook|instance|experiment|lever|\bEC2\b|\bFIS\b/,
      'ecs:ContinueServiceDeployment': /stopp|to stop|Roll back|instance|experiment|lever|\bEC2\b|\bFIS\b/,
      'fis:StopExperiment': /instance|deployment|lever|\bEC2\b|\bECS\b/,
      'fis:UpdateSafetyLeverState': /stopp|to stop|can’t stop|instance|deployment|experiment|\bEC2\b|\bECS\b/,
    };
    for (const [operation, words] of Object.entries(foreign)) {
      for (const [, code] of all) {
        for (const kind of ['refused', 'denied', 'throttled', 'server'] as const) {
          const { sentence, next } = say(operation, code, kind);
          assert.doesNotMatch(`${sentence} ${next}`, words, `${operation} ${code} ${kind}`);
        }
      }
    }
    // A read is explained by its own kind.
    assert.match(say('fis:ListExperiments', 'ValidationException').sentence, /^AWS refused: AWS: no/);
    assert.match(say('fis:GetSafetyLever', 'ResourceNotFoundException', 'not-found').sentence, /no safety lever/);
    assert.match(say('ecs:DescribeServices', 'ResourceNotFoundException').sentence, /^AWS refused: AWS: no/);
    for (const code of ['constructor', '__proto__', 'toString'])
      assert.match(say('ec2:StopInstances', code).sentence, /^AWS refused/);
  });

  it('say what Halt itself forbids, and where it is set', async () => {
    sim.log.clear();
    policy = { ...openPolicy(), readOnly: true };
    const readOnly = failureWords(failureIn(await confirmed(aws, { policy }).stopExperiment(scope, EXPERIMENT)), scope);
    assert.equal(readOnly.sentence, 'Halt is set to read only for “shop-staging” (halt.readOnly).');
    policy = { ...openPolicy(), allowedRegions: ['us-east-1'] };
    const region = failureWords(failureIn(await confirmed(aws, { policy }).stopInstances(scope, [INSTANCE])), scope);
    assert.equal(region.sentence, 'Halt may not change anything in eu-west-1 (halt.allowedRegions).');
    for (const words of [readOnly, region]) assert.equal(words.action, 'settings');
    assert.equal(sim.log.count({ action: 'StopExperiment' }) + sim.log.count({ action: 'StopInstances' }), 0);
  });

  /** What a list meets, with the sentence at its node. */
  const lists: Readonly<
    Record<string, { effect: FaultEffect; kind: FailureKind; sentence: RegExp; next: RegExp; action: string }>
  > = {
    denied: {
      effect: { kind: 'denied' },
      kind: 'denied',
      // Not of StopInstances, which was not asked for.
      sentence: /^Access denied: ec2:DescribeInstances is not allowed for you\.$/,
      next: /Copy IAM Policy…/,
      action: 'retry',
    },
    throttling: {
      effect: { kind: 'throttle' },
      kind: 'throttled',
      sentence: /^AWS is throttling this account’s calls\.$/,
      next: /^Halt .*(tries again|keeps trying)\.$/,
      action: 'retry',
    },
    'an error of its own': {
      effect: { kind: 'serverError', status: 503, when: 'before' },
      kind: 'server',
      sentence: /^AWS reported an internal error\.$/,
      next: /^Halt keeps trying; see/,
      action: 'retry',
    },
    'expired credentials': {
      effect: { kind: 'expiredToken' },
      kind: 'credentials-expired',
      sentence: /^The credentials of “shop-staging” have expired\.$/,
      next: /^Halt continues once you renew them/,
      action: 'sign-in',
    },
    'a region that is not enabled': {
      effect: { kind: 'regionNotEnabled' },
      kind: 'region-disabled',
      sentence: /^eu-west-1 is not enabled for this account\.$/,
      next: /^Enable the region/,
      action: 'regions',
    },
    'an answer cut in half': {
      effect: { kind: 'halfAnswer' },
      kind: 'cut',
      sentence: /^The connection was cut/,
      next: /^Halt .*(tries again|keeps trying)\.$/,
      action: 'retry',
    },
    'a page of a proxy': {
      effect: { kind: 'wrongContentType' },
      kind: 'malformed',
      sentence: /^The answer can’t be understood\.$/,
      next: /proxy/,
      action: 'log',
    },
    silence: {
      effect: { kind: 'hang' },
      kind: 'timeout',
      sentence: /^AWS did not answer in time\.$/,
      next: /^Halt .*(tries again|keeps trying)\.$/,
      action: 'retry',
    },
  };
  for (const [name, { effect, kind, sentence, next, action }] of Object.entries(lists)) {
    it(`of ${name}`, async () => {
      sim.faults.add({ service: 'ec2', action: 'DescribeInstances', region: 'eu-west-1', effect });
      let failure: Failure | undefined;
      const { reads } = effect.kind === 'hang' ? impatient : aws;
      for await (const page of reads.list(scope, 'instance', new AbortController().signal)) {
        if (!page.ok) ({ failure } = page);
      }
      assert.ok(failure);
      assert.equal(failure.kind, kind, JSON.stringify(failure));
      const words = failureWords(failure, scope);
      assert.match(words.sentence, sentence);
      assert.match(words.next, next);
      assert.equal(words.action, action);
    });
  }

  const profiles: readonly (readonly [profile: string, kind: FailureKind, sentence: RegExp, next: RegExp])[] = [
    [
      'not-there',
      'profile-unknown',
      /^There is no profile “not-there” in the shared AWS config\.$/,
      /^Choose other profiles/,
    ],
    ['by-sso', 'signin-expired', /^“by-sso” isn’t signed in\.$/, /^Halt continues once you sign in/],
    ['with-mfa', 'mfa-needed', /^The profile “with-mfa” needs an MFA code\.$/, /^Sign in to enter the code/],
    [
      'empty',
      'credentials-missing',
      /^No usable credentials in profile “empty”: /,
      /aws sts get-caller-identity --profile empty/,
    ],
    ['nowhere', 'unreachable', /127\.0\.0\.1:9.* can’t be reached\.$/, /^Check the network/],
  ];
  for (const [profile, kind, sentence, next] of profiles) {
    it(`of the profile ${profile}`, async () => {
      const failure = failureIn(await aws.reads.identity(profile, new AbortController().signal));
      assert.equal(failure.kind, kind, JSON.stringify(failure));
      const words = failureWords(failure, { profile });
      assert.match(words.sentence, sentence);
      assert.match(words.next, next);
    });
  }

  it('say why credentials are missing by what Halt knows, and else by what came along', () => {
    const message = 'As the log has it.';
    const missing: Failure = { kind: 'credentials-missing', message, mayHaveHappened: false };
    const said = (failure: Failure) => failureWords(failure, { profile: 'ci' }).sentence;
    assert.equal(said(missing), `No usable credentials in profile “ci”: ${message}`);
    const faults = [
      [{ kind: 'lacks', profile: 'base', setting: 'role_arn' }, 'Profile “base” lacks role_arn.'],
      [{ kind: 'token-file', path: '/run/token', fault: { kind: 'missing' } }, '/run/token: the file doesn’t exist.'],
    ] as const;
    for (const [credentialFault, words] of faults)
      assert.equal(said({ ...missing, credentialFault }), `No usable credentials in profile “ci”: ${words}`);
  });

  it('say of a broken line of the config that the other profiles are shown, and not of a file that nobody can read', () => {
    const file = { path: '/config', shown: '~/.aws/config' };
    const broken = { kind: 'config-broken', message: '', mayHaveHappened: false } as const;
    const line = failureWords({ ...broken, file: { ...file, line: 3, fault: { kind: 'header-open' } } });
    assert.match(line.sentence, /^Line 3 of ~\/\.aws\/config isn’t valid: the section header .* isn’t closed\.$/);
    assert.match(line.next, /^Other profiles are shown\. Correct the file/);
    const whole = failureWords({ ...broken, file: { ...file, fault: { kind: 'utf-16' } } });
    assert.doesNotMatch(whole.next, /are shown/);
  });

  it('are there for every kind, whatever it brings along', () => {
    const kinds = {
      'config-broken': 'log',
      'profile-unknown': 'profiles',
      'credentials-missing': 'retry',
      'signin-expired': 'sign-in',
      'mfa-needed': 'sign-in',
      'credentials-expired': 'sign-in',
      'credentials-wrong': 'retry',
      'region-disabled': 'regions',
      'service-missing': 'regions',
      denied: 'retry',
      throttled: 'retry',
      'clock-skew': 'retry',
      unreachable: 'retry',
      timeout: 'retry',
      cut: 'retry',
      server: 'retry',
      malformed: 'log',
      'not-found': 'retry',
      refused: 'retry',
      forbidden: 'settings',
      cancelled: 'none',
      unknown: 'log',
    } as const satisfies Record<FailureKind, string>;
    for (const [kind, action] of Object.entries(kinds)) {
      for (const message of ['Told.', 'a\u202eb\n# [x](command:halt.stopAllExperiments)', 'y'.repeat(70_000)]) {
        const words = failureWords({ kind: kind as FailureKind, message, mayHaveHappened: false }, scope);
        assert.match(words.sentence, /^\S.*[.…]$|: ./, kind);
        assert.ok(words.sentence.length < 420 && !/[\n\u202e]/.test(words.sentence), kind);
        assert.equal(words.action, action, kind);
        if (kind !== 'cancelled') assert.match(words.next, /^\S.*\.$/, kind);
        assert.doesNotMatch(words.sentence + words.next, /undefined|\{\d\}|“”/, kind);
      }
    }
  });

  it('of a code without any are those of its kind, with the code behind them', () => {
    const failure: Failure = {
      kind: 'refused',
      code: 'BrandNewException',
      message: 'Not today.',
      mayHaveHappened: false,
    };
    assert.equal(failureWords(failure, scope).sentence, 'AWS refused: Not today.');
    assert.match(evidence(failure), /BrandNewException/);
  });

  it('say a code from outside in one line, and not all of a long one', () => {
    for (const code of ['One\nStopped i-0abc', 'One\u202eStopped', `One${'x'.repeat(16_000)}`]) {
      const told = evidence({ kind: 'refused', code, message: '', mayHaveHappened: false });
      assert.ok(told.startsWith('One') && told.length <= 120 && !/[\n\u202e]/.test(told), told);
    }
  });
});

function failureIn(outcome: Outcome<unknown>): Failure {
  assert.equal(outcome.ok, false);
  return outcome.failure;
}

describe('the words for a time', () => {
  it('name the hour today, the day too on another, and no time that no calendar has', () => {
    const noon = new Date(2026, 10, 21, 12, 4).getTime();
    assert.match(clockTime(noon, noon + 60_000), /^12:04(\sPM)?$/);
    assert.match(clockTime(noon, noon + 86_400_000), /26.*12:04/);
    assert.equal(clockTime(1e20, noon), 'Invalid Date');
    assert.equal(clockTime(Number.NaN, noon), 'Invalid Date');
  });
});
