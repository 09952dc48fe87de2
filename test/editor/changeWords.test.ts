import assert from 'node:assert/strict';
import { changeFailureWords } from '../../src/ui/words/changeFailures.ts';
import { changeWords } from '../../src/ui/words/failureCodes.ts';
import { failureWords } from '../../src/ui/words/failures.ts';

/** AWS's code, what Halt says of it, and the next step. */
type Row = readonly [code: string, sentence: RegExp, next: RegExp];

/** Written out from the page of each operation, and from EC2's error codes. What a stop meets is tried on the wire beside this. */
const ROWS = {
  'ec2:StartInstances': [
    ['InvalidInstanceID.Malformed', /^This is not an instance ID that EC2 accepts\.$/, /^Refresh/],
    ['IncorrectInstanceState', /can’t be started\.$/, /still stopping needs a moment; a terminated one is gone/],
    ['OperationNotPermitted', /^EC2 doesn’t permit this start\.$/, /AWS’s message in the log/],
    ['UnsupportedOperation', /^EC2 can’t start this kind of instance\.$/, /whoever manages them/],
    ['IncorrectSpotRequestState', /Spot request .* doesn’t allow a start now/, /resumed by EC2 alone/],
    ['InsufficientInstanceCapacity', /no capacity for this instance type in its Availability Zone/, /^Try again later/],
    ['InstanceLimitExceeded', /limit of running instances\.$/, /higher quota/],
    ['VcpuLimitExceeded', /limit of vCPUs\.$/, /higher quota/],
    ['UnauthorizedOperation', /^You are not allowed to start this instance\.$/, /^Ask for ec2:StartInstances on it/],
    ['RequestLimitExceeded', /^EC2 is throttling .* not carried out\.$/, /^Try again in a moment/],
  ],
  'ecs:ContinueServiceDeployment': [
    ['ServerException', /^ECS reported an internal error\.$/, /whether it was carried out/],
    ['ClientException', /^ECS rejected the request\.$/, /refresh and look at the service/],
    [
      'UnsupportedFeatureException',
      /^ECS can’t do this for this service or in this region\.$/,
      /^Pause hooks are answered/,
    ],
    ['ThrottlingException', /throttling .* not carried out\.$/, /^Try again in a moment/],
    ['AccessDeniedException', /^You are not allowed to continue/, /^Ask for ecs:ContinueServiceDeployment on it/],
    ['InvalidParameterException', /hook is no longer waiting, or is another one\.$/, /at which hook/],
  ],
  'fis:UpdateSafetyLeverState': [
    ['ValidationException', /does not accept this change of the safety lever\.$/, /reason that you gave/],
    ['ConflictException', /^The safety lever is being engaged now\.$/, /^Wait until it is engaged/],
    [
      'AccessDeniedException',
      /^You are not allowed to change the safety lever\.$/,
      /^Ask for fis:UpdateSafetyLeverState/,
    ],
    ['ThrottlingException', /throttling .* not carried out\.$/, /^Try again in a moment/],
  ],
} as const satisfies Partial<Record<keyof typeof changeWords, readonly Row[]>>;

describe('11.15: the words for what AWS refuses of', () => {
  for (const [operation, rows] of Object.entries(ROWS)) {
    it(`${operation}: each code that is known, row by row`, () => {
      assert.deepEqual(
        rows.map(([code]) => code).toSorted(),
        Object.keys(changeWords[operation as keyof typeof ROWS]).toSorted(),
      );
      for (const [code, sentence, next] of rows) {
        const failure = { kind: 'refused', code, operation, message: 'No.', mayHaveHappened: false } as const;
        const words = failureWords(failure, { profile: 'shop-staging', region: 'eu-west-1' });
        assert.match(words.sentence, sentence, code);
        assert.match(words.next, next, code);
      }
    });
  }
});

describe('the words for a change of which nobody knows whether it was carried out', () => {
  it('don’t say of the whole what is true of the last attempt alone', () => {
    const scope = { profile: 'dev', region: 'eu-west-1' };
    const codes = ['permit-expired', 'policy-changed', 'account-unknown', 'account-changed', 'read-only', 'abort-off'];
    const last = [
      ...codes.map((code) => ({ kind: 'forbidden', code }) as const),
      { kind: 'throttled', code: 'RequestLimitExceeded', operation: 'EC2: StopInstances' } as const,
    ];
    for (const failure of last) {
      const said = (mayHaveHappened: boolean) =>
        changeFailureWords({ message: '', ...failure, mayHaveHappened }, scope).sentence;
      assert.match(
        said(true),
        /^It was sent, and AWS’s answer was lost: it may have been carried out\.$/,
        failure.code,
      );
      assert.doesNotMatch(said(false), /may have been/, failure.code);
    }
  });
});
