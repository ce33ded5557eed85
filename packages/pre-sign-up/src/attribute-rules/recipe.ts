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
 * Only what the schema says to anybody is said to the user. A message that was made of a value is
 * replaced by `name is not valid.`: Lambda logs what a trigger throws.
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

  return cognitoTrigger({ recipe: 'attribute-rules', triggerSources }, async ({ request }) => {
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
  });
}

/** Whether what is to be said of an issue is known not to be a value: its message, or a name. */
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
 * Whether a message has one of the values in it, or anything else that looks like a user's. The
 * message is the schema's own: this is for a value that happens to be a part of it.
 */
function repeats(message: string, values: readonly string[]): boolean {
  const text = comparable(message);
  return values.some((value) => holds(text, comparable(value))) || redact(message) !== message;
}

/** A short value is inside many a word: "an" is no secret that "can" gives away. */
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

/** Marks that every sentence has: who writes a full stop as a name says nothing by it. */
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

/** A schema may make the path of a value: a name is one that it says to anybody, or Cognito gave. */
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
