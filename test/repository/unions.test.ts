import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import {
  type ArrowFunctionExpression,
  type Function,
  parseSync,
  type TSInterfaceDeclaration,
  type TSSignature,
  type TSType,
  type TSTypeAliasDeclaration,
  type TSTypeName,
  Visitor,
} from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

/** What tells a union's members apart, by a literal in each; `ok` where there are no more than two, a success and a failure. */
const TELLING = ['kind', 'type', 'ok'];

/** The members of an object type that it always has, by name: whether each is of literals, which tell it from others. */
type Shape = ReadonlyMap<string, boolean>;

interface SourceFile {
  readonly source: string;
  readonly types: ReadonlyMap<string, TSInterfaceDeclaration | TSTypeAliasDeclaration>;
  /** Where an imported name comes from, and what it is called there. */
  readonly imports: ReadonlyMap<string, readonly [file: string, name: string]>;
  readonly unions: readonly (TSType & { readonly type: 'TSUnionType' })[];
}

interface Declared {
  readonly file: string;
  readonly declaration: TSInterfaceDeclaration | TSTypeAliasDeclaration;
  readonly key: string;
}

function readSource(file: string, source: string): SourceFile {
  const { program, module } = parseSync(file, source);
  const types = new Map<string, TSInterfaceDeclaration | TSTypeAliasDeclaration>();
  const unions: (TSType & { readonly type: 'TSUnionType' })[] = [];
  new Visitor({
    TSInterfaceDeclaration: (declaration) => void types.set(declaration.id.name, declaration),
    TSTypeAliasDeclaration: (declaration) => void types.set(declaration.id.name, declaration),
    TSUnionType: (union) => void unions.push(union),
  }).visit(program);
  const imports = new Map<string, readonly [string, string]>();
  for (const { moduleRequest, entries } of module.staticImports) {
    if (!moduleRequest.value.startsWith('.')) continue;
    const from = posix.join(posix.dirname(file), moduleRequest.value);
    for (const { importName, localName } of entries)
      imports.set(localName.value, [from, importName.name ?? localName.value]);
  }
  return { source, types, imports, unions };
}

/** The unions of objects whose members have no `kind` or `type` in common, as `file: text`. Types that are made by a function of types are left out. */
function untold(sources: Readonly<Record<string, string>>): readonly string[] {
  const files = new Map(Object.entries(sources).map(([file, source]) => [file, readSource(file, source)]));

  const named = (file: string, name: string, seen: readonly string[]): readonly Shape[] => {
    const there = files.get(file);
    const key = `${file} ${name}`;
    if (there === undefined || seen.includes(key)) return [];
    const declaration = there.types.get(name);
    if (declaration === undefined) {
      const imported = there.imports.get(name);
      return imported ? named(...imported, [...seen, key]) : [];
    }
    if (declaration.type === 'TSTypeAliasDeclaration') return shapes(file, declaration.typeAnnotation, [...seen, key]);
    const inherited = declaration.extends.map(({ expression }) =>
      expression.type === 'Identifier' ? named(file, expression.name, [...seen, key]) : [],
    );
    if (inherited.some((shape) => shape.length === 0)) return [];
    return [new Map([...inherited.flat().flatMap((shape) => [...shape]), ...membersOf(file, declaration.body.body)])];
  };

  /** Whether it takes more values than are written out; what is made by a function of types is not looked into. */
  const isBroad = (file: string, of: TSType | undefined, seen: readonly string[] = []): boolean => {
    switch (of?.type) {
      case 'TSStringKeyword':
      case 'TSNumberKeyword':
      case 'TSBooleanKeyword':
      case 'TSUnknownKeyword':
      case 'TSAnyKeyword':
      case undefined:
        return true;
      case 'TSUnionType':
        return of.types.some((type) => isBroad(file, type, seen));
      case 'TSParenthesizedType':
        return isBroad(file, of.typeAnnotation, seen);
      case 'TSTypeReference': {
        const name = nameOf(of.typeName);
        const there = name === undefined ? undefined : declarationOf(file, name);
        if (there?.declaration.type !== 'TSTypeAliasDeclaration' || seen.includes(there.key)) return false;
        return isBroad(there.file, there.declaration.typeAnnotation, [...seen, there.key]);
      }
      default:
        return false;
    }
  };

  const declarationOf = (file: string, name: string): Declared | undefined => {
    const declaration = files.get(file)?.types.get(name);
    if (declaration) return { file, declaration, key: `${file} ${name}` };
    const imported = files.get(file)?.imports.get(name);
    return imported && declarationOf(...imported);
  };

  const membersOf = (file: string, members: readonly TSSignature[]): Shape =>
    new Map(
      members.flatMap((member): readonly (readonly [string, boolean])[] => {
        if (member.type !== 'TSPropertySignature' || member.optional || member.key.type !== 'Identifier') return [];
        return [[member.key.name, !isBroad(file, member.typeAnnotation?.typeAnnotation)]];
      }),
    );

  const shapes = (file: string, of: TSType, seen: readonly string[]): readonly Shape[] => {
    switch (of.type) {
      case 'TSTypeLiteral':
        return [membersOf(file, of.members)];
      case 'TSParenthesizedType':
        return shapes(file, of.typeAnnotation, seen);
      case 'TSUnionType':
        return of.types.flatMap((type) => shapes(file, type, seen));
      case 'TSIntersectionType': {
        // A part that is made elsewhere may have what tells it.
        const parts = of.types.map((type) => shapes(file, type, seen));
        return parts.reduce((all, part) => all.flatMap((one) => part.map((other) => new Map([...one, ...other]))));
      }
      case 'TSTypeReference': {
        const name = nameOf(of.typeName);
        const [argument] = of.typeArguments?.params ?? [];
        if (name === 'Readonly' && argument) return shapes(file, argument, seen);
        return name === undefined ? [] : named(file, name, seen);
      }
      default:
        return [];
    }
  };

  return [...files].flatMap(([file, { source, unions }]) =>
    unions.flatMap((union) => {
      const members = shapes(file, union, []);
      const telling = members.length > 2 ? TELLING.filter((name) => name !== 'ok') : TELLING;
      const isTold = members.length < 2 || telling.some((name) => members.every((member) => member.get(name) === true));
      return isTold ? [] : [`${file}: ${source.slice(union.start, union.end).replaceAll(/\s+/g, ' ')}`];
    }),
  );
}

const nameOf = (name: TSTypeName): string | undefined => (name.type === 'Identifier' ? name.name : undefined);

/** The icon is a union of the editor’s own. */
const OPEN = ['src/ui/tree/rows/treeItem.ts'];

/** Where what comes from outside has been parsed: a value whose type is known is asked for its `kind` or `type`. */
const HELD = /^src\/(?:stopping|ui|pages|news|inventory)\//;

/** `'member' in value`, but for a value that is unknown or an error, as `file: text`. */
function byMember(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const within: (Function | ArrowFunctionExpression)[] = [];
  const isUnknown = (name: string): boolean => {
    for (const { params } of within.toReversed())
      for (const param of params) {
        if (param.type === 'Identifier' && param.name === name)
          return param.typeAnnotation?.typeAnnotation.type === 'TSUnknownKeyword';
      }
    return false;
  };
  const enter = (one: Function | ArrowFunctionExpression) => void within.push(one);
  const leave = () => void within.pop();
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    BinaryExpression: ({ operator, left, right, start, end }) => {
      if (operator !== 'in' || left.type !== 'Literal') return;
      const value = source.slice(right.start, right.end);
      if (right.type === 'Identifier' && isUnknown(value)) return;
      if (source.slice(0, start).endsWith(`${value} instanceof Error && `)) return;
      found.push(`${file}: ${source.slice(start, end)}`);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && existsSync(join(ROOT, file)));
const sources = Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));

describe('unions', () => {
  it('of objects are told apart by kind or type', () => {
    assert.ok(Object.keys(sources).length > 300);
    assert.deepEqual(untold(sources), []);
  });

  it('are not told apart by what one of their members has', () => {
    const held = Object.entries(sources).filter(([file]) => HELD.test(file) && !OPEN.includes(file));
    assert.ok(held.length > 200);
    assert.deepEqual(
      held.flatMap(([file, source]) => byMember(file, source)),
      [],
    );
  });

  it('that are told apart by a member are found', () => {
    for (const wrong of [
      "const f = (verdict: Verdict) => ('failure' in verdict ? verdict.failure : undefined);",
      "function f({ verdict }: Ended) { if (!('reason' in verdict)) return verdict; }",
      "const isPlain = (one: Ended) => 'state' in one.verdict && one.verdict.state === 'stopped';",
      "const keyOf = (finding: Finding) => ('undo' in finding ? finding.undo : '');",
      "const reason = (operation: Operation) => ('reason' in operation ? operation.reason : '');",
      "const f = (asked: FurtherReads) => ('typeStore' in asked ? 'data' : 'none');",
      "function reasonLine({ severity: _, ...own }: Block) { return 'failure' in own ? own.failure : own; }",
      "function f(value: unknown) { const g = (value: Verdict) => 'failure' in value; return g; }",
    ])
      assert.equal(byMember('src/ui/a.ts', wrong).length, 1, wrong);
    for (const right of [
      "function f(value: unknown) { return typeof value === 'object' && value !== null && 'view' in value; }",
      "const f = (error: unknown) => error instanceof Error && 'code' in error;",
      "function f(all: A) { return all.some((error: A) => error instanceof Error && 'code' in error); }",
      'const f = (all: Readonly<Record<string, number>>, key: string) => key in all;',
    ])
      assert.deepEqual(byMember('src/ui/a.ts', right), [], right);
  });

  it('that are not are found', () => {
    const other = "export interface A { readonly kind: 'a' } export interface B { readonly b: number }";
    for (const wrong of [
      'type X = { readonly a: number } | { readonly b: number };',
      "type X = { readonly kind: 'a' } | { readonly kind?: 'b' };",
      "import type { A, B } from './other.ts'; type X = A | B;",
      "import type { A as B } from './other.ts'; interface C { readonly c: 1 } function f(x: B | C): void {}",
      'type X = { readonly ok: true } | { readonly ok: false } | { readonly ok: false; readonly b: 1 };',
      "type X = { readonly type: string } | { readonly type: 'b'; readonly b: 1 };",
      "type Name = 'a' | string; type X = { readonly kind: Name } | { readonly kind: 'b' };",
      'type X = { readonly ok: boolean } | { readonly ok: false; readonly b: 1 };',
      "interface C { readonly c: 1 } type D = { readonly kind: 'd' } & C; type X = D | Readonly<C> | undefined;",
    ])
      assert.equal(untold({ 'src/a.ts': wrong, 'src/other.ts': other }).length, 1, wrong);
    for (const right of [
      "type X = { readonly type: 'a' } | { readonly type: 'b'; readonly b: 1 } | 'c' | undefined;",
      "import type { A } from './other.ts'; interface C extends A { readonly c: 1 } type X = A | C;",
      'type X = { readonly ok: true } | { readonly ok: false };',
      "type Name = 'a' | 'c'; type X = { readonly kind: Name } | { readonly kind: 'b' };",
      'type X = { readonly a: 1 } | readonly string[] | null;',
    ])
      assert.deepEqual(untold({ 'src/a.ts': right, 'src/other.ts': other }), [], right);
  });
});
