import { expect, test } from 'vitest';
import { type ConsolePage, callOperation } from './console-page.ts';

export function streamsTests({ open, app }: ConsolePage): void {
  async function urlOf(QueueName: string): Promise<string> {
    const found = await callOperation<{ QueueUrl: string }>(app(), 'sqs', 'GetQueueUrl', {
      QueueName,
    });
    return found.QueueUrl;
  }

  test('shows the messages that failed too often, and moves them back', async () => {
    const QueueUrl = await urlOf('orders');
    for (const order of [1, 2]) {
      await callOperation(app(), 'sqs', 'SendMessage', {
        QueueUrl,
        MessageBody: JSON.stringify({ order, item: 'Tulips' }),
        MessageAttributes: { attempt: { DataType: 'Number', StringValue: '3' } },
      });
    }
    // A consumer that fails three times. The next receive moves the messages.
    for (let receives = 0; receives < 4; receives += 1) {
      const input = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      await callOperation(app(), 'sqs', 'ReceiveMessage', input);
    }
    const page = await open('streams');
    await page.getByRole('row', { name: /dead letters of/ }).click();
    await expect.poll(() => page.getByText('"Tulips"').count()).toBe(2);
    await page.getByText('received 3×').first().waitFor();
    await page.getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('2 messages are moved.').waitFor();
    await page.getByText('Messages that wait appear here').waitFor();
    await page.getByRole('link', { name: 'orders', exact: true }).click();
    await page.getByText('After 3 receives').waitFor();
    await expect.poll(() => page.getByText('"Tulips"').count()).toBe(2);
    expect(await page.getByText('received 3×').count()).toBe(0);
    await page.getByRole('button', { name: 'Purge' }).click();
    await page.getByRole('button', { name: 'Delete messages' }).click();
    await page.getByText('Messages that wait appear here').waitFor();
  });

  test('shows the batches of a queue, and the flow from the message to the function', async () => {
    const page = await open('streams/queue/requests');
    await page.getByText('daily-report gets them at once').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByRole('list', { name: 'Batches' }).getByRole('link').first().click();
    const diagram = page.getByRole('group', { name: 'Sequence diagram of SendMessage' });
    await diagram.locator('text', { hasText: 'daily-report' }).first().waitFor();
  });

  test('publishes to a topic, and shows who gets it', async () => {
    const page = await open('streams/topic/alerts');
    await page.getByRole('main').getByText('sqs', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Subject').fill('Frost tonight');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('link', { name: 'Frost tonight' }).waitFor();
  });

  test('puts and reads a record of a Kinesis stream', async () => {
    const page = await open('streams/stream/clicks');
    await page.getByRole('button', { name: 'Put record' }).click();
    await page.getByRole('dialog').getByLabel('Partition key').fill('ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByRole('list', { name: 'Records' }).getByText('"world"').waitFor();
  });
}
