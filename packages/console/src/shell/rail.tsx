import clsx from 'clsx';
import { Link, useLocation } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { MiddleCut } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import mark from './mark.svg';
import { type Place, placeAt, places } from './places.ts';
import styles from './rail.module.css';
import { ThemeMenu } from './theme-menu.tsx';

/** All places. On a phone it is a menu, which `onLeave` closes. */
export function Rail({ onLeave }: { readonly onLeave?: () => void }) {
  const [path] = useLocation();
  const { data: overview } = useOverview();
  const { kept } = useLive();
  const current = placeAt(path);
  function countOf(place: Place): number | undefined {
    if (place.path === '/timeline') return kept.entries.length;
    return overview === undefined ? undefined : place.count?.(overview);
  }
  return (
    <nav aria-label="Places" className={styles.rail}>
      <p className={styles.app}>
        <img src={mark} alt="" width={24} height={24} />
        <MiddleCut text={overview?.app ?? 'Console'} end={6} />
      </p>
      {[undefined, 'Backend', 'Events'].map((group) => (
        <div key={group ?? 'top'} className={styles.group}>
          {group === undefined ? null : <h2 className={styles.title}>{group}</h2>}
          {places
            .filter((place) => place.group === group)
            .map((place) => (
              <PlaceLink
                key={place.path}
                place={place}
                isCurrent={place === current}
                count={countOf(place)}
                {...(onLeave === undefined ? {} : { onLeave })}
              />
            ))}
        </div>
      ))}
      <div className={styles.foot}>
        <ThemeMenu />
      </div>
    </nav>
  );
}

type PlaceLinkProps = {
  readonly place: Place;
  readonly isCurrent: boolean;
  readonly count: number | undefined;
  readonly onLeave?: () => void;
};

function PlaceLink({ place, isCurrent, count, onLeave }: PlaceLinkProps) {
  const Icon = place.icon;
  return (
    <Link
      href={place.path}
      className={clsx(styles.place, isCurrent && styles.current)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onLeave}
    >
      <Icon aria-hidden size={15} />
      <span className={styles.label}>{place.label}</span>
      {count === undefined ? null : (
        <span className={styles.count}>{count.toLocaleString('en')}</span>
      )}
    </Link>
  );
}
