import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { partitionOf, partitions } from '../../../../src/model/partitions.ts';
import { knownRegions, regionName } from '../../../../src/model/regions.ts';

interface Told {
  readonly partitionsInfo: {
    readonly partitions: readonly {
      readonly id: string;
      readonly outputs: { readonly dnsSuffix: string; readonly dualStackDnsSuffix: string };
      readonly regions: Readonly<Record<string, { readonly description?: string }>>;
    }[];
  };
}

/** The installed SDK's own lists: there may be one in each of its packages. */
const files = readdirSync('node_modules/@aws-sdk', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.includes('/dist-es/') && file.endsWith('/aws/partitions.js'))
  .map((file) => `node_modules/@aws-sdk/${file}`);
const told = await Promise.all(
  files.map(async (file) => ((await import(pathToFileURL(file).href)) as Told).partitionsInfo.partitions),
);
/** Without what stands for all regions of a partition. */
const sdkRegions = told
  .flat()
  .flatMap(({ id, regions }) =>
    Object.entries(regions).flatMap(([region, { description = '' }]) =>
      region.endsWith('-global') ? [] : [{ region, partition: id, description }],
    ),
  );
/** The SDK writes no accents, and some words in capitals. */
const plain = (name: string): string => name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

describe('the regions that the installed SDK knows', () => {
  it('are found', () => assert.ok(sdkRegions.length > 40, files.join()));

  it('are all known here, by AWS’s names, in their partitions', () => {
    const unknown = sdkRegions.filter(({ region }) => !knownRegions.includes(region)).map(({ region }) => region);
    assert.deepEqual(unknown, [], 'src/model/regions.ts lacks regions that the SDK knows.');
    for (const { region, partition, description } of sdkRegions) {
      assert.equal(partitionOf(region), partition, region);
      assert.equal(plain(regionName(region) ?? ''), plain(description), region);
    }
  });

  it('are in partitions whose hosts end as here', () => {
    for (const { id, outputs } of told.flat()) {
      const known = Object.entries(partitions).find(([name]) => name === id)?.[1];
      assert.deepEqual([known?.hosts, known?.dualStackHosts], [outputs.dnsSuffix, outputs.dualStackDnsSuffix], id);
    }
  });
});
