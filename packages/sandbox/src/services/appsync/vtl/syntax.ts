import { createRequire } from 'node:module';

/** The syntax tree of `amplify-velocity-template`, in the parser's own names. */
export type Reference = {
  readonly type: 'references';
  readonly id: string;
  /** `$!` renders nothing if the value is null. */
  readonly leader: '$' | '$!';
  /** `${name}` */
  readonly isWraped?: true;
  readonly path?: readonly Attribute[];
  /** `$name(1)`, which is no reference in Velocity. `false` if the parentheses are empty. */
  readonly args?: readonly Expression[] | false;
};

/** Text that the parser has taken for a part of a reference: `$list["`. */
export type Content = { readonly type: 'content'; readonly value: string };

export type Attribute =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'index'; readonly id: Expression | Content }
  | {
      readonly type: 'method';
      readonly id: string;
      readonly args: readonly Expression[] | false;
    }
  | Content;

export type Operator =
  | '||'
  | '&&'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '>'
  | '<'
  | '=='
  | '>='
  | '<='
  | '!='
  | 'minus'
  | 'not'
  | 'parenthesis';

export type Operation = {
  readonly type: 'math';
  readonly operator: Operator;
  readonly expression: readonly Expression[];
};

export type RangeLiteral = {
  readonly type: 'array';
  readonly isRange: true;
  /** The parser gives integers as text or, if they are negative, as numbers. */
  readonly value: readonly [Reference | string | number, Reference | string | number];
};

export type Expression =
  | Reference
  | Operation
  | RangeLiteral
  /** `isEval` for "...", which interpolates references. */
  | { readonly type: 'string'; readonly value: string; readonly isEval?: true }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: 'true' | 'false' | 'null' }
  | { readonly type: 'array'; readonly isRange?: never; readonly value: readonly Expression[] }
  /** A missing value: `{ "key": }`. */
  | { readonly type: 'map'; readonly value?: Readonly<Record<string, Expression | undefined>> }
  /** A bare word as an argument: `$map.get(key)`. */
  | { readonly type: 'runt'; readonly value: string };

type Directive =
  | { readonly type: 'set'; readonly equal: readonly [Reference, Expression] }
  | { readonly type: 'if' | 'elseif'; readonly condition: Expression }
  | { readonly type: 'else' | 'end' | 'break' }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression }
  | { readonly type: 'return'; readonly value: Expression | null }
  | {
      readonly type: 'macro_call';
      readonly id: string;
      readonly args?: readonly Expression[];
    }
  | { readonly type: 'define' | 'macro' | 'macro_body' | 'noescape' };

type Position = { readonly pos: { readonly first_line: number } };

/** Blocks are not nested yet: `#if` and its `#end` are two statements. */
export type Statement =
  | string
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'comment'; readonly value: string }
  | (Reference & Position)
  | (Directive & Position);

/** The fields of the parser's errors that this code uses. */
export type ParserFault = {
  readonly hash?: {
    readonly text?: string;
    readonly line?: number;
    readonly loc?: { readonly first_line?: number };
  };
};

const require = createRequire(import.meta.url);

/** @throws an error that is a {@link ParserFault} for a syntax error. */
export const parseStatements: (text: string) => readonly Statement[] =
  // The package's own `parse` nests blocks too, but it drops all text after a surplus #end.
  require('amplify-velocity-template/src/parse/index.js').parse;
