import type { Value } from '../../../assembly/resource-graph.js';
import { integerOf, isTrue, listOf, objectOf, textOf } from '../../../assembly/template-values.js';

type AttributeDataType = 'String' | 'Number' | 'DateTime' | 'Boolean';

/** One attribute that users of a pool can have. */
export type AttributeDefinition = {
  /** With its prefix: `email`, `custom:plan`, `dev:custom:tier`. */
  readonly name: string;
  readonly dataType: AttributeDataType;
  readonly required: boolean;
  readonly mutable: boolean;
  /** Only administrators may write it. */
  readonly developerOnly: boolean;
  readonly length?: { readonly min: number; readonly max: number };
  readonly range?: { readonly min: number | undefined; readonly max: number | undefined };
};

/** The attributes of a pool, by name. */
export type AttributeSchema = ReadonlyMap<string, AttributeDefinition>;

const MAX_LENGTH = 2048;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const STANDARD_STRINGS = [
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'zoneinfo',
  'locale',
  'phone_number',
  'address',
] as const;

const standard = (
  name: string,
  definition: Partial<Omit<AttributeDefinition, 'name'>>,
): AttributeDefinition => ({
  name,
  dataType: 'String',
  required: false,
  mutable: true,
  developerOnly: false,
  ...definition,
});

const STANDARD: readonly AttributeDefinition[] = [
  standard('sub', { required: true, mutable: false, length: { min: 1, max: MAX_LENGTH } }),
  ...STANDARD_STRINGS.map((name) => standard(name, { length: { min: 0, max: MAX_LENGTH } })),
  standard('birthdate', { length: { min: 10, max: 10 } }),
  standard('email_verified', { dataType: 'Boolean' }),
  standard('phone_number_verified', { dataType: 'Boolean' }),
  standard('updated_at', { dataType: 'Number', range: { min: 0, max: undefined } }),
  standard('identities', {}),
];

/**
 * The schema of a pool: the standard attributes, with the changes and additions in the template's
 * `Schema`.
 */
export function readAttributeSchema(schema: Value | undefined): AttributeSchema {
  const definitions = new Map(STANDARD.map((definition) => [definition.name, definition]));
  for (const item of listOf(schema).map(objectOf)) {
    const name = textOf(item.Name);
    if (name === undefined) continue;
    const base = definitions.get(name);
    const developerOnly = isTrue(item.DeveloperOnlyAttribute);
    const dataType = base?.dataType ?? readDataType(textOf(item.AttributeDataType));
    const definition = {
      name: base ? name : prefixed(name, developerOnly),
      dataType,
      required: isTrue(item.Required),
      mutable: item.Mutable === undefined ? true : isTrue(item.Mutable),
      developerOnly,
      ...readLength(item.StringAttributeConstraints, dataType, base),
      ...readRange(item.NumberAttributeConstraints, dataType, base),
    };
    definitions.set(definition.name, definition);
  }
  return definitions;
}

function readDataType(name: string | undefined): AttributeDataType {
  return name === 'Number' || name === 'DateTime' || name === 'Boolean' ? name : 'String';
}

function prefixed(name: string, developerOnly: boolean): string {
  const custom = /^(custom|dev):/.test(name) ? name : `custom:${name}`;
  return developerOnly && !custom.startsWith('dev:') ? `dev:${custom}` : custom;
}

function readLength(
  constraints: Value | undefined,
  dataType: AttributeDataType,
  base: AttributeDefinition | undefined,
): Pick<AttributeDefinition, 'length'> {
  if (dataType !== 'String') return {};
  const given = objectOf(constraints);
  return {
    length: {
      min: integerOf(given.MinLength) ?? base?.length?.min ?? 0,
      max: integerOf(given.MaxLength) ?? base?.length?.max ?? MAX_LENGTH,
    },
  };
}

function readRange(
  constraints: Value | undefined,
  dataType: AttributeDataType,
  base: AttributeDefinition | undefined,
): Pick<AttributeDefinition, 'range'> {
  if (dataType !== 'Number') return {};
  const given = objectOf(constraints);
  return {
    range: {
      min: integerOf(given.MinValue) ?? base?.range?.min,
      max: integerOf(given.MaxValue) ?? base?.range?.max,
    },
  };
}
