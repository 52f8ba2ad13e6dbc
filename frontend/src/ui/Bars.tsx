// Shares of 100 as bars, each with its figure.
import type { ReactNode } from "react";
import classes from "./charts.module.css";

interface Bar {
  key: string;
  name: ReactNode;
  percent: number;
  value: ReactNode;
  /** What it is made of. */
  parts: string;
}

export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <span>{bar.name}</span>
          <span className={classes.track} aria-hidden>
            <span style={{ width: `${bar.percent}%` }} />
          </span>
          <span className={classes.barValue}>
            {bar.value}
            <span className={classes.parts}>{bar.parts}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
