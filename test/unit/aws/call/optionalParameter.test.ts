import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayBeOfParameter, namesParameter } from '../../../../src/aws/call/optionalParameter.ts';
import type { FailureKind } from '../../../../src/model/failure.ts';
import { failure } from '../../../stages/fakes.ts';

const NAME = 'IncludeMore';

void describe('a call that failed with a parameter that it can do without', () => {
  const rows: readonly (readonly [kind: FailureKind, code: string, message: string, may: boolean])[] = [
    ['refused', 'InvalidParameterValue', 'no', true],
    ['refused', '', '', true],
    ['unknown', 'Odd.Code', '', true],
    ['denied', 'AccessDeniedException', 'not authorized', true],
    ['server', 'InternalFailure', '', false],
    ['server', 'ServiceUnavailable', 'Try later', false],
    ['server', 'NotImplemented', '', true],
    ['server', 'InternalFailure', 'The option is not currently supported', true],
    ['server', 'UnsupportedOperation', '', true],
    ['server', 'InternalError', 'includemore: TypeError', true],
    ['not-found', 'X', 'unknown field IncludeMore', true],
    ['not-found', 'ClusterNotFoundException', 'Cluster not found.', false],
    ['malformed', '', '<html>not implemented</html>', false],
    ['throttled', 'Throttling', 'Rate exceeded', false],
    ['timeout', '', '', false],
    ['credentials-expired', 'ExpiredToken', '', false],
    ['cancelled', '', '', false],
  ];
  for (const [kind, code, message, may] of rows)
    void it(`${may ? 'may' : 'can’t'} have failed over it: ${kind} ${code} ${message}`, () => {
      assert.equal(mayBeOfParameter(failure(kind, { code, message }), NAME), may);
    });

  void it('failed over it where the refusal says so by its code or its words', () => {
    assert.ok(namesParameter(failure('refused', { code: 'UnknownParameter' }), NAME));
    assert.ok(namesParameter(failure('unknown', { message: 'What is includeMORE?' }), NAME));
    assert.ok(!namesParameter(failure('refused', { code: 'InvalidParameterValue', message: 'MaxResults' }), NAME));
  });
});
