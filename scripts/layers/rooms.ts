/** What the files of a room may import besides each other. */
export interface Room {
  readonly rooms: readonly string[];
  /** Names of packages; `node:*` is all of Node, `@smithy/*` all of a scope, `lit/*` all that a package has besides its main entry. */
  readonly packages?: readonly string[];
}

/** What every room may know that is about AWS at all. */
const MODEL = ['base', 'model', 'model/arn.ts', 'model/resources', 'model/ports'];
const NODE = ['node:*'];

const STOPPING = [
  'stopping',
  'stopping/plan',
  'stopping/confirmation.ts',
  'stopping/audit',
  'stopping/follow',
  'stopping/runResult.ts',
];

const PAGES = [...MODEL, 'history', 'stopping', 'stopping/plan', 'panel/protocol'];

/** What every room of `ui` may know besides the model. */
const UI = [
  ...MODEL,
  'inventory',
  'inventory/filtering',
  'inventory/polling',
  'history',
  'stopping',
  'stopping/plan',
  'stopping/follow',
  'ui/words',
  'ui/words/places',
  'ui/words/findings',
];
const VSCODE = ['vscode'];

/**
 * The one table of layers. A room is a folder below `src`, without the folders in it, or one file that stands apart from its folder. Both the bans in `.oxlintrc.json`
 * (written by `npm run layers`) and test/repository/layers.test.ts come from here.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  base: { rooms: [] },

  model: { rooms: ['base'], packages: ['valibot'] },
  'model/resources': { rooms: ['base', 'model'], packages: ['valibot'] },
  'model/arn.ts': { rooms: ['base', 'model', 'model/resources'] },
  'model/ports': { rooms: ['base', 'model', 'model/resources'] },
  // Whoever is handed it can change something in AWS.
  'model/ports/awsChanges.ts': { rooms: ['base', 'model', 'model/resources', 'model/ports'] },

  platform: { rooms: MODEL, packages: NODE },
  // What stands in a filter's text, before anything is filtered by it.
  'inventory/filtering': { rooms: ['base'] },
  inventory: { rooms: [...MODEL, 'inventory/filtering'], packages: ['valibot'] },
  // When each list is read, and by what.
  'inventory/polling': { rooms: [...MODEL, 'inventory'] },
  history: { rooms: MODEL, packages: ['valibot'] },

  stopping: { rooms: MODEL },
  'stopping/plan': { rooms: [...MODEL, 'stopping'] },
  'stopping/confirmation.ts': { rooms: [...MODEL, 'stopping', 'stopping/plan'] },
  'stopping/audit': {
    rooms: [...MODEL, 'stopping', 'stopping/plan', 'stopping/confirmation.ts'],
    packages: ['valibot'],
  },
  'stopping/follow': {
    rooms: [...MODEL, 'stopping', 'stopping/plan', 'stopping/confirmation.ts', 'stopping/audit'],
  },
  // What came of a run is for whoever shows it; the run itself, which is handed what changes AWS, is for `stopping.ts` alone.
  'stopping/runResult.ts': { rooms: [...MODEL, 'stopping', 'stopping/plan', 'stopping/follow'] },
  'stopping/run': { rooms: [...MODEL, 'model/ports/awsChanges.ts', ...STOPPING] },
  'stopping/handOver': { rooms: [...MODEL, 'stopping', 'stopping/plan'] },
  'stopping/stopping.ts': { rooms: [...MODEL, ...STOPPING, 'stopping/run'] },

  // What has happened that somebody asked to be told of.
  news: {
    rooms: [
      ...MODEL,
      'inventory',
      'inventory/polling',
      'stopping',
      'stopping/plan',
      'stopping/follow',
      'stopping/stopping.ts',
    ],
    packages: ['valibot'],
  },

  'aws/transport': { rooms: [...MODEL, 'model/ports/awsChanges.ts'], packages: [...NODE, 'http', 'https'] },
  'aws/sdk': { rooms: [...MODEL, 'aws/transport'], packages: [...NODE, '@smithy/*'] },
  'aws/credentials/helper': { rooms: [...MODEL, 'aws/sdk'], packages: NODE },
  'aws/credentials': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/credentials/helper'],
    packages: [...NODE, '@aws-sdk/credential-providers', '@aws-sdk/nested-clients/*'],
  },
  'aws/call': { rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/credentials'], packages: NODE },
  'aws/services/ec2': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call'],
    packages: ['@aws-sdk/client-ec2', '@smithy/*'],
  },
  'aws/services/ecs': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call', 'aws/services/ec2'],
    packages: ['@aws-sdk/client-ecs', '@smithy/*', 'node:crypto'],
  },
  'aws/services/fis': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call'],
    packages: ['@aws-sdk/client-fis', '@smithy/*'],
  },
  'aws/services/cloudwatch': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call'],
    packages: ['@aws-sdk/client-sts', '@smithy/*'],
  },
  'aws/services/sts': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call', 'aws/credentials'],
    packages: ['@aws-sdk/client-sts', '@smithy/*'],
  },
  'aws/diagnosis': {
    rooms: [...MODEL, 'aws/transport', 'aws/sdk', 'aws/call', 'aws/credentials', 'aws/services/sts'],
    packages: ['@aws-sdk/client-ec2', '@aws-sdk/client-ecs', '@aws-sdk/client-fis', '@aws-sdk/client-sts'],
  },
  aws: {
    rooms: [
      ...MODEL,
      'model/ports/awsChanges.ts',
      'aws/transport',
      'aws/sdk',
      'aws/call',
      'aws/credentials',
      'aws/credentials/helper',
      'aws/services/ec2',
      'aws/services/ecs',
      'aws/services/fis',
      'aws/services/sts',
      'aws/services/cloudwatch',
      'aws/diagnosis',
    ],
    packages: ['@aws-sdk/client-ec2', '@aws-sdk/client-ecs', '@aws-sdk/client-fis'],
  },
  'aws/worker': {
    rooms: [
      ...MODEL,
      'model/ports/awsChanges.ts',
      'aws/transport',
      'aws/sdk',
      'aws/call',
      'aws/credentials',
      'aws/credentials/helper',
      'aws',
    ],
    packages: NODE,
  },

  // What a page's panel needs comes through its protocol: it can't reach a resource of AWS.
  'panel/protocol': { rooms: ['base'], packages: ['valibot'] },
  'panel/view': { rooms: ['base', 'panel/protocol'], packages: ['lit', 'lit/*', 'valibot'] },
  'panel/view/json': { rooms: ['base', 'panel/protocol', 'panel/view'], packages: ['lit', 'lit/*'] },
  'panel/view/main.ts': { rooms: ['base', 'panel/protocol', 'panel/view', 'panel/view/json'], packages: ['lit'] },

  pages: { rooms: PAGES },
  'pages/instance': { rooms: [...PAGES, 'pages'] },
  'pages/deployment': { rooms: [...PAGES, 'pages'] },
  'pages/experiment': { rooms: [...PAGES, 'pages'] },
  'pages/daemon': { rooms: [...PAGES, 'pages'] },
  'pages/pageData.ts': { rooms: [...PAGES, 'pages', 'pages/instance', 'pages/deployment', 'pages/experiment'] },

  'ui/words': {
    rooms: [
      ...MODEL,
      'inventory',
      'inventory/filtering',
      'stopping',
      'stopping/plan',
      'stopping/confirmation.ts',
      'stopping/follow',
      'pages',
    ],
    packages: VSCODE,
  },
  'ui/words/places': { rooms: [...MODEL, 'stopping', 'stopping/plan', 'ui/words'], packages: VSCODE },
  'ui/words/findings': { rooms: [...MODEL, 'stopping', 'stopping/plan', 'pages', 'ui/words'], packages: VSCODE },
  'ui/editor': { rooms: UI, packages: VSCODE },
  'ui/pick': { rooms: ['base', 'ui/words'], packages: VSCODE },
  'ui/settings': { rooms: [...UI, 'ui/editor'], packages: [...VSCODE, 'valibot'] },
  // The person's own folder is where a sign-in runs.
  'ui/profiles': {
    rooms: [...UI, 'stopping/handOver', 'ui/editor', 'ui/pick', 'ui/settings'],
    packages: [...VSCODE, 'node:os'],
  },
  'ui/tree/nodes': { rooms: [...UI, 'ui/settings', 'ui/profiles'], packages: ['valibot'] },
  'ui/tree/rows': { rooms: [...UI, 'news', 'ui/settings', 'ui/profiles', 'ui/tree/nodes'], packages: VSCODE },
  'ui/tree': {
    rooms: [...UI, 'ui/settings', 'ui/profiles', 'ui/tree/nodes', 'ui/tree/rows'],
    packages: VSCODE,
  },
  'ui/records': {
    rooms: [
      ...UI,
      'stopping/audit',
      'stopping/stopping.ts',
      'panel/protocol',
      'pages',
      'pages/daemon',
      'ui/editor',
      'ui/profiles',
      'ui/detail',
    ],
    packages: [...VSCODE, 'valibot'],
  },
  'ui/stop': {
    rooms: [
      ...UI,
      'stopping/confirmation.ts',
      'stopping/runResult.ts',
      'stopping/stopping.ts',
      'ui/editor',
      'ui/pick',
      'ui/tree/nodes',
      'ui/tree/rows',
      'panel/protocol',
      'pages',
      'ui/records',
    ],
    packages: [...VSCODE, 'valibot'],
  },
  'ui/stop/results': {
    rooms: [...UI, 'stopping/stopping.ts', 'ui/editor', 'ui/stop'],
    packages: VSCODE,
  },
  // It hands requests to the prompt, and knows of no other way to a change.
  'ui/agents': {
    rooms: [
      ...UI,
      'stopping/confirmation.ts',
      'stopping/stopping.ts',
      'ui/editor',
      'ui/profiles',
      'ui/settings',
      'ui/stop',
    ],
    packages: VSCODE,
  },
  'ui/news': { rooms: [...UI, 'news', 'stopping/stopping.ts', 'ui/settings'], packages: VSCODE },
  // A link leads to a page: nothing in this room knows of a plan's prompt.
  'ui/links': { rooms: [...MODEL, 'inventory', 'ui/editor', 'ui/words', 'ui/profiles'], packages: VSCODE },
  ui: {
    rooms: [
      ...UI,
      'news',
      'stopping/stopping.ts',
      'ui/agents',
      'ui/editor',
      'ui/links',
      'ui/settings',
      'ui/tree/nodes',
    ],
    packages: VSCODE,
  },
  'ui/detail': {
    rooms: [...UI, 'panel/protocol', 'pages', 'pages/daemon', 'pages/pageData.ts', 'ui/editor'],
    packages: [...VSCODE, 'valibot'],
  },
  'ui/commands/running': {
    rooms: [
      ...UI,
      'stopping/stopping.ts',
      'ui/editor',
      'ui/pick',
      'ui/profiles',
      'ui/settings',
      'ui/tree/nodes',
      'ui/tree/rows',
    ],
    packages: VSCODE,
  },
  'ui/commands': {
    rooms: [
      ...UI,
      'news',
      'ui/commands/running',
      'ui/news',
      'ui/records',
      'stopping/audit',
      'stopping/handOver',
      'stopping/stopping.ts',
      'ui/editor',
      'ui/links',
      'ui/pick',
      'ui/profiles',
      'ui/settings',
      'ui/stop',
      'ui/tree',
      'ui/tree/nodes',
      'ui/tree/rows',
    ],
    packages: VSCODE,
  },

  app: {
    rooms: [
      ...UI,
      'news',
      'stopping/stopping.ts',
      'aws/worker',
      'ui',
      'ui/agents',
      'ui/commands',
      'ui/commands/running',
      'ui/detail',
      'ui/editor',
      'ui/links',
      'ui/news',
      'ui/profiles',
      'ui/settings',
      'ui/records',
      'ui/stop',
      'ui/stop/results',
      'ui/tree',
      'ui/tree/nodes',
      'ui/tree/rows',
    ],
    packages: VSCODE,
  },

  // The simulated AWS stands alone, so that no mistake of Halt's is in both.
  'simulator/core': { rooms: [], packages: NODE },
  'simulator/ec2': { rooms: ['simulator/core'], packages: NODE },
  'simulator/ecs': { rooms: ['simulator/core'], packages: NODE },
  'simulator/fis': { rooms: ['simulator/core'], packages: NODE },
  'simulator/cloudwatch': { rooms: ['simulator/core'], packages: NODE },
  'simulator/sts': { rooms: ['simulator/core'], packages: NODE },
  'simulator/gateway': { rooms: ['simulator/core'], packages: NODE },
  simulator: {
    rooms: [
      'simulator/core',
      'simulator/ec2',
      'simulator/ecs',
      'simulator/fis',
      'simulator/cloudwatch',
      'simulator/sts',
      'simulator/gateway',
    ],
    packages: NODE,
  },

  'extension.ts': {
    rooms: [
      'base',
      'model',
      'model/ports',
      'platform',
      'aws/credentials',
      'aws/worker',
      'ui',
      'ui/agents',
      'app',
      'simulator',
    ],
    packages: [...NODE, ...VSCODE],
  },
};
