import { newAddress } from '../account/create-account.js';
import { Refusal } from './refusal.js';

const email = newAddress();

/** The date some years ago, or in some days: `YYYY-MM-DD`. */
function dateAt({ years = 0, days = 0 }): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() - years);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function MinimumAge() {
  const twelve = dateAt({ years: 12 });
  return (
    <Refusal
      introduction="You must be 13 or older."
      values={{ email, name: 'Tim Young', birthdate: twelve }}
      fields={['email', 'name', 'birthdate']}
      suggestions={[
        { label: '12 years old', value: { birthdate: twelve } },
        { label: '13 tomorrow', value: { birthdate: dateAt({ years: 13, days: 1 }) } },
        { label: 'born tomorrow', value: { birthdate: dateAt({ days: 1 }) } },
        {
          label: 'wrong domain and too young',
          value: { email: 'tim@evilamazon.com', birthdate: twelve },
        },
        {
          label: 'a link as the name',
          value: { name: 'Win at https://spam.example', birthdate: '2000-02-29' },
        },
      ]}
      codes={['MINIMUM_AGE_NOT_REACHED']}
    />
  );
}
