import { referenceAuth } from '@aws-amplify/backend';

export const auth = referenceAuth({
  userPoolId: 'us-east-1_Existing1',
  userPoolClientId: '1existingclient00000000000',
  identityPoolId: 'us-east-1:b4b4b4b4-1111-4222-8333-444444444444',
  authRoleArn: 'arn:aws:iam::111122223333:role/existing-auth',
  unauthRoleArn: 'arn:aws:iam::111122223333:role/existing-unauth',
  groups: { ADMINS: 'arn:aws:iam::111122223333:role/service/existing-admins' },
});
