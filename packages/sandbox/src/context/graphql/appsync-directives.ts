/**
 * The definitions of AppSync's directives.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export const APPSYNC_DIRECTIVES: readonly string[] = [
  'directive @aws_api_key on FIELD_DEFINITION | OBJECT',
  'directive @aws_iam on FIELD_DEFINITION | OBJECT',
  'directive @aws_oidc on FIELD_DEFINITION | OBJECT',
  'directive @aws_lambda on FIELD_DEFINITION | OBJECT',
  'directive @aws_cognito_user_pools(cognito_groups: [String]) on FIELD_DEFINITION | OBJECT',
  'directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION',
  'directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION',
  'directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION',
  'directive @canonical on OBJECT | FIELD_DEFINITION',
  'directive @hidden on OBJECT | FIELD_DEFINITION',
  'directive @renamed(to: String!) on OBJECT | FIELD_DEFINITION',
];
