/**
 * Sold and held seats of each day as a share of the seats there are: one bar a day, drawn by hand.
 *
 * The picture is one image with one sentence; the numbers stand in the table below it.
 */
import { parseDate } from "@internationalized/date";
import styles from "./OccupancyChart.module.css";
import type { OccupancyDay } from "./OccupancyPage";
import { percentWords } from "./percent";

// A fortnight fills the card; a month scrolls sideways rather than becoming too thin to read.
const WIDTH = 1000;
const NARROWEST = 40;
const WIDEST = 96;
const HEIGHT = 160;
const LEFT = 44;
const TOP = 22;
const LINES = [0, 0.25, 0.5, 0.75, 1];

export function OccupancyChart({ days, label }: { readonly days: readonly OccupancyDay[]; readonly label: string }) {
  const step = Math.min(WIDEST, Math.max(NARROWEST, Math.floor((WIDTH - LEFT) / days.length)));
  const bar = Math.round(step * 0.65);
  const width = LEFT + days.length * step;
  return (
    <figure className={styles.figure}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={styles.scroll} aria-label="Chart" tabIndex={0}>
        <svg width={width} height={TOP + HEIGHT + 44} role="img" aria-label={label} className={styles.chart}>
          {LINES.map((share) => (
            <g key={share} transform={`translate(0 ${heightOf(share)})`}>
              <line x1={LEFT} x2={width} className={styles.line} />
              <text x={LEFT - 8} y="4" textAnchor="end">
                {share * 100}%
              </text>
            </g>
          ))}
          {days.map((day, index) => (
            <g key={day.date} transform={`translate(${LEFT + index * step + (step - bar) / 2} 0)`}>
              <Bar day={day} width={bar} />
            </g>
          ))}
        </svg>
      </section>
      <figcaption className={styles.legend}>
        <span className={styles.soldKey}>Sold</span>
        <span className={styles.heldKey}>Held</span>
        <span className={styles.freeKey}>Free</span>
      </figcaption>
    </figure>
  );
}

function Bar({ day, width }: { readonly day: OccupancyDay; readonly width: number }) {
  const date = parseDate(day.date);
  const seats = Math.max(day.capacity, 1);
  const sold = heightOf(day.sold / seats);
  const taken = heightOf((day.sold + day.held) / seats);
  return (
    <>
      {day.capacity > 0 && (
        <>
          <rect y={TOP} width={width} height={HEIGHT} className={styles.free} />
          <rect y={taken} width={width} height={sold - taken} className={styles.held} />
          <rect y={sold} width={width} height={TOP + HEIGHT - sold} className={styles.sold} />
          <text x={width / 2} y={taken - 6} textAnchor="middle" className={styles.share}>
            {percentWords(day.loadFactor).replace(/^(under|over) /, "")}
          </text>
        </>
      )}
      <text x={width / 2} y={TOP + HEIGHT + 18} textAnchor="middle">
        {date.day}
      </text>
      <text x={width / 2} y={TOP + HEIGHT + 34} textAnchor="middle">
        {MONTH.format(date.toDate("UTC"))}
      </text>
    </>
  );
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

function heightOf(share: number): number {
  return TOP + HEIGHT * (1 - share);
}
