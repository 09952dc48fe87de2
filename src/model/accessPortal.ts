import { partitionNames, partitionOf, type PartitionFacts, partitions } from './partitions.ts';

/** How a profile signs in at IAM Identity Center: its access portal, and the account and role that are taken there. */
export interface AccessPortal {
  readonly startUrl: string;
  /** 12 digits. */
  readonly account: string;
  readonly role: string;
}

/** Where a link to the console leads. `portal`: to the right account. `plain`: to the account that the browser is signed in to. */
export type ConsoleLink =
  | { readonly kind: 'portal'; readonly url: string; readonly account: string; readonly role: string }
  /** `account`: the one that the browser has to be signed in to, where it is known. */
  | { readonly kind: 'plain'; readonly url: string; readonly account: string | undefined };

/** The names of permission sets. Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html */
const ROLE_NAME = /^[\w+=,.@-]{1,32}$/;
const ACCOUNT_ID = /^\d{12}$/;
/** `ssoins-1234567890abcdef.portal.us-east-1.app.aws`. */
const DUAL_STACK_PORTAL = /^[a-z0-9-]+\.portal\.([a-z0-9-]+)\.([a-z0-9.-]+)$/;

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
  const partition = partitionNames.find((name) => isOn(console.hostname, partitions[name].console));
  if (partition === undefined) return undefined;
  const facts: PartitionFacts = partitions[partition];
  const path = start.pathname.replace(/(?<!\/)\/+$/, '');
  const shortcut = `${start.origin}${path}/#/console`;
  if (facts.portal !== undefined && isOn(start.hostname, facts.portal)) {
    // GovCloud's and China's portals have the directory in their path.
    return path === '/start' || /^\/directory\/[\w-]+$/.test(path) ? shortcut : undefined;
  }
  // One domain has those of two partitions, told apart by the region in the name.
  const [, region, domain] = DUAL_STACK_PORTAL.exec(start.hostname) ?? [];
  const leadsThere =
    domain !== undefined && domain === facts.dualStackPortal && partitionOf(region ?? '') === partition;
  return leadsThere && (path === '' || path === '/start') ? shortcut : undefined;
}

const isOn = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);
