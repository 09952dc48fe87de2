import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { win32 } from 'node:path';
import type { Environment } from './environment.ts';

/**
 * Expands a path as Python does for the AWS CLI: first variables, then a `~` or `~NAME` at its beginning. Names that aren't known stay as they are
 * written. Source: https://docs.python.org/3/library/os.path.html (expandvars, expanduser)
 */
export function expandedPath(path: string, env: Environment, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32'
    ? withWindowsHome(withWindowsVariables(path, env), env)
    : withHome(withVariables(path, env), env);
}

/** The path as a person writes it: with `~` for the own home. */
export function homeShortened(path: string, env: Environment, platform: NodeJS.Platform = process.platform): string {
  const home = expandedPath('~', env, platform).replace(/(?<![/\\])[/\\]+$/, '');
  const rest = path.slice(home.length);
  return home.length > 1 && path.startsWith(home) && /^[/\\]/.test(rest) ? `~${rest}` : path;
}

function withVariables(path: string, env: Environment): string {
  const valueOf = (written: string, name?: string, inBraces?: string) =>
    ownValue(env, name ?? inBraces ?? '') ?? written;
  // The part behind the last closing brace is handled by itself: there each opening brace would be followed to the end of the path in vain.
  const end = path.lastIndexOf('}') + 1;
  const closed = path.slice(0, end).replaceAll(/\$(?:(\w+)|\{([^}]*)\})/g, valueOf);
  return closed + path.slice(end).replaceAll(/\$(\w+)/g, (written: string, name: string) => valueOf(written, name));
}

/** `$NAME`, `${NAME}` and `%NAME%`, whatever their case; `$$` and `%%` are a dollar and a per cent sign, and what stands between single quotes is left alone. */
function withWindowsVariables(path: string, env: Environment): string {
  const folded = new Map(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
  return path.replaceAll(
    /'[^']*(?:'|$)|\$\$|%%|%([^%]*)%|%[^%]*$|\$\{([^}]*)\}|\$\{[^}]*$|\$([\w-]+)/g,
    (written: string, inPerCents?: string, inBraces?: string, plain?: string) => {
      if (written === '$$' || written === '%%') return written.slice(1);
      const name = inPerCents ?? inBraces ?? plain;
      return (name === undefined ? undefined : folded.get(name.toUpperCase())) ?? written;
    },
  );
}

function withHome(path: string, env: Environment): string {
  if (!path.startsWith('~')) return path;
  const [named = ''] = path.slice(1).split('/', 1);
  const home = named === '' ? (env['HOME'] ?? ownAccount()?.homedir) : homeOfUser(named);
  if (home === undefined) return path;
  return home.replace(/(?<!\/)\/+$/, '') + path.slice(1 + named.length) || '/';
}

/** Expands `~` on Windows, where HOME isn't used, although a Unix shell may set it. Other people's homes are taken to be beside one's own. */
function withWindowsHome(path: string, env: Environment): string {
  if (!path.startsWith('~')) return path;
  const [named = ''] = path.slice(1).split(/[/\\]/, 1);
  const { USERNAME } = env;
  const own = windowsHome(env);
  if (own === undefined) return path;
  const rest = path.slice(1 + named.length);
  if (named === '' || named === USERNAME) return own + rest;
  return USERNAME === win32.basename(own) ? win32.join(win32.dirname(own), named) + rest : path;
}

function windowsHome({ USERPROFILE, HOMEDRIVE = '', HOMEPATH }: Environment): string | undefined {
  if (USERPROFILE !== undefined || HOMEPATH === undefined) return USERPROFILE;
  return /^[a-z]:/i.test(HOMEPATH) ? HOMEPATH : HOMEDRIVE + HOMEPATH;
}

/** A variable's value. Only own properties count: `$constructor` is a variable like others. */
function ownValue(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

/** The home of a user in `/etc/passwd`. A user whom only a directory service knows isn't found, unless it is the person. */
function homeOfUser(name: string): string | undefined {
  const own = ownAccount();
  if (own?.username === name) return own.homedir;
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    const fields = lines.map((line) => line.split(':')).find(([user]) => user === name);
    return fields?.[5];
  } catch {
    return undefined;
  }
}

/** The person's own account; undefined where the system has no entry for it. */
function ownAccount(): { readonly username: string; readonly homedir: string } | undefined {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
}
