import { AwsError, type IncomingCall, type Reply, type SimulatedService, type World } from '../core/contracts.ts';
import {
  sessionPrincipal,
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
  type Session,
} from '../core/accounts.ts';
import { denied } from '../core/commonErrors.ts';
import { queryFailure, queryReply, readParameters, type QueryParameters } from '../core/queryProtocol.ts';
import { element, group } from '../core/xml.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE_ARN = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** AWS Security Token Service: GetCallerIdentity, and AssumeRole, which is where temporary keys come from. */
export function createSts(world: World): SimulatedService {
  return {
    name: 'sts',
    actionOf: (call) => readParameters(call).text('Action'),
    handle: (action, call) => {
      if (action === 'GetCallerIdentity') return callerIdentity(call);
      if (action === 'AssumeRole') return assumeRole(world, call);
      throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
    },
    fail: (error, call) => queryFailure(error, NAMESPACE, call.requestId),
  };
}

function callerIdentity(call: IncomingCall): Reply {
  const user = call.caller.split('/').at(-1) ?? '';
  const id = call.caller.includes(':assumed-role/') ? `AROA${call.account}DEMOX:${user}` : `AIDA${call.account}DEMOX`;
  const result = element('Arn', call.caller) + element('UserId', id) + element('Account', call.account);
  return queryReply('GetCallerIdentity', NAMESPACE, result, call.requestId);
}

/** Any role of an account of the fleet can be assumed; one whose name ends in `-mfa` wants a six-digit code. */
function assumeRole(world: World, call: IncomingCall): Reply {
  const parameters = readParameters(call);
  const arn = required(parameters, 'RoleArn');
  const name = required(parameters, 'RoleSessionName');
  const [, account, role] = ROLE_ARN.exec(arn) ?? [];
  if (account === undefined || role === undefined) throw new AwsError('ValidationError', `${arn} is invalid`);
  if (!SESSION_NAME.test(name))
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at 'roleSessionName' is invalid`,
    );
  const seconds = parameters.whole('DurationSeconds') ?? 3600;
  if (seconds < 900 || seconds > 43_200)
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  if (!world.fleet.accounts.some(({ id }) => id === account)) throw denied('sts', 'AssumeRole', call.caller, arn);
  if (role.endsWith('-mfa')) checkCode(parameters, call, arn);
  const session: Session = { account, role, name, expires: Date.now() + seconds * 1000 };
  const principal = sessionPrincipal(session, call.partition);
  const keyId = simulatedTemporaryKeyId(account);
  const result =
    group('AssumedRoleUser', element('AssumedRoleId', principal.userId) + element('Arn', principal.arn)) +
    group(
      'Credentials',
      element('AccessKeyId', keyId) +
        element('SecretAccessKey', simulatedSecret(account)) +
        element('SessionToken', simulatedSessionToken(session)) +
        element('Expiration', new Date(session.expires).toISOString()),
    );
  return queryReply('AssumeRole', NAMESPACE, result, call.requestId);
}

function checkCode(parameters: QueryParameters, call: IncomingCall, arn: string): void {
  const code = parameters.text('TokenCode');
  if (code === undefined || parameters.text('SerialNumber') === undefined)
    throw denied('sts', 'AssumeRole', call.caller, arn);
  if (!/^\d{6}$/.test(code) || code === '000000')
    throw new AwsError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403);
}

function required(parameters: QueryParameters, name: string): string {
  const value = parameters.text(name);
  if (value === undefined || value === '')
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}
