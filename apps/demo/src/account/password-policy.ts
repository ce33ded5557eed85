/** The password policy in `amplify_outputs.json`. */
export type PasswordPolicy = {
  readonly min_length: number;
  readonly require_numbers: boolean;
  readonly require_lowercase: boolean;
  readonly require_uppercase: boolean;
  readonly require_symbols: boolean;
};

export type PasswordRule = { readonly label: string; readonly met: boolean };

/** Checks a password against each rule of the user pool, which has the final say. */
export function checkPassword(policy: PasswordPolicy, password: string): readonly PasswordRule[] {
  const rules = [
    [`${policy.min_length} characters`, true, password.length >= policy.min_length],
    ['a lower case letter', policy.require_lowercase, /[a-z]/.test(password)],
    ['an upper case letter', policy.require_uppercase, /[A-Z]/.test(password)],
    ['a digit', policy.require_numbers, /\d/.test(password)],
    ['a symbol', policy.require_symbols, /[^A-Za-z0-9\s]/.test(password)],
  ] as const;
  return rules.flatMap(([label, required, met]) => (required ? [{ label, met }] : []));
}
