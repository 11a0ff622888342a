/** The six stages in a row, each with its key, its time, and the tensor that it hands on. */

import { STAGES } from "../../api/trace-types.ts";
import { backendName } from "../models/naming.ts";
import { msWords, shapeOf, TITLE, totalMs } from "./stages.ts";
import { useTraceView } from "./trace-view.ts";

export function StageRail() {
  const { trace, stage, setStage } = useTraceView();
  const { device, backend } = trace.model;
  return (
    <nav className="trace-rail" aria-label="Stages">
      <ol className="trace-steps">
        {STAGES.map((name, place) => (
          <li key={name}>
            <button
              type="button"
              className="trace-step"
              aria-current={name === stage ? "step" : undefined}
              onClick={() => setStage(name)}
            >
              <kbd>{place + 1}</kbd>
              <span className="trace-step-name truncate">{TITLE[name]}</span>
              <span className="trace-step-time trace-step-small soft">
                {msWords(trace.stages[name].ms)}
              </span>
              <span className="trace-step-shape trace-step-small soft truncate">
                {shapeOf(trace, name)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p className="trace-total small soft">
        {msWords(totalMs(trace))} on {device.toUpperCase()}, {backendName(backend)}
      </p>
    </nav>
  );
}
