import { snsDigest } from '@amplify-recipes/scheduled';

/** Makes the text of each run different. */
let runs = 0;

export const handler = snsDigest({
  subject: ({ date }) => `Orders of ${date}`,
  compose: ({ scheduledTime, detail }) => {
    runs += 1;
    if (Object(detail).fails) throw new Error('The table is gone.');
    return `Orders up to ${scheduledTime.iso}, in run ${runs}`;
  },
});
