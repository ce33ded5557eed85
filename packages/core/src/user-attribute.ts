/** The attributes that every user pool has. OpenID Connect and Cognito define them. */
type StandardAttributeName =
  | 'address'
  | 'birthdate'
  | 'email'
  | 'email_verified'
  | 'family_name'
  | 'gender'
  | 'given_name'
  | 'identities'
  | 'locale'
  | 'middle_name'
  | 'name'
  | 'nickname'
  | 'phone_number'
  | 'phone_number_verified'
  | 'picture'
  | 'preferred_username'
  | 'profile'
  | 'sub'
  | 'updated_at'
  | 'website'
  | 'zoneinfo';

/**
 * The name of a user attribute in a trigger's event: `email`, or a custom one, `custom:plan`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export type UserAttributeName =
  | StandardAttributeName
  | `custom:${string}`
  | `dev:custom:${string}`
  | `cognito:${string}`;
