import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Expression, parseSync } from 'oxc-parser';

const ROOT = join(import.meta.dirname, '../..');

const isInCapitals = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

/** Whether a value is a number, a text or a pattern, or reckoned from such ones. */
function isPlain(value: Expression): boolean {
  switch (value.type) {
    case 'Literal':
      return true;
    case 'Identifier':
      return isInCapitals(value.name);
    case 'TemplateLiteral':
      return value.expressions.every(isPlain);
    case 'UnaryExpression':
      return isPlain(value.argument);
    case 'BinaryExpression':
      return value.left.type !== 'PrivateIdentifier' && isPlain(value.left) && isPlain(value.right);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return isPlain(value.expression);
    default:
      return false;
  }
}

/** The constants of a file that are spelled in another way than the others, by their names. */
function misspelled(file: string, source: string): readonly string[] {
  return parseSync(file, source).program.body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier' || init === null) return [];
      // What runs is camelCase, and so are the product's tables; tests and scripts may set theirs apart from what they hold for a moment.
      const isRight = isPlain(init) ? isInCapitals(id.name) : !isInCapitals(id.name) || !file.startsWith('src/');
      return isRight ? [] : [id.name];
    });
  });
}

describe('constants', () => {
  it('are in capitals where they are a number, a text or a pattern, and camelCase where they are a table', () => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => /^(?:src|test|scripts|bench)\/.*\.ts$/.test(file) && existsSync(join(ROOT, file)));
    assert.ok(files.length > 500);
    const wrong = files.flatMap((file) =>
      misspelled(file, readFileSync(join(ROOT, file), 'utf8')).map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('that are spelled otherwise are found', () => {
    for (const wrong of [
      'const pauseTime = 5;',
      'export const pauseTime = 60 * 1000;',
      "const name = 'x';",
      'const pattern = /x/;',
      'const A_MINUTE = 60; const hour = 60 * A_MINUTE;',
      "const TABLE = { a: 'b' };",
      "export const LIST = ['a'] as const;",
      'const EMPTY = new Map();',
    ])
      assert.equal(misspelled('src/a.ts', wrong).length, 1, wrong);
    for (const right of ['const PAUSE_TIME = -5;', 'const table = {};', 'const make = () => 5;', 'let count = 0;'])
      assert.deepEqual(misspelled('src/a.ts', right), [], right);
  });
});
