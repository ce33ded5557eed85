import { ArrowLeft, Code } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { CodePane } from '../code/code-pane.js';
import { Happened } from '../happened/happened.js';
import { type Guide, GuideContext } from './flow.js';
import styles from './guide.module.css';

export type FlowPageProps = {
  readonly guide: Guide;
  /** On a phone the code is a page of its own. */
  readonly view: 'try' | 'code';
};

/** One flow: the thing to try, its code, and what just happened. */
export function FlowPage({ guide, view }: FlowPageProps) {
  const { flow } = guide;
  const title = useRef<HTMLHeadingElement>(null);
  useFocusOn(title, flow.id);
  useEffect(() => {
    document.title = `${flow.title} · Amplify Recipes`;
  }, [flow.title]);
  return (
    <GuideContext value={guide}>
      <main className={styles.main} data-view={view}>
        <div className={styles.try}>
          <div className={styles.column}>
            <h1 ref={title} tabIndex={-1} className={styles.title}>
              {flow.title}
            </h1>
            <p className={styles.lead}>{flow.lead}</p>
            <Link href={`/${flow.id}/code`} className={styles.toCode}>
              <Code aria-hidden size={15} /> Its code, and what just happened
            </Link>
            <flow.Try key={flow.id} />
          </div>
        </div>
        <div className={styles.code}>
          <Link href={`/${flow.id}`} className={styles.toTry}>
            <ArrowLeft aria-hidden size={15} /> {flow.title}
          </Link>
          <CodePane flow={flow} />
          <Happened flow={flow} />
        </div>
      </main>
    </GuideContext>
  );
}

/** Another flow takes the focus, so that the keys and a screen reader continue there. */
function useFocusOn(title: { readonly current: HTMLElement | null }, flow: string): void {
  const last = useRef(flow);
  useEffect(() => {
    if (last.current === flow) return;
    last.current = flow;
    title.current?.focus();
    title.current?.scrollIntoView({ block: 'nearest' });
  }, [title, flow]);
}
