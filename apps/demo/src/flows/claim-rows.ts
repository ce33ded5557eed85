import type { SignedIn, Token } from '../account/use-session.js';

export type ClaimChange = 'added' | 'changed' | 'removed';

export type ClaimRow = {
  readonly name: string;
  readonly value: unknown;
  /** What token-claims did to it. */
  readonly change: ClaimChange | undefined;
};

/** What a function of the trigger Pre token generation answered, for one token. */
type Generation = {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>>;
  readonly claimsToSuppress?: readonly string[];
  readonly scopesToAdd?: readonly string[];
};

/** The changes of the last run, by token. */
export type TokenChanges = {
  readonly idTokenGeneration?: Generation;
  readonly accessTokenGeneration?: Generation;
};

/**
 * The claims of a token with the changes marked. A claim that was removed has the value that the
 * user's attribute would have given it.
 */
export function claimRows(
  { name, claims }: Token,
  changes: TokenChanges | undefined,
  { attributes }: Pick<SignedIn, 'attributes'>,
): readonly ClaimRow[] {
  const generation =
    (name === 'ID token' ? changes?.idTokenGeneration : changes?.accessTokenGeneration) ?? {};
  const { claimsToAddOrOverride = {}, claimsToSuppress = [], scopesToAdd = [] } = generation;
  const changeOf = (claim: string): ClaimChange | undefined => {
    if (claim === 'scope' && scopesToAdd.length > 0) return 'changed';
    if (!(claim in claimsToAddOrOverride)) return undefined;
    return name === 'ID token' && claim in attributes ? 'changed' : 'added';
  };
  const kept = Object.entries(claims).map(([claim, value]) => ({
    name: claim,
    value,
    change: changeOf(claim),
  }));
  const removed = claimsToSuppress
    .filter((claim) => !(claim in claims) && attributes[claim] !== undefined)
    .map((claim) => ({ name: claim, value: attributes[claim], change: 'removed' as const }));
  // The flow is about the work of the recipe.
  return [...kept, ...removed].sort((a, b) => Number(!a.change) - Number(!b.change));
}
