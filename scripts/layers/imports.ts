import { type Expression, parseSync, type StaticExportEntry, Visitor } from 'oxc-parser';

/**
 * What a file imports, in its own words and in their order: `import` and `export … from` in all their forms, of types as well; `import()`, `import('…').Type`, `import x = require('…')` and
 * `require('…')`. Throws where the file can't be parsed, and where an `import()` is of something that stands nowhere in the file.
 */
export function importsOf(file: string, source: string): readonly string[] {
  const { program, module, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new Error(`${file} can't be parsed: ${error.message}`);
  const found = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.map(exportedFrom).filter((one) => one !== null)),
  ].map(({ value, start }) => ({ value, start }));
  const constant = (expression: Expression, start: number): void => {
    if (expression.type === 'Literal' && typeof expression.value === 'string')
      found.push({ value: expression.value, start });
    else throw new Error(`${file} imports what stands nowhere: ${source.slice(expression.start, expression.end)}`);
  };
  new Visitor({
    ImportExpression: ({ source: specifier, start }) => constant(specifier, start),
    TSImportType: ({ source: specifier, start }) => constant(specifier, start),
    TSExternalModuleReference: ({ expression, start }) => constant(expression, start),
    CallExpression: ({ callee, arguments: [first], start }) => {
      if (callee.type === 'Identifier' && callee.name === 'require' && first && first.type !== 'SpreadElement')
        constant(first, start);
    },
  }).visit(program);
  const inOrder = found.toSorted((one, other) => one.start - other.start);
  return [...new Set(inOrder.map(({ value }) => value))];
}

const exportedFrom = ({ moduleRequest }: StaticExportEntry) => moduleRequest;
