import { objectOf, textOf } from '../../../assembly/template-values.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { adminOperation } from '../api/operation.js';
import { AdminListUserAuthEventsRequest } from '../api/requests.js';
import { requireUser } from '../users/usernames.js';

/** The history of a user's sign-ins. The sandbox keeps none, so it is always empty. */
export const AdminListUserAuthEvents = adminOperation(
  AdminListUserAuthEventsRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    requireUser(engine, pool, input.Username);
    const mode = textOf(objectOf(pool.properties.UserPoolAddOns).AdvancedSecurityMode);
    if (mode !== 'AUDIT' && mode !== 'ENFORCED') {
      throw new AwsError(
        'UserPoolAddOnNotEnabledException',
        'User pool add-ons are not enabled for this user pool.',
      );
    }
    return { AuthEvents: [] };
  },
);
