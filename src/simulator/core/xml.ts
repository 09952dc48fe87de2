const SPECIAL = /[&<>"'\u0000-\u0008\u000b-\u001f]/;
const specials = new RegExp(SPECIAL.source, 'g');
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

/** Text for use inside an XML element. Characters that XML 1.0 can't hold become U+FFFD. */
function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(specials, (char) => entities[char] ?? '\uFFFD') : text;
}

/** An element with text, or nothing when the value is undefined. */
export function element(name: string, value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${typeof value === 'string' ? escapeXml(value) : String(value)}</${name}>`;
}

/** An element around XML that is already written. */
export function group(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** A list in the way of EC2's protocol: each entry in an `item`. */
export function list<T>(name: string, entries: readonly T[], write: (entry: T) => string): string {
  return group(name, entries.map((entry) => group('item', write(entry))).join(''));
}
