import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whom a request's key stands for. */
export interface Principal {
  readonly account: string;
  /** An IAM user's or an assumed role's ARN, as GetCallerIdentity gives it. */
  readonly arn: string;
  readonly userId: string;
}

/** What a temporary key's session token says. `expires` is in wall-clock milliseconds since the epoch. */
export interface Session {
  readonly account: string;
  readonly role: string;
  readonly name: string;
  readonly expires: number;
}

const KEY_PATTERN = /^(AKIA|ASIA)(\d{12})DEMO$/;
const TOKEN_KEY = 'halt simulated session token';

/** The long-lived access key id of an account. */
export function simulatedAccessKeyId(account: string): string {
  return `AKIA${account}DEMO`;
}

/** The temporary access key id of an account; it needs a session token. */
export function simulatedTemporaryKeyId(account: string): string {
  return `ASIA${account}DEMO`;
}

/** The secret of both of an account's access keys. It guards nothing: it lets signatures be checked as AWS checks them. */
export function simulatedSecret(account: string): string {
  return createHash('sha256').update(`halt simulated secret ${account}`).digest('base64').slice(0, 40);
}

/** A session token for the account's temporary key. */
export function simulatedSessionToken(session: Session): string {
  const claims = Buffer.from(JSON.stringify(session)).toString('base64url');
  return `${claims}.${seal(claims)}`;
}

/** Undefined for a token that {@link simulatedSessionToken} did not make. */
export function readSessionToken(token: string): Session | undefined {
  const [claims = '', mark = ''] = token.split('.');
  const expected = Buffer.from(seal(claims));
  const given = Buffer.from(mark);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Session;
}

/** The account and kind that an access key id names, or undefined for one that is not of this simulator. */
export function readAccessKeyId(id: string): { account: string; temporary: boolean } | undefined {
  const [, kind, account] = KEY_PATTERN.exec(id) ?? [];
  return account === undefined ? undefined : { account, temporary: kind === 'ASIA' };
}

/** The IAM user behind an account's long-lived key. */
export function userPrincipal(account: string, partition: string): Principal {
  return { account, arn: `arn:${partition}:iam::${account}:user/demo`, userId: `AIDA${account}DEMOX` };
}

/** The role session behind a temporary key. */
export function sessionPrincipal(session: Session, partition: string): Principal {
  const { account, role, name } = session;
  return {
    account,
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`,
    userId: `AROA${account}DEMOX:${name}`,
  };
}

function seal(claims: string): string {
  return createHmac('sha256', TOKEN_KEY).update(claims).digest('base64url');
}
