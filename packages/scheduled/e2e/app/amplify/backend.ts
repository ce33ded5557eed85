import { assertDeployable, connectBucket, connectTopic } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { digest, longReport, report } from './functions/resource.js';
import { storage } from './storage/resource.js';

const backend = defineBackend({ storage, report, longReport, digest });
for (const fn of [backend.report, backend.longReport]) {
  connectBucket(fn, backend.storage.resources.bucket, { prefix: 'reports/' });
}

const news = new Topic(backend.createStack('news'), 'news');
news.addSubscription(new EmailSubscription('ada@example.com'));
connectTopic(backend.digest, news);
assertDeployable(backend);
