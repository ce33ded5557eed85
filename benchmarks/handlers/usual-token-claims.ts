import type { PreTokenGenerationTriggerHandler } from 'aws-lambda';

/** The usual handler: fixed claims. */
export const handler: PreTokenGenerationTriggerHandler = async (event) => {
  event.response = { claimsOverrideDetails: { claimsToAddOrOverride: { tenant: 'acme' } } };
  return event;
};
