import { useState } from 'react';
import { PasswordField } from '../controls/password-field.js';
import { checkPassword, type PasswordPolicy } from './password-policy.js';

export type NewPasswordFieldProps = {
  readonly label: string;
  readonly policy: PasswordPolicy | undefined;
};

/** A new password. The rules of the user pool are ticked off as the user types. */
export function NewPasswordField({ label, policy }: NewPasswordFieldProps) {
  const [password, setPassword] = useState('');
  return (
    <PasswordField
      label={label}
      name="password"
      autoComplete="new-password"
      value={password}
      onChange={(event) => setPassword(event.target.value)}
      hint={
        policy && (
          <ul className="password-rules">
            {checkPassword(policy, password).map((rule) => (
              <li key={rule.label} data-met={rule.met}>
                {rule.label}
                <span className="visually-hidden">{rule.met ? ' (met)' : ' (not met yet)'}</span>
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
