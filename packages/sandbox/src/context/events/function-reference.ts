/** A function reference of a caller. */
export type FunctionReference = {
  readonly name: string;
  /** A version or an alias, if the reference has one. */
  readonly qualifier: string | undefined;
};

const arn = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:([^:]+)(?::([^:]+))?$/;
const partialArn = /^\d{12}:function:([^:]+)(?::([^:]+))?$/;
const plain = /^([^:]+)(?::([^:]+))?$/;

/**
 * Parses a function's name, partial ARN or ARN, with or without a version or an alias.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const match = text.match(arn) ?? text.match(partialArn) ?? text.match(plain);
  const [, name, qualifier] = match ?? [];
  return name === undefined ? undefined : { name, qualifier };
}
