import { type MemberExpression, type Node, parseSync, type Program, Visitor } from 'oxc-parser';

/** Members that few files may use: whoever else needs what they do goes through those files. */
export interface Door {
  /** What has the members, by its name; where absent, it is whatever has members of these names. */
  readonly object?: string;
  readonly members: readonly string[];
  /** That the object may not be made without an argument either. */
  readonly isMade?: true;
  /** Globs, from the repository's root. */
  readonly files: readonly string[];
  readonly message: string;
}

export const DOORS: readonly Door[] = [
  {
    members: [
      'showInformationMessage',
      'showWarningMessage',
      'showErrorMessage',
      'showInputBox',
      'createInputBox',
      'showQuickPick',
      'createQuickPick',
      'withProgress',
      'withScmProgress',
      'setStatusBarMessage',
    ],
    files: ['src/ui/words/say.ts'],
    message: 'Use src/ui/words/say.ts, which breaks links and icons in what comes from outside.',
  },
  {
    members: ['createTerminal'],
    files: ['src/ui/profiles/openTerminal.ts'],
    message:
      'Use src/ui/profiles/openTerminal.ts: a tab’s icons are broken there, and it begins on the machine of the shared config.',
  },
  ...(
    [
      {
        members: [
          'registerUriHandler',
          'registerWebviewPanelSerializer',
          'registerTerminalLinkProvider',
          'registerTool',
          'registerHoverProvider',
          'setTextDocumentLanguage',
          'uriScheme',
        ],
      },
      { object: 'workspace', members: ['isTrusted'] },
    ] as const
  ).map((some) => ({
    ...some,
    files: ['src/ui/editor/optionalApis.ts'],
    message: 'Use src/ui/editor/optionalApis.ts: not every editor has it.',
  })),
  {
    object: 'Date',
    members: ['now'],
    isMade: true,
    files: ['src/base/systemClock.ts', 'src/ui/words/times.ts', 'src/panel/view/*.ts', 'src/simulator/**'],
    message: 'Take the time from a Clock, which a test can hold.',
  },
];

/** For several doors, parsed once. */
export function programOf(file: string, source: string): Program {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new Error(`${file} can't be parsed: ${error.message}`);
  return program;
}

/**
 * Where a file names a member of a door, in its own words: by a dot, by a text, by taking an object apart or by importing it, whatever the object is called; and where it takes a member of the
 * object by a name that stands nowhere in the file.
 */
export function usesOf(
  { object, members, isMade }: Door,
  file: string,
  source: string,
  program = programOf(file, source),
): readonly string[] {
  const found: Span[] = [];
  const isMember = (name: string | undefined): boolean => name !== undefined && members.includes(name);
  new Visitor({
    MemberExpression: (node) => {
      const key = keyOf(node);
      const isOwners = nameOf(node.object) === (object ?? 'window');
      if (key === undefined ? isOwners : isMember(key) && (object === undefined || isOwners)) found.push(node);
    },
    VariableDeclarator: ({ id, init }) => {
      if (object === undefined || id.type !== 'ObjectPattern' || init === null || nameOf(init) !== object) return;
      for (const property of id.properties)
        if (property.type === 'RestElement' || isMember(nameOf(property.key))) found.push(property);
    },
    NewExpression: (node) => {
      if (isMade === true && nameOf(node.callee) === object && node.arguments.length === 0) found.push(node);
    },
    ...(object === undefined && {
      Property: (node) => void (isMember(nameOf(node.key)) && found.push(node)),
      ImportSpecifier: (node) => void (isMember(nameOf(node.imported)) && found.push(node)),
      Literal: (node) => void (isMember(nameOf(node)) && found.push(node)),
    }),
  }).visit(program);
  const isOuter = (span: Span): boolean =>
    !found.some((other) => other !== span && other.start <= span.start && span.end <= other.end);
  return found.filter(isOuter).map(({ start, end }) => source.slice(start, end));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The name of the member; undefined for one that stands nowhere in the file. */
function keyOf(node: MemberExpression): string | undefined {
  if (!node.computed) return node.property.name;
  const { property } = node;
  if (property.type === 'TemplateLiteral' && property.quasis.length === 1) return property.quasis[0]?.value.raw;
  return property.type === 'Literal' ? String(property.value) : undefined;
}

/** `window`, and `vscode.window` as well. */
function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node.type === 'MemberExpression' ? keyOf(node) : undefined;
}
