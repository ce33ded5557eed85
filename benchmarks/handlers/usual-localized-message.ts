import type { CustomMessageTriggerHandler } from 'aws-lambda';

/** The usual handler: it knows `en`, but not `en-US`. */
export const handler: CustomMessageTriggerHandler = async (event) => {
  const { codeParameter, userAttributes } = event.request;
  if (userAttributes.locale === 'en') {
    event.response.emailSubject = 'Your code';
    event.response.emailMessage = `Your code is ${codeParameter}.`;
  } else if (userAttributes.locale === 'es') {
    event.response.emailSubject = 'Tu código';
    event.response.emailMessage = `Tu código es ${codeParameter}.`;
  }
  return event;
};
