const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request comes from a web page, or is for another host than this machine: a browser sends what any page asks it to, with the page's `Origin`, or, where the page's
 * own name leads here, with that name as the `Host`. `stoodFor`: other hosts that a proxy of a test's own leads here.
 */
export function isForeign(headers: Readonly<Record<string, string>>, stoodFor?: RegExp): boolean {
  const site = headers['sec-fetch-site'];
  const host = headers['host'] ?? '';
  const isOwn = LOOPBACK.test(host) || stoodFor?.test(host) === true;
  return headers['origin'] !== undefined || !isOwn || (site !== undefined && site !== 'none');
}
