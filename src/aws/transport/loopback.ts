/**
 * Whether an address surely leads to this very machine. A name that only begins like one, or that a resolver has to be asked about, doesn't.
 * Source: RFC 6761, 6.3, for `localhost`; RFC 4291, 2.5.3, for `::1`.
 */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
