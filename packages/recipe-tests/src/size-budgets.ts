import { entrySizes } from './entry-sizes.js';

/** The most bytes that each kind of entry adds to an app. Half of a factory is Powertools Logger. */
const BUDGETS_OF_KINDS: readonly (readonly [kind: RegExp, budget: number])[] = [
  [/handler$/, 32_500],
  [/\/resources$/, 24_000],
  [/\/client$/, 4_000],
  [/^@amplify-recipes\/[\w-]+$/, 68_000],
];

/** Entries with a reason to be larger: clients of the AWS SDK, and lists. */
const BUDGETS: Readonly<Record<string, number>> = {
  '@amplify-recipes/console/page-folder': 1_000,
  '@amplify-recipes/core/backend': 48_500,
  '@amplify-recipes/core/deployment-checks': 16_000,
  '@amplify-recipes/core/testing': 12_000,
  '@amplify-recipes/post-confirmation': 650_000,
  '@amplify-recipes/post-confirmation/add-to-group/handler': 176_000,
  '@amplify-recipes/post-confirmation/create-user-profile/handler': 36_000,
  '@amplify-recipes/pre-sign-up': 220_000,
  '@amplify-recipes/pre-sign-up/email-domain/disposable.handler': 180_000,
  '@amplify-recipes/recaptcha/react': 5_000,
  '@amplify-recipes/sandbox': 2_000_000,
  '@amplify-recipes/scheduled': 900_000,
  '@amplify-recipes/streams': 275_000,
};

/**
 * Returns the entries of a package that are larger than their budgets, or have none.
 *
 * @param packageUrl The folder of the package under test.
 */
export async function sizeProblems(packageUrl: URL): Promise<string[]> {
  const sizes = await entrySizes(packageUrl);
  return Object.entries(sizes).flatMap(([entry, size]) => {
    const budget = BUDGETS[entry] ?? BUDGETS_OF_KINDS.find(([kind]) => kind.test(entry))?.[1];
    if (budget === undefined) return [`${entry} has no budget. Add it to size-budgets.ts.`];
    if (size <= budget) return [];
    return [
      `${entry} adds ${size} bytes to an app, and its budget is ${budget}. Check its imports, or raise the budget in size-budgets.ts and explain it in the README.`,
    ];
  });
}
