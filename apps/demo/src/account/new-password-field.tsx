import { useState } from 'react';
import { PasswordInput } from '../form/fields.js';
import styles from '../form/form.module.css';
import { checkPassword, type PasswordPolicy } from './password-policy.js';

export type NewPasswordFieldProps = {
  readonly label: string;
  readonly policy: PasswordPolicy | undefined;
  readonly defaultValue?: string;
};

/** A new password. The rules of the user pool are ticked off as the user types. */
export function NewPasswordField({ label, policy, defaultValue = '' }: NewPasswordFieldProps) {
  const [password, setPassword] = useState(defaultValue);
  const rules = policy ? checkPassword(policy, password) : [];
  return (
    <div>
      <PasswordInput
        label={label}
        name="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
      {rules.some(({ met }) => !met) && (
        <ul className={styles.rules} aria-label={`Rules for ${label.toLowerCase()}`}>
          {rules.map((rule) => (
            <li key={rule.label} data-met={rule.met}>
              {rule.label}
              <span className="visually-hidden">{rule.met ? ' (met)' : ' (not met yet)'}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
