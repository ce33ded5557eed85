import type { Properties, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf } from '../assembly/template-values.js';
import { type Condition, parseConditions } from './conditions.js';
import { type ConditionContext, parseTemplate } from './policy-variables.js';
import { fits, patternOf, resourcePattern } from './wildcards.js';

/** The permission that a request needs. */
export type Permission = {
  /** `s3:GetObject` */
  readonly action: string;
  /**
   * The ARNs of the resources, or `*`. If there are several, one allowed resource is enough, unless
   * another one is denied.
   */
  readonly resources: readonly string[];
  /** Condition keys of the request, such as `s3:prefix`. */
  readonly context?: ConditionContext | undefined;
};

export type Principal = {
  /** The ARNs by which a policy may name the caller: the role's and the session's. */
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

/**
 * Parses a policy document. An invalid part allows nothing, and denies everything it could mean.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function parsePolicy(document: Value | undefined): Policy {
  return listOf(objectOf(document).Statement).map((statement) =>
    parseStatement(objectOf(statement)),
  );
}

/**
 * The decision of policies about a permission. An explicit deny overrides every allow.
 *
 * @param principal The caller, for policies of resources. Policies of roles have no principal.
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
  const isDenial = effect === 'Deny';
  const actions = parseElement(statement, 'Action', (text) => {
    const pattern = patternOf(text.toLowerCase());
    return (action) => fits(pattern, action.toLowerCase());
  });
  const resources = parseElement(statement, 'Resource', (text) => {
    const template = parseTemplate(text);
    return (resource, context) => {
      const operand = template(context);
      return operand && fits(resourcePattern(operand.pattern), resource);
    };
  });
  return {
    effect,
    isFor: parsePrincipal(statement),
    hasAction: (action) => actions(action, {}) ?? isDenial,
    hasResource: (resource, context) => resources(resource, context) ?? isDenial,
    conditions: parseConditions(statement.Condition),
  };
}

/** Whether an element includes a value. Undefined if that is unknown. */
type Test = (given: string, context: ConditionContext) => boolean | undefined;

/**
 * Parses `Action` or `Resource`, or the element that a statement has instead: `NotAction` or
 * `NotResource`. An entry that is not valid, or has a variable without a value, matches nothing. As
 * an exception it may exclude anything, so a statement with such an exception allows nothing.
 */
function parseElement(
  statement: Properties,
  name: 'Action' | 'Resource',
  parse: (text: string) => Test,
): Test {
  const { [name]: included, [`Not${name}`]: excepted } = statement;
  // AWS accepts exactly one of the two.
  if ((included === undefined) === (excepted === undefined)) return () => undefined;
  const tests = listOf(included ?? excepted).map((entry) =>
    typeof entry === 'string' ? parse(entry) : () => undefined,
  );
  if (tests.length === 0) return () => undefined;
  if (included !== undefined) {
    return (given, context) => tests.some((test) => test(given, context) === true);
  }
  return (given, context) => {
    const results = tests.map((test) => test(given, context));
    if (results.includes(true)) return false;
    return results.includes(undefined) ? undefined : true;
  };
}

function parsePrincipal({ Principal, NotPrincipal }: Properties): (who: Principal) => boolean {
  if (Principal === undefined && NotPrincipal === undefined) return () => true;
  const named = Principal ?? NotPrincipal;
  const arns = named === '*' ? ['*'] : listOf(objectOf(named).AWS).map(String);
  return (who) =>
    arns.some((arn) => arn === '*' || who.arns.includes(arn)) === (Principal !== undefined);
}
