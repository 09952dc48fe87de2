const REFERENCE = /&(?:#x([\da-fA-F]+)|#(\d+)|([a-zA-Z][a-zA-Z\d]*));/g;
const LAST_CODE = 0x10ffff;
/** The first of the halves of characters beyond the basic plane, which the replacement character comes after. */
const FIRST_ODD = '\ud800';

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * An XML text with what its references stand for. A number that no character has comes out as U+FFFD, a name that XML doesn't know as it came.
 * Source: https://www.w3.org/TR/xml/#sec-references
 */
export function resolveReferences(text: string): string {
  return text.replace(REFERENCE, (all, hex?: string, decimal?: string, name?: string) =>
    name === undefined ? characterOf(hex, decimal) : (named.get(name) ?? all),
  );
}

/**
 * The document without references that the SDK's own XML parser misreads: to characters beyond the basic plane, which it takes for others, and to names that
 * XML doesn't know, which it drops.
 */
export function withoutOddReferences(xml: string): string {
  return xml.replace(REFERENCE, (all, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return named.has(name) ? all : `&amp;${name};`;
    const character = characterOf(hex, decimal);
    return character >= FIRST_ODD ? character : all;
  });
}

function characterOf(hex: string | undefined, decimal: string | undefined): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= LAST_CODE ? String.fromCodePoint(code) : '\ufffd';
}
