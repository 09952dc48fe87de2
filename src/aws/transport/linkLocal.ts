/** Where AWS's agents on an instance or beside a container answer over IPv6. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
const OF_AGENTS = /^\[fd00:ec2::[\da-f]{1,4}\]$/;

/**
 * Whether a plain address leads to the machine's own agents, such as the one from which an instance has its role's keys. No proxy can reach them
 * for this machine, and none may see what is asked of them: a container's authorization is in it. Source: RFC 3927 for 169.254.0.0/16, RFC 4291,
 * 2.5.6, for fe80::/10.
 */
export function isLinkLocal(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'http:') return false;
  return /^169\.254(\.\d{1,3}){2}$/.test(hostname) || /^\[fe[89ab][\da-f]:/.test(hostname) || OF_AGENTS.test(hostname);
}
