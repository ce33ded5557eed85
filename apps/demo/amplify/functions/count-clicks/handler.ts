import { kinesisStream } from '@amplify-recipes/streams';
import * as v from 'valibot';

const Click = v.object({ page: v.pipe(v.string(), v.regex(/^\/[a-z0-9/-]{0,100}$/)) });

/**
 * Counts clicks by page. CloudWatch turns the log lines into a metric, so the function keeps no
 * state. Each line has the event id, because a stream may deliver a record more than once.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const handler = kinesisStream({
  decode: 'json',
  schema: Click,
  onRecord: ({ data: { page }, arrivedAt, eventID }) =>
    console.log(
      JSON.stringify({
        _aws: {
          Timestamp: arrivedAt.getTime(),
          CloudWatchMetrics: [
            {
              Namespace: 'demo',
              Dimensions: [['page']],
              Metrics: [{ Name: 'clicks', Unit: 'Count' }],
            },
          ],
        },
        page,
        clicks: 1,
        eventID,
      }),
    ),
});
