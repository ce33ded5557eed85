import type { PreSignUpTriggerEvent } from 'aws-lambda';

const MISBEHAVIOURS: Readonly<Record<string, () => unknown>> = {
  exit: () => process.exit(3),
  hang: () => new Promise(() => {}),
  'return-text': () => 'text',
  'return-nothing': () => undefined,
  'throw-text': () => {
    throw 'only text';
  },
  'throw-error': () => {
    throw new Error('no more users');
  },
};

/** Misbehaves as the local part of the address says, because a trigger has no other input. */
export const handler = async (event: PreSignUpTriggerEvent): Promise<unknown> => {
  const [localPart = ''] = (event.request.userAttributes.email ?? '').split('@');
  const misbehave = MISBEHAVIOURS[localPart];
  return misbehave ? misbehave() : event;
};
