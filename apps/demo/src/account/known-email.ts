const STORED_AS = 'amplify-recipes-demo-account';

/** The address of the account that the visitor used last. Undefined before the first. */
export function knownEmail(): string | undefined {
  return localStorage.getItem(STORED_AS) ?? undefined;
}

export function rememberEmail(email: string): void {
  localStorage.setItem(STORED_AS, email);
}
