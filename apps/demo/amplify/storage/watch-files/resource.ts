import { defineFunction } from '@aws-amplify/backend';

export const watchFiles = defineFunction({ name: 'watch-files', resourceGroupName: 'storage' });
