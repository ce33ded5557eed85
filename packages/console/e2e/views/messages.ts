import { expect, test } from 'vitest';
import { keepPicture } from '../pictures.ts';
import { type ConsolePage, callApi, callOperation, requestsElsewhere } from './console-page.ts';

export function messagesTests({ open, app }: ConsolePage): void {
  test('shows the e-mail of a sign-up with its code, and runs nothing in it', async () => {
    const page = await open('messages');
    const elsewhere = requestsElsewhere(page);
    await page.getByRole('row', { name: /ada@example.com.*Your code for the garden/ }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'Your code for the garden' }).waitFor();
    const code = await details.locator('code').first().textContent();
    expect(code).toMatch(/^\d{6}$/);
    const mail = page.frameLocator('iframe');
    await mail.getByText('Welcome to the garden').waitFor();
    expect(await mail.locator('b').textContent()).toBe(code);
    expect(await mail.locator('script').count()).toBe(0);
    expect(await page.locator('iframe').getAttribute('sandbox')).not.toContain('allow-scripts');
    expect(await page.title()).not.toBe('taken');
    await page.waitForTimeout(300);
    // The e-mail has a picture of another machine, which would say that it was read.
    expect(elsewhere).toEqual([]);
  });

  test('shows a text message as a phone does, with its link', async () => {
    await callOperation(app(), 'sns', 'Publish', {
      PhoneNumber: '+15555550123',
      Message: 'Parcel 428193 is at the gate. https://parcels.example.com/sms',
    });
    const page = await open('messages?channel=sms');
    await page.getByRole('row', { name: /^Text message \+15555550123.*428193/ }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'Text message' }).waitFor();
    const bubble = details.getByText(/^Parcel 428193 is at the gate\./);
    const link = bubble.getByRole('link', { name: 'https://parcels.example.com/sms' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    await keepPicture(page, 'messages-sms');
  });

  test('shows an e-mail as soon as a function sent it', async () => {
    const page = await open('messages?channel=email');
    await page.getByRole('grid', { name: 'Messages' }).waitFor();
    await callApi(app(), 'functions/invoke', {
      function: 'daily-report',
      event: { kind: 'mail' },
    });
    await page
      .getByRole('row', { name: /Three beds need water/ })
      .first()
      .click();
    const link = page.getByRole('link', { name: 'https://garden.example.com/beds' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    await page.getByRole('link', { name: 'What sent it' }).waitFor();
  });

  test('walks the messages with the arrow keys, each with its address', async () => {
    const page = await open('messages');
    await page
      .getByRole('row', { name: /example.com/ })
      .first()
      .waitFor();
    await page.getByRole('grid', { name: 'Messages' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.url()).toMatch(/messages\/[\w-]{36}$/);
    const first = page.url();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.url()).not.toBe(first);
  });

  test('says how to come back from a search without results', async () => {
    const page = await open('messages?search=nothing-has-this');
    await page.getByRole('button', { name: 'Show all messages' }).click();
    await page
      .getByRole('row', { name: /ada@example.com/ })
      .first()
      .waitFor();
  });
}
