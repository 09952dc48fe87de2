import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeKind, isThrottleCode } from '../../../../src/aws/sdk/codeKind.ts';
import type { FailureKind } from '../../../../src/model/failure.ts';

/**
 * What AWS's codes mean, whatever was asked. Sources: the common errors of EC2, ECS, FIS, STS and IAM in AWS's references, and the codes that AWS's SDKs take for
 * throttling.
 */
const rows: Readonly<Partial<Record<FailureKind, readonly string[]>>> = {
  throttled: [
    'RequestLimitExceeded',
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestThrottled',
    'RequestThrottledException',
    'EC2ThrottledException',
    'SlowDown',
    'BandwidthLimitExceeded',
  ],
  denied: [
    'UnauthorizedOperation',
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationError',
    'NotAuthorized',
    'UnauthorizedAccess',
    'AuthFailure',
  ],
  'credentials-expired': ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'],
  'clock-skew': ['RequestTimeTooSkewed', 'RequestInTheFuture'],
  'credentials-wrong': [
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
  ],
  'region-disabled': ['OptInRequired', 'RegionDisabledException'],
  server: [
    'InternalError',
    'InternalFailure',
    'InternalServerError',
    'InternalServerException',
    'ServerException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'Unavailable',
  ],
  timeout: ['RequestTimeout', 'RequestTimeoutException'],
};

/** By which code each operation says that what it was asked for is not there. */
const missing: readonly (readonly [operation: string, ...codes: readonly string[]])[] = [
  ['ec2:DescribeInstances', 'InvalidInstanceID.NotFound'],
  ['ec2:DescribeInstanceAttribute', 'InvalidInstanceID.NotFound'],
  ['ec2:StopInstances', 'InvalidInstanceID.NotFound'],
  ['ec2:StartInstances', 'InvalidInstanceID.NotFound'],
  ['ec2:DescribeSpotInstanceRequests', 'InvalidSpotInstanceRequestID.NotFound'],
  ['ecs:ListServices', 'ClusterNotFoundException'],
  ['ecs:DescribeServices', 'ClusterNotFoundException'],
  ['ecs:DescribeTasks', 'ClusterNotFoundException'],
  ['ecs:ListDaemons', 'ClusterNotFoundException'],
  ['ecs:ListDaemonDeployments', 'ClusterNotFoundException', 'DaemonNotFoundException'],
  ['ecs:DescribeDaemonDeployments', 'ClusterNotFoundException', 'DaemonNotFoundException'],
  ['ecs:ListTasks', 'ClusterNotFoundException', 'ServiceNotFoundException'],
  ['ecs:ListServiceDeployments', 'ClusterNotFoundException', 'ServiceNotFoundException'],
  ['ecs:DescribeServiceDeployments', 'ClusterNotFoundException', 'ServiceNotFoundException'],
  ['ecs:DescribeServiceRevisions', 'ClusterNotFoundException', 'ServiceNotFoundException'],
  ['ecs:StopServiceDeployment', 'ServiceDeploymentNotFoundException'],
  ['ecs:ContinueServiceDeployment', 'ServiceDeploymentNotFoundException'],
  ['fis:GetExperiment', 'ResourceNotFoundException'],
  ['fis:GetExperimentTemplate', 'ResourceNotFoundException'],
  ['fis:ListExperimentResolvedTargets', 'ResourceNotFoundException'],
  ['fis:ListExperimentTargetAccountConfigurations', 'ResourceNotFoundException'],
  ['fis:GetSafetyLever', 'ResourceNotFoundException'],
  ['fis:StopExperiment', 'ResourceNotFoundException'],
  ['fis:UpdateSafetyLeverState', 'ResourceNotFoundException'],
];
const others = ['ec2:DescribeRegions', 'sts:GetCallerIdentity', 'fis:ListExperiments', 'ecs:ListClusters', ''];

describe('a code of AWS’s', () => {
  for (const [kind, codes] of Object.entries(rows)) {
    it(`means ${kind} in every operation: ${codes.join(', ')}`, () => {
      for (const code of codes) {
        for (const operation of [...others, ...missing.map(([one]) => one)])
          assert.equal(codeKind(code, 'Words.', operation), kind, `${operation} ${code}`);
        assert.equal(isThrottleCode(code), kind === 'throttled', code);
      }
    });
  }

  it('means “not there” only in the operations that say so of what they were asked for', () => {
    for (const code of new Set(missing.flatMap(([, ...codes]) => codes))) {
      for (const operation of [...others, ...missing.map(([one]) => one)]) {
        const says = missing.some(([one, ...codes]) => one === operation && codes.includes(code));
        assert.equal(codeKind(code, '', operation), says ? 'not-found' : undefined, `${operation} ${code}`);
      }
    }
  });

  it('that Halt doesn’t know has no kind, nor has one that is written otherwise', () => {
    for (const code of [
      '',
      'Throttle',
      'throttling',
      'accessdenied',
      'AccessDenied ',
      'IncorrectInstanceState',
      'constructor',
    ])
      assert.equal(codeKind(code, '', 'ec2:StopInstances'), undefined, code);
  });

  it('that is about a signature means the clock where AWS’s words are about time', () => {
    const words = [
      'Signature expired: 20260115T120000Z is now earlier than 20260115T120500Z',
      'Signature not yet current: 20260115T121000Z is still later than 20260115T120500Z',
      '20260115T121000Z is still later than 20260115T120500Z (20260115T120000Z + 5 min.)',
    ];
    for (const message of words) {
      for (const code of ['SignatureDoesNotMatch', 'InvalidSignatureException', 'AuthFailure'])
        assert.equal(codeKind(code, message, 'ecs:ListClusters'), 'clock-skew', code);
      assert.equal(codeKind('AccessDenied', message, 'ecs:ListClusters'), 'denied');
    }
    const wrong = 'AWS was not able to validate the provided access credentials';
    assert.equal(codeKind('AuthFailure', wrong, 'ec2:DescribeInstances'), 'credentials-wrong');
    assert.equal(codeKind('AuthFailure', 'Not authorized for images: [ami-1]', 'ec2:DescribeInstances'), 'denied');
  });
});
