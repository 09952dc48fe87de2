import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Failure, type Outcome, succeeded } from '../../../model/failure.ts';
import { type Fact, known, none, unread } from '../../../model/fact.ts';
import type { Identity } from '../../../model/identity.ts';
import { partitionOf } from '../../../model/scope.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Answer } from '../../call/call.ts';
import type { Caller } from '../../call/caller.ts';
import type { Lease, LeaseOwner } from '../../credentials/broker.ts';
import { homeRegion, identityRegion } from '../../credentials/endpoints.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';
import { identifier, member } from '../../../base/untrusted.ts';
import type { Profile } from '../../credentials/profiles.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients } from '../../call/readOnlyClients.ts';

/** Where IAM is, in each partition that has a public name for it. Source: https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
const iamHosts: Readonly<Record<string, string>> = {
  aws: 'https://iam.amazonaws.com',
  'aws-cn': 'https://iam.cn-north-1.amazonaws.com.cn',
  'aws-us-gov': 'https://iam.us-gov.amazonaws.com',
};

/** Who a profile is: STS, and IAM for the account's alias. */
export function createIdentity(caller: Caller) {
  const sts = createReadOnlyClients(caller, 'STS', (config) => new STSClient(config));
  // There is no IAM client in the bundle: STS's signer signs for IAM, and the request leaves through the same guard.
  const iam = createReadOnlyClients(caller, 'IAM', (config) => new STSClient(config));

  const ask = (
    profile: string,
    region: string,
    interactive: boolean,
    signal: AbortSignal | undefined,
    lease?: Lease,
  ): Promise<Outcome<{ readonly owner: LeaseOwner; readonly lease: Lease }>> =>
    learnt(
      sts.begin().read(
        {
          scope: { profile, region },
          operation: 'GetCallerIdentity',
          rate: rates.sts,
          signal,
          interactive,
          ...(lease !== undefined && { lease }),
        },
        async (client, options) => {
          const output = await client.send(new GetCallerIdentityCommand({}), options);
          const account = identifier(member(output, 'Account'));
          const arn = identifier(member(output, 'Arn'));
          if (account === undefined || arn === undefined || !/^\d{12}$/.test(account)) {
            throw new MalformedAnswer('The answer tells no account.');
          }
          return { account, caller: arn };
        },
      ),
    );

  /** By account, as last read. */
  const aliases = new Map<string, Fact<string>>();

  /** What was read of the account before stands where it can't be read now. */
  const aliasOf = async (
    account: string,
    profile: string,
    region: string,
    signal: AbortSignal,
  ): Promise<Fact<string>> => {
    const now = await readAlias(profile, region, signal);
    if (now.kind === 'unread') return aliases.get(account) ?? now;
    aliases.set(account, now);
    return now;
  };

  const readAlias = async (profile: string, region: string, signal: AbortSignal): Promise<Fact<string>> => {
    const home = homeRegion(region);
    const answer = await iam
      .begin()
      .read(
        { scope: { profile, region: home }, operation: 'ListAccountAliases', rate: rates.sts, signal },
        async ({ config }, options) => {
          const configured = await config.endpoint?.();
          const host = iamHosts[partitionOf(home)];
          // A partition whose IAM has no public name.
          if (configured === undefined && host === undefined) return unread;
          const url = new URL(host ?? 'https://iam.amazonaws.com');
          const { protocol, hostname, port, path } = configured ?? {
            protocol: url.protocol,
            hostname: url.hostname,
            port: undefined,
            path: '/',
          };
          const authority = port === undefined ? hostname : `${hostname}:${port}`;
          const request = {
            method: 'POST',
            protocol,
            hostname,
            ...(port !== undefined && { port }),
            path,
            query: {},
            headers: { host: authority, 'content-type': 'application/x-www-form-urlencoded' },
            body: 'Action=ListAccountAliases&Version=2010-05-08',
          };
          const signer = await config.signer({
            name: 'sigv4',
            signingName: 'iam',
            signingRegion: home,
            properties: {},
          });
          await config.requestHandler.handle(await signer.sign(request), options);
          const { lastResponse } = options.trace;
          const xml = new TextDecoder().decode(lastResponse?.body);
          if (lastResponse?.status !== 200) return unread;
          const alias = /<member>([\w-]{1,63})<\/member>/.exec(xml)?.[1];
          return alias === undefined ? none : known(alias);
        },
      );
    return answer.ok ? answer.value.output : unread;
  };

  return {
    /** Asked in the profile's region; where that seems not to be enabled, in its partition's first. */
    async identity(profile: Profile, interactive: boolean, signal: AbortSignal): Promise<Outcome<Identity>> {
      const { name } = profile;
      const region = identityRegion(profile);
      const home = homeRegion(region);
      const first = await ask(name, region, interactive, signal);
      const retry = !first.ok && first.failure.kind === 'credentials-wrong' && region !== home;
      const answer = retry ? await ask(name, home, interactive, signal) : first;
      if (!answer.ok) return answer;
      const { owner, lease } = answer.value;
      const { account, caller: arn } = owner;
      const alias = await aliasOf(account, name, home, signal);
      return succeeded({ profile: name, account, arn, alias, destination: lease.routes.destination });
    },

    /** Whose these very credentials are: from memory, or asked with them once, where the call goes and then in its partition's first region. */
    async whoseIs(
      lease: Lease,
      { profile, region }: Scope,
      signal: AbortSignal | undefined,
    ): Promise<Outcome<LeaseOwner>> {
      const owner = lease.owner();
      if (owner !== undefined) return succeeded(owner);
      const home = homeRegion(region);
      const first = await ask(profile, region, true, signal, lease);
      const isLast = first.ok || home === region || first.failure.kind === 'cancelled';
      const answer = isLast ? first : await ask(profile, home, true, signal, lease);
      return answer.ok ? succeeded(answer.value.owner) : answer;
    },

    /** Whether AWS takes the profile's credentials in a region; undefined when it could not be asked. */
    async credentialsWork(
      profile: string,
      region: string,
      signal: AbortSignal | undefined,
    ): Promise<boolean | undefined> {
      const answer = await ask(profile, region, false, signal);
      if (answer.ok) return true;
      return saysNo(answer.failure) ? false : undefined;
    },

    dispose() {
      sts.dispose();
      iam.dispose();
    },
  };
}

const saysNo = ({ kind }: Failure): boolean => kind === 'credentials-wrong' || kind === 'credentials-expired';

/** The lease that signed remembers whose it is. */
async function learnt(
  asked: Promise<Outcome<Answer<LeaseOwner>>>,
): Promise<Outcome<{ readonly owner: LeaseOwner; readonly lease: Lease }>> {
  const answer = await asked;
  if (!answer.ok) return answer;
  const { lease, output: owner } = answer.value;
  lease.learn(owner);
  return succeeded({ owner, lease });
}
