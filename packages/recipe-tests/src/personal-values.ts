/** Where an event of AWS holds what users wrote or what is secret. */
const PLACES = new Set([
  // Cognito
  'userAttributes',
  'validationData',
  'clientMetadata',
  'challengeAnswer',
  'privateChallengeParameters',
  'password',
  'code',
  // DynamoDB, Kinesis and S3
  'Keys',
  'NewImage',
  'OldImage',
  'data',
  'partitionKey',
  'key',
]);

/** What says nothing of a person: `sub` is what a log names a user by. */
const HARMLESS =
  /^(?:sub|locale|zoneinfo|identities|cognito:.*|.*_verified|eventName|eventSource|challenge)$/;

/** A shorter text is a part of too many words. */
const SHORTEST = 4;

/** The personal values and the secrets in an event of a Cognito trigger, a stream or a bucket. */
export function personalValuesIn(event: unknown): string[] {
  const values = new Set<string>();
  collect(event, false, values);
  const { userName } = Object(event);
  // Where users sign in with their address or their number, it is the user name.
  if (/^(?:.+@.+|\+\d+)$/.test(userName)) values.add(userName);
  return [...values];
}

function collect(value: unknown, isPersonal: boolean, into: Set<string>): void {
  if (typeof value === 'string') {
    if (isPersonal && value.trim().length >= SHORTEST && !/^(?:true|false)$/.test(value)) {
      into.add(value);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (!HARMLESS.test(name)) collect(inner, isPersonal || PLACES.has(name), into);
    }
  }
}
