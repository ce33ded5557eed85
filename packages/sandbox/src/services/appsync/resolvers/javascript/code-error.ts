import type { Node } from 'acorn';

/** A place in a source file. Lines and columns start at 1. */
export type SourceLocation = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/** Something in the code that AppSync does not accept. The place is in the code as it is deployed. */
export type Violation = {
  readonly message: string;
  readonly line: number;
  readonly column: number;
};

/**
 * One error of the code, as AppSync's `EvaluateCode` describes it.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_CodeError.html
 */
export type CodeError = {
  readonly errorType: 'PARSER_ERROR' | 'LINT_ERROR';
  readonly value: string;
  readonly location: SourceLocation;
};

/** Thrown for code that AppSync would reject when the API is deployed. */
export class ResolverCodeError extends Error {
  override readonly name = 'ResolverCodeError';
  readonly codeErrors: readonly CodeError[];

  /** @param resolver what the code belongs to, such as `Mutation.createTodo` */
  constructor(resolver: string, codeErrors: readonly CodeError[]) {
    const lines = codeErrors.map(
      ({ value, location: { file, line, column } }) => `${file}:${line}:${column}: ${value}`,
    );
    super(`AppSync does not accept the code of ${resolver}.\n${lines.join('\n')}`);
    this.codeErrors = codeErrors;
  }
}

export function violation(node: Node, message: string): Violation {
  const { line = 1, column = 0 } = node.loc?.start ?? {};
  return { message, line, column: column + 1 };
}
