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
import type { Channel } from './channels.js';
import { OneTimeCodeDefineOptions, OneTimeCodeVerifyOptions } from './options.js';
import { OneTimeCodeCreateOptions } from './sending-options.js';

/** The options of {@link defineOneTimeCode}. Each of the three functions gets those it needs. */
export type OneTimeCodeResourceOptions = Omit<
  OneTimeCodeCreateOptions & OneTimeCodeVerifyOptions,
  'deliver' | 'key' | 'tableName'
> & {
  /** With a list of both channels, users choose one in each sign-in. */
  readonly deliver: Channel | readonly Channel[];
  /**
   * The verified SES identity, if it is a parent of the domain of `from`. By default it is the
   * address in `from` or its domain.
   */
  readonly identity?: string;
  /** The key of the digests, 32 characters or more. */
  readonly key: Secret;
};

/** The functions of a sign-in with a code, to spread into `triggers`. */
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
 * Defines the three functions of a sign-in with a code. Spread them into `triggers`. They need no
 * `access`: they come with their permissions and the table of the limits.
 *
 * @param props Options of `defineFunction` for all three. `name` is the prefix of their names.
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

/** The options that {@link allowOneTimeCode} needs. */
export type AllowOneTimeCodeOptions = Pick<
  OneTimeCodeResourceOptions,
  'deliver' | 'from' | 'identity' | 'configurationSet' | 'secondsBetweenSends' | 'guessesPerHour'
>;

/**
 * Gives your own functions the permissions for a code: to send it and, with a limit, to use the
 * table. It creates the table in their nested stack and sets their `TABLE_NAME`. The functions of
 * `defineOneTimeCode` do not need it.
 *
 * @param name The prefix of the table's construct id.
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
  const hasLimit = secondsBetweenSends !== undefined || guessesPerHour !== undefined;
  configureFunction(createAuthChallenge, (instance) => {
    allowToSend(instance, options);
    if (!hasLimit) return;
    // A challenge that both functions share needs the table's name in both.
    nameTable(instance, name);
    if (secondsBetweenSends === undefined) return;
    allowTable(instance, name, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  });
  configureFunction(verifyAuthChallengeResponse, (instance) => {
    if (!hasLimit) return;
    nameTable(instance, name);
    allowTable(instance, name, ['dynamodb:PutItem', 'dynamodb:UpdateItem']);
  });
}

/** Allows a function to send messages in each of its channels. */
function allowToSend(instance: AmplifyFunctionInstance, options: AllowOneTimeCodeOptions): void {
  const channels = [options.deliver].flat();
  if (channels.includes('email')) allowEmails(instance, options);
  if (channels.includes('sms')) allowTextMessages(instance);
}

/**
 * Allows text messages to phone numbers. A phone number has no ARN, and a policy has no pattern for
 * numbers. So the statement allows everything that is not an SNS ARN, as topics and app endpoints
 * are.
 */
function allowTextMessages({ resources: { lambda }, stack }: AmplifyFunctionInstance): void {
  const topics = stack.formatArn({ service: 'sns', account: '*', region: '*', resource: '*' });
  lambda.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], notResources: [topics] }));
}

/** Allows e-mails from one address, with its verified identity. */
function allowEmails(
  { resources: { lambda }, stack }: AmplifyFunctionInstance,
  { from = '', identity, configurationSet }: AllowOneTimeCodeOptions,
): void {
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

/** Tells a function the name of the table of the limits. */
function nameTable({ stack, addEnvironment }: AmplifyFunctionInstance, name: string): void {
  addEnvironment('TABLE_NAME', limitsTable(stack, name).tableName);
}

function allowTable(
  { resources: { lambda }, stack }: AmplifyFunctionInstance,
  name: string,
  actions: string[],
): void {
  const { tableArn } = limitsTable(stack, name);
  lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [tableArn] }));
}

/** The table of the limits in a nested stack. The first call creates it. */
function limitsTable(stack: Stack, name: string): Table {
  const id = `${name}-limits`;
  const made = stack.node.tryFindChild(id);
  if (made) return made as Table;
  return new Table(stack, id, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billingMode: BillingMode.PAY_PER_REQUEST,
    // It holds digests and counts that are useless after two hours.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
