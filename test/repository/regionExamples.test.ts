import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fallbackRegions, regionName } from '../../src/model/regions.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly items: {
              readonly properties: { readonly regions: { readonly items: { readonly examples: readonly string[] } } };
            };
          }
        >
      >;
    };
  };
};

test('what is offered while a place’s regions are typed is each region to choose from, and no other than AWS has', () => {
  const offered =
    manifest.contributes.configuration.properties['halt.places']?.items.properties.regions.items.examples ?? [];
  assert.deepEqual(
    fallbackRegions.filter((region) => !offered.includes(region)),
    [],
  );
  assert.deepEqual(
    offered.filter((region) => regionName(region) === undefined),
    [],
  );
});
