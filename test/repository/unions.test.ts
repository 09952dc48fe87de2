import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import {
  parseSync,
  type TSInterfaceDeclaration,
  type TSSignature,
  type TSType,
  type TSTypeAliasDeclaration,
  type TSTypeName,
  Visitor,
} from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

/** What tells a union's members apart; `ok` where there are no more than two, a success and a failure. */
const TELLING = ['kind', 'type', 'ok'];

/** The members of an object type that it always has, by name. */
type Shape = ReadonlySet<string>;

interface SourceFile {
  readonly source: string;
  readonly types: ReadonlyMap<string, TSInterfaceDeclaration | TSTypeAliasDeclaration>;
  /** Where an imported name comes from, and what it is called there. */
  readonly imports: ReadonlyMap<string, readonly [file: string, name: string]>;
  readonly unions: readonly (TSType & { readonly type: 'TSUnionType' })[];
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
    return [new Set([...membersOf(declaration.body.body), ...inherited.flat().flatMap((shape) => [...shape])])];
  };

  const shapes = (file: string, of: TSType, seen: readonly string[]): readonly Shape[] => {
    switch (of.type) {
      case 'TSTypeLiteral':
        return [membersOf(of.members)];
      case 'TSParenthesizedType':
        return shapes(file, of.typeAnnotation, seen);
      case 'TSUnionType':
        return of.types.flatMap((type) => shapes(file, type, seen));
      case 'TSIntersectionType': {
        // A part that is made elsewhere may have what tells it.
        const parts = of.types.map((type) => shapes(file, type, seen));
        return parts.reduce((all, part) => all.flatMap((one) => part.map((other) => new Set([...one, ...other]))));
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
      const isTold = members.length < 2 || TELLING.some((name) => members.every((member) => member.has(name)));
      return isTold ? [] : [`${file}: ${source.slice(union.start, union.end).replaceAll(/\s+/g, ' ')}`];
    }),
  );
}

function membersOf(members: readonly TSSignature[]): Shape {
  return new Set(
    members.flatMap((member) => {
      if (member.type !== 'TSPropertySignature' || member.optional || member.key.type !== 'Identifier') return [];
      return [member.key.name];
    }),
  );
}

const nameOf = (name: TSTypeName): string | undefined => (name.type === 'Identifier' ? name.name : undefined);

describe('unions', () => {
  it('of objects are told apart by kind or type', () => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'src'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file.endsWith('.ts') && existsSync(join(ROOT, file)));
    assert.ok(files.length > 300);
    assert.deepEqual(
      untold(Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]))),
      [],
    );
  });

  it('that are not are found', () => {
    const other = "export interface A { readonly kind: 'a' } export interface B { readonly b: number }";
    for (const wrong of [
      'type X = { readonly a: number } | { readonly b: number };',
      "type X = { readonly kind: 'a' } | { readonly kind?: 'b' };",
      "import type { A, B } from './other.ts'; type X = A | B;",
      "import type { A as B } from './other.ts'; interface C { readonly c: 1 } function f(x: B | C): void {}",
      "interface C { readonly c: 1 } type D = { readonly kind: 'd' } & C; type X = D | Readonly<C> | undefined;",
    ])
      assert.equal(untold({ 'src/a.ts': wrong, 'src/other.ts': other }).length, 1, wrong);
    for (const right of [
      "type X = { readonly type: 'a' } | { readonly type: 'b'; readonly b: 1 } | 'c' | undefined;",
      "import type { A } from './other.ts'; interface C extends A { readonly c: 1 } type X = A | C;",
      'type X = { readonly ok: true } | { readonly ok: false };',
      'type X = { readonly a: 1 } | readonly string[] | null;',
    ])
      assert.deepEqual(untold({ 'src/a.ts': right, 'src/other.ts': other }), [], right);
  });
});
