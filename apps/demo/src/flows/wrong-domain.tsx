import { Refusal } from './refusal.js';

export function WrongDomain() {
  return (
    <Refusal
      introduction="The form also sends a name and a date of birth."
      values={{ email: 'eve@evilamazon.com', name: 'Eve Adams', birthdate: '2000-02-29' }}
      fields={['email', 'password']}
      suggestions={[
        { label: 'eve@evilamazon.com', value: { email: 'eve@evilamazon.com' } },
        { label: 'eve@amazon.com.example', value: { email: 'eve@amazon.com.example' } },
        { label: 'ADA@AMAZON.COM', value: { email: 'ADA@AMAZON.COM' } },
        { label: 'no address', value: { email: 'ada' } },
      ]}
      codes={['EMAIL_DOMAIN_NOT_ALLOWED']}
    />
  );
}
