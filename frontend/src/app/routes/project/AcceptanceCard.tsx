/** Where the boxes of finished images came from: the measure of how much the detector helps. */

import { Link } from "@tanstack/react-router";
import type { Statistics } from "../../api/types.ts";
import { Skeleton } from "../../components/feedback.tsx";
import { PortionBar } from "../../components/ProgressBar.tsx";
import { count, percent, share } from "../../format.ts";
import { useProject } from "./project-context.ts";

type Acceptance = Statistics["acceptance"];

const PARTS = [
  { key: "accepted", name: "Suggestion kept", className: "fill-done" },
  { key: "adjusted", name: "Suggestion adjusted", className: "fill-accent" },
  { key: "drawn", name: "Drawn by hand", className: "fill-returned" },
  { key: "imported", name: "Imported", className: "fill-skipped" },
] as const;

export function AcceptanceCard({ acceptance }: { acceptance: Acceptance | undefined }) {
  return (
    <section className="card acceptance-card" aria-labelledby="acceptance">
      <div className="card-head">
        <h2 id="acceptance">Where boxes come from</h2>
        <Link
          to="/projects/$projectId/ledger"
          params={{ projectId: String(useProject().id) }}
          className="card-link"
        >
          Does it save time?
        </Link>
      </div>
      {acceptance ? <Body acceptance={acceptance} /> : <Skeleton height={180} />}
    </section>
  );
}

function Body({ acceptance }: { acceptance: Acceptance }) {
  const { accepted, adjusted, drawn, imported } = acceptance;
  const all = accepted + adjusted + drawn + imported;
  const byPeople = accepted + adjusted + drawn;
  if (all === 0) return <p className="soft small">Finish an image to see it here.</p>;
  return (
    <div className="stack-small">
      {byPeople > 0 && (
        <p>
          <span className="big-number">{percent(share(accepted + adjusted, byPeople))}</span>{" "}
          <span className="soft">of the boxes made here began as a suggestion</span>
        </p>
      )}
      <PortionBar
        portions={PARTS.map(({ key, ...part }) => ({ ...part, value: acceptance[key] }))}
      />
      <ul className="legend-list small">
        {PARTS.map(({ key, name, className }) => (
          <li key={key}>
            <span className={`legend-mark ${className}`} />
            <span>{name}</span>
            <strong>{count(acceptance[key])}</strong>
            <span className="soft">{percent(share(acceptance[key], all))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
