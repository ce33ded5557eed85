export type Attribute = { readonly Name: string; readonly Value?: string };

/** A user as `ListUsers` returns it. */
export type User = {
  readonly Username: string;
  readonly Attributes?: readonly Attribute[];
  readonly UserCreateDate: number;
  readonly UserLastModifiedDate: number;
  readonly Enabled: boolean;
  readonly UserStatus: string;
};

/** A user as `AdminGetUser` returns it. */
export type UserDetails = Omit<User, 'Attributes'> & {
  readonly UserAttributes?: readonly Attribute[];
  readonly PreferredMfaSetting?: string;
  readonly UserMFASettingList?: readonly string[];
};

export type Group = {
  readonly GroupName: string;
  readonly Description?: string;
  readonly Precedence?: number;
  readonly RoleArn?: string;
  readonly CreationDate?: number;
};

export type SchemaAttribute = {
  readonly Name: string;
  readonly AttributeDataType: string;
  readonly Mutable?: boolean;
  readonly Required?: boolean;
};

export type Tokens = {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  readonly claims: { readonly id: unknown; readonly access: unknown };
};

/** The name by which people know a user: the e-mail address, the number, or the user name. */
export function nameOf({ Username, Attributes }: Pick<User, 'Username' | 'Attributes'>): string {
  return (
    attributeOf(Attributes, 'email') ??
    attributeOf(Attributes, 'phone_number') ??
    attributeOf(Attributes, 'preferred_username') ??
    Username
  );
}

export function attributeOf(
  attributes: readonly Attribute[] | undefined,
  name: string,
): string | undefined {
  const value = attributes?.find(({ Name }) => Name === name)?.Value;
  return value === '' ? undefined : value;
}

/** Cognito sends times in seconds since 1970. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** `FORCE_CHANGE_PASSWORD` in words. */
export function statusWords(status: string): string {
  const words: Readonly<Record<string, string>> = {
    CONFIRMED: 'Confirmed',
    UNCONFIRMED: 'Not confirmed',
    FORCE_CHANGE_PASSWORD: 'Must set a password',
    RESET_REQUIRED: 'Must reset the password',
    EXTERNAL_PROVIDER: 'From a provider',
    ARCHIVED: 'Archived',
    COMPROMISED: 'Compromised',
    UNKNOWN: 'Unknown',
  };
  return words[status] ?? status;
}
