import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  fetchMFAPreference,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
} from 'aws-amplify/auth';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';

const ADA = 'ada@example.com';
const PASSWORD = 'Correct-horse-1';
const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

let sandbox: Sandbox;

beforeAll(async () => {
  // The client warns that the endpoint is not that of AWS.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  sandbox = await startSandbox({
    cwd: join(import.meta.dirname, 'second-factor-app'),
    dataDir: false,
  });
  Amplify.configure(sandbox.clientConfig);
});
afterAll(async () => {
  await signOut();
  await sandbox.stop();
  vi.restoreAllMocks();
});

const code = () => sandbox.outbox.at(-1)?.code ?? '';
const step = (output: Awaited<ReturnType<typeof signIn>>) => output.nextStep.signInStep;

test('signs in with the one-time passwords and second factors of defineAuth', async () => {
  expect(sandbox.report.warnings.filter((warning) => /User pool/.test(warning))).toEqual([]);
  const authFlowType = 'USER_AUTH' as const;
  const userAttributes = { email: ADA, phone_number: '+14325551212' };
  const options = { userAttributes, autoSignIn: { authFlowType } };
  await signUp({ username: ADA, password: PASSWORD, options });
  await confirmSignUp({ username: ADA, confirmationCode: code() });
  expect(await autoSignIn()).toEqual(DONE);
  await signOut();

  const preferredChallenge = 'EMAIL_OTP' as const;
  const byCode = await signIn({ username: ADA, options: { authFlowType, preferredChallenge } });
  expect(step(byCode)).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
  expect(await confirmSignIn({ challengeResponse: code() })).toEqual(DONE);

  await updateMFAPreference({ sms: 'ENABLED', email: 'ENABLED' });
  expect(await fetchMFAPreference()).toEqual({ enabled: ['SMS', 'EMAIL'] });
  await signOut();

  const byPassword = await signIn({ username: ADA, password: PASSWORD });
  expect(step(byPassword)).toBe('CONTINUE_SIGN_IN_WITH_MFA_SELECTION');
  const chosen = await confirmSignIn({ challengeResponse: 'SMS' });
  expect(step(chosen)).toBe('CONFIRM_SIGN_IN_WITH_SMS_CODE');
  expect(sandbox.outbox.at(-1)?.body).toBe(`In with ${code()}`);
  expect(await confirmSignIn({ challengeResponse: code() })).toEqual(DONE);
});
