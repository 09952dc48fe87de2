import { AwsError } from './contracts.ts';

/** What any AWS service can answer before it looks at the operation. */
export type CommonFailure =
  | 'missingAuthentication'
  | 'unknownKey'
  | 'badSignature'
  | 'requestTooOld'
  | 'requestTooNew'
  | 'expiredToken'
  | 'regionNotEnabled'
  | 'noAction'
  | 'throttled'
  | 'internal'
  | 'unavailable';

type Row = readonly [code: string, status: number, message: string];

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED = 'The security token included in the request is expired';
const NO_OPERATION = 'Could not find an operation or action in the request.';
const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials';

const ec2 = {
  missingAuthentication: ['AuthFailure', 401, NOT_VALIDATED],
  unknownKey: ['AuthFailure', 401, NOT_VALIDATED],
  badSignature: ['AuthFailure', 401, NOT_VALIDATED],
  requestTooOld: ['RequestExpired', 400, 'Request has expired.'],
  requestTooNew: ['AuthFailure', 401, NOT_VALIDATED],
  expiredToken: ['RequestExpired', 400, 'Request has expired.'],
  regionNotEnabled: ['AuthFailure', 401, NOT_VALIDATED],
  noAction: ['MissingAction', 400, NO_OPERATION],
  throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
  internal: ['InternalError', 500, 'An internal error has occurred'],
  unavailable: ['Unavailable', 503, 'The service is temporarily unavailable. Please try again later.'],
} as const satisfies Record<CommonFailure, Row>;

/** STS and IAM. */
const query = {
  missingAuthentication: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  unknownKey: ['InvalidClientTokenId', 403, INVALID_TOKEN],
  badSignature: ['SignatureDoesNotMatch', 403, WRONG_SIGNATURE],
  requestTooOld: ['SignatureDoesNotMatch', 403, 'Signature expired'],
  requestTooNew: ['SignatureDoesNotMatch', 403, 'Signature not yet current'],
  expiredToken: ['ExpiredToken', 403, EXPIRED],
  regionNotEnabled: ['InvalidClientTokenId', 403, INVALID_TOKEN],
  noAction: ['MissingAction', 400, NO_OPERATION],
  throttled: ['Throttling', 400, 'Rate exceeded'],
  internal: ['InternalFailure', 500, 'An internal error has occurred.'],
  unavailable: ['ServiceUnavailable', 503, 'Service is unavailable'],
} as const satisfies Record<CommonFailure, Row>;

const json = {
  missingAuthentication: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
  unknownKey: ['UnrecognizedClientException', 400, INVALID_TOKEN],
  badSignature: ['InvalidSignatureException', 400, WRONG_SIGNATURE],
  requestTooOld: ['InvalidSignatureException', 400, 'Signature expired'],
  requestTooNew: ['InvalidSignatureException', 400, 'Signature not yet current'],
  expiredToken: ['ExpiredTokenException', 400, EXPIRED],
  regionNotEnabled: ['UnrecognizedClientException', 400, INVALID_TOKEN],
  noAction: ['UnknownOperationException', 400, ''],
  throttled: ['ThrottlingException', 400, 'Rate exceeded'],
  internal: ['ServerException', 500, 'Service Unavailable. Please try again later.'],
  unavailable: ['ServiceUnavailableException', 503, 'Service Unavailable. Please try again later.'],
} as const satisfies Record<CommonFailure, Row>;

const rest = {
  missingAuthentication: ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
  unknownKey: ['UnrecognizedClientException', 403, INVALID_TOKEN],
  badSignature: ['InvalidSignatureException', 403, WRONG_SIGNATURE],
  requestTooOld: ['InvalidSignatureException', 403, 'Signature expired'],
  requestTooNew: ['InvalidSignatureException', 403, 'Signature not yet current'],
  expiredToken: ['ExpiredTokenException', 403, EXPIRED],
  regionNotEnabled: ['UnrecognizedClientException', 403, INVALID_TOKEN],
  noAction: ['UnknownOperationException', 404, ''],
  throttled: ['ThrottlingException', 429, 'Rate exceeded'],
  internal: ['InternalServerException', 500, 'An internal error occurred.'],
  unavailable: ['ServiceUnavailableException', 503, 'Service Unavailable. Please try again later.'],
} as const satisfies Record<CommonFailure, Row>;

const dialects: Readonly<Record<string, Record<CommonFailure, Row>>> = {
  ec2,
  ecs: json,
  fis: rest,
  sts: query,
  iam: query,
};

/** The failure as `service` says it; `detail` is added to its message. */
export function commonError(service: string, failure: CommonFailure, detail = ''): AwsError {
  const [code, status, message] = (dialects[service] ?? json)[failure];
  return new AwsError(code, detail === '' ? message : `${message}: ${detail}`, status);
}

/** The refusal of an action that no policy allows. `resource` is undefined for actions that name none. */
export function denied(service: string, action: string, caller: string, resource: string | undefined): AwsError {
  const right = `${service === 'monitoring' ? 'cloudwatch' : service}:${action}`;
  const on = resource === undefined ? '' : ` on resource: ${resource}`;
  const sentence = `User: ${caller} is not authorized to perform: ${right}${on} because no identity-based policy allows the ${right} action`;
  if (service === 'ec2') {
    const encoded = Buffer.from(JSON.stringify({ allowed: false, action: right, caller, resource })).toString(
      'base64url',
    );
    const message = `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${encoded}`;
    return new AwsError('UnauthorizedOperation', message, 403);
  }
  if (service === 'sts' || service === 'iam') return new AwsError('AccessDenied', sentence, 403);
  return new AwsError('AccessDeniedException', sentence, service === 'fis' ? 403 : 400);
}
