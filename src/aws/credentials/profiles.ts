import type { ProfileList } from '../../model/ports/awsReads.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../model/failure.ts';
import type { ProfileInfo } from '../../model/identity.ts';
import type { SimulatedProfile } from '../../model/simulatedProfile.ts';
import { configuredRegion, misconfiguration, routesOf } from './endpoints.ts';
import { defined } from '../../base/untrusted.ts';
import type { Environment } from './environment.ts';
import type { SharedConfigReader, SharedConfig } from './sharedConfig.ts';
import type { Section } from './sharedConfigParser.ts';
import { signInOf } from './signInSettings.ts';
import { helperOf, sourceWord } from './sources.ts';

/** A profile with everything that is needed to reach AWS by it. It never leaves `src/aws`, as it can hold secrets. */
export interface Profile {
  readonly name: string;
  readonly section: Section;
  readonly shared: SharedConfig;
  readonly source: ProfileInfo['source'];
  /** The configured region; undefined where no file and no variable names one. */
  readonly region: string | undefined;
  readonly simulation?: SimulatedProfile;
  /** Its credentials come from the environment's variables. */
  readonly fromEnvironment: boolean;
}

/** The name under which the environment's credentials are listed. They are listed where AWS_ACCESS_KEY_ID is set and no profile has this name. */
const ENVIRONMENT_PROFILE = 'environment';

/** The profiles: the demo's, those of the shared config, and one for the environment's credentials. Only files are read; AWS isn't asked. */
export interface Profiles {
  list(): Promise<ProfileList>;
  /** The profile of this name. Fails where there is none, or where its settings can't be used. */
  find(name: string): Promise<Outcome<Profile>>;
}

export interface ProfilesOptions {
  readonly env: Environment;
  readonly files: SharedConfigReader;
  readonly simulated: Readonly<Record<string, SimulatedProfile>>;
}

/** Reads the shared config's files when it is asked, never before. `simulated`: profiles of the demo, by name; they go before those of the files. */
export function createProfiles({ env, files, simulated }: ProfilesOptions): Profiles {
  const build = (name: string, shared: SharedConfig): Profile | undefined => {
    const simulation = Object.hasOwn(simulated, name) ? simulated[name] : undefined;
    if (simulation !== undefined) {
      const { region } = simulation;
      return { name, section: {}, shared, source: 'static', region, simulation, fromEnvironment: false };
    }
    const section = shared.profiles.get(name);
    if (section !== undefined) {
      const region = configuredRegion(section, env);
      return { name, section, shared, source: sourceWord(name, shared), region, fromEnvironment: false };
    }
    if (name !== ENVIRONMENT_PROFILE || !env['AWS_ACCESS_KEY_ID']) return undefined;
    const base = shared.profiles.get(usualProfile(env)) ?? {};
    const region = configuredRegion(base, env);
    return { name, section: base, shared, source: 'environment', region, fromEnvironment: true };
  };
  const names = (shared: SharedConfig): readonly string[] => {
    const all = new Set([...Object.keys(simulated), ...shared.profiles.keys()]);
    if (env['AWS_ACCESS_KEY_ID']) all.add(ENVIRONMENT_PROFILE);
    return [...all];
  };
  return {
    async list() {
      const shared = await files.read();
      const profiles = names(shared).flatMap((name) => {
        const profile = build(name, shared);
        return profile === undefined ? [] : [infoOf(profile, env)];
      });
      const problems =
        Object.keys(simulated).length > 0 ? shared.problems.filter((it) => it.code !== 'ENOENT') : shared.problems;
      return { profiles, problems };
    },
    async find(name) {
      const shared = await files.read();
      const profile = build(name, shared);
      if (profile === undefined) return failed(unknownProfile(name, shared));
      // A file that can't be read could have settings by which this profile means another account.
      const unreadable = profile.simulation === undefined ? unreadableFile(shared) : undefined;
      if (unreadable !== undefined) return failed(unreadable);
      const places = shared.places.get(profile.fromEnvironment ? usualProfile(env) : name);
      const wrong = misconfiguration({ ...profile, places }, env);
      return wrong === undefined ? succeeded(profile) : failed(broken(`Profile "${name}" can’t be used. ${wrong}`));
    },
  };
}

/** The profile whose settings apply to the environment's credentials. */
const usualProfile = (env: Environment): string => env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'] || 'default';

/** The failure for a name that no profile has. Where a file can't be read, that is the likelier cause. */
function unknownProfile(name: string, shared: SharedConfig): Failure {
  const unreadable = shared.problems.find((problem) => problem.code !== undefined && problem.code !== 'ENOENT');
  if (unreadable !== undefined) return unreadable;
  return {
    kind: 'profile-unknown',
    message: `The shared AWS config has no profile "${name}".`,
    mayHaveHappened: false,
  };
}

/** A file that can't be read, if there is one. A folder in its place counts as no file, as in AWS's tools. */
function unreadableFile(shared: SharedConfig): Failure | undefined {
  return shared.problems.find(({ code }) => code !== undefined && code !== 'ENOENT' && code !== 'EISDIR');
}

const broken = (message: string): Failure => ({ kind: 'config-broken', message, mayHaveHappened: false });

function infoOf(profile: Profile, env: Environment): ProfileInfo {
  const { section, source, name } = profile;
  const roleArn = section['role_arn'];
  const settings = source === 'sso' ? signInOf(profile) : undefined;
  return defined<ProfileInfo>({
    name,
    source,
    region: profile.region,
    roleArn: profile.fromEnvironment ? undefined : roleArn,
    account: profile.fromEnvironment ? undefined : accountOf(section),
    // A profile of the demo has the same name as one of the files may have.
    helperOf: profile.fromEnvironment || profile.simulation !== undefined ? undefined : helperOf(name, profile.shared),
    // Where the settings are incomplete, whoever asks for credentials is told what is missing.
    portal: settings?.kind === 'complete' ? settings.signIn : undefined,
    destination: routesOf(profile, env).destination,
  });
}

function accountOf(section: Section): string | undefined {
  const stated = [
    arnAccount(section['role_arn']),
    section['sso_account_id'],
    section['aws_account_id'],
    arnAccount(section['login_session']),
  ];
  return stated.find((account) => account !== undefined && /^\d{12}$/.test(account));
}

const arnAccount = (arn: string | undefined): string | undefined => arn?.split(':')[4];
