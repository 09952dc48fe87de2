// Bundles what Halt runs: node esbuild.mjs [--production] [--watch]
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { minify } from '@swc/core';
import { context } from 'esbuild';

const ROOT = import.meta.dirname;
const FIS = /[\\/]client-fis[\\/]/;

/**
 * Runs in the extension host.
 * @type {import('esbuild').BuildOptions}
 */
const HOST = {
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  // import() becomes require(), which every extension host has.
  supported: { 'dynamic-import': false },
};

/**
 * Runs in the webview.
 * @type {import('esbuild').BuildOptions}
 */
const PAGE = { platform: 'browser', format: 'iife', target: 'chrome128', mainFields: ['module', 'main'] };

/**
 * Each entry is a file of its own in the VSIX. An `import()` of another entry's source loads that file when the call is made,
 * and not before.
 */
export const ENTRIES = [
  { source: 'src/extension.ts', output: 'extension.cjs', options: HOST },
  { source: 'src/app/app.ts', output: 'halt.cjs', options: HOST },
  { source: 'src/aws/worker/workerAws.ts', output: 'aws.cjs', options: HOST },
  { source: 'src/aws/worker/worker.ts', output: 'worker.cjs', options: HOST },
  { source: 'src/simulator/demoHost.ts', output: 'simulator.cjs', options: HOST },
  { source: 'src/panel/view/main.ts', output: 'panel/panel.js', options: PAGE },
];

const lazyEntries = {
  name: 'lazy entries',
  /** @param {import('esbuild').PluginBuild} esbuild */
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const target =
        kind === 'dynamic-import' && ENTRIES.find(({ source }) => join(ROOT, source) === resolve(resolveDir, path));
      return target ? { path: `./${target.output}`, external: true } : undefined;
    });
  },
};

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
export const sdkPlugins = [usedSchemas, uncalled, namedImports, onceEach, replaced, versions];

/**
 * Minifies a bundle once more. esbuild looks at each statement by itself; what follows from several (a value that is used once, a branch that is never taken, a name
 * that a whole file doesn't need) is found here. No name of a member is touched: what is kept, sent to the worker and read from AWS is told apart by them.
 * @param {string} file
 */
async function minifyAgain(file) {
  const { code } = await minify(await readFile(file, 'utf8'), {
    ecma: 2022,
    module: false,
    // A third pass still finds something; more find next to nothing.
    compress: { ecma: 2022, passes: 3, toplevel: true },
    mangle: { toplevel: true },
    format: { comments: false },
  });
  await writeFile(file, code);
}

/**
 * Bundles every entry into a folder, emptied before, with esbuild's account of what is in them in its meta.json. Rejects when
 * one can't be bundled.
 * @param {{ production?: boolean, watch?: boolean, to?: string }} [options]
 */
export async function build({ production = false, watch = false, to = join(ROOT, 'dist') } = {}) {
  await rm(to, { recursive: true, force: true });
  const contexts = await Promise.all(
    ENTRIES.map(({ source, output, options }) =>
      context({
        ...options,
        absWorkingDir: ROOT,
        entryPoints: [source],
        outfile: join(to, output),
        bundle: true,
        minify: production,
        sourcemap: !production,
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
        plugins: [lazyEntries, ...sdkPlugins],
      }),
    ),
  );
  if (watch) {
    await Promise.all(contexts.map((bundle) => bundle.watch()));
    return;
  }
  try {
    const results = await Promise.all(contexts.map((bundle) => bundle.rebuild()));
    const inputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.inputs));
    const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile?.outputs));
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'meta.json'), JSON.stringify({ inputs, outputs }));
    if (production) await Promise.all(ENTRIES.map(({ output }) => minifyAgain(join(to, output))));
  } finally {
    await Promise.all(contexts.map((bundle) => bundle.dispose()));
  }
}

if (process.argv[1] === import.meta.filename) {
  const flags = new Set(process.argv.slice(2));
  const watch = flags.has('--watch');
  await build({ production: flags.has('--production'), watch }).catch(() => process.exit(1)); // esbuild has said why.
  if (watch) process.stdout.write('Watching.\n');
}
