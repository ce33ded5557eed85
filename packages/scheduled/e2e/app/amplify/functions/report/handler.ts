import { reportToS3 } from '@amplify-recipes/scheduled';

/** Makes the report of each run different. */
let runs = 0;

export const handler = reportToS3({
  format: 'csv',
  timeZone: 'Europe/Berlin',
  key: ({ date, hour }) => `reports/${date} ${hour}+!*().csv`,
  rows: () => {
    runs += 1;
    return [{ name: 'Ada, Countess', formula: '=1+1', runs }];
  },
});
