import type { Overview } from '../api/contract.ts';

/** Who sends an operation. */
export type Caller =
  | { readonly type: 'apiKey' }
  | { readonly type: 'user'; readonly username: string; readonly userPoolId: string }
  | { readonly type: 'group'; readonly group: string; readonly userPoolId: string }
  | { readonly type: 'role' }
  | { readonly type: 'developer' };

export type CallerType = Caller['type'];

type Api = Overview['apis'][number];

const callers: readonly {
  readonly id: CallerType;
  readonly label: string;
  readonly mode: string;
}[] = [
  { id: 'user', label: 'A user', mode: 'AMAZON_COGNITO_USER_POOLS' },
  { id: 'group', label: 'A group', mode: 'AMAZON_COGNITO_USER_POOLS' },
  { id: 'apiKey', label: 'API key', mode: 'API_KEY' },
  { id: 'role', label: 'Role of signed-in users', mode: 'AWS_IAM' },
  { id: 'developer', label: 'You, the developer', mode: 'AWS_IAM' },
];

/** The callers that an API accepts. */
export function callersOf({ authModes }: Api, pools: Overview['userPools']) {
  return callers.filter(
    ({ mode }) =>
      authModes.includes(mode) && (mode !== 'AMAZON_COGNITO_USER_POOLS' || pools.length > 0),
  );
}

/** Reads the caller that an address names. Undefined if it names none that is complete. */
export function callerIn(search: URLSearchParams, userPoolId: string): Caller | undefined {
  const name = search.get('name') ?? '';
  switch (search.get('as')) {
    case 'user':
      return name === '' ? undefined : { type: 'user', username: name, userPoolId };
    case 'group':
      return name === '' ? undefined : { type: 'group', group: name, userPoolId };
    case 'apiKey':
      return { type: 'apiKey' };
    case 'role':
      return { type: 'role' };
    case 'developer':
      return { type: 'developer' };
    default:
      return undefined;
  }
}
