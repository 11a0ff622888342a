/** Images finished by day, and the seconds that one takes, and a box. */

import type { Statistics } from "../../api/types.ts";
import { Skeleton } from "../../components/feedback.tsx";
import { counted, duration } from "../../format.ts";
import { lastDays } from "./days.ts";
import { costWords } from "./pace.ts";

const DAYS = 14;

export function PaceCard({ statistics }: { statistics: Statistics | undefined }) {
  return (
    <section className="card pace-card" aria-labelledby="pace">
      <div className="card-head">
        <h2 id="pace">Pace</h2>
        <span className="soft small">last {DAYS} days</span>
      </div>
      {statistics ? <Body statistics={statistics} /> : <Skeleton height={140} />}
    </section>
  );
}

function Body({
  statistics: { costs, effort, finished_per_day, sway },
}: {
  statistics: Statistics;
}) {
  if (finished_per_day.length === 0) {
    return <p className="soft small">Finish an image to see it here.</p>;
  }
  const days = lastDays(finished_per_day, DAYS, new Date());
  const most = Math.max(1, ...days.map(({ images }) => images));
  const total = days.reduce((sum, { images }) => sum + images, 0);
  const words = costWords(costs);
  return (
    <div className="stack-small">
      {effort.images > 0 && (
        <p>
          <span className="big-number">{duration(effort.active_seconds / effort.images)}</span>{" "}
          <span className="soft">of work per image</span>
        </p>
      )}
      <div
        className="day-bars"
        role="img"
        aria-label={`${counted(total, "image")} finished in ${DAYS} days`}
      >
        {days.map(({ day, images }) => (
          <span key={day} className="day-bar" title={`${day}: ${counted(images, "image")}`}>
            <span style={{ transform: `scaleY(${images / most})` }} />
          </span>
        ))}
      </div>
      <p className="soft small">{counted(total, "image")} finished</p>
      {words !== "" && <p className="soft small">{words}</p>}
      {sway.agreement?.low != null && <p className="soft small">{sway.text}</p>}
    </div>
  );
}
