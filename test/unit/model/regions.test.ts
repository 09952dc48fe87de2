import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partitionOf } from '../../../src/model/partitions.ts';
import { fallbackRegions, knownRegions, regionName } from '../../../src/model/regions.ts';

/** Those that are public, by partition. Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGIONS: Readonly<Record<string, string>> = {
  aws: `
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3
    ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
    eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2`,
  'aws-cn': 'cn-north-1 cn-northwest-1',
  'aws-us-gov': 'us-gov-east-1 us-gov-west-1',
};

/** From the same page, those of China and GovCloud from theirs. */
const NAMES: Readonly<Record<string, string>> = {
  'af-south-1': 'Africa (Cape Town)',
  'ap-east-1': 'Asia Pacific (Hong Kong)',
  'ap-east-2': 'Asia Pacific (Taipei)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-northeast-3': 'Asia Pacific (Osaka)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-south-2': 'Asia Pacific (Hyderabad)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-southeast-3': 'Asia Pacific (Jakarta)',
  'ap-southeast-4': 'Asia Pacific (Melbourne)',
  'ap-southeast-5': 'Asia Pacific (Malaysia)',
  'ap-southeast-6': 'Asia Pacific (New Zealand)',
  'ap-southeast-7': 'Asia Pacific (Thailand)',
  'ca-central-1': 'Canada (Central)',
  'ca-west-1': 'Canada West (Calgary)',
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-central-2': 'Europe (Zurich)',
  'eu-north-1': 'Europe (Stockholm)',
  'eu-south-1': 'Europe (Milan)',
  'eu-south-2': 'Europe (Spain)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-west-2': 'Europe (London)',
  'eu-west-3': 'Europe (Paris)',
  'il-central-1': 'Israel (Tel Aviv)',
  'me-central-1': 'Middle East (UAE)',
  'me-south-1': 'Middle East (Bahrain)',
  'me-west-1': 'Middle East (Saudi Arabia)',
  'mx-central-1': 'Mexico (Central)',
  'sa-east-1': 'South America (São Paulo)',
  'sa-west-1': 'South America (Chile)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'cn-north-1': 'China (Beijing)',
  'cn-northwest-1': 'China (Ningxia)',
  'us-gov-east-1': 'AWS GovCloud (US-East)',
  'us-gov-west-1': 'AWS GovCloud (US-West)',
};

/** Those that are not public, or not for every account. Source: the partitions in the endpoint rules of AWS's SDKs. */
const OTHER_REGIONS: Readonly<Record<string, string>> = {
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1 us-iso-west-1',
  'aws-iso-b': 'us-isob-east-1 us-isob-west-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-east-1 us-isof-south-1',
};

/** From the same rules, where some of them are in capitals. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'eusc-de-east-1': 'AWS European Sovereign Cloud (Germany)',
  'us-iso-east-1': 'US ISO East',
  'us-iso-west-1': 'US ISO West',
  'us-isob-east-1': 'US ISOB East (Ohio)',
  'us-isob-west-1': 'US ISOB West',
  'eu-isoe-west-1': 'EU ISOE West',
  'us-isof-east-1': 'US ISOF East',
  'us-isof-south-1': 'US ISOF South',
};

const rowsOf = (regions: Readonly<Record<string, string>>): readonly (readonly [region: string, partition: string])[] =>
  Object.entries(regions).flatMap(([partition, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((region) => [region, partition] as const),
  );

const rows = rowsOf(REGIONS);
const all = [...rows, ...rowsOf(OTHER_REGIONS)];

describe('the regions that AWS has made known', () => {
  it('are these and no others, each once', () => {
    assert.deepEqual(knownRegions.toSorted(), all.map(([region]) => region).toSorted());
  });

  it('have the names that AWS gives them', () => {
    assert.deepEqual(Object.fromEntries(knownRegions.map((region) => [region, regionName(region)])), {
      ...NAMES,
      ...OTHER_NAMES,
    });
  });

  for (const [region, partition] of all)
    it(`have ${region} in ${partition}`, () => assert.equal(partitionOf(region), partition));
});

describe('the regions to choose from while AWS can’t be asked', () => {
  it('are all that are public, each once, in the order of their names', () => {
    assert.deepEqual(fallbackRegions, rows.map(([region]) => region).toSorted());
  });

  it('have a name each, that no other has; what is no region has none', () => {
    assert.equal(new Set(fallbackRegions.map(regionName)).size, fallbackRegions.length);
    for (const region of ['xx-north-9', '', 'constructor', '__proto__']) assert.equal(regionName(region), undefined);
  });
});
