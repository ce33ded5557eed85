import { defineStorage } from '@aws-amplify/backend';
import { watchFiles } from './watch-files/resource.js';

export const storage = defineStorage({
  name: 'files',
  access: (allow) => ({
    // The folder of a signed-in visitor. The client puts the id of their identity into the path.
    'files/{entity_id}/*': [
      allow.entity('identity').to(['read', 'write', 'delete']),
      allow.resource(watchFiles).to(['read']),
    ],
  }),
  // One function for both, so that the events of a file stay in order.
  triggers: { onUpload: watchFiles, onDelete: watchFiles },
});
