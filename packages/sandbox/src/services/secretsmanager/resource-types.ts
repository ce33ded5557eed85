import { createHash, createHmac } from 'node:crypto';
import type { NamedResource, Properties, ResourceType } from '../../assembly/resource-graph.js';
import { integerOf, isTrue, objectOf, stringOf } from '../../assembly/template-values.js';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const DEFAULT_LENGTH = 32;

const ofSecret: ResourceType = {
  physicalId: ({ properties }) => stringOf(properties.SecretId) ?? '',
  attributes: ({ physicalId }) => ({ Id: physicalId }),
};

/**
 * The names that CloudFormation gives to secrets, and the values that it generates.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export const secretsManagerResourceTypes = {
  'AWS::SecretsManager::Secret': {
    physicalId: (resource) => {
      const { partition, region, accountId, properties, logicalId, id } = resource;
      const name = stringOf(properties.Name) ?? `${logicalId}-${id(12)}`;
      return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${id(6)}`;
    },
    attributes: ({ physicalId }) => ({ Id: physicalId }),
    value: (resource) => {
      const { properties } = resource;
      if (properties.GenerateSecretString === undefined) return stringOf(properties.SecretString);
      return generatedSecret(objectOf(properties.GenerateSecretString), resource);
    },
  },
  'AWS::SecretsManager::SecretTargetAttachment': ofSecret,
  'AWS::SecretsManager::ResourcePolicy': ofSecret,
  'AWS::SecretsManager::RotationSchedule': ofSecret,
} as const satisfies Readonly<Record<string, ResourceType>>;

/** The name in the ARN of a secret, which ends with six additional characters. */
export function secretNameOf(arn: string): string {
  return arn.split(':').slice(6).join(':').slice(0, -7);
}

/** The same value at each start, because an app may have encrypted data with it. */
function generatedSecret(options: Properties, resource: NamedResource): string | undefined {
  const password = generatedPassword(options, resource);
  const key = stringOf(options.GenerateStringKey);
  if (key === undefined) return password;
  try {
    const template: unknown = JSON.parse(stringOf(options.SecretStringTemplate) ?? '{}');
    return JSON.stringify({ ...(template as object), [key]: password });
  } catch {
    return undefined;
  }
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
function generatedPassword(options: Properties, { id }: NamedResource): string {
  const excluded = new Set(stringOf(options.ExcludeCharacters) ?? '');
  const alphabets = [
    isTrue(options.ExcludeLowercase) ? '' : LOWERCASE,
    isTrue(options.ExcludeUppercase) ? '' : LOWERCASE.toUpperCase(),
    isTrue(options.ExcludeNumbers) ? '' : NUMBERS,
    isTrue(options.ExcludePunctuation) ? '' : PUNCTUATION,
    isTrue(options.IncludeSpace) ? ' ' : '',
  ]
    .map((alphabet) => [...alphabet].filter((character) => !excluded.has(character)))
    .filter((alphabet) => alphabet.length > 0);
  const length = integerOf(options.PasswordLength) ?? DEFAULT_LENGTH;
  // Hashed, so that it does not begin like the ARN, which is not secret.
  const seed = createHash('sha512')
    .update(`secret ${id(64)}`)
    .digest();
  const pick = (label: string, count: number) =>
    createHmac('sha512', seed).update(label).digest().readUInt32BE() % count;
  const all = alphabets.flat();
  const characters = Array.from(
    { length },
    (_, index) => all[pick(`character ${index}`, all.length)] ?? '',
  );
  if (!isTrue(options.RequireEachIncludedType ?? true)) return characters.join('');
  // Each type has its own position. The first position is random, too.
  const start = pick('start', length);
  for (const [index, alphabet] of alphabets.slice(0, length).entries()) {
    characters[(start + index) % length] = alphabet[pick(`type ${index}`, alphabet.length)] ?? '';
  }
  return characters.join('');
}
