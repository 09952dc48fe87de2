// What is taken of the AWS SDK when it is bundled. No bundle has what nobody calls, and none has a thing twice.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const FIS = /[\\/]client-fis[\\/]/;

/**
 * The SDK describes each of a service's operations in one file; EC2 has hundreds, and Halt uses six of them. Keys that are written as constants keep esbuild from
 * leaving out what nobody uses, since it can't know that they are texts. What is loaded by an import() is kept whole all the same.
 */
const usedSchemas = {
  name: 'used schemas',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map(
        [...source.matchAll(/^const (\w+) = ("[^"\\\n]*");$/gm)].map(([, name = '', text = '']) => [name, text]),
      );
      const contents = source.replaceAll(/\[(\w+)\]:/g, (key, /** @type {string} */ name) => {
        const text = texts.get(name);
        return text === undefined ? key : `${text}:`;
      });
      return { contents, loader: 'js' };
    });
  },
};

/**
 * What packages of the SDK bring along and Halt never calls, by who imports it: the credentials, the region and the settings of each client are given to it, and
 * Halt runs in no browser. Should one be called all the same, it throws; a provider (a function that is called to get one) throws when it is asked.
 * @type {readonly { importer: RegExp, path: string, names: readonly string[], provider?: true }[]}
 */
const UNCALLED = [
  // Event streams: no operation that Halt uses has one, and the SDK loads this only for those that do.
  {
    importer: /[\\/]@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]protocols[\\/]HttpProtocol\.js$/,
    path: '@smithy/core/event-streams',
    names: ['EventStreamSerde', 'eventStreamSerdeProvider'],
  },
  // The chain of credentials of each client, and of the one that assumes a role: with clients for STS and for sign-ins. A client that is given none makes the provider, and never asks it.
  {
    importer: /[\\/](?:client-\w+[\\/]dist-es[\\/]runtimeConfig|fromNodeProviderChain)\.js$/,
    path: '@aws-sdk/credential-provider-node',
    names: ['defaultProvider'],
    provider: true,
  },
  // Tells browsers apart.
  { importer: /[\\/]@aws-sdk[\\/]/, path: 'bowser', names: ['default', 'parse'] },
  // Asks the machine's metadata for its region, where a client is left to find its settings by itself.
  {
    importer: /[\\/]util-defaults-mode-node[\\/]/,
    path: '@smithy/credential-provider-imds',
    names: ['getInstanceMetadataEndpoint', 'httpRequest'],
  },
];

const uncalled = {
  name: 'uncalled',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      UNCALLED.some((one) => one.path === path && one.importer.test(importer))
        ? { path, namespace: 'uncalled' }
        : undefined,
    );
    esbuild.onLoad({ filter: /^/, namespace: 'uncalled' }, ({ path }) => {
      const { names = [], provider = false } = UNCALLED.find((one) => one.path === path) ?? {};
      const throws = `() => { throw new Error(${JSON.stringify(`Halt has no ${path}: nothing should call it.`)}); }`;
      const body = provider ? `() => async ${throws}` : throws;
      const contents = names.map((name) =>
        name === 'default' ? `export default ${body};` : `export const ${name} = ${body};`,
      );
      return { contents: contents.join('\n'), loader: 'js' };
    });
  },
};

/**
 * The SDK's providers of credentials load what they need with an import(), of which everything is kept, called or not. In one file nothing is loaded later: an import of
 * the names alone leaves the others out.
 */
const namedImports = {
  name: 'named imports',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]credential-provider[\w-]*[\\/]dist-es[\\/].*\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        /** @type {string[]} */
        const imports = [];
        const rest = source.replaceAll(
          /^\s*const (\{[^{}]*\}) = await import\(("[^"\n]*")\);$/gm,
          (_, /** @type {string} */ names, /** @type {string} */ from) => {
            imports.push(`import ${names.replaceAll(':', ' as')} from ${from};`);
            return '';
          },
        );
        return { contents: [...imports, rest].join('\n'), loader: 'js' };
      },
    );
  },
};

/**
 * The packages that the SDK's plumbing was once spread over, and where in today's it is now, under the same names. The FIS client is of that time (docs/adr/0005-fis-client.md): what
 * it imports is taken from the plumbing that the other clients have, which is kept.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const MOVED = {
  '@aws-sdk/core': [
    '@aws-sdk/core',
    '@aws-sdk/core/client',
    '@aws-sdk/core/httpAuthSchemes',
    '@aws-sdk/core/protocols',
  ],
  '@aws-sdk/middleware-host-header': ['@aws-sdk/core/client'],
  '@aws-sdk/middleware-logger': ['@aws-sdk/core/client'],
  '@aws-sdk/middleware-recursion-detection': ['@aws-sdk/core/client'],
  '@aws-sdk/middleware-user-agent': ['@aws-sdk/core/client'],
  '@aws-sdk/region-config-resolver': ['@aws-sdk/core/client'],
  '@aws-sdk/util-endpoints': ['@aws-sdk/core/client'],
  '@aws-sdk/util-user-agent-node': ['@aws-sdk/core/client'],
  '@smithy/config-resolver': ['@smithy/core/config'],
  '@smithy/core': ['@smithy/core'],
  '@smithy/hash-node': ['@smithy/core/serde'],
  '@smithy/middleware-content-length': ['@smithy/core/protocols'],
  '@smithy/middleware-endpoint': ['@smithy/core/endpoints'],
  '@smithy/middleware-retry': ['@smithy/core/retry'],
  '@smithy/middleware-serde': ['@smithy/core/serde'],
  '@smithy/middleware-stack': ['@smithy/core/client'],
  '@smithy/node-config-provider': ['@smithy/core/config'],
  '@smithy/property-provider': ['@smithy/core/config'],
  '@smithy/protocol-http': ['@smithy/core/protocols'],
  '@smithy/querystring-parser': ['@smithy/core/protocols'],
  '@smithy/service-error-classification': ['@smithy/core/retry'],
  '@smithy/shared-ini-file-loader': ['@smithy/core/config'],
  '@smithy/smithy-client': ['@smithy/core/client', '@smithy/core/serde', '@smithy/core/protocols'],
  '@smithy/types': ['@smithy/types'],
  '@smithy/url-parser': ['@smithy/core/protocols'],
  '@smithy/util-base64': ['@smithy/core/serde'],
  '@smithy/util-body-length-node': ['@smithy/core/serde'],
  '@smithy/util-buffer-from': ['@smithy/core/serde'],
  '@smithy/util-config-provider': ['@smithy/core/config'],
  '@smithy/util-defaults-mode-node': ['@smithy/core/config'],
  '@smithy/util-endpoints': ['@smithy/core/endpoints'],
  '@smithy/util-middleware': ['@smithy/core/client'],
  '@smithy/util-retry': ['@smithy/core/retry'],
  '@smithy/util-stream': ['@smithy/core/serde'],
  '@smithy/util-utf8': ['@smithy/core/serde'],
};

/**
 * What packages bring a second time, by who imports it, and which of Halt's own dependencies has the same.
 * @type {readonly { path: RegExp, importer?: RegExp, instead: string }[]}
 */
const SECOND = [
  // The providers of credentials bring a client for STS with them, which is a part of the one that Halt has anyway.
  { path: /^@aws-sdk\/nested-clients\/sts$/, instead: '@aws-sdk/client-sts' },
  // The FIS client brings older copies of the signer and of the handler of requests (which it makes only where it is given none).
  { path: /^@smithy\/signature-v4$/, importer: FIS, instead: '@smithy/signature-v4' },
  { path: /^@smithy\/node-http-handler$/, importer: FIS, instead: '@smithy/node-http-handler' },
];

/** Of the FIS client's time: the packages that only it brings, and what Halt builds on it. */
const OLD = /[\\/]client-fis[\\/]|[\\/]services[\\/]fis[\\/]/;

const onceEach = {
  name: 'once each',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    for (const { path: filter, importer: by, instead } of SECOND) {
      esbuild.onResolve({ filter }, ({ importer, kind }) => {
        // From Halt's own folder it is resolved as Halt's own, and not asked here again.
        if (importer !== '' && (by?.test(importer) ?? true))
          return esbuild.resolve(instead, { resolveDir: ROOT, kind });
        return undefined;
      });
    }
    esbuild.onResolve({ filter: /^@(?:smithy|aws-sdk)\// }, ({ path, importer }) =>
      Object.hasOwn(MOVED, path) && OLD.test(importer) ? { path, namespace: 'moved' } : undefined,
    );
    esbuild.onLoad({ filter: /^/, namespace: 'moved' }, ({ path }) => ({
      contents: (MOVED[path] ?? []).map((now) => `export * from ${JSON.stringify(now)};`).join('\n'),
      resolveDir: ROOT,
      loader: 'js',
    }));
  },
};

/**
 * Files of the SDK that are never called, or have nothing to say where Halt runs, and what stands in their place.
 * @type {readonly { file: RegExp, contents: string }[]}
 */
const REPLACED = [
  // Every call asks for what Lambda keeps between calls.
  {
    file: /[\\/]@aws[\\/]lambda-invoke-store[\\/].*\.js$/,
    contents: 'export const InvokeStore = { getInstanceAsync: async () => undefined };',
  },
  // Of the retry mode "adaptive": each client is given another.
  {
    file: /[\\/]@smithy[\\/].*[\\/]DefaultRateLimiter\.js$/,
    contents: 'export class DefaultRateLimiter { constructor() { throw new Error("Halt has no adaptive retries."); } }',
  },
  // Signs for several regions at once where AWS's extra package is there, which it isn't: what STS is asked is signed for one.
  {
    file: /[\\/]@aws-sdk[\\/]signature-v4-multi-region[\\/]dist-es[\\/]index\.js$/,
    contents:
      'import { SignatureV4 } from "@smithy/signature-v4"; export class SignatureV4MultiRegion extends SignatureV4 { static sigv4aDependency() { return "none"; } }',
  },
  // Where Node were built without its own: nothing of Halt's would run there.
  {
    file: /[\\/]@smithy[\\/]core[\\/].*[\\/]Sha256Js\.js$/,
    contents: 'export class Sha256Js { constructor() { throw new Error("Halt needs Node’s own hashes."); } }',
  },
  // What a browser's answers are read by. Thrown to where it is told which kind was got and which was expected.
  {
    file: /[\\/]@smithy[\\/]core[\\/].*[\\/]sdk-stream-mixin\.browser\.js$/,
    contents: 'export const sdkStreamMixin = () => { throw new Error("Halt runs in no browser."); };',
  },
  // Signs the messages of event streams.
  {
    file: /[\\/]@smithy[\\/]signature-v4[\\/].*[\\/]HeaderFormatter\.js$/,
    contents: 'export class HeaderFormatter { format() { throw new Error("Halt has no event streams."); } }',
  },
  // Asks the machine's metadata for its region: each client is given its own.
  {
    file: /[\\/]@smithy[\\/]core[\\/].*[\\/]getInstanceMetadataRegion\.js$/,
    contents: 'export const getInstanceMetadataRegion = async () => undefined;',
  },
];

const replaced = {
  name: 'replaced',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    for (const { file, contents } of REPLACED) esbuild.onLoad({ filter: file }, () => ({ contents, loader: 'js' }));
  },
};

/** What is told of each region beside its partition: Halt has AWS's names for them from elsewhere. */
const regionNames = {
  name: 'region names',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onLoad({ filter: /[\\/]@aws-sdk[\\/]core[\\/].*[\\/]partitions\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll(/"description": "[^"\\\n]*"/g, ''), loader: 'js' };
    });
  },
};

/** Each error of a service is a class of its own, all of them alike but for their names: those that have no members of their own are made by one function. */
const errorClasses = {
  name: 'error classes',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]models[\\/]errors\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const made = source.replaceAll(
        /^export class (\w+) extends __BaseException \{\s+static shapeId = ("[^"\n]+");\s+name = "\1";\s+\$fault = ("\w+");\s+constructor\(opts\) \{\s+super\(\{\s+name: "\1",\s+\$fault: \3,\s+\.\.\.opts,?\s+\}\);\s+Object\.setPrototypeOf\(this, \1\.prototype\);\s+\}\s+\}$/gm,
        'export const $1 = /* @__PURE__ */ alike("$1", $2, $3);',
      );
      return { contents: made === source ? source : `${made}\n${ALIKE}`, loader: 'js' };
    });
  },
};

const ALIKE = `function alike(name, shapeId, fault) {
  return class Alike extends __BaseException {
    static shapeId = shapeId;
    name = name;
    $fault = fault;
    constructor(opts) {
      super({ name, $fault: fault, ...opts });
      Object.setPrototypeOf(this, Alike.prototype);
    }
  };
}`;

/** The SDK's packages name their version to AWS, and bring all that stands beside it. */
const versions = {
  name: 'versions',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onLoad({ filter: /[\\/]@aws-sdk[\\/].*package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** How the code that knows the SDK is bundled, in the product and wherever its bundle is tried or measured. */
export const sdkPlugins = [
  usedSchemas,
  uncalled,
  namedImports,
  onceEach,
  replaced,
  regionNames,
  errorClasses,
  versions,
];
