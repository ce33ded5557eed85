import type { Properties, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf } from '../assembly/template-values.js';
import { type Condition, parseConditions } from './conditions.js';
import { type ConditionContext, parseTemplate } from './policy-variables.js';
import { fits, patternOf, resourcePattern } from './wildcards.js';

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

/** Whether something is meant; nothing where that cannot be told. */
type Test = (given: string, context: ConditionContext) => boolean | undefined;

/**
 * Reads `Action` or `Resource`, or what a statement has in the place of one: `NotAction`,
 * `NotResource`. An entry that cannot be read, or has a variable without a value, means nothing. It
 * may leave out anything, so that a statement with such an exception allows nothing.
 */
function parseElement(
  statement: Properties,
  name: 'Action' | 'Resource',
  parse: (text: string) => Test,
): Test {
  const { [name]: included, [`Not${name}`]: excepted } = statement;
  // Both at once are no statement of AWS.
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
