import type { FailureKind } from '../../model/failure.ts';

/** The codes by which each operation says that what it was asked for is not there. Sources: EC2's error codes, and the errors of each operation in the service models of ECS and FIS. */
const notFoundCodes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...named(
    ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
    ['InvalidInstanceID.NotFound'],
  ),
  ...named(['ec2:DescribeSpotInstanceRequests'], ['InvalidSpotInstanceRequestID.NotFound']),
  ...named(
    ['ecs:ListServices', 'ecs:DescribeServices', 'ecs:DescribeTasks', 'ecs:ListDaemons'],
    ['ClusterNotFoundException'],
  ),
  ...named(
    ['ecs:ListDaemonDeployments', 'ecs:DescribeDaemonDeployments'],
    ['ClusterNotFoundException', 'DaemonNotFoundException'],
  ),
  ...named(['ecs:ListTasks'], ['ClusterNotFoundException', 'ServiceNotFoundException']),
  ...named(
    ['ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments', 'ecs:DescribeServiceRevisions'],
    ['ClusterNotFoundException', 'ServiceNotFoundException'],
  ),
  ...named(['ecs:StopServiceDeployment', 'ecs:ContinueServiceDeployment'], ['ServiceDeploymentNotFoundException']),
  ...named(
    [
      'fis:GetExperiment',
      'fis:GetExperimentTemplate',
      'fis:ListExperimentResolvedTargets',
      'fis:ListExperimentTargetAccountConfigurations',
      'fis:GetSafetyLever',
      'fis:StopExperiment',
      'fis:UpdateSafetyLeverState',
    ],
    ['ResourceNotFoundException'],
  ),
]);

function named(
  operations: readonly string[],
  codes: readonly string[],
): readonly (readonly [string, ReadonlySet<string>])[] {
  return operations.map((operation) => [operation, new Set(codes)] as const);
}

/** The kinds of failure by AWS's codes, whichever operation was asked. */
const kinds: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ...tagged('throttled', [
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
  ]),
  ...tagged('denied', [
    'UnauthorizedOperation',
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationError',
    'NotAuthorized',
    'UnauthorizedAccess',
  ]),
  ...tagged('credentials-expired', ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']),
  ...tagged('clock-skew', ['RequestTimeTooSkewed', 'RequestInTheFuture']),
  ...tagged('credentials-wrong', [
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
  ]),
  ...tagged('region-disabled', ['OptInRequired', 'RegionDisabledException']),
  ...tagged('server', [
    'InternalError',
    'InternalFailure',
    'InternalServerError',
    'InternalServerException',
    'ServerException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'Unavailable',
  ]),
  ...tagged('timeout', ['RequestTimeout', 'RequestTimeoutException']),
]);

function tagged(kind: FailureKind, codes: readonly string[]): readonly (readonly [string, FailureKind])[] {
  return codes.map((code) => [code, kind] as const);
}

/** Whether the code says that AWS was asked too often. */
export const isThrottleCode = (code: string): boolean => kinds.get(code) === 'throttled';

/**
 * What a code of AWS's means. Codes that say that something isn't there count only for the operations that can say so (`operation`, such as
 * `ec2:DescribeInstances`): from another operation such a code says nothing of what was asked for. Undefined for a code that has no kind of its own.
 */
export function codeKind(code: string, message: string, operation: string): FailureKind | undefined {
  if (/^(SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/.test(code)) {
    if (/signature (not yet current|expired)|is (now earlier|still later) than/i.test(message)) return 'clock-skew';
  }
  if (code === 'AuthFailure') return /access credentials/i.test(message) ? 'credentials-wrong' : 'denied';
  if (notFoundCodes.get(operation)?.has(code) === true) return 'not-found';
  return kinds.get(code);
}
