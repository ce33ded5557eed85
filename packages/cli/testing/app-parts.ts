import { AUTH, BACKEND, DATA, NEW_APP, NEW_BACKEND, NEW_DATA } from './wire-recipes.js';

export type Files = Readonly<Record<string, string>>;

export const APP: Files = { [AUTH]: NEW_APP, [BACKEND]: NEW_BACKEND, [DATA]: NEW_DATA };
export const RESOURCE = 'amplify/auth/confirm/resource.ts';
export const HANDLER = 'amplify/auth/confirm/handler.ts';

export const authWith = (options: string, before = '', imports = 'defineAuth') =>
  `import { ${imports} } from '@aws-amplify/backend';
${before}
export const auth = defineAuth({
  loginWith: { email: true },
  ${options}
});
`;
export const DEFINED = `import { defineFunction } from '@aws-amplify/backend';

export const postConfirmation = defineFunction({ name: 'confirm' });
`;
export const HANDLED = `import type { PostConfirmationTriggerHandler } from 'aws-lambda';

export const handler: PostConfirmationTriggerHandler = async (event) => event;
`;
export const OWN = { [RESOURCE]: DEFINED, [HANDLER]: HANDLED };
export const CHAINED = 'chain<PostConfirmationTriggerHandler>(async (event) => event, addToGroup(';

/** A file with an empty text stands for one that does not exist. */
export const withoutEmpty = (files: Files) =>
  Object.fromEntries(Object.entries(files).filter(([, text]) => text !== ''));

/** An app, the recipes that are added to it, and texts that its files have then. */
export type OtherApp = readonly [
  how: string,
  recipes: readonly string[],
  files: Files,
  after: Readonly<Record<string, readonly string[]>>,
];
