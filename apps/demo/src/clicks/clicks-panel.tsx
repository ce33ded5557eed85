import { useState } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { useAction } from '../controls/use-action.js';
import { type ClickStream, putClicks } from './click-stream.js';
import './clicks.css';

const PAGES = ['/', '/pricing', '/docs'];

/** Buttons that put records on the stream, as the pages of a site would. */
export function ClicksPanel({ stream }: { readonly stream: ClickStream }) {
  const [news, setNews] = useState('');
  const put = useAction(async ({ clicks, told }: Batch) => {
    await putClicks(stream, clicks);
    setNews(told);
  });
  return (
    <div className="clicks">
      <p className="muted">
        A click is a record on a Kinesis stream. This page puts it there by itself, with the
        credentials of your identity; the function count-clicks counts it.
      </p>
      <fieldset className="click-pages">
        <legend className="visually-hidden">Click on a page</legend>
        {PAGES.map((page) => (
          <Button
            key={page}
            onClick={() =>
              put.run({ clicks: [{ page }], told: `A click on ${page} is on its way.` })
            }
          >
            <code>{page}</code>
          </Button>
        ))}
      </fieldset>
      <div className="button-row">
        <Button size="small" onClick={() => put.run(A_HUNDRED)}>
          A hundred clicks
        </Button>
        <Button size="small" onClick={() => put.run(NO_CLICK)}>
          One that is no click
        </Button>
      </div>
      <FailureNotice error={put.error} />
      <p role="status">{news}</p>
    </div>
  );
}

type Batch = { readonly clicks: readonly unknown[]; readonly told: string };

const A_HUNDRED: Batch = {
  clicks: Array.from({ length: 100 }, (_, index) => ({ page: PAGES[index % PAGES.length] })),
  told: 'A hundred clicks are on their way.',
};

/** What the function does not take for a click. */
const NO_CLICK: Batch = {
  clicks: [{ page: 'https://example.com/' }],
  told: 'It is no click: after three tries the function gives it up, and its place is told to the dead-letter queue. Your next clicks are counted all the same.',
};
