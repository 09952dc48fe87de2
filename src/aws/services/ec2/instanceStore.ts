/**
 * Families that have instance-store volumes though their name has no `d` after the generation.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-volumes.html
 */
const families: ReadonlySet<string> = new Set(
  (
    'c1 c3 cc1 cc2 cg1 cr1 d2 d3 d3en dl1 f1 f2 g2 g5 g6 g6e g6f gr6 gr6f h1 hi1 hs1 i2 i3 i3en i3p i4g i4i i7i i7ie i8g i8ge im4gn is4gen ' +
    'm1 m2 m3 p5 p5e p5en p6-b200 p6-b300 r3 trn1 trn1n trn2 trn2u x1 x1e'
  ).split(' '),
);

/**
 * Families of accelerators without one. Of a family of accelerators or of storage that isn't among either of both nothing is known: a name without `d` proves nothing there.
 * Of a general one it does. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
const without: ReadonlySet<string> = new Set('dl2q g3 g3s g5g p2 p3'.split(' '));
const GENERAL = /^(?:a|c|hpc|inf|m|mac|r|t|u|vt|x)\d/;
/** `u-12tb1`, `mac-m4`. */
const NAMED = /^(?:mac|u)-/;

/** Whether every instance of a type has instance-store volumes, from the type's name: `m6gd`, `x2iedn`, `i4i`. */
export function storeOfType(instanceType: string): 'data' | 'none' | 'unknown' {
  const [family = '', size = ''] = instanceType.split('.');
  if (families.has(family)) return 'data';
  const attributes = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? '';
  if (attributes.includes('d')) return 'data';
  return size !== '' && (without.has(family) || GENERAL.test(family) || NAMED.test(family)) ? 'none' : 'unknown';
}
