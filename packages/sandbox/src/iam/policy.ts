import type { Properties, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf } from '../assembly/template-values.js';

/** What a request wants to do. */
export type Permission = {
  /** `s3:GetObject` */
  readonly action: string;
  /**
   * The ARN that it is done to. Of several, one that is allowed is enough, unless another is denied.
   * `*` where there is none.
   */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `s3:prefix`. */
  readonly context?: ConditionContext | undefined;
};

/** Values by condition key. A key that is there without a value is one that the request lacks. */
export type ConditionContext = Readonly<Record<string, string | undefined>>;

export type Principal = {
  /** The ARNs that a policy may name it by: those of its role and of its session. */
  readonly arns: readonly string[];
};

/** A policy document. */
export type Policy = readonly Statement[];

type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly isFor: (principal: Principal) => boolean;
  readonly hasAction: (action: string) => boolean;
  readonly hasResource: (resource: string, context: ConditionContext) => boolean;
  readonly conditions: readonly Condition[];
};

/** Whether it holds, or `unknown` where it tests what the sandbox does not know. */
type Condition = (context: ConditionContext) => boolean | 'unknown';

/**
 * Reads a policy document. What cannot be read allows nothing, and denies what it may.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function parsePolicy(document: Value | undefined): Policy {
  return listOf(objectOf(document).Statement).map((statement) =>
    parseStatement(objectOf(statement)),
  );
}

/**
 * What policies say to a permission: an explicit denial goes before all that allows.
 *
 * @param principal Who asks, for policies of resources. Policies of roles name nobody.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(
  policies: readonly Policy[],
  { action, resources, context = {} }: Permission,
  principal: Principal = { arns: [] },
): 'Allow' | 'Deny' | undefined {
  const decisions = resources.map((resource) => {
    const effects = new Set(
      policies
        .flat()
        .filter(
          (statement) =>
            statement.isFor(principal) &&
            statement.hasAction(action) &&
            statement.hasResource(resource, context) &&
            statement.conditions.every((condition) => {
              const holds = condition(context);
              return holds === 'unknown' ? statement.effect === 'Deny' : holds;
            }),
        )
        .map(({ effect }) => effect),
    );
    if (effects.has('Deny')) return 'Deny';
    return effects.has('Allow') ? 'Allow' : undefined;
  });
  if (decisions.includes('Deny')) return 'Deny';
  return decisions.includes('Allow') ? 'Allow' : undefined;
}

function parseStatement(statement: Properties): Statement {
  const effect = statement.Effect === 'Allow' ? 'Allow' : 'Deny';
  const { Action, NotAction, Resource, NotResource } = statement;
  const actions = textsOf(Action ?? NotAction).map((pattern) => patternOf(pattern.toLowerCase()));
  const resources = textsOf(Resource ?? NotResource);
  const isDenial = effect === 'Deny';
  return {
    effect,
    isFor: parsePrincipal(statement),
    hasAction: (action) =>
      Action === undefined && NotAction === undefined
        ? isDenial
        : actions.some((matches) => matches(action.toLowerCase())) === (Action !== undefined),
    hasResource: (resource, context) =>
      Resource === undefined && NotResource === undefined
        ? isDenial
        : resources.some((pattern) => operandOf(pattern, context)?.matches(resource) === true) ===
          (Resource !== undefined),
    conditions: Object.entries(objectOf(statement.Condition)).flatMap(([operator, tests]) =>
      Object.entries(objectOf(tests)).map(([key, values]) =>
        parseCondition(operator, key.toLowerCase(), textsOf(values)),
      ),
    ),
  };
}

function parsePrincipal({ Principal, NotPrincipal }: Properties): (who: Principal) => boolean {
  if (Principal === undefined && NotPrincipal === undefined) return () => true;
  const named = Principal ?? NotPrincipal;
  const arns = named === '*' ? ['*'] : textsOf(objectOf(named).AWS);
  return (who) =>
    arns.some((arn) => arn === '*' || who.arns.includes(arn)) === (Principal !== undefined);
}

/** `*` stands for any text, `?` for a character. */
function patternOf(pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^${sourceOf(pattern)}$`, 's');
  return (text) => expression.test(text);
}

function sourceOf(pattern: string): string {
  return literal(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Text of a policy with values in place of its variables. */
type Operand = {
  readonly text: string;
  /** With the wildcards of the policy; those of the values are none. */
  matches(text: string): boolean;
};

/**
 * Puts values in for variables: `${cognito-identity.amazonaws.com:sub}`. Undefined where one has
 * none: then the statement matches nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function operandOf(template: string, context: ConditionContext): Operand | undefined {
  let text = '';
  let source = '';
  for (const [part, name, otherwise] of template.matchAll(VARIABLE)) {
    if (name === undefined) {
      text += part;
      source += sourceOf(part);
      continue;
    }
    const value = /^[*?$]$/.test(name) ? name : (contextValue(context, name) ?? otherwise);
    if (value === undefined) return undefined;
    text += value;
    source += literal(value);
  }
  const expression = new RegExp(`^${source}$`, 's');
  return { text, matches: (given) => expression.test(given) };
}

/** A variable with its name and its default, or what is before the next one. */
const VARIABLE = /\$\{([^},]+)(?:,\s*'([^']*)')?\}|(?:(?!\$\{)[\s\S])+|\$\{/g;

function contextValue(context: ConditionContext, key: string): string | undefined {
  return context[key.toLowerCase()];
}

type Comparison = (value: string, operand: Operand) => boolean;

const equals: Comparison = (value, { text }) => value === text;
const equalsIgnoringCase: Comparison = (value, { text }) =>
  value.toLowerCase() === text.toLowerCase();
const like: Comparison = (value, operand) => operand.matches(value);
const number = (compare: (value: number, operand: number) => boolean): Comparison => {
  return (value, { text }) => compare(Number(value), Number(text));
};
const date = (compare: (value: number, operand: number) => boolean): Comparison => {
  const time = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  return (value, { text }) => compare(time(value), time(text));
};

/** By operator. One with `Not` is the opposite of that without. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: equalsIgnoringCase,
  NumericEquals: number((value, operand) => value === operand),
  NumericLessThan: number((value, operand) => value < operand),
  NumericLessThanEquals: number((value, operand) => value <= operand),
  NumericGreaterThan: number((value, operand) => value > operand),
  NumericGreaterThanEquals: number((value, operand) => value >= operand),
  DateEquals: date((value, operand) => value === operand),
  DateLessThan: date((value, operand) => value < operand),
  DateLessThanEquals: date((value, operand) => value <= operand),
  DateGreaterThan: date((value, operand) => value > operand),
  DateGreaterThanEquals: date((value, operand) => value >= operand),
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function parseCondition(name: string, key: string, operands: readonly string[]): Condition {
  const [, set, operator = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const isKnown = (context: ConditionContext) => Object.hasOwn(context, key);
  if (operator === 'Null') {
    return (context) => {
      if (!isKnown(context)) return 'unknown';
      return operands.includes(String(contextValue(context, key) === undefined));
    };
  }
  const isNegated = operator.includes('Not');
  const compare = COMPARISONS[operator.replace('Not', '')];
  return (context) => {
    if (!compare || !isKnown(context)) return 'unknown';
    const value = contextValue(context, key);
    if (value === undefined) {
      if (set === 'ForAnyValue:') return false;
      return isNegated || ifExists !== undefined || set === 'ForAllValues:';
    }
    const known = operands.map((operand) => operandOf(operand, context));
    const holds = known.some((operand) => operand !== undefined && compare(value, operand));
    return holds !== isNegated;
  };
}

function textsOf(value: Value | undefined): readonly string[] {
  return listOf(value).map(String);
}
