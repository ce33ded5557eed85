import { barriersOf } from '@amplify-recipes/recipe-tests/accessibility';
import { beforeAll, describe, expect, test } from 'vitest';
import { desktop, keepPicture, overflowOf, phone } from '../pictures.ts';
import { type ConsolePage, callApi, callOperation } from './console-page.ts';

const LONG = `${'quite-'.repeat(17)}a-long-name`;
const EMAIL = `${'quite.'.repeat(10)}ada@${'a-very-long-domain-name.'.repeat(2)}example`;
const WORDS = 'Water the roses, the tulips and the figs before the sun is up. '.repeat(12);

type Overview = {
  readonly buckets: readonly { readonly name: string; readonly friendlyName: string }[];
  readonly tables: readonly { readonly name: string; readonly friendlyName: string }[];
  readonly userPools: readonly { readonly id: string }[];
};

/** Lists with the longest values that AWS accepts, and their details. */
const rows: readonly [path: string, row: RegExp, whole: string][] = [
  ['users?search=quite', /quite/, EMAIL],
  ['users?group', /quite/, LONG],
  ['tables', /^quite/, LONG],
  ['objects', /quite/, `${LONG}.txt`],
  ['messages?search=quite', /quite/, EMAIL],
  ['streams/queue/orders', /orders/, LONG],
  ['streams/stream/clicks', /clicks/, LONG],
  ['timeline?q=quite', /SignUp quite/, EMAIL],
];

/** Long names and values stay inside of the window, and can be read whole. */
export function longNameTests({ app, open }: ConsolePage): void {
  beforeAll(async () => {
    const { buckets, tables, userPools } = await callApi<Overview>(app(), 'overview');
    const bucket = buckets.find(({ friendlyName }) => friendlyName === 'files')?.name ?? '';
    const TableName = tables.find(({ friendlyName }) => friendlyName === 'Todo')?.name;
    const [{ id: UserPoolId } = { id: '' }] = userPools;
    const { url } = await callApi<{ url: string }>(app(), 'objects/presign', {
      bucket,
      key: `${LONG}.txt`,
      method: 'PUT',
    });
    await fetch(url, { method: 'PUT', body: WORDS });
    expect(await app().signUp(EMAIL)).toBe(200);
    const call = (service: string, operation: string, input: unknown) =>
      callOperation(app(), service, operation, input);
    await call('cognito-idp', 'CreateGroup', { UserPoolId, GroupName: LONG, Description: WORDS });
    await call('dynamodb', 'PutItem', {
      TableName,
      Item: { id: { S: LONG }, content: { S: WORDS }, [LONG]: { S: LONG } },
    });
    const { QueueUrl } = await callOperation<{ QueueUrl: string }>(app(), 'sqs', 'GetQueueUrl', {
      QueueName: 'orders',
    });
    await call('sqs', 'SendMessage', { QueueUrl, MessageBody: LONG });
    await call('kinesis', 'PutRecord', {
      StreamName: 'clicks',
      PartitionKey: LONG,
      Data: btoa(WORDS),
    });
  });

  describe.each([desktop, phone])('at $width pixels', (size) => {
    test.each(rows)('/%s keeps long names inside of the window', async (path, row, whole) => {
      const isGroup = path === 'users?group';
      const page = await open(isGroup ? 'users' : path, size);
      if (isGroup) await page.getByRole('radio', { name: 'Groups' }).click();
      if (!path.includes('/'))
        await page
          .getByRole('row', { name: row })
          .or(page.getByRole('treeitem', { name: row }))
          .first()
          .click();
      const details = page.getByRole('complementary', { name: 'Details' });
      await details.getByTitle(whole).or(details.getByText(whole)).first().waitFor();
      await keepPicture(page, `long-${path.replaceAll(/\W+/g, '-')}-${size.width}-light`);
      expect(await barriersOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    });
  });
}
