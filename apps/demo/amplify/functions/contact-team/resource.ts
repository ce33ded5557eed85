import { defineFunction } from '@aws-amplify/backend';

/** The address of the receipts. */
export const RECEIPT_FROM = 'team@example.com';

export const contactTeam = defineFunction({
  name: 'contact-team',
  timeoutSeconds: 10,
  environment: { RECEIPT_FROM },
  logging: { format: 'json', level: 'info' },
});
