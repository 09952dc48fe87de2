const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request comes from a web page, or is for another host than this machine: a browser sends what any page asks it to, with the page's `Origin`, or, where the page's
 * own name leads here, with that name as the `Host`.
 */
export function isForeign(headers: Readonly<Record<string, string>>): boolean {
  const site = headers['sec-fetch-site'];
  return (
    headers['origin'] !== undefined || !loopback.test(headers['host'] ?? '') || (site !== undefined && site !== 'none')
  );
}
