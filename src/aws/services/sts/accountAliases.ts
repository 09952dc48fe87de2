import { STSClient } from '@aws-sdk/client-sts';
import { type Fact, known, none, unread } from '../../../model/fact.ts';
import { answererOf, isVouchedFor } from '../../../model/destination.ts';
import { partitionOf, partitions } from '../../../model/partitions.ts';
import type { CallTools } from '../../call/call.ts';
import type { Caller } from '../../call/caller.ts';
import type { Lease } from '../../credentials/broker.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients } from '../../call/readOnlyClients.ts';
import { createToldBy } from '../../call/toldBy.ts';
import { sendSigned } from '../../call/signedPost.ts';
import { homeRegion } from '../../credentials/endpoints.ts';

/** What accounts are called, by IAM. */
export interface AccountAliases {
  /**
   * What was read of the account before stands where it can't be read now. Asked with the very credentials of which AWS has said that they are the account's:
   * the profile's may have become another's since. In the home region of the region's partition. Unread, and not asked for, where STS doesn't speak of where IAM's requests go.
   */
  of(account: string, by: AliasAsker, region: string, signal: AbortSignal): Promise<Fact<string>>;
  dispose(): void;
}

/** The profile that asks, and the very credentials with which it does. */
export interface AliasAsker {
  readonly profile: string;
  readonly lease: Lease;
}

/** Asks IAM's ListAccountAliases in the partition's home region, under the lease whose account it is. What isn't told is unread. */
export function createAccountAliases(caller: Caller): AccountAliases {
  // There is no IAM client in the bundle: STS's signer signs for IAM, and the request leaves through the same guard.
  const iam = createReadOnlyClients(caller, 'IAM', (config) => new STSClient(config));
  /** By account, as last read. */
  const aliases = createToldBy<Fact<string>>();
  return {
    async of(account, { profile, lease }, region, signal) {
      const { destination } = lease.routes;
      if (!isVouchedFor(destination, 'IAM', 'STS')) return unread;
      const answerer = answererOf(destination, 'IAM');
      const home = homeRegion(region);
      const scope = { profile, region: home };
      const ask = { scope, operation: 'ListAccountAliases', rate: rates.sts, signal, lease };
      const answer = await iam.begin().read(ask, (client, options) => readAlias(client.config, home, options));
      const isOfAccount = answer.ok && answer.value.lease.owner()?.account === account;
      const told = isOfAccount ? answer.value.output : unread;
      // What is left of one in which a secret was struck out isn't the account's alias: a guard that looks for it would find another.
      const isWhole = told.kind !== 'known' || caller.struck(told.value) === told.value;
      const now = isWhole ? told : unread;
      if (now.kind === 'unread') return aliases.get(answerer, account) ?? now;
      aliases.set(answerer, account, now);
      return now;
    },
    dispose: () => iam.dispose(),
  };
}

async function readAlias(
  config: STSClient['config'],
  home: string,
  options: CallTools['options'],
): Promise<Fact<string>> {
  const answer = await sendSigned(
    config,
    {
      address: new URL(`https://${partitions[partitionOf(home)].iam}`),
      signingName: 'iam',
      region: home,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=ListAccountAliases&Version=2010-05-08',
    },
    options,
  );
  if (answer.status !== 200) return unread;
  const xml = new TextDecoder().decode(answer.body);
  const alias = /<member>([\w-]{1,63})<\/member>/.exec(xml)?.[1];
  if (alias !== undefined) return known(alias);
  // An alias of a form that AWS doesn't document is not "no alias", and neither is an answer without the list of them.
  const isEmpty = /<AccountAliases[\s>/]/.test(xml) && !/<member[\s>/]/.test(xml);
  // IAM may answer fewer than there are, and says then that there are more.
  // Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html (IsTruncated)
  return isEmpty && !/<IsTruncated>\s*true\s*</i.test(xml) ? none : unread;
}
