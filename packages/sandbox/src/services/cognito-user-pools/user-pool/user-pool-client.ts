import type { Properties, Resource, Value } from '../../../assembly/resource-graph.js';
import { integerOf, isTrue, objectOf, textOf, textsOf } from '../../../assembly/template-values.js';

/** An app client of a pool, configured by its resource in the template. */
export type UserPoolClient = {
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly secret: string | undefined;
  /** With the prefix `ALLOW_`. The older names without it are converted. */
  readonly explicitAuthFlows: readonly string[];
  readonly preventUserExistenceErrors: boolean;
  /** Attributes that the client may read or write. `undefined`: all. */
  readonly readAttributes: ReadonlySet<string> | undefined;
  readonly writeAttributes: ReadonlySet<string> | undefined;
  /** Lifetimes in seconds. */
  readonly accessTokenSeconds: number;
  readonly idTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly authSessionSeconds: number;
  readonly enableTokenRevocation: boolean;
  /** A refresh token can be used once, and again during this grace period. */
  readonly refreshTokenRotation: { readonly gracePeriodSeconds: number } | undefined;
  /** The template's properties, for `DescribeUserPoolClient`. */
  readonly properties: Properties;
};

const SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
type Unit = keyof typeof SECONDS;

/** The flows of a client whose template names none. */
const DEFAULT_AUTH_FLOWS = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
] as const;

const OLDER_AUTH_FLOWS: Readonly<Record<string, string>> = {
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'ALLOW_CUSTOM_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
};

export function readUserPoolClient(resource: Resource): UserPoolClient {
  const given = resource.properties;
  const units = objectOf(given.TokenValidityUnits);
  const rotation = objectOf(given.RefreshTokenRotation);
  return {
    id: resource.physicalId,
    poolId: textOf(given.UserPoolId) ?? '',
    name: textOf(given.ClientName) ?? resource.logicalId,
    secret: isTrue(given.GenerateSecret) ? textOf(resource.attributes.ClientSecret) : undefined,
    explicitAuthFlows: readAuthFlows(given.ExplicitAuthFlows),
    preventUserExistenceErrors: given.PreventUserExistenceErrors === 'ENABLED',
    readAttributes: readAttributeNames(given.ReadAttributes),
    writeAttributes: readAttributeNames(given.WriteAttributes),
    accessTokenSeconds: seconds(given.AccessTokenValidity, units.AccessToken, 'hours', 3600),
    idTokenSeconds: seconds(given.IdTokenValidity, units.IdToken, 'hours', 3600),
    refreshTokenSeconds: seconds(
      given.RefreshTokenValidity,
      units.RefreshToken,
      'days',
      30 * SECONDS.days,
    ),
    authSessionSeconds: (integerOf(given.AuthSessionValidity) ?? 3) * SECONDS.minutes,
    enableTokenRevocation:
      given.EnableTokenRevocation === undefined ? true : isTrue(given.EnableTokenRevocation),
    refreshTokenRotation:
      rotation.Feature === 'ENABLED'
        ? { gracePeriodSeconds: integerOf(rotation.RetryGracePeriodSeconds) ?? 0 }
        : undefined,
    properties: given,
  };
}

function readAuthFlows(value: Value | undefined): readonly string[] {
  const given = textsOf(value) ?? [];
  if (given.length === 0) return DEFAULT_AUTH_FLOWS;
  const flows = given.map((name) => OLDER_AUTH_FLOWS[name] ?? name);
  // The older names cannot turn off SRP and refresh: these were always allowed.
  const older = given.every((name) => !name.startsWith('ALLOW_'));
  if (!older || given.includes('CUSTOM_AUTH_FLOW_ONLY')) return flows;
  return [...new Set([...flows, ...DEFAULT_AUTH_FLOWS])];
}

function readAttributeNames(value: Value | undefined): ReadonlySet<string> | undefined {
  const names = textsOf(value) ?? [];
  return names.length === 0 ? undefined : new Set(names);
}

function seconds(
  value: Value | undefined,
  unit: Value | undefined,
  defaultUnit: Unit,
  defaultSeconds: number,
): number {
  const count = integerOf(value);
  if (count === undefined || count === 0) return defaultSeconds;
  const named = textOf(unit);
  const known = (Object.keys(SECONDS) as Unit[]).find((name) => name === named);
  return count * SECONDS[known ?? defaultUnit];
}
