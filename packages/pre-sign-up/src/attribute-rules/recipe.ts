import {
  cognitoTrigger,
  loggable,
  parseOptions,
  redact,
  StandardSchema,
  TriggerError,
} from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';

const TriggerSource = v.picklist([
  'PreSignUp_SignUp',
  'PreSignUp_ExternalProvider',
  'PreSignUp_AdminCreateUser',
]);

const AttributeRulesOptions = v.strictObject({
  /** What the user attributes must be. It gets all of them, as strings by their names. */
  schema: StandardSchema,
  /** Whom to ask. Default is whoever comes by himself; an administrator may create any user. */
  triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
    'PreSignUp_SignUp',
    'PreSignUp_ExternalProvider',
  ]),
});
export type AttributeRulesOptions = v.InferInput<typeof AttributeRulesOptions>;

/**
 * Lets in who gives user attributes that a schema takes: of valibot, zod, or any other library that
 * speaks Standard Schema. All that is wrong is said at once.
 *
 * A message of the schema that repeats what the user wrote is replaced by one that does not: Lambda
 * logs what a trigger throws.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://standardschema.dev
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 * @example
 * export const handler = attributeRules({
 *   schema: v.object({
 *     name: v.optional(v.pipe(v.string(), v.nonEmpty('Please tell us your name.')), ''),
 *   }),
 * });
 */
export function attributeRules(options: AttributeRulesOptions): PreSignUpTriggerHandler {
  const { schema, triggerSources } = parseOptions(AttributeRulesOptions, options);

  return cognitoTrigger({ recipe: 'attribute-rules', triggerSources }, async ({ request }) => {
    const attributes: Record<string, unknown> = { ...request.userAttributes };
    const result = await schema['~standard'].validate({ ...attributes });
    if (result.issues) {
      throw new TriggerError('ATTRIBUTES_INVALID', sentence(result.issues, attributes));
    }
    if (!('value' in result)) {
      throw loggable(new TypeError('The schema answered neither with a value nor with issues.'));
    }
    return undefined;
  });
}

function sentence(
  issues: readonly StandardSchemaV1.Issue[],
  attributes: Readonly<Record<string, unknown>>,
): string {
  const values = Object.values(attributes)
    .filter((value) => typeof value === 'string')
    .map(comparable)
    .filter((value) => value !== '');
  const messages = issues.map((issue) => {
    const message = issue.message.trim();
    if (message === '' || repeats(message, values)) return `${attributeOf(issue)} is not valid.`;
    return /[.!?]$/.test(message) ? message : `${message}.`;
  });
  return [...new Set(messages)].join(' ') || 'The attributes are not valid.';
}

/** Whether a message has one of the values in it, or anything else that looks like a user's. */
function repeats(message: string, values: readonly string[]): boolean {
  const text = comparable(message);
  const words = new Set(text.split(/[\s"'`.,:;!?()]/));
  // A short value is inside many a word: "an" is no secret that "can" gives away.
  const holds = (value: string) => (value.length > 3 ? text.includes(value) : words.has(value));
  return values.some(holds) || redact(message) !== message;
}

function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function attributeOf({ path }: StandardSchemaV1.Issue): string {
  const segment = path?.[0];
  const name = typeof segment === 'object' ? segment.key : segment;
  return typeof name === 'string' && /^[\w:-]{1,40}$/.test(name) ? name : 'An attribute';
}
