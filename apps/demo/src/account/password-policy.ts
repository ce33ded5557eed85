/** As `amplify_outputs.json` has it. */
export type PasswordPolicy = {
  readonly min_length: number;
  readonly require_numbers: boolean;
  readonly require_lowercase: boolean;
  readonly require_uppercase: boolean;
  readonly require_symbols: boolean;
};

export type PasswordRule = { readonly label: string; readonly met: boolean };

/** The user pool's rules, each with whether a password meets it. The user pool has the last word. */
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
