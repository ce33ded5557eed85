import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { confirmSignUp, signIn, signUp } from 'aws-amplify/auth';
import { DEMO_PASSWORD } from './sign-up-form.js';

const WAIT_MS = 10_000;
const POLL_MS = 100;

/** An address that no account has yet. */
export function newAddress(): string {
  return `ada-${Math.random().toString(36).slice(2, 7)}@amazon.com`;
}

/**
 * Creates an account, as a visitor would: it signs up, takes the code from the outbox, and confirms.
 *
 * @param options.signIn Whether to sign in too.
 * @returns Its address. The password is `DEMO_PASSWORD`.
 * @throws {Error} When a step fails, or no message arrives.
 */
export async function createAccount(
  sandboxUrl: string,
  options: { readonly signIn: boolean },
): Promise<string> {
  const email = newAddress();
  await signUp({
    username: email,
    password: DEMO_PASSWORD,
    options: { userAttributes: { email, name: 'Ada Lovelace', birthdate: '2000-02-29' } },
  });
  const confirmationCode = await codeFor(sandboxUrl, email);
  await confirmSignUp({ username: email, confirmationCode });
  if (options.signIn) await signIn({ username: email, password: DEMO_PASSWORD });
  return email;
}

async function codeFor(sandboxUrl: string, email: string): Promise<string> {
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    const response = await fetch(`${sandboxUrl}/_sandbox/outbox`);
    const messages = (await response.json()) as readonly OutboxMessage[];
    const code = messages.findLast(({ to }) => to === email)?.code;
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`No message to ${email} arrived. Look at the logs of the functions.`);
}
