import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGap, partFailure } from '../../../../../src/aws/services/ecs/partFailure.ts';
import { withoutSecrets } from '../../../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../../../src/aws/sdk/secrets.ts';
import type { Failure, FailureKind } from '../../../../../src/model/failure.ts';

const of = (kind: FailureKind, code?: string) =>
  isGap({ kind, message: '', mayHaveHappened: false, ...(code !== undefined && { code }) });

test('what is denied, not there, or not had by the place is missing by itself; everything else is the list’s trouble', () => {
  for (const kind of ['denied', 'not-found'] as const) assert.ok(of(kind, 'Any'), kind);
  for (const code of [
    'UnsupportedOperation',
    'UnsupportedFeatureException',
    'NotImplemented',
    'UnknownOperationException',
    'InvalidAction',
  ])
    assert.ok(of('refused', code), code);
  for (const code of [undefined, 'InvalidParameterException', 'ClientException', 'NotUnsupported'])
    assert.ok(!of('refused', code), code);
  for (const kind of [
    'throttled',
    'cut',
    'timeout',
    'unreachable',
    'server',
    'malformed',
    'credentials-expired',
    'unknown',
  ] as const)
    assert.ok(!of(kind, 'UnsupportedOperation'), kind);
});

test('a part that ECS could not tell says why', () => {
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
  const rows = [
    [{ arn, reason: 'MISSING' }, 'not-found', 'MISSING', `MISSING: ${arn}`],
    [{ arn, reason: 'ACCESS_DENIED', detail: 'No.' }, 'denied', 'ACCESS_DENIED', 'No.'],
    [{ arn, reason: 'AccessDenied' }, 'denied', 'AccessDenied', `AccessDenied: ${arn}`],
    [{ reason: 'INACTIVE' }, 'refused', 'INACTIVE', 'INACTIVE: '],
    [{ reason: 'Not one\nword', arn }, 'refused', 'unknown', `Not one\nword: ${arn}`],
    [{ reason: 'x'.repeat(300), detail: 'Long.' }, 'refused', 'unknown', 'Long.'],
    [{ reason: '\u202edenied', detail: 'No.' }, 'refused', 'unknown', 'No.'],
    [{}, 'refused', 'unknown', 'unknown: '],
    [null, 'refused', 'unknown', 'unknown: '],
  ] as const;
  for (const [source, kind, code, message] of rows)
    assert.deepEqual(
      partFailure({ withoutSecrets: (failure) => failure }, source, 'ecs:DescribeServices'),
      { kind, code, message, operation: 'ecs:DescribeServices', mayHaveHappened: false },
      JSON.stringify(source),
    );
});

test('a part’s text leaves by the one way that strikes secrets out', () => {
  const secrets = createSecrets();
  const token = 'FwoGZXIvYXdzEJr//////////wEaDKx9SECRETSESSIONTOKEN1234567890abcdef';
  secrets.add(token);
  const calls = { withoutSecrets: (failure: Failure) => withoutSecrets(failure, secrets) };
  for (const source of [
    { reason: 'UPSTREAM_ERROR', detail: `x-amz-security-token: ${token}` },
    { reason: `UPSTREAM_ERROR ${token}` },
    { reason: 'UPSTREAM_ERROR', arn: `arn:${token}` },
    { reason: 'FwoGZXIvYXdzEJr__________wEaDKx9SECRETSESSIONTOKEN1234567890abcdef' },
    { reason: 'UPSTREAM_ERROR', detail: `${'-'.repeat(5_000)}${token}` },
  ]) {
    const told = partFailure(calls, source, 'ecs:DescribeServices');
    assert.doesNotMatch(JSON.stringify(told), /SECRETSESSIONTOKEN/, JSON.stringify(source));
    assert.ok(told.message.length <= 4_096);
  }
});
