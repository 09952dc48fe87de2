import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGap, partFailure } from '../../../../../src/aws/services/ecs/partFailure.ts';
import type { FailureKind } from '../../../../../src/model/failure.ts';

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
    [{}, 'refused', 'unknown', 'unknown: '],
    [null, 'refused', 'unknown', 'unknown: '],
  ] as const;
  for (const [source, kind, code, message] of rows)
    assert.deepEqual(
      partFailure(source, 'ecs:DescribeServices'),
      { kind, code, message, operation: 'ecs:DescribeServices', mayHaveHappened: false },
      JSON.stringify(source),
    );
});
