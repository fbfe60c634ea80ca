import ts from 'typescript';

/** One small change of a program; a test has to notice it. */
export type Mutation = {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly line: number;
};

/**
 * The usual mutations: operators, comparisons at and beyond their edge, conditions that always or never hold, numbers, booleans,
 * signs, related functions, statements left out. Words and types are left alone.
 */
export function mutationsOf(source: string, path: string): readonly Mutation[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const change = (node: ts.Node, replacement: string): void => {
    const start = node.getStart(file);
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ start, end: node.getEnd(), replacement, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isTypeReferenceNode(node)) return;
    mutate(node, change);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function mutate(node: ts.Node, change: (node: ts.Node, replacement: string) => void): void {
  if (ts.isBinaryExpression(node)) {
    const { operatorToken } = node;
    for (const other of OTHER_OPERATORS[operatorToken.getText()] ?? []) change(operatorToken, other);
  } else if (ts.isPrefixUnaryExpression(node)) {
    const { operator, operand } = node;
    if (operator === ts.SyntaxKind.MinusToken || operator === ts.SyntaxKind.ExclamationToken) {
      change(node, `(${operand.getText()})`);
    }
  } else if (ts.isNumericLiteral(node)) {
    if (isNeverReached(node)) return;
    change(node, String(Number(node.text) === 0 ? 1 : Number(node.text) * 2));
  } else if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
    change(node, node.kind === ts.SyntaxKind.TrueKeyword ? 'false' : 'true');
  } else if (ts.isConditionalExpression(node) || ts.isIfStatement(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    change(condition, 'true');
    change(condition, 'false');
  } else if (ts.isPropertyAccessExpression(node)) {
    const other = OTHER_FUNCTIONS[node.name.text];
    if (other !== undefined && ts.isCallExpression(node.parent) && node.parent.expression === node) {
      change(node.name, other);
    }
  } else if (ts.isExpressionStatement(node)) {
    change(node, ';');
  }
}

/**
 * The number in `values[i] ?? 0`: the compiler asks for it, but loops stay within their arrays, so that whatever number stands there
 * the program is the same. Elsewhere the right side of `??` is a default, and counts.
 */
function isNeverReached(node: ts.NumericLiteral): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    parent.right === node &&
    isElement(parent.left)
  );
}

function isElement(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node) && node.questionDotToken !== undefined) {
    return ts.isElementAccessExpression(node.expression);
  }
  return ts.isElementAccessExpression(node);
}

const OTHER_OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '**': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};

const OTHER_FUNCTIONS: Readonly<Record<string, string>> = {
  max: 'min',
  min: 'max',
  floor: 'ceil',
  ceil: 'floor',
  round: 'floor',
  log: 'exp',
  exp: 'log',
  log1p: 'log',
  expm1: 'exp',
  sqrt: 'abs',
  every: 'some',
  some: 'every',
  findLast: 'find',
  findLastIndex: 'findIndex',
};
