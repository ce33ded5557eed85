import {
  type AmplifyFunction,
  type AmplifyFunctionInstance,
  configureFunction,
  defineRecipe,
  type RecipeProps,
  type Secret,
} from '@amplify-recipes/core/backend';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { OneTimeCodeDefineOptions, OneTimeCodeVerifyOptions } from './options.js';
import { OneTimeCodeCreateOptions } from './sending-options.js';

/** What the three functions of a sign-in by code are told, each what it needs. */
export type OneTimeCodeResourceOptions = Omit<
  OneTimeCodeCreateOptions & OneTimeCodeVerifyOptions,
  'deliver' | 'key' | 'tableName'
> & {
  readonly deliver: 'email' | 'sms';
  /**
   * The identity that SES knows as verified, where it is neither the address in `from` nor its
   * domain: a domain above that.
   */
  readonly identity?: string;
  /** The key of the digests, 32 characters or more. */
  readonly key: Secret;
};

/** The functions of a sign-in by code, to spread into `triggers`. */
export type OneTimeCodeTriggers = {
  readonly defineAuthChallenge: AmplifyFunction;
  readonly createAuthChallenge: AmplifyFunction;
  readonly verifyAuthChallengeResponse: AmplifyFunction;
};

const module = import.meta.url;

const defineDefine = defineRecipe({
  name: 'one-time-code-define',
  options: OneTimeCodeDefineOptions,
  module,
  handler: () => 'define-auth-challenge-handler',
  calledBy: 'cognito',
});

const defineCreate = defineRecipe({
  name: 'one-time-code-create',
  options: OneTimeCodeCreateOptions,
  secrets: ['key'],
  module,
  handler: () => 'create-auth-challenge-handler',
  calledBy: 'cognito',
});

const defineVerify = defineRecipe({
  name: 'one-time-code-verify',
  options: OneTimeCodeVerifyOptions,
  secrets: ['key'],
  module,
  handler: () => 'verify-auth-challenge-response-handler',
  calledBy: 'cognito',
});

/**
 * Defines the three functions of a sign-in by a code that is sent to the user. Spread them into
 * `triggers`. They need no `access`: what they may do, and the table of the limits, they bring.
 *
 * @param props Options of `defineFunction` for each of the three. Their names begin with its `name`.
 * @throws {RecipeError} When the options or the props are not valid.
 * @example
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   triggers: {
 *     ...defineOneTimeCode({
 *       password: 'none',
 *       deliver: 'email',
 *       from: 'no-reply@example.com',
 *       appName: 'Example',
 *       key: secret('ONE_TIME_CODE_KEY'),
 *       secondsBetweenSends: 30,
 *       guessesPerHour: 10,
 *     }),
 *   },
 * });
 */
export function defineOneTimeCode(
  options: OneTimeCodeResourceOptions,
  { name = 'one-time-code', ...props }: RecipeProps = {},
): OneTimeCodeTriggers {
  const { password, attempts, expiresInSeconds, guessesPerHour, key } = options;
  const { identity, guessesPerHour: _, ...sending } = options;
  const named = (suffix: string) => ({ ...props, name: `${name}-${suffix}` });
  const functions = {
    defineAuthChallenge: defineDefine({ password, attempts }, named('define')),
    createAuthChallenge: defineCreate(sending, named('create')),
    verifyAuthChallengeResponse: defineVerify(
      { expiresInSeconds, guessesPerHour, key },
      named('verify'),
    ),
  };
  allowOneTimeCode(functions, options, name);
  return functions;
}

/** What {@link allowOneTimeCode} looks at. */
export type AllowOneTimeCodeOptions = Pick<
  OneTimeCodeResourceOptions,
  'deliver' | 'from' | 'identity' | 'configurationSet' | 'secondsBetweenSends' | 'guessesPerHour'
>;

/**
 * Lets functions of your own do what a code needs: send it and, with a limit, use the table, which
 * is made in their nested stack and whose name is in their `TABLE_NAME`. `defineOneTimeCode` does
 * it for its own.
 *
 * @param name The beginning of the table's name in the template.
 * @example
 * allowOneTimeCode(
 *   { createAuthChallenge, verifyAuthChallengeResponse },
 *   { deliver: 'email', from: 'no-reply@example.com', guessesPerHour: 10 },
 * );
 */
export function allowOneTimeCode(
  {
    createAuthChallenge,
    verifyAuthChallengeResponse,
  }: Pick<OneTimeCodeTriggers, 'createAuthChallenge' | 'verifyAuthChallengeResponse'>,
  options: AllowOneTimeCodeOptions,
  name = 'one-time-code',
): void {
  const { secondsBetweenSends, guessesPerHour } = options;
  configureFunction(createAuthChallenge, (instance) => {
    allowToSend(instance, options);
    if (secondsBetweenSends === undefined) return;
    allowTable(instance, name, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  });
  configureFunction(verifyAuthChallengeResponse, (instance) => {
    if (secondsBetweenSends === undefined && guessesPerHour === undefined) return;
    allowTable(instance, name, ['dynamodb:PutItem', 'dynamodb:UpdateItem']);
  });
}

/** Lets a function send codes: e-mails from the one address, or text messages to phones. */
function allowToSend(
  { resources: { lambda }, stack }: AmplifyFunctionInstance,
  { deliver, from = '', identity, configurationSet }: AllowOneTimeCodeOptions,
): void {
  if (deliver === 'sms') {
    // A phone number has no ARN, and a policy takes no pattern of one: what is no ARN of SNS is a
    // phone number. Topics and the endpoints of apps are ARNs.
    const topics = stack.formatArn({ service: 'sns', account: '*', region: '*', resource: '*' });
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], notResources: [topics] }),
    );
    return;
  }
  const identities = identity ? [identity] : [from, from.replace(/^.*@/, '').toLowerCase()];
  const arn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'ses', resource, resourceName });
  lambda.addToRolePolicy(
    new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [
        ...identities.map((one) => arn('identity', one)),
        ...(configurationSet ? [arn('configuration-set', configurationSet)] : []),
      ],
      conditions: { StringEquals: { 'ses:FromAddress': from } },
    }),
  );
}

/** Gives a function the table of the limits, which is made in the function's own nested stack. */
function allowTable(
  { resources: { lambda }, stack, addEnvironment }: AmplifyFunctionInstance,
  name: string,
  actions: string[],
): void {
  const { tableName, tableArn } = limitsTable(stack, `${name}-limits`);
  addEnvironment('TABLE_NAME', tableName);
  lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [tableArn] }));
}

function limitsTable(stack: Stack, id: string): Table {
  const made = stack.node.tryFindChild(id);
  if (made) return made as Table;
  return new Table(stack, id, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billingMode: BillingMode.PAY_PER_REQUEST,
    // Digests and counts, of which the last is of no use after two hours.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
