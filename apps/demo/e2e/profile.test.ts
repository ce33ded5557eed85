import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  confirmUserAttribute,
  fetchUserAttributes,
  sendUserAttributeVerificationCode,
  signIn,
  signOut,
  updateUserAttributes,
} from 'aws-amplify/auth';
import { describe, expect, test } from 'vitest';
import { newAddress, PASSWORD, startBackend, wrong } from './backend.ts';

const backend = startBackend();
const { codeFor, messagesTo, registerAndConfirm } = backend;

async function signInAsSomebody(): Promise<string> {
  const username = await registerAndConfirm();
  await signIn({ username, password: PASSWORD });
  return username;
}

describe('a signed-in user', () => {
  test('has one record of the model UserProfile, which the confirmation created', async () => {
    const email = await signInAsSomebody();
    const { sub } = await fetchUserAttributes();
    const { url: endpoint, region, credentials } = backend.sandbox;
    const client = new DynamoDBClient({ endpoint, region, credentials });
    const { TableNames = [] } = await client.send(new ListTablesCommand());
    const TableName = TableNames.find((name) => name.startsWith('UserProfile-'));
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    client.destroy();
    expect(Items.filter(({ id }) => id?.S === sub)).toMatchObject([
      {
        email: { S: email },
        profileOwner: { S: `${sub}::${sub}` },
        __typename: { S: 'UserProfile' },
      },
    ]);
  });

  test('changes their name immediately', async () => {
    await signInAsSomebody();
    expect(await updateUserAttributes({ userAttributes: { name: 'Grace' } })).toMatchObject({
      name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
    });
    expect(await fetchUserAttributes()).toMatchObject({ name: 'Grace' });
  });

  test('keeps the old address until the new one is confirmed', async () => {
    const before = await signInAsSomebody();
    const email = newAddress();
    expect(await updateUserAttributes({ userAttributes: { email } })).toMatchObject({
      email: { nextStep: { updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE' } },
    });
    expect(messagesTo(email)).toMatchObject([{ subject: 'Your new address for the demo' }]);
    await expect(
      confirmUserAttribute({
        userAttributeKey: 'email',
        confirmationCode: wrong(codeFor(email)),
      }),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(await fetchUserAttributes()).toMatchObject({ email: before, email_verified: 'true' });

    await sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
    await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: codeFor(email) });
    expect(await fetchUserAttributes()).toMatchObject({ email, email_verified: 'true' });

    await signOut();
    await expect(signIn({ username: before, password: PASSWORD })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect(await signIn({ username: email, password: PASSWORD })).toMatchObject({
      isSignedIn: true,
    });
  });

  test('cannot take the address of another user', async () => {
    const taken = await registerAndConfirm();
    await signInAsSomebody();
    await expect(updateUserAttributes({ userAttributes: { email: taken } })).rejects.toMatchObject({
      name: 'AliasExistsException',
    });
  });
});
