import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Failure, type Outcome, succeeded } from '../../../model/failure.ts';
import type { Identity } from '../../../model/identity.ts';
import type { Scope } from '../../../model/scope.ts';
import type { Answer } from '../../call/call.ts';
import type { Caller } from '../../call/caller.ts';
import type { Lease, LeaseOwner } from '../../credentials/broker.ts';
import { homeRegion, identityRegion } from '../../credentials/endpoints.ts';
import { createAccountAliases } from './accountAliases.ts';
import { MalformedAnswer } from '../../sdk/wireAnswer.ts';
import { identifier, member, text } from '../../../base/untrusted.ts';
import type { Profile } from '../../credentials/profiles.ts';
import { rates } from '../../call/rates.ts';
import { createReadOnlyClients } from '../../call/readOnlyClients.ts';

/** Who a profile is, by STS, and what its account is called. */
export function createIdentity(caller: Caller) {
  const sts = createReadOnlyClients(caller, 'STS', (config) => new STSClient(config));
  const aliases = createAccountAliases(caller);

  /** By profile, the call that asks who it is. */
  const asking = new Map<string, Promise<unknown>>();

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
          // Somebody reads it, and nothing goes by it: a secret may be struck out of it.
          const arn = text(member(output, 'Arn'));
          if (account === undefined || arn === undefined || !/^\d{12}$/.test(account)) {
            throw new MalformedAnswer('The answer tells no account.');
          }
          return { account, caller: caller.struck(arn) };
        },
      ),
    );

  return {
    /** Asked in the profile's region; where that seems not to be enabled, in its partition's first. */
    async identity(profile: Profile, interactive: boolean, signal: AbortSignal): Promise<Outcome<Identity>> {
      const { name } = profile;
      const region = identityRegion(profile);
      const home = homeRegion(region);
      const asked = ask(name, region, interactive, signal);
      asking.set(name, asked);
      const first = await asked;
      if (asking.get(name) === asked) asking.delete(name);
      const retry = !first.ok && first.failure.kind === 'credentials-wrong' && region !== home;
      const answer = retry ? await ask(name, home, interactive, signal) : first;
      if (!answer.ok) return answer;
      const { owner, lease } = answer.value;
      const { account, caller: arn } = owner;
      const alias = await aliases.of(account, { profile: name, lease }, home, signal);
      return succeeded({ profile: name, account, arn, alias, destination: lease.routes.destination });
    },

    /** Whose these very credentials are: from memory, or asked with them once, where the call goes and then in its partition's first region. */
    async whoseIs(
      lease: Lease,
      { profile, region }: Scope,
      signal: AbortSignal | undefined,
    ): Promise<Outcome<LeaseOwner>> {
      // Whoever asks who the profile is learns it of these very credentials, as a rule.
      if (lease.owner() === undefined) await endOf(asking.get(profile), signal);
      const owner = lease.owner();
      if (owner !== undefined) return succeeded(owner);
      const home = homeRegion(region);
      const first = await ask(profile, region, true, signal, lease);
      const answer = first.ok || home === region ? first : await ask(profile, home, true, signal, lease);
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
      aliases.dispose();
    },
  };
}

/** Resolves when something is over, however it ended, or when the signal aborts. */
async function endOf(work: Promise<unknown> | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (work === undefined || signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const over = (): void => {
      signal?.removeEventListener('abort', over);
      resolve();
    };
    signal?.addEventListener('abort', over);
    work.then(over, over);
  });
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
