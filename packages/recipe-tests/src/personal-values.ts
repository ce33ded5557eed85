/** The properties of AWS events that contain user input or secrets. */
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

/** Properties that are not personal. Logs identify a user by the `sub`. */
const HARMLESS =
  /^(?:sub|locale|zoneinfo|identities|cognito:.*|.*_verified|eventName|eventSource|challenge)$/;

/** The minimum length of a value to search for: many words contain shorter ones. */
const SHORTEST = 4;

/** Returns the personal data and secrets in an event of a Cognito trigger, a stream or a bucket. */
export function personalValuesIn(event: unknown): string[] {
  const values = new Set<string>();
  collect(event, false, values);
  const { userName } = Object(event);
  // If users sign in with their address or phone number, the user name is personal.
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
