import { AwsError, type SimulatedService, type World } from '../core/contracts.ts';
import { queryFailure, queryReply, readParameters } from '../core/queryProtocol.ts';
import { element, group } from '../core/xml.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** AWS Identity and Access Management, as far as an account's alias goes: ListAccountAliases. */
export function createIam(world: World): SimulatedService {
  return {
    name: 'iam',
    actionOf: (call) => readParameters(call).text('Action'),
    handle: (action, call) => {
      if (action !== 'ListAccountAliases')
        throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2010-05-08`);
      const alias = world.fleet.accounts.find(({ id }) => id === call.account)?.alias;
      const members = alias === undefined || alias === '' ? '' : element('member', alias);
      const result = element('IsTruncated', false) + group('AccountAliases', members);
      return queryReply(action, NAMESPACE, result, call.requestId);
    },
    fail: (error, call) => queryFailure(error, NAMESPACE, call.requestId),
  };
}
