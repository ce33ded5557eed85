import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { CustomEmailSenderTriggerHandler } from 'aws-lambda';

// Like AWS's own sample.
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const keyring = new KmsKeyringNode({ keyIds: [process.env.KEY_ARN ?? ''] });
const ses = new SESClient();

export const handler: CustomEmailSenderTriggerHandler = async (event) => {
  if (event.triggerSource === 'CustomEmailSender_AccountTakeOverNotification') return;
  const { code, userAttributes } = event.request;
  if (code === null) return;
  const { plaintext } = await decrypt(keyring, Buffer.from(code, 'base64'));
  await ses.send(
    new SendEmailCommand({
      Source: 'app@example.com',
      Destination: { ToAddresses: [userAttributes.email ?? ''] },
      Message: {
        Subject: { Data: event.triggerSource },
        Body: { Text: { Data: plaintext.toString() } },
      },
    }),
  );
};
