import { useState } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { useAction } from '../controls/use-action.js';
import { type ClickStream, putClicks } from './click-stream.js';
import './clicks.css';

const PAGES = ['/', '/pricing', '/docs'];

/** Buttons that put records on the stream, as the pages of a real site would. */
export function ClicksPanel({ stream }: { readonly stream: ClickStream }) {
  const [news, setNews] = useState('');
  const put = useAction(async ({ clicks, told }: Batch) => {
    await putClicks(stream, clicks);
    setNews(told);
  });
  return (
    <div className="clicks">
      <p className="muted">
        A click is a record on a Kinesis stream. This page puts it there directly, with the
        credentials of your identity. The function count-clicks counts it.
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
          An invalid click
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

/** A record that the function rejects. */
const NO_CLICK: Batch = {
  clicks: [{ page: 'https://example.com/' }],
  told: 'This click is invalid. After three tries Lambda gives up, and writes its position in the stream to the dead-letter queue. Your next clicks are counted as usual.',
};
