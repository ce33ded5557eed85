import clsx from 'clsx';
import { type Ref, useId } from 'react';
import { Link } from 'wouter';
import { durationText } from '../controls/index.ts';
import { type Arrow, BAR, type Layout, TOP } from './layout.ts';
import styles from './sequence-diagram.module.css';

type SequenceDiagramProps = {
  readonly layout: Layout;
  /** What the diagram shows, for its name. */
  readonly label: string;
  /** The entry whose arrows are emphasised. */
  readonly selected: number | undefined;
  /** The address of an entry, for the arrows. */
  readonly addressOf: (id: number) => string;
  readonly svgRef?: Ref<SVGSVGElement>;
};

/** A sequence diagram. Its arrows lead to their entries. */
export function SequenceDiagram({
  layout,
  label,
  selected,
  addressOf,
  svgRef,
}: SequenceDiagramProps) {
  const marks = useId();
  const { width, height, lifelines, bars, arrows, gutter } = layout;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture
    <svg
      ref={svgRef}
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      fontFamily="var(--font)"
      fontSize={12}
      role="group"
      aria-label={label}
      className={styles.diagram}
    >
      <defs>
        <ArrowHead id={`${marks}call`} colour="var(--accent)" />
        <ArrowHead id={`${marks}return`} colour="var(--faint)" />
        <ArrowHead id={`${marks}bad`} colour="var(--bad)" />
      </defs>
      {lifelines.map(({ lifeline, x, label: text }) => (
        <g key={lifeline.id}>
          <title>{lifeline.label}</title>
          <text x={x} y={24} textAnchor="middle" fontWeight={600} fill="var(--text)">
            {text}
          </text>
          <path
            d={`M${x} ${TOP - 6}V${height}`}
            stroke="var(--line-strong)"
            strokeDasharray="3 4"
            fill="none"
          />
        </g>
      ))}
      {bars.map((bar) => (
        <rect
          key={bar.id}
          x={bar.x - BAR / 2}
          y={bar.from}
          width={BAR}
          height={bar.to - bar.from}
          rx={3}
          fill={bar.isFailure ? 'var(--bad-soft)' : 'var(--accent-soft)'}
          stroke={bar.isFailure ? 'var(--bad)' : 'var(--accent-line)'}
          strokeDasharray={bar.isRunning ? '3 3' : undefined}
        />
      ))}
      {arrows.map((arrow) => (
        <Link
          key={`${arrow.step.kind}${arrow.step.entry.id}`}
          href={addressOf(arrow.step.entry.id)}
          className={clsx(styles.arrow, arrow.step.entry.id === selected && styles.selected)}
          aria-label={`${arrow.step.label}, after ${durationText(Math.max(0, arrow.step.at))}`}
          {...(arrow.step.kind === 'return' ? { tabIndex: -1 } : {})}
        >
          <ArrowLine arrow={arrow} gutter={gutter} mark={`url(#${marks}${markOf(arrow)})`} />
        </Link>
      ))}
    </svg>
  );
}

type ArrowLineProps = { readonly arrow: Arrow; readonly gutter: number; readonly mark: string };

function ArrowLine({ arrow, gutter, mark }: ArrowLineProps) {
  const { step, y, fromX, toX, label, labelX, isLoop } = arrow;
  const isReturn = step.kind === 'return';
  const side = Math.sign(toX - fromX);
  const line = isLoop ? `M${fromX} ${y - 6}h22v10h-20` : `M${fromX} ${y}H${toX - side}`;
  return (
    <>
      <title>{step.label}</title>
      <rect
        x={Math.min(fromX, toX)}
        y={y - 19}
        width={Math.max(60, Math.abs(toX - fromX))}
        height={25}
        rx={4}
        fill="transparent"
        className={styles.target}
      />
      {isReturn ? null : (
        <text x={gutter - 10} y={y + 4} textAnchor="end" fontSize={11} fill="var(--faint)">
          {timeOf(step.at)}
        </text>
      )}
      <path
        d={line}
        fill="none"
        stroke={colourOf(arrow)}
        strokeWidth={isReturn ? 1.1 : 1.4}
        strokeDasharray={isReturn ? '4 3' : undefined}
        markerEnd={mark}
      />
      <text
        x={labelX}
        y={isLoop ? y + 3 : y - 6}
        textAnchor={isLoop ? 'start' : 'middle'}
        fontSize={isReturn ? 11 : 12}
        fill={step.isFailure ? 'var(--bad)' : isReturn ? 'var(--faint)' : 'var(--text)'}
        stroke="var(--panel)"
        strokeWidth={3}
        paintOrder="stroke"
        strokeLinejoin="round"
      >
        {label}
      </text>
    </>
  );
}

function ArrowHead({ id, colour }: { readonly id: string; readonly colour: string }) {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX={7}
      refY={4}
      markerWidth={7}
      markerHeight={7}
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 0L8 4L0 8z" fill={colour} />
    </marker>
  );
}

function markOf({ step }: Arrow): 'call' | 'return' | 'bad' {
  if (step.isFailure) return 'bad';
  return step.kind === 'return' ? 'return' : 'call';
}

function colourOf(arrow: Arrow): string {
  return { call: 'var(--accent)', return: 'var(--faint)', bad: 'var(--bad)' }[markOf(arrow)];
}

function timeOf(ms: number): string {
  return ms <= 0 ? '0 ms' : `+ ${durationText(ms)}`;
}
