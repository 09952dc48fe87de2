import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { fileStamp } from '../../base/fileStamp.ts';
import type { FaultyFile, Failure } from '../../model/failure.ts';
import { fileFaultText } from '../../model/fileFault.ts';
import type { ConfigProblem } from '../../model/profileDiagnosis.ts';
import { codeOf, defined } from '../../base/untrusted.ts';
import type { Environment } from './environment.ts';
import { expandedPath, homeShortened } from './expandedPath.ts';
import { readOrdinaryFile, unreadable } from '../transport/ordinaryFile.ts';
import { type ParsedFile, type ParsedSection, parseProfileFile, type Section } from './sharedConfigParser.ts';

/** A section of a file. */
export interface Origin {
  readonly file: string;
  readonly section: ParsedSection;
}

/** A profile's section in each of the files. Its keys come from one of them, never from both. */
export interface ProfileSections {
  readonly config?: Origin;
  readonly credentials?: Origin;
}

/** The shared config and credentials files, merged as the AWS CLI merges them. */
export interface SharedConfig {
  /** The properties of both files. Where both have one, the credentials file's counts. */
  readonly profiles: ReadonlyMap<string, Section>;
  readonly places: ReadonlyMap<string, ProfileSections>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  /** `services` sections; nested keys are joined with a dot: `ec2.endpoint_url`. */
  readonly services: ReadonlyMap<string, Section>;
  /** By the name of a `services` section that can't be understood, one property that is the reason. */
  readonly brokenServices: ReadonlyMap<string, string>;
  readonly problems: readonly Failure[];
  /** The problems once more, with file and line as separate members. */
  readonly notes: readonly ConfigProblem[];
  /** A number that grows with each change of a file. */
  readonly version: number;
}

/** The paths of both files, and of the two folders in which AWS's tools keep sign-ins. */
export interface SharedPaths {
  readonly config: string;
  readonly credentials: string;
  readonly ssoCache: string;
  readonly loginCache: string;
}

/** The files in which AWS's tools keep profiles. Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export interface SharedConfigReader {
  /** Reads the files, but only those whose time or size has changed. Never rejects. */
  read(): Promise<SharedConfig>;
}

/**
 * Where AWS's tools keep profiles and sign-ins. A variable that is set but empty names a file that isn't there. Source:
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function sharedPaths(env: Environment, platform: NodeJS.Platform = process.platform): SharedPaths {
  const paths = platform === 'win32' ? win32 : posix;
  const place = (stated: string | undefined, ...otherwise: readonly string[]): string =>
    expandedPath(stated ?? paths.join('~', '.aws', ...otherwise), env, platform);
  return {
    config: place(env['AWS_CONFIG_FILE'], 'config'),
    credentials: place(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials'),
    ssoCache: place(undefined, 'sso', 'cache'),
    loginCache: place(env['AWS_LOGIN_CACHE_DIRECTORY'], 'login', 'cache'),
  };
}

interface Loaded {
  readonly stamp: string;
  readonly file: ParsedFile;
  readonly problems: readonly Trouble[];
}

/** `code`: Node's error code, where the file could not be read. */
interface Trouble extends ConfigProblem {
  readonly code: string | undefined;
}

/** A reader of the shared config. A file is parsed once, and again only after a change, however many profiles it has. */
export function profileFiles(env: Environment): SharedConfigReader {
  const paths = sharedPaths(env);
  const explicit = {
    config: env['AWS_CONFIG_FILE'] !== undefined,
    credentials: env['AWS_SHARED_CREDENTIALS_FILE'] !== undefined,
  };
  let loaded: { readonly config: Loaded; readonly credentials: Loaded; readonly merged: SharedConfig } | undefined;
  let reading: Promise<SharedConfig> | undefined;

  const refresh = async (): Promise<SharedConfig> => {
    const [config, credentials] = await Promise.all([
      load(paths.config, 'config', loaded?.config),
      load(paths.credentials, 'credentials', loaded?.credentials),
    ]);
    if (loaded !== undefined && loaded.config === config && loaded.credentials === credentials) return loaded.merged;
    const absent = [
      ...(config.stamp === MISSING && explicit.config ? [missing(paths.config || 'AWS_CONFIG_FILE')] : []),
      // A missing credentials file is no problem where there is a config file: AWS's tools don't miss it either.
      ...(credentials.stamp === MISSING && explicit.credentials && config.stamp === MISSING
        ? [missing(paths.credentials || 'AWS_SHARED_CREDENTIALS_FILE')]
        : []),
    ];
    const neither = config.stamp === MISSING && credentials.stamp === MISSING && absent.length === 0;
    const troubles = [
      ...config.problems,
      ...credentials.problems,
      ...absent,
      ...(neither && !env['AWS_ACCESS_KEY_ID'] ? [missing(paths.config)] : []),
    ];
    const version = (loaded?.merged.version ?? 0) + 1;
    const merged = { ...merge(paths, config.file, credentials.file), ...told(troubles, env), version };
    loaded = { config, credentials, merged };
    return merged;
  };
  return {
    read() {
      reading ??= refresh().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}

const MISSING = 'missing';
/** The largest file that is read, in bytes: a thousand times what an organisation of thousands of accounts has. */
const MOST_BYTES = 64 * 1024 * 1024;
const nothing: ParsedFile = { profiles: new Map(), ssoSessions: new Map(), services: new Map(), broken: [] };

async function load(path: string, kind: 'config' | 'credentials', before: Loaded | undefined): Promise<Loaded> {
  try {
    const stamp = await stampOf(path);
    if (stamp === before?.stamp) return before;
    if (stamp === MISSING) return { stamp, file: nothing, problems: [] };
    const bytes = await readOrdinaryFile(path, MOST_BYTES);
    if (isUtf16(bytes)) {
      const fault = { kind: 'utf-16' } as const;
      return { stamp, file: nothing, problems: [{ file: path, line: undefined, fault, code: 'UTF16' }] };
    }
    const file = parseProfileFile(bytes.toString('utf8'), kind);
    return { stamp, file, problems: file.broken.map((it) => ({ ...it, file: path, code: undefined })) };
  } catch (error) {
    const { code, fault } = unreadable(path, error);
    const stamp = `unreadable/${code}`;
    if (stamp === before?.stamp) return before;
    return { stamp, file: nothing, problems: [{ file: path, line: undefined, fault, code }] };
  }
}

/** Whether it is UTF-16, which PowerShell's `>` writes. */
function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** A text that changes when the file does. */
export async function stampOf(path: string): Promise<string> {
  try {
    return fileStamp(await stat(path));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return MISSING;
    throw error;
  }
}

const missing = (file: string): Trouble => ({ file, line: undefined, fault: { kind: 'missing' }, code: 'ENOENT' });

function told(troubles: readonly Trouble[], env: Environment): Pick<SharedConfig, 'problems' | 'notes'> {
  const problems = troubles.map(({ file, line, fault, code }) =>
    defined<Failure>({
      kind: 'config-broken',
      message: [line === undefined ? file : `${file}, line ${line}`, fileFaultText(fault)].join(': '),
      mayHaveHappened: false,
      code,
      file: defined<FaultyFile>({ path: file, shown: homeShortened(file, env), line, fault }),
    }),
  );
  return { problems, notes: troubles.map(({ file, line, fault }) => ({ file, line, fault })) };
}

function merge(
  paths: SharedPaths,
  config: ParsedFile,
  credentials: ParsedFile,
): Pick<SharedConfig, 'profiles' | 'places' | 'ssoSessions' | 'services' | 'brokenServices'> {
  const profiles = new Map<string, Section>();
  const places = new Map<string, ProfileSections>();
  for (const name of new Set([...config.profiles.keys(), ...credentials.profiles.keys()])) {
    const first = config.profiles.get(name);
    const second = credentials.profiles.get(name);
    profiles.set(name, { ...first?.properties, ...second?.properties });
    places.set(name, {
      ...(first !== undefined && { config: { file: paths.config, section: first } }),
      ...(second !== undefined && { credentials: { file: paths.credentials, section: second } }),
    });
  }
  const brokenServices = new Map<string, string>();
  for (const [name, { ambiguous, unread }] of config.services) {
    const [first] = [...unread, ...ambiguous];
    if (first !== undefined) brokenServices.set(name, first);
  }
  return {
    profiles,
    places,
    brokenServices,
    ssoSessions: propertiesOf(config.ssoSessions),
    services: propertiesOf(config.services),
  };
}

function propertiesOf(sections: ReadonlyMap<string, ParsedSection>): ReadonlyMap<string, Section> {
  return new Map([...sections].map(([name, { properties }]) => [name, properties]));
}
