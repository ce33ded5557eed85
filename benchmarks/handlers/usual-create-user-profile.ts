import { Amplify } from 'aws-amplify';
import { post } from 'aws-amplify/api';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';

Amplify.configure({
  API: {
    REST: { profiles: { endpoint: process.env.AWS_ENDPOINT_URL ?? '', region: 'us-east-1' } },
  },
});

/** The usual handler: the client of the front end. */
export const handler: PostConfirmationTriggerHandler = async (event) => {
  const { email = '', sub = '' } = event.request.userAttributes;
  const body = { email, profileOwner: sub };
  await post({ apiName: 'profiles', path: '/profiles', options: { body } }).response;
  return event;
};
