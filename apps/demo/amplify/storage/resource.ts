import { defineStorage } from '@aws-amplify/backend';
import { watchFiles } from './watch-files/resource.js';

export const storage = defineStorage({
  name: 'files',
  access: (allow) => ({
    // Of each signed-in visitor, by the id of their identity, which the client puts into the path.
    'files/{entity_id}/*': [
      allow.entity('identity').to(['read', 'write', 'delete']),
      allow.resource(watchFiles).to(['read']),
    ],
  }),
  // One function for both: events of one file stay in order.
  triggers: { onUpload: watchFiles, onDelete: watchFiles },
});
