import { expect, test } from 'vitest';
import { type ConsolePage, callOperation, writeCode } from './console-page.ts';

export function tablesTests({ open, app }: ConsolePage): void {
  test('adds, queries, changes and deletes an item', async () => {
    const page = await open('tables');
    await page.getByRole('button', { name: 'Add item' }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('button', { name: 'Add item' }).click();
    await details.getByText('Give the key id a value.').waitFor();
    await writeCode(page, 'Item', '{ "id": "e2e-1", "content": "Prune", "priority": 7 }');
    await details.getByRole('button', { name: 'Add item' }).click();
    await details.getByRole('heading', { name: 'e2e-1' }).waitFor();

    await page.getByLabel('Partition key id').fill('e2e-1');
    await page.getByRole('button', { name: 'Query', exact: true }).click();
    await expect.poll(() => page.url()).toContain('query=');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('row', { name: /e2e-1.*Prune/ }).click();

    await writeCode(page, 'Item', '{ "id": "other", "content": "Prune" }');
    await details.getByRole('button', { name: 'Save' }).click();
    await details.getByText('The key id of an item cannot change.').waitFor();
    await writeCode(page, 'Item', '{ "id": "e2e-1", "content": "Prune the roses" }');
    await details.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Prune the roses/ }).waitFor();

    await details.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete item' }).click();
    await page.getByText('No item matches').waitFor();
  });

  test('filters a scan, and says what DynamoDB refused', async () => {
    const page = await open('tables');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Attribute').fill('content');
    await page.getByLabel('Value').fill('Water the roses');
    await page.keyboard.press('Enter');
    await page
      .getByRole('row', { name: /Water the roses/ })
      .first()
      .waitFor();
    await page.getByLabel('Attribute').fill('content..x');
    await page.keyboard.press('Enter');
    await page.getByText('ValidationException').waitFor();
  });

  test('keeps sets and long numbers as they are', async () => {
    const table = await tableName();
    await callOperation(app(), 'dynamodb', 'PutItem', {
      TableName: table,
      Item: { id: { S: 'e2e-set' }, tags: { SS: ['a'] }, n: { N: '12345678901234567890' } },
    });
    const page = await open(`tables/${table}?item=${encodeURIComponent('{"id":{"S":"e2e-set"}}')}`);
    await page.getByText('Sets, binary and long numbers need DynamoDB JSON.').waitFor();
    await page.getByText('"12345678901234567890"').waitFor();
    await callOperation(app(), 'dynamodb', 'DeleteItem', {
      TableName: table,
      Key: { id: { S: 'e2e-set' } },
    });
  });

  test('shows the batches of the stream beside', async () => {
    await app().createTodo('Feed the stream');
    const page = await open(`tables/${await tableName()}/stream`);
    await page.getByRole('list', { name: 'Batches' }).getByText('watch-todos').first().waitFor();
  });

  async function tableName(): Promise<string> {
    const { TableNames } = await callOperation<{ TableNames: readonly string[] }>(
      app(),
      'dynamodb',
      'ListTables',
      {},
    );
    const name = TableNames.find((each) => each.startsWith('Todo-'));
    if (name === undefined) throw new Error('There is no table for Todo.');
    return name;
  }
}
