import type { Overview } from '../api/contract.ts';

/** Who sends an operation. */
export type Caller =
  | { readonly type: 'apiKey' }
  | { readonly type: 'user'; readonly username: string; readonly userPoolId: string }
  | { readonly type: 'group'; readonly group: string; readonly userPoolId: string }
  | { readonly type: 'guest' }
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
  { id: 'guest', label: 'A guest', mode: 'AWS_IAM' },
  { id: 'role', label: 'Role of signed-in users', mode: 'AWS_IAM' },
  { id: 'developer', label: 'You, the developer', mode: 'AWS_IAM' },
];

type Pools = Pick<Overview, 'userPools' | 'identityPools'>;

/** The callers that an API accepts. */
export function callersOf({ authModes }: Api, { userPools, identityPools }: Pools) {
  return callers.filter(({ id, mode }) => {
    if (!authModes.includes(mode)) return false;
    if (mode === 'AMAZON_COGNITO_USER_POOLS') return userPools.length > 0;
    return (id !== 'guest' && id !== 'role') || identityPools.length > 0;
  });
}

/** The caller at first: one who needs no choice, and whom the API is made for. */
export function firstCaller(api: Api, pools: Pools): CallerType {
  const offered = callersOf(api, pools).map(({ id }) => id);
  const isForGuests = api.authModes[0] === 'AWS_IAM' && offered.includes('guest');
  if (isForGuests) return 'guest';
  return offered.includes('apiKey') ? 'apiKey' : 'developer';
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
    case 'guest':
      return { type: 'guest' };
    case 'role':
      return { type: 'role' };
    case 'developer':
      return { type: 'developer' };
    default:
      return undefined;
  }
}
