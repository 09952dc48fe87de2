import { lookup } from 'node:dns/promises';
import type { Clock } from '../../base/clock.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import type { Failure } from '../../model/failure.ts';
import { isBelowAws, partitionOf, partitions } from '../../model/partitions.ts';
import { homeRegion } from '../credentials/endpoints.ts';
import type { Ask } from './call.ts';

/** Tells apart what AWS, or the resolver, says with the same words. */
export interface FailureDiagnosis {
  /** `generation`: of the credentials with which it failed. What was learnt with other credentials doesn't count for these. */
  judge(failure: Failure, ask: Ask, generation: number): Promise<Failure>;
  /** Forgets what was learnt of a profile, or of all. */
  forget(profile?: string): void;
}

export interface FailureDiagnosisOptions {
  readonly clock: Clock;
  /** Whether the profile's credentials are good in this region: GetCallerIdentity. Undefined when that can't be told. */
  readonly credentialsWork: (
    profile: string,
    region: string,
    signal: AbortSignal | undefined,
  ) => Promise<boolean | undefined>;
  /** Whether a host has an address; the system's resolver by default. */
  readonly resolves?: (host: string) => Promise<boolean>;
}

/** All lists of a scope fail in the same moment and ask once. Later the answer may be another: a key that worked was deleted. Milliseconds. */
const CHECK_HOLDS = 10_000;

/**
 * A region that isn't enabled answers as if the key were wrong: where the same profile works in another region, the region is the cause.
 * A service that a region lacks has no address there: where another service has an address in that region, the missing service is the cause.
 */
export function createFailureDiagnosis(options: FailureDiagnosisOptions): FailureDiagnosis {
  const checks = new Map<
    string,
    { readonly at: number; readonly of: number; readonly answer: Promise<boolean | undefined> }
  >();
  const passed = createPassedTime(options.clock);
  const resolves = options.resolves ?? hasAddress;

  const worksElsewhere = async ({ scope, signal }: Ask, generation: number): Promise<boolean> => {
    const home = homeRegion(scope.region);
    if (home === scope.region) return false;
    const now = passed();
    const known = checks.get(scope.profile);
    const check =
      known?.of === generation && now - known.at < CHECK_HOLDS
        ? known
        : { at: now, of: generation, answer: options.credentialsWork(scope.profile, home, signal) };
    checks.set(scope.profile, check);
    const answer = await check.answer;
    if (answer === undefined && checks.get(scope.profile) === check) checks.delete(scope.profile);
    return answer === true;
  };
  return {
    async judge(failure, ask, generation) {
      // STS is the judge itself.
      if (failure.kind === 'credentials-wrong' && ask.service !== 'STS' && (await worksElsewhere(ask, generation))) {
        return { ...failure, kind: 'region-disabled' };
      }
      const host = hostOf(failure.endpoint);
      if (failure.kind !== 'unreachable' || failure.code !== 'ENOTFOUND' || !isBelowAws(host)) return failure;
      const siblings = ['ec2', 'sts'].map((service) => siblingHost(host, service, ask.scope.region));
      const others = await Promise.all(siblings.filter((it) => it !== host).map((it) => resolves(it)));
      return others.some(Boolean) ? { ...failure, kind: 'service-missing' } : failure;
    },
    forget(profile) {
      if (profile === undefined) checks.clear();
      else checks.delete(profile);
    },
  };
}

/** Whether this machine's resolver has an address of a host. Never rejects. */
export async function hasAddress(host: string): Promise<boolean> {
  try {
    await lookup(host);
    return true;
  } catch {
    return false;
  }
}

/** Empty where there is none. */
const hostOf = (endpoint = ''): string => (URL.canParse(endpoint) ? new URL(endpoint).hostname : '');

function siblingHost(host: string, service: string, region: string): string {
  const [, suffix = partitions[partitionOf(region)].hosts] = host.split(`.${region}.`);
  return `${service}.${region}.${suffix}`;
}
