import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { type ParsedFile, parseProfileFile } from './sharedConfigParser.ts';
import { type Section } from './sharedConfigParser.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The shared config and credentials files, merged as AWS's tools merge them. */
export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  /** `services` sections; nested keys are joined with a dot: `ec2.endpoint_url`. */
  readonly services: ReadonlyMap<string, Section>;
  readonly problems: readonly Failure[];
  /** Grows with each change of a file. */
  readonly version: number;
}

export interface SharedPaths {
  readonly config: string;
  readonly credentials: string;
  readonly ssoCache: string;
  readonly loginCache: string;
}

export interface SharedConfigReader {
  /** Reads again only what has changed by time or size. Never rejects. */
  read(): Promise<SharedConfig>;
}

/**
 * Where AWS's tools keep profiles and sign-ins.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function sharedPaths(env: Environment): SharedPaths {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  const expanded = (path: string): string => (path.startsWith('~/') ? join(home, path.slice(2)) : path);
  return {
    config: expanded(env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config')),
    credentials: expanded(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')),
    ssoCache: join(home, '.aws', 'sso', 'cache'),
    loginCache: env['AWS_LOGIN_CACHE_DIRECTORY'] || join(home, '.aws', 'login', 'cache'),
  };
}

interface Loaded {
  readonly stamp: string;
  readonly file: ParsedFile;
  readonly problems: readonly Failure[];
}

/** A profile's files. Parsed once and again on a change; 5,000 profiles cost one parse. */
export function profileFiles(env: Environment): SharedConfigReader {
  const paths = sharedPaths(env);
  const explicit = {
    config: Boolean(env['AWS_CONFIG_FILE']),
    credentials: Boolean(env['AWS_SHARED_CREDENTIALS_FILE']),
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
      ...(config.stamp === MISSING && explicit.config ? [missing(paths.config)] : []),
      // With a config file, nobody needs the other: AWS's tools don't miss it either.
      ...(credentials.stamp === MISSING && explicit.credentials && config.stamp === MISSING
        ? [missing(paths.credentials)]
        : []),
    ];
    const neither = config.stamp === MISSING && credentials.stamp === MISSING && absent.length === 0;
    const merged = merge(config.file, credentials.file, (loaded?.merged.version ?? 0) + 1, [
      ...config.problems,
      ...credentials.problems,
      ...absent,
      ...(neither && !env['AWS_ACCESS_KEY_ID'] ? [missing(paths.config)] : []),
    ]);
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
const nothing: ParsedFile = { profiles: new Map(), ssoSessions: new Map(), services: new Map(), broken: [] };

async function load(path: string, kind: 'config' | 'credentials', before: Loaded | undefined): Promise<Loaded> {
  try {
    const stamp = await stampOf(path);
    if (stamp === before?.stamp) return before;
    if (stamp === MISSING) return { stamp, file: nothing, problems: [] };
    const file = parseProfileFile(await readFile(path, 'utf8'), kind);
    const problems = file.broken.map(({ line, what }) => broken(`${path}, line ${line}: ${what}`));
    return { stamp, file, problems };
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    return { stamp: 'unreadable', file: nothing, problems: [broken(`${path} can't be read.`, code)] };
  }
}

/** A text that changes when the file does. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs}/${size}/${ino}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return MISSING;
    throw error;
  }
}

const missing = (path: string): Failure => broken(`${path} does not exist.`, 'ENOENT');

const broken = (message: string, code?: string): Failure => ({
  kind: 'config-broken',
  message,
  mayHaveHappened: false,
  ...(code !== undefined && { code }),
});

function merge(
  config: ParsedFile,
  credentials: ParsedFile,
  version: number,
  problems: readonly Failure[],
): SharedConfig {
  const profiles = new Map(config.profiles);
  for (const [name, section] of credentials.profiles) profiles.set(name, { ...profiles.get(name), ...section });
  return { profiles, ssoSessions: config.ssoSessions, services: config.services, problems, version };
}
