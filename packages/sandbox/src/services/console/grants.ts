import { modelOfTable } from '../../assembly/model-names.js';
import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { objectOf, textOf } from '../../assembly/template-values.js';
import type { TimelineDenial } from '../../context/timeline/entry.js';
import { tablesOf } from './names.js';

/** The actions that `access` of `defineAuth` takes. */
const AUTH_ACTIONS = new Set([
  ...['addUserToGroup', 'createGroup', 'createUser', 'deleteGroup', 'deleteUser'],
  ...['deleteUserAttributes', 'disableUser', 'enableUser', 'forgetDevice', 'getDevice', 'getGroup'],
  ...['getUser', 'listUsers', 'listUsersInGroup', 'listGroups', 'listDevices'],
  ...['listGroupsForUser', 'removeUserFromGroup', 'resetUserPassword', 'setUserMfaPreference'],
  ...['setUserPassword', 'setUserSettings', 'updateDeviceStatus', 'updateGroup'],
  ...['updateUserAttributes'],
]);
/** The actions without a name of their own in `access`. */
const AUTH_COLLECTIONS: Readonly<Record<string, string>> = {
  AdminConfirmSignUp: 'manageUsers',
  AdminLinkProviderForUser: 'manageProviderForUser',
  AdminRespondToAuthChallenge: 'manageUsers',
  AdminSetUserMFAPreference: 'setUserMfaPreference',
  AdminUserGlobalSignOut: 'manageUsers',
};
const STORAGE_ACTIONS: Readonly<Record<string, string>> = {
  DeleteObject: 'delete',
  GetObject: 'read',
  ListBucket: 'read',
  PutObject: 'write',
};
const DATA_ACTIONS: Readonly<Record<string, string>> = {
  Mutation: 'mutate',
  Query: 'query',
  Subscription: 'listen',
};

/**
 * The line to write in the backend so that a denied request is allowed: for `access`, or for
 * `amplify/backend.ts`. Undefined if none fits.
 */
export function grantLine(graph: ResourceGraph, denial: TimelineDenial): string | undefined {
  const who = beneficiaryOf(graph, denial);
  if (!who) return undefined;
  const { allow, variable } = who;
  const [resource = ''] = denial.resources;
  const [service, action = ''] = denial.action.split(':');
  const line = service === 's3' ? storageLine(who, action, resource) : undefined;
  if (line !== undefined || variable === undefined) return line;
  if (service === 'cognito-idp')
    return authLine(allow, action) ?? policyLine(graph, variable, denial);
  if (service === 'appsync')
    return dataLine(allow, resource) ?? policyLine(graph, variable, denial);
  return policyLine(graph, variable, denial);
}

type Beneficiary = {
  /** `allow.resource(preSignUp)` */
  readonly allow: string;
  /** The variable of a function: `preSignUp`. */
  readonly variable?: string;
};

/** The function or the users to which the role belongs. */
function beneficiaryOf(
  graph: ResourceGraph,
  { session, roleArn }: TimelineDenial,
): Beneficiary | undefined {
  const fn = graph.ofType('AWS::Lambda::Function').find(({ physicalId }) => physicalId === session);
  if (fn) {
    const variable = camelCase(fn.name);
    return { allow: `allow.resource(${variable})`, variable };
  }
  for (const { properties } of graph.ofType('AWS::Cognito::IdentityPoolRoleAttachment')) {
    const roles = objectOf(properties.Roles);
    if (roleArn !== undefined && roles.authenticated === roleArn)
      return { allow: 'allow.authenticated' };
    if (roleArn !== undefined && roles.unauthenticated === roleArn) return { allow: 'allow.guest' };
  }
  const group = graph
    .ofType('AWS::Cognito::UserPoolGroup')
    .find(({ properties }) => roleArn !== undefined && textOf(properties.RoleArn) === roleArn);
  return group && { allow: `allow.groups([${quoted(group.physicalId)}])` };
}

function authLine(allow: string, action: string): string | undefined {
  const name = Object.hasOwn(AUTH_COLLECTIONS, action)
    ? AUTH_COLLECTIONS[action]
    : lowerFirst(action.replace(/^Admin/, ''));
  const isKnown = name !== undefined && (AUTH_ACTIONS.has(name) || name.startsWith('manage'));
  return isKnown ? `${allow}.to([${quoted(name)}])` : undefined;
}

/** The path is the first folder of the object. A user's own folder has the user's id. */
function storageLine({ allow, variable }: Beneficiary, action: string, resource: string) {
  const access = Object.hasOwn(STORAGE_ACTIONS, action) ? STORAGE_ACTIONS[action] : undefined;
  if (access === undefined) return undefined;
  const [, key = ''] = /^arn:[^:]+:s3:::[^/]+\/(.+)$/s.exec(resource) ?? [];
  const slash = key.indexOf('/');
  const line = `${allow}.to([${quoted(access)}])`;
  if (slash < 0) return variable || key === '' ? line : `${quoted(key)}: [${line}]`;
  return `${quoted(`${key.slice(0, slash)}/*`)}: [${line}]`;
}

function dataLine(allow: string, resource: string): string | undefined {
  const [, type = ''] = /\/types\/(\w+)\/fields\//.exec(resource) ?? [];
  const action = Object.hasOwn(DATA_ACTIONS, type) ? DATA_ACTIONS[type] : undefined;
  return action && `${allow}.to([${quoted(action)}])`;
}

function policyLine(
  graph: ResourceGraph,
  variable: string,
  { action, resources }: TimelineDenial,
): string {
  const arns = resources.map((resource) => resourceExpression(graph, resource));
  return `backend.${variable}.resources.lambda.addToRolePolicy(new PolicyStatement({ actions: [${quoted(action)}], resources: [${arns.join(', ')}] }))`;
}

/** The resource as the backend names it. Names in ARNs differ between deployments. */
function resourceExpression(graph: ResourceGraph, arn: string): string {
  const table = /:table\/([^/]+)/.exec(arn)?.[1];
  const model = table === undefined ? undefined : modelOfTable(table);
  const isOfData = tablesOf(graph).some(({ physicalId }) => physicalId === table);
  if (model !== undefined && isOfData && !arn.includes('/stream/')) {
    const suffix = arn.includes('/index/') ? " + '/index/*'" : '';
    return `backend.data.resources.tables[${quoted(model)}].tableArn${suffix}`;
  }
  return quoted(arn.replace(/:\d{12}:/, ':*:'));
}

function camelCase(name: string): string {
  return name.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string = '') => next.toUpperCase());
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** A string literal. The text may come from a request. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/[\r\n\u2028\u2029]/g, '')}'`;
}
