import type { Properties, Resource, ResourceGraph } from '../../../assembly/resource-graph.js';
import {
  integerOf,
  isTrue,
  knownOf,
  listOf,
  objectOf,
  textOf,
  textsOf,
} from '../../../assembly/template-values.js';
import { type AttributeSchema, readAttributeSchema } from './attribute-schema.js';
import { type PasswordPolicy, readPasswordPolicy } from './password-policy.js';

/** Attributes that a user verifies with a code. */
export const VERIFIABLE_ATTRIBUTES = ['email', 'phone_number'] as const;
export type VerifiableAttribute = (typeof VERIFIABLE_ATTRIBUTES)[number];

const ALIAS_ATTRIBUTES = ['email', 'phone_number', 'preferred_username'] as const;
export type AliasAttribute = (typeof ALIAS_ATTRIBUTES)[number];

type RecoveryMechanism = 'verified_email' | 'verified_phone_number' | 'admin_only';

export const TRIGGERS = [
  'PreSignUp',
  'CustomMessage',
  'PostConfirmation',
  'PreAuthentication',
  'PostAuthentication',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
  'UserMigration',
] as const;
export type TriggerName = (typeof TRIGGERS)[number];

/** The second factors, named as in `MFAS_CAN_CHOOSE`. */
export const MFA_FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;
export type MfaFactor = (typeof MFA_FACTORS)[number];

type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0';

/** The texts of a pool's messages. They still contain `{####}` and `{username}`. */
type MessageTemplates = {
  readonly verification: MessageTemplate & {
    readonly byLink: boolean;
    readonly emailMessageByLink: string;
    readonly emailSubjectByLink: string;
  };
  readonly invitation: MessageTemplate;
  /** For codes that sign a user in, as the first or the second factor. */
  readonly authentication: MessageTemplate;
};

export type MessageTemplate = {
  readonly emailSubject: string;
  readonly emailMessage: string;
  readonly smsMessage: string;
};

/** A user pool, configured by its resource in the template. */
export type UserPool = {
  /** `eu-west-1_AbCdEfGhI` */
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  /** The friendly name. */
  readonly name: string;
  /** The attributes that replace the user name. Users sign up with one of them. */
  readonly usernameAttributes: readonly VerifiableAttribute[];
  /** Attributes that sign a user in besides the user name. */
  readonly aliasAttributes: readonly AliasAttribute[];
  readonly caseSensitive: boolean;
  readonly autoVerifiedAttributes: readonly VerifiableAttribute[];
  /** A new value of one of these counts only after its code has been entered. */
  readonly verifyBeforeUpdate: readonly VerifiableAttribute[];
  readonly schema: AttributeSchema;
  readonly passwordPolicy: PasswordPolicy;
  /** Whether only administrators can create users. */
  readonly adminCreateUserOnly: boolean;
  /**
   * How users recover their account, best first. `undefined`: SMS before e-mail, as in older pools.
   */
  readonly accountRecovery: readonly RecoveryMechanism[] | undefined;
  readonly messages: MessageTemplates;
  /** The factors with which a sign-in with `USER_AUTH` may begin. */
  readonly firstFactors: readonly string[];
  readonly mfa: {
    readonly mode: 'OFF' | 'OPTIONAL' | 'ON';
    /** The factors that users may set up. */
    readonly factors: readonly MfaFactor[];
  };
  /** Types of the pool's external identity providers, such as `OIDC`, by their names. */
  readonly identityProviders: ReadonlyMap<string, string>;
  /** The prefix of its hosted pages, or its custom domain. */
  readonly domain: { readonly name: string; readonly custom: boolean } | undefined;
  readonly triggers: ReadonlyMap<TriggerName, string>;
  /**
   * The functions that send messages instead of Cognito, by channel, and the key for their codes.
   */
  readonly customSenders: {
    readonly functions: ReadonlyMap<VerifiableAttribute, string>;
    readonly keyId: string | undefined;
  };
  readonly preTokenGeneration:
    | { readonly functionArn: string; readonly version: PreTokenGenerationVersion }
    | undefined;
  /** The template's properties, for `DescribeUserPool`. */
  readonly properties: Properties;
};

/** @param graph The graph that contains the pool's other resources. */
export function readUserPool(resource: Resource, graph: ResourceGraph): UserPool {
  const given = resource.properties;
  const id = resource.physicalId;
  return {
    id,
    arn: String(resource.attributes.Arn),
    region: id.slice(0, id.lastIndexOf('_')),
    name: textOf(given.UserPoolName) ?? resource.logicalId,
    usernameAttributes: knownOf(given.UsernameAttributes, VERIFIABLE_ATTRIBUTES),
    aliasAttributes: knownOf(given.AliasAttributes, ALIAS_ATTRIBUTES),
    caseSensitive: readCaseSensitive(given),
    autoVerifiedAttributes: knownOf(given.AutoVerifiedAttributes, VERIFIABLE_ATTRIBUTES),
    verifyBeforeUpdate: knownOf(
      objectOf(given.UserAttributeUpdateSettings).AttributesRequireVerificationBeforeUpdate,
      VERIFIABLE_ATTRIBUTES,
    ),
    schema: readAttributeSchema(given.Schema),
    passwordPolicy: readPasswordPolicy(given),
    adminCreateUserOnly: isTrue(objectOf(given.AdminCreateUserConfig).AllowAdminCreateUserOnly),
    accountRecovery: readAccountRecovery(given),
    messages: readMessages(given),
    firstFactors: readFirstFactors(given),
    mfa: readMfa(given),
    identityProviders: readIdentityProviders(
      ofPool(graph, id, 'AWS::Cognito::UserPoolIdentityProvider'),
    ),
    domain: readDomain(ofPool(graph, id, 'AWS::Cognito::UserPoolDomain')),
    triggers: readTriggers(given),
    customSenders: readCustomSenders(given),
    preTokenGeneration: readPreTokenGeneration(given),
    properties: given,
  };
}

/** The part of the pool's id after its region. SRP computes with it. */
export function poolNameForSrp(poolId: string): string {
  return poolId.slice(poolId.lastIndexOf('_') + 1);
}

/**
 * `iss` of its tokens, the same as in AWS, so that a verifier needs no other configuration here.
 */
export function issuer(pool: Pick<UserPool, 'id' | 'region'>): string {
  return `https://cognito-idp.${pool.region}.amazonaws.com/${pool.id}`;
}

/**
 * Whether a user can sign in with this attribute. Its values are unique in the pool from the start.
 */
export function isSignInAttribute(pool: UserPool, name: string): name is AliasAttribute {
  return (
    pool.usernameAttributes.some((attribute) => attribute === name) ||
    pool.aliasAttributes.some((attribute) => attribute === name)
  );
}

/** A user name or an alias in the form in which the pool compares it. */
export function comparable(pool: UserPool, value: string): string {
  return pool.caseSensitive ? value : value.toLowerCase();
}

function ofPool(graph: ResourceGraph, id: string, type: string): readonly Properties[] {
  return graph
    .ofType(type)
    .map(({ properties }) => properties)
    .filter(({ UserPoolId }) => UserPoolId === id);
}

function readIdentityProviders(providers: readonly Properties[]): ReadonlyMap<string, string> {
  return new Map(
    providers.map(({ ProviderName, ProviderType }) => [
      textOf(ProviderName) ?? '',
      textOf(ProviderType) ?? '',
    ]),
  );
}

function readDomain([first]: readonly Properties[]): UserPool['domain'] {
  const name = textOf(first?.Domain);
  return name === undefined ? undefined : { name, custom: first?.CustomDomainConfig !== undefined };
}

function readCaseSensitive(given: Properties): boolean {
  const configuration = objectOf(given.UsernameConfiguration);
  return configuration.CaseSensitive === undefined ? true : isTrue(configuration.CaseSensitive);
}

function readAccountRecovery(given: Properties): readonly RecoveryMechanism[] | undefined {
  const mechanisms = objectOf(given.AccountRecoverySetting).RecoveryMechanisms;
  if (mechanisms === undefined) return undefined;
  return listOf(mechanisms)
    .map(objectOf)
    .toSorted((a, b) => (integerOf(a.Priority) ?? 0) - (integerOf(b.Priority) ?? 0))
    .flatMap((mechanism) => {
      const name = textOf(mechanism.Name);
      return name === 'verified_email' || name === 'verified_phone_number' || name === 'admin_only'
        ? name
        : [];
    });
}

function readFirstFactors(given: Properties): readonly string[] {
  const policy = objectOf(objectOf(given.Policies).SignInPolicy);
  return textsOf(policy.AllowedFirstAuthFactors) ?? ['PASSWORD'];
}

function readMfa(given: Properties): UserPool['mfa'] {
  const mode = textOf(given.MfaConfiguration);
  if (mode !== 'ON' && mode !== 'OPTIONAL') return { mode: 'OFF', factors: [] };
  if (given.EnabledMfas !== undefined) {
    return { mode, factors: knownOf(given.EnabledMfas, MFA_FACTORS) };
  }
  // As in AWS, a pool that can send text messages offers them.
  return { mode, factors: given.SmsConfiguration === undefined ? [] : ['SMS_MFA'] };
}

function readMessages(given: Properties): MessageTemplates {
  const verification = objectOf(given.VerificationMessageTemplate);
  const invitation = objectOf(objectOf(given.AdminCreateUserConfig).InviteMessageTemplate);
  return {
    verification: {
      emailSubject:
        textOf(verification.EmailSubject) ??
        textOf(given.EmailVerificationSubject) ??
        'Your verification code',
      emailMessage:
        textOf(verification.EmailMessage) ??
        textOf(given.EmailVerificationMessage) ??
        'Your confirmation code is {####}',
      smsMessage:
        textOf(verification.SmsMessage) ??
        textOf(given.SmsVerificationMessage) ??
        'Your confirmation code is {####}',
      byLink: verification.DefaultEmailOption === 'CONFIRM_WITH_LINK',
      emailMessageByLink:
        textOf(verification.EmailMessageByLink) ??
        'Please click the link below to verify your email address. {##Verify Email##}',
      emailSubjectByLink: textOf(verification.EmailSubjectByLink) ?? 'Your verification link',
    },
    invitation: {
      emailSubject: textOf(invitation.EmailSubject) ?? 'Your temporary password',
      emailMessage:
        textOf(invitation.EmailMessage) ??
        'Your username is {username} and temporary password is {####}.',
      smsMessage:
        textOf(invitation.SMSMessage) ??
        'Your username is {username} and temporary password is {####}.',
    },
    authentication: {
      emailSubject: textOf(given.EmailAuthenticationSubject) ?? 'Your authentication code',
      emailMessage:
        textOf(given.EmailAuthenticationMessage) ?? 'Your authentication code is {####}.',
      smsMessage: textOf(given.SmsAuthenticationMessage) ?? 'Your authentication code is {####}.',
    },
  };
}

function readTriggers(given: Properties): ReadonlyMap<TriggerName, string> {
  const config = objectOf(given.LambdaConfig);
  return new Map(
    TRIGGERS.flatMap((name) => {
      const functionArn = textOf(config[name]);
      return functionArn === undefined ? [] : [[name, functionArn] as const];
    }),
  );
}

function readCustomSenders(given: Properties): UserPool['customSenders'] {
  const { CustomEmailSender, CustomSMSSender, KMSKeyID } = objectOf(given.LambdaConfig);
  const email = textOf(objectOf(CustomEmailSender).LambdaArn);
  const phoneNumber = textOf(objectOf(CustomSMSSender).LambdaArn);
  return {
    functions: new Map([
      ...(email === undefined ? [] : [['email', email] as const]),
      ...(phoneNumber === undefined ? [] : [['phone_number', phoneNumber] as const]),
    ]),
    keyId: textOf(KMSKeyID),
  };
}

function readPreTokenGeneration(given: Properties): UserPool['preTokenGeneration'] {
  const config = objectOf(given.LambdaConfig);
  const versioned = objectOf(config.PreTokenGenerationConfig);
  const functionArn = textOf(versioned.LambdaArn) ?? textOf(config.PreTokenGeneration);
  if (functionArn === undefined) return undefined;
  const version = textOf(versioned.LambdaVersion);
  return { functionArn, version: version === 'V2_0' || version === 'V3_0' ? version : 'V1_0' };
}
