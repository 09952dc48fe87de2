import { type PartitionFacts, partitions } from './partitions.ts';

/** How a profile signs in at IAM Identity Center: its access portal, and the account and role that are taken there. */
export interface AccessPortal {
  readonly startUrl: string;
  /** 12 digits. */
  readonly account: string;
  readonly role: string;
}

/** Where a link to the console leads: by itself to the right account, or to whichever the browser is signed in to. */
export type ConsoleLink =
  | { readonly kind: 'portal'; readonly url: string; readonly account: string; readonly role: string }
  /** `account`: the one that the browser has to be signed in to, where it is known. */
  | { readonly kind: 'plain'; readonly url: string; readonly account: string | undefined };

/** The names of permission sets. Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
const ROLE_NAME = /^[\w+=,.@-]{1,32}$/;
const ACCOUNT_ID = /^\d{12}$/;

/**
 * A page of the console, in the account that it is of: through the access portal where the profile has one that leads to this very account.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html
 */
export function consoleLinkTo(url: string, account: string | undefined, portal: AccessPortal | undefined): ConsoleLink {
  const plain = { kind: 'plain', url, account } as const;
  if (portal === undefined || !ACCOUNT_ID.test(portal.account) || !ROLE_NAME.test(portal.role)) return plain;
  if (account !== undefined && account !== portal.account) return plain;
  const shortcut = shortcutOf(portal.startUrl, url);
  if (shortcut === undefined) return { ...plain, account: account ?? portal.account };
  const { account: own, role } = portal;
  const asked = Object.entries({ account_id: own, role_name: role, destination: url });
  const query = asked.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { kind: 'portal', url: `${shortcut}?${query}`, account: own, role };
}

/** The portal's page that leads on to the console; undefined for an address that isn't known to be a portal of the console's partition. */
function shortcutOf(startUrl: string, destination: string): string | undefined {
  const [start, console] = [startUrl.trim(), destination].map((text) =>
    URL.canParse(text) ? new URL(text) : undefined,
  );
  if (!start || !console || start.protocol !== 'https:' || start.port !== '' || start.username !== '') return undefined;
  const facts: PartitionFacts | undefined = Object.values(partitions).find((one) =>
    isOn(console.hostname, one.console),
  );
  if (facts?.portal === undefined || !isOn(start.hostname, facts.portal)) return undefined;
  const path = start.pathname.replace(/\/+$/, '');
  if (path === '/start') return `${start.origin}/start/#/console`;
  // GovCloud's and China's portals have the directory in their path.
  return /^\/directory\/[\w-]+$/.test(path) ? `${start.origin}${path}#/console` : undefined;
}

const isOn = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
