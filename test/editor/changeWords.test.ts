import assert from 'node:assert/strict';
import { apiName, type Operation, operationTypes } from '../../src/model/operation.ts';
import { changeFailureWords, refusalInFull } from '../../src/ui/words/changeFailures.ts';
import { operationKind } from '../../src/stopping/operation.ts';
import type { Tracked } from '../../src/stopping/follow/followed.ts';
import { resultMessage } from '../../src/ui/stop/results/resultMessage.ts';
import { verdictWords } from '../../src/ui/words/verdicts.ts';
import { changeWords } from '../../src/ui/words/failureCodes.ts';
import { failureWords } from '../../src/ui/words/failures.ts';
import { nothingIsProduction } from '../stages/nothingSpecial.ts';

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

/** How words offer each operation. What only needs a moment may be tried again. */
const OFFERED: Readonly<Record<Operation['type'], RegExp>> = {
  stop: /\bStop (?:it|instead)/,
  hibernate: /hibernat/i,
  'force-stop': /force/i,
  'skip-os-shutdown': /OS shutdown|without shutting/i,
  start: /\bStart (?:it|again)/,
  'roll-back': /\broll(?:ed)? ?back/i,
  abort: /abort/i,
  continue: /\bcontinue it/i,
  'stop-experiment': /\bstop it/i,
  'engage-lever': /\bengage it|until it is engaged, then try again/,
  'disengage-lever': /\bdisengage it/,
};
const operationsOf = (type: Operation['type']): readonly Operation[] => {
  const rest = { skipOsShutdown: false, reason: 'why' };
  const actions = type === 'continue' ? ['CONTINUE', 'ROLLBACK'] : ['CONTINUE'];
  return actions.map((action) => ({ type, action, ...rest }) as unknown as Operation);
};

describe('11.15: what is offered in place of what was refused', () => {
  it('is never what was refused: several of Halt’s operations are one of AWS’s', () => {
    for (const type of operationTypes)
      for (const asked of operationsOf(type))
        for (const code of Object.keys(changeWords[apiName[type]])) {
          const failure = {
            kind: 'refused',
            code,
            operation: apiName[type],
            message: 'No.',
            mayHaveHappened: false,
          } as const;
          const { next } = changeFailureWords(failure, { profile: 'dev', region: 'eu-west-1', asked });
          assert.doesNotMatch(next, OFFERED[type], `${type} ${code}`);
        }
  });

  it('is what fits the operation, wherever the words stand', () => {
    const scope = { profile: 'dev', region: 'eu-west-1' };
    const rows: readonly (readonly [Operation, code: string, words: RegExp])[] = [
      [{ type: 'stop' }, 'IncorrectInstanceState', /can’t be stopped\. Pending ones need Force Stop, or a moment/],
      [{ type: 'hibernate' }, 'IncorrectInstanceState', /Pending ones need Force Stop, or a moment/],
      [{ type: 'skip-os-shutdown' }, 'IncorrectInstanceState', /Pending ones need Force Stop, or a moment/],
      [
        { type: 'force-stop', skipOsShutdown: true },
        'IncorrectInstanceState',
        /can’t be stopped\. One that is still pending needs a moment; a terminated one is gone\.$/,
      ],
      [{ type: 'hibernate' }, 'UnsupportedHibernationConfiguration', /Stop it instead/],
      [{ type: 'stop' }, 'UnsupportedHibernationConfiguration', /Look at AWS’s message in the log/],
      [{ type: 'abort' }, 'InvalidParameterException', /Roll back is what AWS documents/],
      [{ type: 'roll-back' }, 'InvalidParameterException', /here\. Services under CODE_DEPLOY or EXTERNAL/],
      [
        { type: 'engage-lever', reason: 'r' },
        'ConflictException',
        /engaged now\. Refresh to see when it is engaged\.$/,
      ],
      [{ type: 'disengage-lever', reason: 'r' }, 'ConflictException', /Wait until it is engaged, then try again\.$/],
      [{ type: 'continue', action: 'CONTINUE' }, 'AccessDeniedException', /not allowed to continue this/],
      [
        { type: 'continue', action: 'ROLLBACK' },
        'AccessDeniedException',
        /not allowed to roll this .* at its pause hook/,
      ],
    ];
    for (const [operation, code, expected] of rows) {
      const failure = {
        kind: 'refused',
        code,
        operation: apiName[operation.type],
        message: '',
        mayHaveHappened: false,
      } as const;
      const tracked: Tracked = {
        ...{ id: 'a', run: 'r', name: 'one', operation, requestedAt: 0 },
        ref: { kind: operationKind[operation.type], scope, id: 'one' },
      };
      const ended = { tracked, verdict: { type: 'refused', failure } as const };
      for (const words of [
        verdictWords(ended.verdict, operation, scope),
        refusalInFull({ tracked, failure, at: 0 }),
        resultMessage([ended], [scope], nothingIsProduction),
      ])
        assert.match(words, expected, `${operation.type} ${code}`);
    }
  });
});

describe('the words for a change of which nobody knows whether it was carried out', () => {
  it('don’t say of the whole what is true of the last attempt alone', () => {
    const scope = { profile: 'dev', region: 'eu-west-1', asked: { type: 'stop' } } as const;
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
