import { Download } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import type { TimelineEntry } from '../api/contract.ts';
import { CopyButton, IconButton } from '../controls/index.ts';
import { layOut } from '../diagram/layout.ts';
import { mermaidOf } from '../diagram/mermaid.ts';
import { sequenceOf } from '../diagram/sequence.ts';
import { SequenceDiagram } from '../diagram/sequence-diagram.tsx';
import { standAloneSvg } from '../diagram/svg-text.ts';
import styles from './flow-diagram.module.css';

type FlowDiagramProps = {
  /** The entries of one flow. */
  readonly flow: readonly TimelineEntry[];
  readonly selected: number;
  /** What the answers say beside their outcome. */
  readonly notes: ReadonlyMap<number, string>;
};

/** The most entries that a diagram shows. */
const MOST_ENTRIES = 150;

/** The diagram of a flow, drawn as it happens. */
export function FlowDiagram({ flow, selected, notes }: FlowDiagramProps) {
  const search = useSearch();
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(frame);
  const sequence = useMemo(() => sequenceOf(flow.slice(0, MOST_ENTRIES), notes), [flow, notes]);
  const layout = useMemo(() => layOut(sequence, width), [sequence, width]);
  const name = flow[0]?.name ?? 'flow';
  function download() {
    if (svg.current === null) return;
    const tokens = getComputedStyle(svg.current);
    const markup = new XMLSerializer().serializeToString(svg.current);
    save(
      `${name}.svg`,
      standAloneSvg(markup, (token) => resolved(tokens, token)),
    );
  }
  return (
    <figure className={styles.figure}>
      <div ref={frame} className={styles.frame} tabIndex={layout.width > width ? 0 : -1}>
        <SequenceDiagram
          layout={layout}
          label={`Sequence diagram of ${name}`}
          selected={selected === flow[0]?.id ? undefined : selected}
          addressOf={(id) => `/timeline/${id}${search === '' ? '' : `?${search}`}`}
          svgRef={svg}
        />
      </div>
      {flow.length <= MOST_ENTRIES ? null : (
        <p className="soft">
          The first {MOST_ENTRIES} of {flow.length} entries are drawn.
        </p>
      )}
      <figcaption className={styles.tools}>
        <CopyButton text={() => mermaidOf(sequence)} label="Copy as Mermaid" small />
        <IconButton label="Save as SVG" small onPress={download}>
          <Download />
        </IconButton>
      </figcaption>
    </figure>
  );
}

function useWidth(frame: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(520);
  useLayoutEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    setWidth(current.clientWidth);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/** The value of a token with light-dark() resolved: a probe has the computed colour. */
function resolved(tokens: CSSStyleDeclaration, token: string): string {
  const value = tokens.getPropertyValue(token);
  if (!value.includes('light-dark')) return value;
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
