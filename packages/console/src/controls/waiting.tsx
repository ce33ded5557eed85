import styles from './waiting.module.css';

/** Stands for a list that is being read. It keeps the layout. */
export function WaitingRows({ rows = 8 }: { readonly rows?: number }) {
  return (
    <div className={styles.rows} aria-busy="true">
      <span role="status" className="visually-hidden">
        Loading
      </span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} aria-hidden="true" className={styles.row}>
          <i style={{ width: `${18 + ((row * 7) % 12)}%` }} />
          <i style={{ width: `${30 + ((row * 13) % 25)}%` }} />
        </div>
      ))}
    </div>
  );
}
