import type { FlowCode } from '../guide/flow.js';

const amplify = (path: string) => `apps/demo/amplify/${path}`;
const page = (path: string) => `apps/demo/src/${path}`;
const e2e = (name: string) => `apps/demo/e2e/${name}.test.ts`;
const recipe = (path: string) => `packages/${path}/recipe.ts`;
const recipeTest = (path: string) => `packages/${path}/recipe.test.ts`;

export const wrongDomain: FlowCode = {
  wiring: [
    amplify('auth/pre-sign-up/handler.ts'),
    amplify('auth/pre-sign-up/resource.ts'),
    amplify('auth/resource.ts'),
  ],
  recipe: [
    recipe('pre-sign-up/src/email-domain'),
    'packages/pre-sign-up/src/email-domain/mail-domain.ts',
  ],
  test: [recipeTest('pre-sign-up/src/email-domain'), e2e('sign-up-flows')],
};

export const minimumAge: FlowCode = {
  wiring: wrongDomain.wiring,
  recipe: [recipe('pre-sign-up/src/minimum-age'), recipe('pre-sign-up/src/attribute-rules')],
  test: [recipeTest('pre-sign-up/src/minimum-age'), e2e('sign-up-flows')],
};

export const confirm: FlowCode = {
  wiring: [
    amplify('auth/post-confirmation/handler.ts'),
    amplify('auth/post-confirmation/resource.ts'),
    amplify('auth/resource.ts'),
    amplify('data/resource.ts'),
  ],
  recipe: [
    recipe('post-confirmation/src/add-to-group'),
    recipe('post-confirmation/src/create-user-profile'),
  ],
  test: [recipeTest('post-confirmation/src/add-to-group'), e2e('sign-up-flows')],
};

export const languages: FlowCode = {
  wiring: [amplify('auth/localized-message/resource.ts'), amplify('auth/resource.ts')],
  recipe: [recipe('custom-message/src/localized-message')],
  test: [recipeTest('custom-message/src/localized-message'), e2e('sign-up-flows')],
};

export const authenticator: FlowCode = {
  wiring: [page('flows/unmodified-authenticator.tsx'), amplify('auth/resource.ts')],
  recipe: [],
  test: [e2e('sign-up-flows')],
};

export const password: FlowCode = {
  wiring: [amplify('auth/resource.ts'), page('account/sign-in-methods.ts')],
  recipe: [],
  test: [e2e('user-auth'), e2e('sign-in-flows')],
};

export const oneTimeCode: FlowCode = {
  wiring: [
    amplify('auth/custom-sign-in/challenges.ts'),
    amplify('auth/custom-sign-in/sequence.ts'),
    amplify('auth/custom-sign-in/create-auth-challenge-handler.ts'),
    amplify('auth/custom-sign-in/define-auth-challenge-handler.ts'),
    amplify('auth/custom-sign-in/verify-auth-challenge-response-handler.ts'),
    amplify('auth/custom-sign-in/resource.ts'),
  ],
  recipe: [recipe('custom-auth/src/one-time-code')],
  test: [recipeTest('custom-auth/src/one-time-code'), e2e('one-time-code')],
};

export const captcha: FlowCode = {
  wiring: [
    amplify('auth/custom-sign-in/sequence.ts'),
    amplify('auth/custom-sign-in/verify-auth-challenge-response-handler.ts'),
    amplify('auth/custom-sign-in/create-auth-challenge-handler.ts'),
    amplify('auth/custom-sign-in/define-auth-challenge-handler.ts'),
    amplify('auth/custom-sign-in/challenges.ts'),
    amplify('auth/custom-sign-in/resource.ts'),
    page('account/sign-in/captcha-step.tsx'),
  ],
  recipe: [recipe('recaptcha/src/captcha'), 'packages/recaptcha/src/react/captcha.tsx'],
  test: [recipeTest('recaptcha/src/captcha'), e2e('captcha')],
};

export const secondFactor: FlowCode = {
  wiring: [amplify('auth/resource.ts'), page('account/settings/second-factor.tsx')],
  recipe: [],
  test: [e2e('mfa')],
};

export const claims: FlowCode = {
  wiring: [amplify('auth/token-claims/resource.ts'), amplify('backend.ts')],
  recipe: [recipe('pre-token-generation/src/token-claims')],
  test: [recipeTest('pre-token-generation/src/token-claims'), e2e('sign-in-flows')],
};

export const todos: FlowCode = {
  wiring: [
    amplify('data/watch-todos/handler.ts'),
    amplify('data/resource.ts'),
    amplify('backend.ts'),
    page('data/use-live-query.ts'),
  ],
  recipe: [recipe('streams/src/dynamodb-stream')],
  test: [recipeTest('streams/src/dynamodb-stream'), e2e('todo-flows')],
};

export const upload: FlowCode = {
  wiring: [
    amplify('storage/resource.ts'),
    amplify('storage/watch-files/handler.ts'),
    page('files/stored-file.ts'),
  ],
  recipe: [recipe('streams/src/s3-upload')],
  test: [recipeTest('streams/src/s3-upload'), e2e('data-flows')],
};

export const clicks: FlowCode = {
  wiring: [
    amplify('functions/count-clicks/handler.ts'),
    amplify('backend.ts'),
    page('clicks/click-stream.ts'),
  ],
  recipe: [recipe('streams/src/kinesis-stream')],
  test: [recipeTest('streams/src/kinesis-stream'), e2e('streams')],
};

export const report: FlowCode = {
  wiring: [
    amplify('storage/todo-report/handler.ts'),
    amplify('storage/todo-report/resource.ts'),
    amplify('data/todo-digest/handler.ts'),
    amplify('data/todo-digest/resource.ts'),
    amplify('data/todos.ts'),
    amplify('backend.ts'),
  ],
  recipe: [recipe('scheduled/src/report-to-s3'), recipe('scheduled/src/sns-digest')],
  test: [recipeTest('scheduled/src/report-to-s3'), e2e('schedules')],
};

export const sayHello: FlowCode = {
  wiring: [
    amplify('functions/say-hello/handler.ts'),
    amplify('functions/say-hello-python/index.py'),
    amplify('functions/say-hello-python/resource.ts'),
    amplify('functions/say-hello-go/main.go'),
    amplify('functions/say-hello-go/resource.ts'),
    amplify('data/resource.ts'),
  ],
  recipe: [],
  test: [e2e('todo-flows')],
};
