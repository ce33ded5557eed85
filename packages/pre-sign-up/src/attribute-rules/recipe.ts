import {
  cognitoTrigger,
  loggable,
  parseOptions,
  redact,
  type SchemaTexts,
  StandardSchema,
  TriggerError,
  textsWrittenIn,
} from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';
import { nameIn, textsSaidToAnybody, together } from './decoys.js';

const TriggerSource = v.picklist([
  'PreSignUp_SignUp',
  'PreSignUp_ExternalProvider',
  'PreSignUp_AdminCreateUser',
]);

const AttributeRulesOptions = v.strictObject({
  /** The schema of the user attributes. It gets an object with all of them, as strings by name. */
  schema: StandardSchema,
  /** The sign-ups to check. Default: users who sign themselves up or use an identity provider. */
  triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
    'PreSignUp_SignUp',
    'PreSignUp_ExternalProvider',
  ]),
});
export type AttributeRulesOptions = v.InferInput<typeof AttributeRulesOptions>;

/**
 * Validates the user attributes of a sign-up with a schema of valibot, zod or any other library
 * that supports Standard Schema. It reports all problems at once.
 *
 * The user sees only messages that do not depend on a value. Any other message becomes
 * `name is not valid.`, because Lambda logs the error of a trigger.
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
  const written = textsWrittenIn(schema);

  return cognitoTrigger(
    { recipe: 'attribute-rules', triggerSources, onlyChecks: true },
    async ({ request }) => {
      const attributes: Record<string, unknown> = { ...request.userAttributes };
      const result = await schema['~standard'].validate({ ...attributes });
      if (result.issues) {
        const { issues } = result;
        const names = new Set(Object.keys(attributes));
        let own = together([written, { messages: new Set(), names }]);
        if (!issues.every((issue) => isOwn(issue, own))) {
          own = together([own, await textsSaidToAnybody(schema, attributes)]);
        }
        throw new TriggerError('ATTRIBUTES_INVALID', sentence(issues, own, attributes));
      }
      if (!('value' in result)) {
        throw loggable(new TypeError('The schema answered neither with a value nor with issues.'));
      }
      return undefined;
    },
  );
}

/** Whether the message of an issue, or else the name, is known not to contain a value. */
function isOwn(issue: StandardSchemaV1.Issue, { messages, names }: SchemaTexts): boolean {
  return issue.message.trim() === '' ? names.has(nameIn(issue) ?? '') : messages.has(issue.message);
}

function sentence(
  issues: readonly StandardSchemaV1.Issue[],
  own: SchemaTexts,
  attributes: Readonly<Record<string, unknown>>,
): string {
  const values = Object.values(attributes).filter((value) => typeof value === 'string');
  const messages = issues.map((issue) => {
    const message = issue.message.trim();
    const isSaid = message !== '' && own.messages.has(issue.message) && !repeats(message, values);
    if (!isSaid) return `${attributeOf(issue, own, values)} is not valid.`;
    return /[.!?]$/.test(message) ? message : `${message}.`;
  });
  return [...new Set(messages)].join(' ') || 'The attributes are not valid.';
}

/**
 * Whether a message contains one of the values, or anything else that looks like personal data. The
 * message is from the schema, but may contain a value by coincidence.
 */
function repeats(message: string, values: readonly string[]): boolean {
  const text = comparable(message);
  return values.some((value) => holds(text, comparable(value))) || redact(message) !== message;
}

/** Short values only count as separate words: "can" does not reveal the value "an". */
function holds(text: string, value: string): boolean {
  if (value === '' || OF_SENTENCES.test(value)) return false;
  if ([...value].length > 3) return text.includes(value);
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    const around = [text.slice(0, at), text.slice(at + value.length)] as const;
    if (!isWithinWord(around, value)) return true;
  }
  return false;
}

function isWithinWord([before, after]: readonly [string, string], value: string): boolean {
  return (
    (ENDS_IN_WORD.test(before) && BEGINS_WITH_WORD.test(value)) ||
    (ENDS_IN_WORD.test(value) && BEGINS_WITH_WORD.test(after))
  );
}

/** Punctuation, which every sentence has. A value of only such marks cannot be revealed. */
const OF_SENTENCES = /^[.,:;!?'"()-]{1,3}$/;

const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}_]$/u;
const BEGINS_WITH_WORD = /^[\p{L}\p{M}\p{N}_]/u;

function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Names the attribute of an issue, unless the schema may have built the path from a value. */
function attributeOf(
  issue: StandardSchemaV1.Issue,
  { names }: SchemaTexts,
  values: readonly string[],
): string {
  const name = nameIn(issue) ?? '';
  const isValue = values.some((value) => value.trim().toLowerCase() === name.toLowerCase());
  const isName = /^[\w:-]{1,40}$/.test(name) && names.has(name) && !isValue;
  return isName ? name : 'An attribute';
}
