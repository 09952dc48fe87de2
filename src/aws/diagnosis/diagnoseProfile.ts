import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/failure.ts';
import type { ConfigProblem, CredentialHop, ProfileDiagnosis, ProfileLines } from '../../model/profileDiagnosis.ts';
import { type CallerOptions, createCaller } from '../call/caller.ts';
import { type BrokerOptions, createCredentialBroker } from '../credentials/broker.ts';
import { caBundle, configuredRegion, stsRegion } from '../credentials/endpoints.ts';
import type { Profile } from '../credentials/profiles.ts';
import type { SharedConfig, SharedConfigReader } from '../credentials/sharedConfig.ts';
import { sourcesOf } from '../credentials/sources.ts';
import { createIdentity } from '../services/sts/identity.ts';
import type { Transport, WireRequest } from '../transport/transport.ts';
import { endpointsOf } from './endpointUrls.ts';

export type DiagnosisParts = Omit<BrokerOptions, 'askMfa'> &
  Omit<CallerOptions, 'broker' | 'whoseIs'> & { readonly files: SharedConfigReader };

/**
 * Finds out what a profile does, by doing it: its files are read, its credentials fetched anew, and STS is asked who that is. Nobody is asked for an MFA code.
 * Never rejects.
 */
export async function diagnoseProfile(
  name: string,
  parts: DiagnosisParts,
  signal: AbortSignal,
): Promise<ProfileDiagnosis> {
  const { clock, env } = parts;
  const [shared, reading] = await timed(clock, () => parts.files.read());
  const found = await parts.profiles.find(name);
  const base = {
    profile: name,
    places: [],
    source: undefined,
    passedOver: [],
    accessKeyId: undefined,
    hasToken: false,
    account: undefined,
    arn: undefined,
    region: undefined,
    hops: [],
    endpoints: { ec2: undefined, ecs: undefined, fis: undefined, sts: undefined },
    certificates: undefined,
    steps: [{ step: 'files', milliseconds: reading }],
  } as const;
  const chain = chainOf(name, shared);
  const told = {
    ...base,
    places: placesOf(chain, shared),
    problems: problemsOf(chain, shared),
    ...sourceOf(name, shared),
  };
  if (!found.ok) return { ...told, failure: found.failure };

  const profile = found.value;
  const hops: CredentialHop[] = [];
  const transport = recording(parts.transport, profile, clock, hops, configuredRegion(profile.section, env));
  const broker = createCredentialBroker({ ...parts, transport, askMfa: () => Promise.resolve(undefined) });
  const [leased, fetching] = await timed(clock, () => broker.lease(profile, false, signal));
  const known = {
    ...told,
    ...(profile.fromEnvironment && { source: 'environment' as const, passedOver: [] }),
    region: profile.region,
    endpoints: endpointsOf(profile, env),
    certificates: caBundle(profile, env),
    hops,
  };
  const steps = [...base.steps, { step: 'credentials' as const, milliseconds: fetching }];
  if (!leased.ok) return { ...known, steps, failure: shownFailure(leased.failure) };

  const { accessKeyId, sessionToken } = leased.value.credentials;
  const identity: ReturnType<typeof createIdentity> = createIdentity(
    createCaller({ ...parts, transport, broker, whoseIs: (...whose) => identity.whoseIs(...whose) }),
  );
  const [caller, asking] = await timed(clock, () => identity.identity(profile, false, signal));
  identity.dispose();
  return {
    ...known,
    accessKeyId,
    hasToken: sessionToken !== undefined,
    account: caller.ok ? caller.value.account : undefined,
    arn: caller.ok ? caller.value.arn : undefined,
    steps: [...steps, { step: 'identity', milliseconds: asking }],
    failure: caller.ok ? undefined : shownFailure(caller.failure),
  };
}

async function timed<T>(clock: Clock, work: () => Promise<T>): Promise<readonly [T, number]> {
  const began = clock.elapsed();
  const result = await work();
  return [result, Math.round(clock.elapsed() - began)];
}

/** What it says of the profile's own step is no operation of AWS's. */
const shownFailure = ({ operation: _, ...failure }: Failure): Failure => failure;

/** The profile and those that it takes its credentials from. */
function chainOf(name: string, shared: SharedConfig): readonly string[] {
  const chain: string[] = [];
  for (let next: string | undefined = name; next !== undefined && !chain.includes(next);) {
    chain.push(next);
    next = shared.profiles.get(next)?.['source_profile'];
  }
  return chain;
}

function placesOf(chain: readonly string[], shared: SharedConfig): readonly ProfileLines[] {
  return chain.flatMap((profile) => {
    const { config, credentials } = shared.places.get(profile) ?? {};
    return [config, credentials].flatMap((place) =>
      place === undefined
        ? []
        : [{ profile, file: place.file, firstLine: place.section.firstLine, lastLine: place.section.lastLine }],
    );
  });
}

/** Those of the profile's own sections, and those of no profile's. */
function problemsOf(chain: readonly string[], shared: SharedConfig): readonly ConfigProblem[] {
  const others = placesOf(
    [...shared.profiles.keys()].filter((name) => !chain.includes(name)),
    shared,
  );
  return shared.notes.filter(
    ({ file, line }) =>
      line === undefined ||
      !others.some((place) => place.file === file && place.firstLine <= line && line <= place.lastLine),
  );
}

function sourceOf(name: string, shared: SharedConfig): Pick<ProfileDiagnosis, 'source' | 'passedOver'> {
  const [source, ...passedOver] = sourcesOf(shared.profiles.get(name) ?? {}, shared.places.get(name), false);
  return { source, passedOver };
}

/** Notes each call that brings credentials, once however often it is tried. */
function recording(
  transport: Transport,
  profile: Profile,
  clock: Clock,
  hops: CredentialHop[],
  region: string | undefined,
): Transport {
  /** What was noted last, until it has had a good answer: the same is a further try of it. */
  let tried: CredentialHop | undefined;
  return {
    ...transport,
    async send(request, timeouts, signal) {
      const [answer, took] = await timed(clock, () =>
        transport.send(request, timeouts, signal).then(
          (value) => ({ type: 'answer' as const, value }),
          (error: unknown) => ({ type: 'error' as const, error }),
        ),
      );
      const operation = credentialOperation(request);
      if (operation !== undefined) {
        const before = tried?.operation === operation ? tried : undefined;
        if (before !== undefined) hops.pop();
        const milliseconds = (before?.milliseconds ?? 0) + took;
        const hop = {
          operation,
          host: new URL(request.url).host,
          region: regionOf(request, profile, region),
          milliseconds,
        };
        hops.push(hop);
        tried = answer.type === 'answer' && answer.value.status < 300 ? undefined : hop;
      }
      if (answer.type === 'error') throw answer.error;
      return answer.value;
    },
  };
}

const credentialActions = ['AssumeRole', 'AssumeRoleWithWebIdentity'];
/** By the end of the path; an endpoint may have one of its own before. */
const credentialPaths: Readonly<Record<string, string>> = {
  '/federation/credentials': 'GetRoleCredentials',
  '/v1/token': 'CreateOAuth2Token',
  '/token': 'CreateToken',
};

function credentialOperation({ url, body }: WireRequest): string | undefined {
  const action = new URLSearchParams(Buffer.from(body ?? []).toString('utf8')).get('Action') ?? '';
  if (credentialActions.includes(action)) return action;
  const { pathname } = new URL(url);
  return Object.entries(credentialPaths).find(([path]) => pathname.endsWith(path))?.[1];
}

/** Of a signed request the region that it is signed for, of another the one that its settings say. */
function regionOf(request: WireRequest, profile: Profile, region: string | undefined): string | undefined {
  const authorization = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization');
  const signed = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization?.[1] ?? '')?.[1];
  if (signed !== undefined) return signed;
  if (credentialOperation(request) === 'AssumeRoleWithWebIdentity') {
    const chain = chainOf(profile.name, profile.shared).map((name) => profile.shared.profiles.get(name) ?? {});
    const section = chain.find((it) => it['web_identity_token_file'] !== undefined);
    return stsRegion(region, section?.['role_arn']);
  }
  return /^(?:portal\.sso|oidc)(?:-fips)?\.([a-z\d-]+)\./.exec(new URL(request.url).host)?.[1] ?? ssoRegion(profile);
}

function ssoRegion({ name, shared }: Profile): string | undefined {
  for (const each of chainOf(name, shared)) {
    const section = shared.profiles.get(each) ?? {};
    const session = shared.ssoSessions.get(section['sso_session'] ?? '');
    const region = session?.['sso_region'] ?? section['sso_region'];
    if (region !== undefined) return region;
  }
  return undefined;
}
