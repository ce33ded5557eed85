import { answerQuery, queryError } from '../../protocols/query.js';
import type { ServiceDefinition } from '../service.js';
import { createMailer } from './mailer.js';
import { sendingPermissions } from './permissions.js';
import { sesResourceTypes } from './resource-types.js';
import { version1Operations } from './version-1.js';
import { answerVersion2, isVersion2, version2Error } from './version-2.js';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/**
 * Amazon SES, in both versions of its API. Messages are put into the outbox and never leave this
 * machine.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/Welcome.html
 */
export const ses: ServiceDefinition = {
  name: 'ses',
  resourceTypes: sesResourceTypes,
  create(context) {
    const mailer = createMailer(context);
    const operations = version1Operations(mailer, context);
    return {
      signingName: 'ses',
      // 40 MB in base64, plus the rest of the request.
      maxBodyBytes: 60 * 1024 * 1024,
      deploy: (graph) => mailer.deploy(graph),
      matches: (request) => request.signingName === 'ses' || isVersion2(request),
      permissions: (request) => sendingPermissions(request, context),
      handle: (request) =>
        isVersion2(request)
          ? answerVersion2(mailer, request)
          : answerQuery(NAMESPACE, operations, request),
      errorResponse: (error, request) =>
        isVersion2(request)
          ? version2Error(error)
          : queryError(error, { namespace: NAMESPACE, requestId: request.id }),
      describe: ({ type, physicalId }) =>
        Object.hasOwn(sesResourceTypes, type) ? physicalId : undefined,
    };
  },
};
