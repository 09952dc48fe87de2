import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { FisClient } from '@aws-sdk/client-fis';
import { STSClient } from '@aws-sdk/client-sts';
import type { ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import { effectiveEndpoint, endpointVariants, identityRegion, type ServiceId } from '../credentials/endpoints.ts';
import type { Profile } from '../credentials/profiles.ts';
import type { Environment } from '../credentials/environment.ts';

/** Where the profile's calls go, as the clients themselves find out; undefined where there is no region to make an address of. */
export function endpointsOf(profile: Profile, env: Environment): ProfileDiagnosis['endpoints'] {
  const { region } = profile;
  const sts = identityRegion(profile);
  const of = (service: ServiceId, create: (config: Config) => Client, where: string | undefined) =>
    addressOf(profile, service, env, create, where);
  return {
    ec2: of('EC2', (config) => new EC2Client(config), region),
    ecs: of('ECS', (config) => new ECSClient(config), region),
    fis: of('fis', (config) => new FisClient(config), region),
    sts: of('STS', (config) => new STSClient(config), sts),
  };
}

interface Config {
  readonly region: string;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly defaultsMode: 'legacy';
}

interface Client {
  readonly config: {
    readonly endpointProvider: (parameters: {
      readonly Region: string;
      readonly UseFIPS: boolean;
      readonly UseDualStack: boolean;
    }) => { readonly url: URL };
  };
  destroy(): void;
}

function addressOf(
  profile: Profile,
  service: ServiceId,
  env: Environment,
  create: (config: Config) => Client,
  region: string | undefined,
): string | undefined {
  const configured = effectiveEndpoint(profile, service, env);
  if (configured !== undefined) return withoutSecretParts(configured);
  if (region === undefined) return undefined;
  const variants = endpointVariants(profile, env);
  const client = create({ region, ...variants, defaultsMode: 'legacy' });
  try {
    const { useFipsEndpoint: UseFIPS, useDualstackEndpoint: UseDualStack } = variants;
    return client.config.endpointProvider({ Region: region, UseFIPS, UseDualStack }).url.href.replace(/\/$/, '');
  } catch {
    // The partition has no such endpoint.
    return undefined;
  } finally {
    client.destroy();
  }
}

/** The address without user name, password and query, which can hold a key. They are taken out wherever a browser would find one: also behind a single slash, none, or backslashes. */
function withoutSecretParts(address: string): string {
  const plain = address.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1');
  const url = URL.canParse(plain) ? new URL(plain) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const [shown = ''] = plain.split(/[?#]/);
    return shown.slice(shown.lastIndexOf('@') + 1);
  }
  if (url.username === '' && url.password === '' && !/[?#]/.test(plain)) return plain;
  for (const part of ['username', 'password', 'search', 'hash'] as const) url[part] = '';
  return url.href;
}
