import { expect, test } from 'vitest';
import { type ConsolePage, callOperation } from './console-page.ts';

export function streamsTests({ open, app }: ConsolePage): void {
  test('peeks into a dead-letter queue, and moves its messages back', async () => {
    const { QueueUrl } = await callOperation<{ QueueUrl: string }>(app(), 'sqs', 'GetQueueUrl', {
      QueueName: 'orders-failed',
    });
    for (const order of [1, 2]) {
      await callOperation(app(), 'sqs', 'SendMessage', {
        QueueUrl,
        MessageBody: JSON.stringify({ order, item: 'Tulips' }),
        MessageAttributes: { attempt: { DataType: 'Number', StringValue: '3' } },
      });
    }
    const page = await open('streams');
    await page.getByRole('row', { name: /dead letters of/ }).click();
    await expect.poll(() => page.getByText('"Tulips"').count()).toBe(2);
    await page.getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('2 messages are moved.').waitFor();
    await page.getByText('Messages that wait appear here').waitFor();
    await page.getByRole('link', { name: 'orders' }).click();
    await expect.poll(() => page.getByText('"Tulips"').count()).toBe(2);
    await page.getByRole('button', { name: 'Purge' }).click();
    await page.getByRole('button', { name: 'Delete messages' }).click();
    await page.getByText('Messages that wait appear here').waitFor();
    await page.close();
  });

  test('publishes to a topic, and shows who gets it', async () => {
    const page = await open('streams/topic/alerts');
    await page.getByRole('main').getByText('sqs', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Subject').fill('Frost tonight');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('link', { name: 'Frost tonight' }).waitFor();
    await page.close();
  });

  test('puts and reads a record of a Kinesis stream', async () => {
    const page = await open('streams/stream/clicks');
    await page.getByRole('button', { name: 'Put record' }).click();
    await page.getByRole('dialog').getByLabel('Partition key').fill('ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByRole('list', { name: 'Records' }).getByText('"world"').waitFor();
    await page.close();
  });
}
