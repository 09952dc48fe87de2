import * as fc from 'fast-check';

/** An instance's elements: a list of texts is a plain element's content, escaped; a text is XML as it stands. */
export type AnyInstance = Readonly<Record<string, string | readonly string[]>>;

export const escapeOf = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');

const element = (name: string, content: string): string =>
  content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;

export const instanceXml = (instance: AnyInstance): string =>
  Object.entries(instance)
    .map(([name, content]) => element(name, typeof content === 'string' ? content : content.map(escapeOf).join('')))
    .join('\n  ');

/** The document once for each of its elements, which has elements where a text should be, or a text where elements should. */
export function eachElementOdd(xml: string): readonly { readonly name: string; readonly xml: string }[] {
  const open: { readonly name: string; readonly from: number }[] = [];
  const odd: { readonly name: string; readonly xml: string }[] = [];
  for (const tag of xml.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
    if (tag[0].endsWith('/>')) continue;
    if (tag[1] === '') {
      open.push({ name: tag[2] ?? '', from: tag.index + tag[0].length });
      continue;
    }
    const started = open.pop();
    if (started === undefined || open.length === 0) continue;
    const content = xml.slice(started.from, tag.index).includes('<') ? 'odd' : '<odd>1</odd>';
    odd.push({ name: started.name, xml: `${xml.slice(0, started.from)}${content}${xml.slice(tag.index)}` });
  }
  return odd;
}

/** What may stand in a start tag behind the element's name. */
export const anyAttributes: fc.Arbitrary<string> = fc.constantFrom(
  ' a="b"',
  " a='b'",
  ' a=">"',
  ' a="/>"',
  " a='x/>y'",
  ' a="/"',
  '\n  a="1 > 0"\n  b=\'"\'',
  ' xsi:nil="true"',
  ' ',
);

/** The document with these behind the names of some of its elements, never of the root: each goes to the element at its place, round and round. */
export function withAttributes(
  xml: string,
  attributes: readonly { readonly at: number; readonly text: string }[],
): string {
  const tags = [...xml.matchAll(/<\w+/g)].slice(1).map(({ index, 0: tag }) => index + tag.length);
  const into = new Map(attributes.map(({ at, text: attribute }) => [tags[at % tags.length] ?? 0, attribute]));
  return [...into]
    .sort(([a], [b]) => b - a)
    .reduce((made, [at, attribute]) => made.slice(0, at) + attribute + made.slice(at), xml);
}

/** An answer of DescribeInstances as EC2 writes it. */
export function answerOf(
  reservations: readonly (readonly AnyInstance[])[],
  more: { readonly nextToken?: string },
): string {
  const sets = reservations.map((instances, index) =>
    element(
      'item',
      element('reservationId', `r-${index}`) +
        (index % 2 === 0 ? element('ownerId', '111122223333') : '') +
        element('groupSet', '') +
        element('instancesSet', instances.map((one) => element('item', `\n  ${instanceXml(one)}\n`)).join('\n')) +
        (index % 2 === 1 ? element('ownerId', '444455556666') : ''),
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">',
    element('requestId', '59dbff89-35bd-4eac-99ed-be587EXAMPLE'),
    element('reservationSet', sets.join('\n    ')),
    more.nextToken === undefined ? '' : element('nextToken', more.nextToken),
    '</DescribeInstancesResponse>',
  ].join('\n');
}

/** Texts that XML can hold, awkward ones among them; not those with a character by its number beyond the basic plane, which the SDK reads wrongly. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    ' \n ',
    '  a  ',
    'a\nb',
    'a\r\nb',
    '&',
    '<>',
    '&amp;',
    ']]>',
    '&#128640',
    'ünï',
    '🚀',
    '__proto__',
    'x'.repeat(20_000),
  ),
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((one) => one.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')),
);
/** The same with some of it written otherwise. */
const content = text.chain((one) =>
  fc.constantFrom(
    escapeOf(one),
    escapeOf(one).replaceAll('a', '&#97;').replaceAll('b', '&#x62;').replaceAll("'", '&apos;'),
    `${escapeOf(one)}&quot;&unknown;&#xE9;`,
  ),
);
const flag = fc.constantFrom('true', 'false', 'TRUE', 'True', '', 'yes');
const time = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .chain((date) => {
    const iso = date.toISOString();
    return fc.constantFrom(
      iso,
      iso.replace(/\.\d+Z/, 'Z'),
      iso.replace('Z', '+05:30'),
      iso.replace('Z', '-08:00'),
      iso.replace('Z', '4567Z'),
    );
  });
const record = (members: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> =>
  fc.tuple(fc.record(members, { requiredKeys: [] }), fc.boolean()).map(([one, isSpaced]) =>
    Object.entries(one)
      .map(([name, inside]) => element(name, inside ?? ''))
      .join(isSpaced ? '\n ' : ''),
  );
const list = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(item, { maxLength: 3 }).map((items) => items.map((one) => element('item', one)).join(''));
const association = record({
  publicIp: fc.constantFrom('203.0.113.1', '203.0.113.2', ''),
  publicDnsName: content,
  ipOwnerId: fc.constantFrom('amazon', '111122223333', ''),
});

/** An instance with any of the members that EC2 sends. */
export const anyInstance: fc.Arbitrary<AnyInstance> = fc
  .record(
    {
      instanceType: fc.constantFrom('t3.micro', 'm5d.large', 'i3.large', ''),
      instanceState: record({
        code: fc.constantFrom('0', '16', '272', '48', '64', '80', '99', '-1', '16.5', 'x'),
        name: fc.constantFrom('running', 'stopped', 'new-state', ''),
      }),
      launchTime: time,
      placement: record({ availabilityZone: content, groupName: content, tenancy: content }),
      platform: fc.constantFrom('windows', 'Windows', ''),
      platformDetails: fc.oneof(content, fc.constant('Windows with SQL Server')),
      architecture: content,
      tagSet: list(
        record({ key: fc.oneof(content, fc.constantFrom('Name', 'aws:autoscaling:groupName')), value: content }),
      ),
      operator: record({ managed: flag, principal: content, hiddenByDefault: flag }),
      instanceLifecycle: fc.constantFrom('spot', 'scheduled', ''),
      spotInstanceRequestId: content,
      rootDeviceType: fc.constantFrom('ebs', 'instance-store', ''),
      hibernationOptions: record({ configured: flag }),
      iamInstanceProfile: record({
        arn: fc.oneof(content, fc.constant('arn:aws:iam::111122223333:instance-profile/a/web')),
        id: content,
      }),
      ipAddress: fc.constantFrom('203.0.113.1', ''),
      privateIpAddress: content,
      vpcId: content,
      subnetId: content,
      imageId: content,
      keyName: content,
      stateReason: record({ code: content, message: content }),
      reason: content,
      blockDeviceMapping: list(
        record({
          deviceName: content,
          ebs: record({
            volumeId: fc.constantFrom('vol-1', 'vol-2', ''),
            status: content,
            attachTime: time,
            deleteOnTermination: flag,
          }),
        }),
      ),
      networkInterfaceSet: list(
        record({
          networkInterfaceId: content,
          association,
          privateIpAddressesSet: list(record({ privateIpAddress: content, primary: flag, association })),
          ipv6AddressesSet: list(record({ ipv6Address: content, isPrimaryIpv6: flag })),
          groupSet: list(record({ groupId: content, groupName: content })),
        }),
      ),
      // Members that Halt keeps nothing of, and one that nobody knows.
      monitoring: record({ state: content }),
      productCodes: list(record({ productCode: content, type: content })),
      metadataOptions: record({ httpTokens: content, instanceId: content }),
      fromTheFuture: record({ instanceId: content, item: record({ keyName: content }) }),
    },
    { requiredKeys: [] },
  )
  .chain((members) => {
    const entries = Object.entries(members);
    return fc
      .tuple(fc.shuffledSubarray(entries, { minLength: entries.length }), fc.nat(1_000_000))
      .map(([shuffled, id]) => ({ instanceId: [`i-${id}`], ...Object.fromEntries(shuffled) }));
  });
